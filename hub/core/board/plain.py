"""Values as plain data and back by their types alone: what JSON can hold, written and read without loss.

Data classes become tables, tuples and sets lists, moments ISO 8601. A field that is not in the data keeps its default,
so that what an older hub wrote can be read. Nothing is decided here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NewType, Union, get_args, get_origin, get_type_hints

Reader = Callable[[Any], Any]


def write(value: Any) -> Any:
    """A value as plain data."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: write(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(write(key)): write(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [write(inner) for inner in value]
    if isinstance(value, (set, frozenset)):
        return sorted(write(inner) for inner in value)
    return value


def read(kind: Any, data: Any) -> Any:
    """The value of this type that was written as `data`. Raises TypeError for a type that has no plain form."""
    return _reader(kind)(data)


@cache
def _reader(kind: Any) -> Reader:
    origin, args = get_origin(kind), get_args(kind)
    if isinstance(kind, NewType):
        return _reader(kind.__supertype__)
    if origin in (Union, UnionType):
        return _optional(kind)
    if origin in (tuple, list, set, frozenset):
        return _several(origin, args)
    if origin in (dict, Mapping):
        key, inner = _key(args[0]), _reader(args[1])
        return lambda data: {key(name): inner(value) for name, value in data.items()}
    if kind in (datetime, date, time):
        return _moment(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if dataclasses.is_dataclass(kind):
        return _fields(kind)
    if kind in (str, int, float, bool, Any, object) or origin is Literal:
        return _as_it_is
    raise TypeError(f"{kind!r} has no plain form")


def _as_it_is(data: Any) -> Any:
    return data


def _moment(kind: Any) -> Reader:
    found: Reader = kind.fromisoformat
    return found


def _key(kind: Any) -> Reader:
    """Names are texts in plain data, whatever they were."""
    return int if kind is int else _reader(kind)


def _optional(kind: Any) -> Reader:
    inner = [_reader(each) for each in get_args(kind) if each is not NoneType]
    if len(inner) != 1:
        raise TypeError(f"{kind!r} has no plain form: it may be several things")
    return lambda data: None if data is None else inner[0](data)


def _several(origin: Any, args: tuple[Any, ...]) -> Reader:
    if origin is tuple and not (len(args) == 2 and args[1] is Ellipsis):
        places = [_reader(each) for each in args]
        return lambda data: tuple(place(value) for place, value in zip(places, data, strict=True))
    inner = _reader(args[0])
    return lambda data: origin(inner(value) for value in data)


def _fields(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = {each.name: _reader(hints[each.name]) for each in dataclasses.fields(kind)}
    return lambda data: kind(**{name: read(data[name]) for name, read in readers.items() if name in data})
