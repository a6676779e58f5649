"""What the hub says of a field that is not as it must be has its Russian words in the console, sentence by sentence."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("Invalid", "Missing")
ROOMS = ("core", "store", "actions", "edge")
OPERATORS = ("DATABASE_URL", "pg_dump", "{} is there already; name a file")  # said by the command line only
BY_FIELD = "{}: {}."  # a field of the wrong type: told by the field's name


def said(node: ast.expr, constants: dict[str, str]) -> str:
    """A sentence with {} where something is filled in; "" where it is put together elsewhere."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return constants.get(name, "")
        case ast.JoinedStr(values=parts):
            return "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in parts)
    return ""


def sentences(module: ast.Module) -> Iterator[str]:
    """All that a module refuses as invalid or missing."""
    constants = {
        target.id: each.value.value
        for each in module.body
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant) and isinstance(each.value.value, str)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS and node.args:
            yield said(node.args[0], constants)


def test_every_refused_field_has_its_russian_words_in_the_console() -> None:
    hub = {
        each
        for room in ROOMS
        for path in (ROOT / "hub" / room).rglob("*.py")
        for each in sentences(ast.parse(path.read_text("utf-8")))
        if each and not each.startswith(OPERATORS) and each != BY_FIELD
    }
    written = (ROOT / "agent_ui/src/i18n/words/remedies.ts").read_text("utf-8")
    ours = dict(json.loads(each) for each in re.findall(r"^  (\[\".*\"\]),$", written, re.M))
    assert sorted(hub - ours.keys()) == [], "these have no Russian words"
    assert sorted(ours.keys() - hub) == [], "nobody says these any more"
    for english, russian in ours.items():
        assert re.search("[а-яё]", russian), english
        assert all(int(each) < english.count("{}") for each in re.findall(r"\{(\d)\}", russian)), english
