"""The console's types, written as TypeScript from the dataclasses of the contract by reflection alone.

`python -m hub.edge.protocol` prints agent_ui/src/wire/protocol.ts. Nothing is decided here: a shape changes
in hub/core/desk.py, cards.py, form.py, board/view.py or hub/edge/commands.py, and this file follows.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
import types
import typing
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import ModuleType

from hub.core import cards, desk, form, notices, quality, stays, terms
from hub.core.board import view
from hub.edge import commands, floor_commands, phone_commands, quality_commands

HEAD = """// Written by `python -m hub protocol` from hub/core and hub/edge/commands.py by reflection.
// Do not edit: change the Python and write it again. Times are ISO 8601 with Z, decimals are strings.
"""

PLAIN: dict[object, str] = {
    str: "string",
    bool: "boolean",
    int: "number",
    float: "number",
    datetime: "string",
    date: "string",
    Decimal: "string",
    object: "unknown",
    type(None): "null",
}


def snake(name: str) -> str:
    """`AcceptOffer` -> `accept_offer`: how a command is named on the wire."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _defined(module: ModuleType) -> Iterator[tuple[str, object]]:
    """What a module itself defines, in the order of its text."""
    for name, value in vars(module).items():
        own = getattr(value, "__module__", None) == module.__name__
        if own and (inspect.isclass(value) or isinstance(value, typing.NewType)):
            yield name, value


def spell(hint: object) -> str:
    """A Python type as TypeScript. Raises TypeError for one the wire has no form for."""
    if hint in PLAIN:
        return PLAIN[hint]
    if isinstance(hint, typing.NewType):
        return hint.__name__
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return " | ".join(f'"{a}"' for a in args)
    if origin is typing.Union or origin is types.UnionType:
        return " | ".join(spell(a) for a in args)
    if origin is tuple:
        return _spell_tuple(args)
    if origin is dict:
        return f"Record<{spell(args[0])}, {spell(args[1])}>"
    if inspect.isclass(hint) and (dataclasses.is_dataclass(hint) or issubclass(hint, StrEnum)):
        return hint.__name__
    raise TypeError(f"{hint!r} has no form on the wire; use one of the contract's types")


def _spell_tuple(args: tuple[object, ...]) -> str:
    """`tuple[X, ...]` is a list; anything else keeps its places."""
    if len(args) == 2 and args[1] is Ellipsis:
        inner = spell(args[0])
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    return f"[{', '.join(spell(a) for a in args)}]"


def _fields(shape: type, *, sent: bool) -> Iterator[str]:
    """The lines of an interface. What the console sends may leave out a field that has a default."""
    hints = typing.get_type_hints(shape)
    for field in dataclasses.fields(shape):
        given = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
        mark = "?" if sent and given else ""
        yield f"  {field.name}{mark}: {spell(hints[field.name])};"


def _comment(thing: object) -> str:
    """The first paragraph of the docstring, on one line."""
    text = inspect.getdoc(thing) or ""
    return f"/** {' '.join(text.split())} */\n" if text else ""


def _enum(kind: type[StrEnum]) -> str:
    values = ", ".join(f'"{member.value}"' for member in kind)
    name = kind.__name__
    listed = f"export const {name}Values = [{values}] as const;"
    return f"{_comment(kind)}{listed}\nexport type {name} = (typeof {name}Values)[number];\n"


def _interface(shape: type, *, sent: bool) -> str:
    body = "\n".join(_fields(shape, sent=sent))
    return f"{_comment(shape)}export interface {shape.__name__} {{\n{body}\n}}\n"


def _imported_enums() -> Iterator[type[StrEnum]]:
    """Enumerations the rows use that other modules define: the channels' media and delivery states."""
    for value in vars(desk).values():
        if inspect.isclass(value) and issubclass(value, StrEnum) and value.__module__ != terms.__name__:
            yield value


def _commands() -> Iterator[str]:
    """All commands as one map from wire name to fields."""
    yield "/** What may be asked over the socket, by name. */"
    yield "export interface Commands {"
    rooms = (commands, phone_commands, floor_commands, quality_commands)
    for name, shape in (found for room in rooms for found in _defined(room)):
        if inspect.isclass(shape) and dataclasses.is_dataclass(shape):
            fields = " ".join(line.strip() for line in _fields(shape, sent=True))
            yield f"  {_comment(shape).strip()}"
            yield f"  {snake(name)}: {{ {fields} }};"
    yield "}\n"
    yield "export type CommandName = keyof Commands;"


def text() -> str:
    """The whole file."""
    parts = [HEAD]
    for name, value in _defined(terms):
        if isinstance(value, typing.NewType):
            parts.append(f"export type {name} = string;")
    parts.append("")
    parts += [_enum(kind) for kind in _imported_enums()]
    parts += [_enum(v) for _, v in _defined(terms) if inspect.isclass(v) and issubclass(v, StrEnum)]
    for module in (notices, desk, cards, form, quality):
        for _, value in _defined(module):
            if inspect.isclass(value) and dataclasses.is_dataclass(value):
                parts.append(_interface(value, sent=module is form))
    parts.append(_interface(stays.Tally, sent=False))
    for _, value in _defined(view):
        if inspect.isclass(value):
            parts.append(_interface(value, sent=value is view.BoardChanges))
    parts.append(_tables())
    parts += _commands()
    return "\n".join(parts) + "\n"


def _tables() -> str:
    listed = ", ".join(f'"{field.name}"' for field in dataclasses.fields(desk.Rows))
    return f"export const tables = [{listed}] as const;\nexport type Table = (typeof tables)[number];\n"


if __name__ == "__main__":
    sys.stdout.write(text())
