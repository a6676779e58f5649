"""What may be configured of web calls, and the check of it. No I/O; all faults are told at once."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from channels.media import IceServer

_STUN = re.compile(r"stuns?:[\w.-]+(:\d{1,5})?")
_TURN = re.compile(r"turns?:[\w.-]+(:\d{1,5})?(\?transport=(udp|tcp))?")
# Keys of the channel's table that belong to the hub, not to the adapter.
FOREIGN = frozenset({"kind", "name", "queue", "menu", "id", "enabled", "turn_credential_env"})


@dataclass(frozen=True, slots=True)
class Keys:
    """What is never shown: the key that signs passes, and the relay's credential."""

    passes: str = field(default="", repr=False)
    turn: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """The table of one web call channel in config/channels.toml."""

    chat: str  # the chat whose widget has the button: its visitors, its pages, its limits
    stun: str = ""  # `stun:host:port`, where browsers and this machine learn their public address; none: not asked
    turn: str = ""  # `turn:host:port?transport=udp`, a relay for networks that let nothing else through
    turn_username: str = ""  # of the relay; its credential comes from the environment, turn_credential_env
    media_address: str = ""  # the public IPv4 address of a machine behind a one-to-one NAT; none: its own addresses
    most_calls: int = 20  # at one time; a core carries about twenty
    sockets_per_address: int = 20

    def ice(self, credential: str) -> tuple[IceServer, ...]:
        """The servers for both ends."""
        turn = (IceServer(self.turn, self.turn_username, credential),) if self.turn else ()
        return ((IceServer(self.stun),) if self.stun else ()) + turn


def read(table: Mapping[str, object], secrets: Mapping[str, str]) -> Settings:
    """The settings in `table`. Raises ValueError with every fault, one a line, each naming key and remedy."""
    faults = [*_wrong_shapes(table)]
    if not faults:
        given = {f.name: table[f.name] for f in fields(Settings) if f.name in table}
        settings = Settings(**given)  # type: ignore[arg-type]
        faults = _wrong_values(settings, secrets)
        if not faults:
            return settings
    raise ValueError("\n".join(faults))


def _wrong_shapes(table: Mapping[str, object]) -> list[str]:
    known = {f.name for f in fields(Settings)}
    faults = [
        f"{key}: not a setting of web calls; remove it or correct its spelling"
        for key in table
        if key not in known | FOREIGN
    ]
    if not isinstance(table.get("chat"), str) or not table["chat"]:
        faults.append('chat: name the chat channel whose widget has the button, for example chat = "chat"')
    for key in known - {"chat"} & set(table):
        value = table[key]
        if key in ("most_calls", "sockets_per_address"):
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                faults.append(f"{key}: give a whole number, 1 or more")
        elif not isinstance(value, str):
            faults.append(f"{key}: give a text")
    return faults


def _wrong_values(settings: Settings, secrets: Mapping[str, str]) -> list[str]:
    faults = []
    if settings.stun and not _STUN.fullmatch(settings.stun):
        faults.append("stun: write it as stun:host:port")
    if settings.turn and not _TURN.fullmatch(settings.turn):
        faults.append("turn: write it as turn:host:port?transport=udp")
    if settings.turn and not (settings.turn_username and secrets.get("turn_credential")):
        faults.append("turn: a relay needs turn_username and turn_credential_env")
    if settings.media_address and not _is_ipv4(settings.media_address):
        faults.append("media_address: give the public IPv4 address, for example 203.0.113.7")
    return faults


def _is_ipv4(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True
