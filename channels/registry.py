"""The kinds of channels there are, found by name and loaded when first needed: `kind = "x"` is `channels/x`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import ModuleType
from typing import cast

import channels
from channels.adapter import Channel

# What else lies in this folder: the library under the adapters.
_LIBRARY = frozenset(
    ("adapter", "contract", "http", "media", "mime", "parse", "party", "registry", "sandbox", "sounds", "text",
     "twilio", "visitors", "voice", "worker")
)  # fmt: skip


class SettingsError(ValueError):
    """A channel's table is wrong. Each line of the text names a key and its remedy."""


def kinds() -> list[str]:
    """Every kind of channel, in order."""
    return sorted(found.name for found in pkgutil.iter_modules(channels.__path__) if found.name not in _LIBRARY)


def module_of(kind: str) -> ModuleType:
    """The adapter of a kind. Raises SettingsError for one we do not have."""
    if kind not in kinds():
        raise SettingsError(f"kind: unknown channel kind {kind!r}; known kinds: {', '.join(kinds())}")
    return importlib.import_module(f"channels.{kind}")


def open_channel(id: str, table: Mapping[str, object], secrets: Mapping[str, str]) -> Channel:
    """The channel of one table of config/channels.toml. Raises SettingsError with every fault, one a line."""
    kind = table.get("kind")
    if not isinstance(kind, str):
        raise SettingsError(f'kind: name the kind of channel, for example kind = "{kinds()[0]}"')
    try:
        return cast(Channel, module_of(kind).open(id, table, secrets))
    except SettingsError:
        raise
    except ValueError as error:
        raise SettingsError(str(error)) from error
