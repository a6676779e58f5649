"""Scripts and orders as plain data and back, so that they can be kept: the same value returns. Nothing else is spelled.

A class is named by `kind`; tuples become lists. What was written by an older hub and is not known any more is refused.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any, get_args, get_type_hints

from channels import voice
from channels.party import Address
from channels.voice import CallScript, Order

_SPELLED: tuple[type, ...] = (CallScript, Address, voice.AgentPhone, *get_args(voice.Step), *get_args(voice.Order))
KINDS: Mapping[str, type] = {each.__name__: each for each in _SPELLED}


def plain(value: CallScript | Order) -> dict[str, Any]:
    """A script or an order as plain data."""
    found: dict[str, Any] = _plain(value)
    return found


def read_script(data: Mapping[str, Any]) -> CallScript:
    """The script of this data. Raises ValueError for anything else."""
    found = _read(data)
    if not isinstance(found, CallScript):
        raise ValueError("this is no script")
    return found


def read_order(data: Mapping[str, Any]) -> Order:
    """The order of this data. Raises ValueError for anything else."""
    found = _read(data)
    if not isinstance(found, get_args(voice.Order)):
        raise ValueError("this is no order")
    return found  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
        return {"kind": type(value).__name__, **fields}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def _read(data: Any) -> Any:
    if isinstance(data, list):
        return tuple(_read(each) for each in data)
    if not isinstance(data, Mapping):
        return data
    kind = KINDS.get(str(data.get("kind")))
    if kind is None:
        raise ValueError(f"nothing here is called {data.get('kind')!r}")
    members = _members(kind)
    values = {name: _read(value) for name, value in data.items() if name != "kind"}
    return kind(**{name: members[name](value) if name in members else value for name, value in values.items()})


@cache
def _members(kind: type) -> Mapping[str, type[Enum]]:
    """The fields of a class that are members of an enumeration."""
    hints = get_type_hints(kind)
    return {name: hint for name, hint in hints.items() if isinstance(hint, type) and issubclass(hint, Enum)}
