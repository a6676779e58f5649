"""Values to JSON and back: one encoder for HTTP and sockets, and a checked reader that names the field at fault."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, cast

import orjson
from pydantic import TypeAdapter, ValidationError

from hub.errors import HubError, Invalid

T = TypeVar("T")

_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def _other(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def dump(value: object) -> bytes:
    """JSON bytes: dataclasses by field, instants as ISO 8601 with Z, decimals as strings."""
    return orjson.dumps(value, default=_other, option=_OPTIONS)


class SocketJson:
    """The `json` module python-socketio is given: the same encoder, dataclasses included."""

    @staticmethod
    def dumps(value: object, **_: object) -> str:
        """As `json.dumps`."""
        return dump(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: object) -> Any:
        """As `json.loads`."""
        return orjson.loads(text)


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(type, kind))


def read(kind: type[T], values: object) -> T:
    """`values` as a frozen value of `kind`. Raises Invalid naming the first field at fault and the remedy."""
    if not isinstance(values, dict):
        raise Invalid("Send an object with named fields.")
    known = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    unknown = sorted(set(values) - known)
    if unknown:
        raise Invalid(f"Unknown field {unknown[0]!r}; known: {', '.join(sorted(known)) or 'none'}.", field=unknown[0])
    try:
        value: T = _adapter(cast(Hashable, kind)).validate_python(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"{name}: {first['msg']}.", field=name) from None
    return value


def refusal(error: HubError) -> dict[str, object]:
    """An error as its answer."""
    answer: dict[str, object] = {"ok": False, "code": error.code, "message": str(error), "field": error.field}
    if error.data:
        answer["data"] = error.data
    return answer
