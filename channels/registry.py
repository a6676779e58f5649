"""Channels by name, loaded late: `kind = "email_imap"` is the module channels.email_imap. Nothing happens on import."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Any, cast

import channels
from channels.contract import Channel

SHARED = {"contract", "http", "text", "mime", "registry", "worker", "parse", "sandbox"}


def kinds() -> list[str]:
    """The adapters there are."""
    return sorted(module.name for module in pkgutil.iter_modules(channels.__path__) if module.name not in SHARED)


def open_channel(channel_id: str, table: Mapping[str, Any], secrets: Mapping[str, str]) -> Channel:
    """The channel a table of config/channels.toml describes. Raises ValueError, one fault a line, with the remedy."""
    kind = table.get("kind")
    if kind not in kinds():
        raise ValueError(f"kind: {kind!r} is not known; known kinds: {', '.join(kinds())}")
    module = importlib.import_module(f"channels.{kind}")
    values = {key: value for key, value in table.items() if key != "kind"}
    return cast(Channel, module.open(channel_id, values, secrets))
