"""The configuration as one frozen value: config/*.toml plus the environment, all faults reported together.

Only environment variables hold secrets; a table names them (`password_env`). No defaults are hidden elsewhere.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from channels import registry
from channels.adapter import Channel
from hub.core.desk import ChannelInfo
from hub.core.plan import FloorPlan
from hub.core.terms import ChannelId
from hub.settings.floor import Served, read_floor
from hub.settings.reading import ConfigurationError, Fault, Section, load

__all__ = ["ConfigurationError", "Fault", "Settings", "Site", "read_settings", "read_site"]

DEFAULT_FOLDER = Path(__file__).resolve().parent.parent.parent / "config"


@dataclass(frozen=True, slots=True)
class Site:
    """How the hub is reached and where it keeps things."""

    host: str
    """The address to listen on; 127.0.0.1 keeps the hub on this machine."""
    port: int
    """The TCP port to listen on; PORT in the environment wins."""
    public_url: str
    """The address customers and agents use, without a trailing slash."""
    database_url: str
    """Where the store is: sqlite:///path or postgresql://...; DATABASE_URL wins."""
    redis_url: str
    """Redis for signals between several nodes; empty with one node. REDIS_URL wins."""
    data_dir: Path
    """The folder for attachments and the embedded database."""
    max_upload_bytes: int
    """The largest file an agent may attach."""
    trusted_proxies: int
    """How many proxies of yours stand in front; their X-Forwarded-For is believed."""
    secret: bytes
    """The key that signs reply tokens and cookies; RAPPORT_SECRET, else made once in data_dir."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the hub is told."""

    site: Site
    """How the hub is reached and where it keeps things: config/hub.toml."""
    plan: FloorPlan
    """Queues, dispositions, hours and texts: config/floor.toml."""
    channels: Mapping[ChannelId, Channel]
    """The opened channels: config/channels.toml."""
    version: str = field(default_factory=lambda: version("rapport"))
    """Rapport's own version."""


def read_settings(
    folder: Path = DEFAULT_FOLDER,
    environ: Mapping[str, str] | None = None,
    channel_values: Mapping[str, Mapping[str, Any]] | None = None,
) -> Settings:
    """Read hub.toml, channels.toml and floor.toml in `folder`. Raises ConfigurationError with every fault.

    `channel_values` win over what channels.toml says of a channel: the demo's ports.
    """
    env = dict(os.environ if environ is None else environ)
    faults: list[Fault] = []
    site = _site(load(folder / "hub.toml", faults), env, faults)
    tables = load(folder / "channels.toml", faults)
    for name, values in (channel_values or {}).items():
        if isinstance(tables.get(name), dict):
            tables[name] = {**tables[name], **values}
    channels, served = _channels(tables, site, env, faults)
    domain = site.public_url.split("//", 1)[-1].split("/", 1)[0].split(":", 1)[0]
    plan = read_floor(load(folder / "floor.toml", faults), served, (site.secret, domain), faults)
    if faults:
        raise ConfigurationError(faults)
    return Settings(site, plan, channels)


def read_site(folder: Path = DEFAULT_FOLDER, environ: Mapping[str, str] | None = None) -> Site:
    """Read hub.toml alone. Raises ConfigurationError with every fault."""
    faults: list[Fault] = []
    site = _site(load(folder / "hub.toml", faults), dict(os.environ if environ is None else environ), faults)
    if faults:
        raise ConfigurationError(faults)
    return site


def _site(values: dict[str, Any], env: Mapping[str, str], faults: list[Fault]) -> Site:
    root = Section("hub.toml", "", values, faults)
    section = Section("hub.toml", "site", root.take("site") or {}, faults)
    store = Section("hub.toml", "store", root.take("store") or {}, faults)
    port = section.number("port", 8080, 1, 65535)
    if "PORT" in env:
        port = _port(env["PORT"], port, faults)
    written = store.text("data_dir", "data")
    data_dir = Path(env.get("RAPPORT_DATA") or written)
    public_url = section.text("public_url", "").rstrip("/") or f"http://localhost:{port}"
    if not public_url.startswith(("http://", "https://")):
        section.fault("public_url", "must begin with http:// or https://")
    written = store.text("database_url", "")
    url = env.get("DATABASE_URL") or written or f"sqlite:///{data_dir / 'rapport.db'}"
    if not url.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:", "postgres:")):
        faults.append(Fault("environment" if "DATABASE_URL" in env else "hub.toml", "DATABASE_URL",
                            "must begin with sqlite:/// or postgresql://"))
    redis_url = section.text("redis_url", "")
    site = Site(
        host=section.text("host", "127.0.0.1"),
        port=port,
        public_url=public_url,
        database_url=url,
        redis_url=env.get("REDIS_URL") or redis_url,
        data_dir=data_dir,
        max_upload_bytes=section.number("max_upload_mib", 25, 1, 1024) * 1024 * 1024,
        trusted_proxies=section.number("trusted_proxies", 0, 0, 10),
        secret=_secret(env, data_dir, faults),
    )
    for part in (section, store, root):
        part.done()
    return site


def _port(text: str, default: int, faults: list[Fault]) -> int:
    if text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    faults.append(Fault("environment", "PORT", f"must be a whole number from 1 to 65535, not {text!r}"))
    return default


def _secret(env: Mapping[str, str], data_dir: Path, faults: list[Fault]) -> bytes:
    given = env.get("RAPPORT_SECRET", "")
    if given:
        if len(given) < 32:
            faults.append(Fault("environment", "RAPPORT_SECRET", "must have at least 32 characters"))
        return given.encode()
    path = data_dir / "secret"
    try:
        if not path.exists():
            data_dir.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32))
        return path.read_text().strip().encode()
    except FileExistsError:
        return path.read_text().strip().encode()
    except OSError as error:
        faults.append(Fault("hub.toml", "store.data_dir", f"{data_dir} cannot be written: {error.strerror}"))
        return b""


def _channels(
    tables: dict[str, Any], site: Site, env: Mapping[str, str], faults: list[Fault]
) -> tuple[dict[ChannelId, Channel], Served]:
    channels: dict[ChannelId, Channel] = {}
    served = Served({}, {}, {})
    for name, values in tables.items():
        if not isinstance(values, dict):
            faults.append(Fault("channels.toml", name, "must be a table, like [chat]"))
            continue
        table = dict(values)
        for part in ("kind", "queue"):
            if not isinstance(table.get(part), str):
                faults.append(Fault("channels.toml", f"{name}.{part}", "is required; give a text in quotes"))
        queue, shown = str(table.pop("queue", "")), str(table.pop("name", name))
        menu = str(table.pop("menu", ""))
        own = _named_secrets(name, table, env, faults)
        own["token_key"] = site.secret.decode()
        try:
            channel = registry.open_channel(name, table, own)
        except ValueError as error:  # SettingsError of the registry names the key and the remedy
            faults.extend(Fault("channels.toml", name, line) for line in str(error).splitlines())
            continue
        key = ChannelId(name)
        channels[key], served.queue[key] = channel, queue
        served.infos[key] = _info(key, shown, channel, table)
        if menu:
            served.menu[key] = menu
    return channels, served


def _named_secrets(
    name: str, table: dict[str, Any], env: Mapping[str, str], faults: list[Fault]
) -> dict[str, str]:
    """`password_env = "MAIL_PASSWORD"` becomes the secret `password`."""
    found = {}
    for key in [key for key in table if key.endswith("_env")]:
        variable = table.pop(key)
        if not isinstance(variable, str) or variable not in env:
            faults.append(Fault("channels.toml", f"{name}.{key}", f"the environment has no {variable}; set it"))
            continue
        found[key.removesuffix("_env")] = env[variable]
    return found


def _info(key: ChannelId, name: str, channel: Channel, table: Mapping[str, Any]) -> ChannelInfo:
    can = channel.capabilities
    return ChannelInfo(
        id=key,
        name=name,
        medium=can.medium,
        address=str(table.get("address") or table.get("number") or table.get("sender") or ""),
        live=can.live,
        can_start=can.can_start,
        subject=can.subject,
        html=can.html,
        attachments=can.attachments,
        max_attachment_bytes=can.max_attachment_bytes,
        signature=str(table.get("signature", "")),
        segment_price=str(table.get("segment_price", "")),
    )
