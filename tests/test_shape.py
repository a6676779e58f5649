"""The shape of the house, kept by a test (ARCHITECTURE.md, "Shape is tested"). No exceptions are made here.

Who may import whom is kept by import-linter in `make lint`. What must not live here: tests of behaviour.
"""

import ast
import enum
import importlib
import re
import subprocess
import sys

import pytest

from tests import shape

ROOT = shape.ROOT
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
MAX_PARAMETERS = 6
MIN_DOCSTRING_CHARACTERS = 20

VAGUE = {"util", "manager", "helper", "service"}
# The glossary has one word for each of these things, and it is another.
FORBIDDEN = {"contact", "ticket", "session", "user", "manager", "service", "helper", "utils"}

PURE_EXTRAS = ("hub.core", "hub.errors", "channels.contract", "channels.party", "channels.voice")
IMPURE_MODULES = {
    "asyncio", "concurrent", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets",
    "selectors", "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading",
    "time", "urllib",
}  # fmt: skip
IMPURE_CALLS = {"open", "print", "input", "exec", "eval"}
CLOCK_READERS = {"now", "today", "utcnow"}
MAKERS_OF_CHANCE = {"uuid1", "uuid4", "uuid6", "uuid7"}


def test_no_file_has_two_subjects() -> None:
    long = {name: lines for name, lines in shape.line_counts() if lines > MAX_FILE_LINES}
    assert not long, f"more than {MAX_FILE_LINES} lines"


def test_functions_are_short() -> None:
    long = [
        f"{place} {function.name}: {size}"
        for place, function in shape.functions()
        if (size := (function.end_lineno or 0) - function.lineno + 1) > MAX_FUNCTION_LINES
    ]
    assert not long, f"more than {MAX_FUNCTION_LINES} lines"


def test_functions_ask_for_little() -> None:
    many = [
        f"{place} {function.name}: {count}"
        for place, function in shape.functions()
        if (count := len(shape.parameters(function))) > MAX_PARAMETERS
    ]
    assert not many, f"more than {MAX_PARAMETERS} parameters: a type is missing"


def test_every_module_says_what_lives_in_it() -> None:
    silent = [
        module.name
        for module in shape.modules()
        if len(ast.get_docstring(module.tree) or "") < MIN_DOCSTRING_CHARACTERS
    ]
    assert not silent, "no docstring that tells anything"


def test_modules_and_classes_have_names_that_say_something() -> None:
    vague = [
        f"{module.name}: {name}"
        for module in shape.modules("hub", "channels")
        for name in (*module.path.relative_to(ROOT).with_suffix("").parts, *shape.class_names(module.tree))
        if name.casefold().removesuffix("s") in VAGUE
    ]
    assert not vague


def test_one_word_for_one_thing() -> None:
    strange = [
        f"{module.name}:{line} {name}"
        for module in shape.modules("hub", "channels")
        for name, line in shape.defined_names(module.tree)
        if name.strip("_").casefold() in FORBIDDEN
    ]
    assert not strange, "the glossary in hub/README.md has another word for it"


def test_every_enum_member_is_in_the_glossary() -> None:
    glossary = ROOT / "hub" / "README.md"
    if not (ROOT / "hub" / "core" / "terms.py").exists() or not glossary.exists():
        return
    words = set(re.findall(r"[a-z][a-z0-9_-]*", glossary.read_text("utf-8").casefold()))
    missing = [
        f"{kind.__name__}.{member.name}"
        for kind in shape.enums(importlib.import_module("hub.core.terms"))
        for member in kind
        if not spellings(member) & words
    ]
    assert not missing, "not in hub/README.md"


def spellings(member: enum.Enum) -> set[str]:
    """Return the ways a glossary may write an enum member."""
    return {str(member.value).casefold(), member.name.casefold(), member.name.casefold().replace("_", "-")}


def test_the_core_imports_nothing_that_acts() -> None:
    wrong = [
        f"{module.name}:{line} {name}"
        for module in shape.modules("hub/core")
        for name, line in shape.imported(module.tree)
        if not allowed_in_core(name)
    ]
    assert not wrong


def allowed_in_core(name: str) -> bool:
    """Say whether the core may import this: the standard library that computes, and its own."""
    if name.startswith("."):
        return not name.startswith("..")
    first = name.partition(".")[0]
    own = any(name == extra or name.startswith(f"{extra}.") for extra in PURE_EXTRAS)
    return own or (first in sys.stdlib_module_names and first not in IMPURE_MODULES)


def test_the_core_reads_no_clock_throws_no_dice_and_opens_nothing() -> None:
    wrong = [
        f"{module.name}:{call.lineno} {ast.unparse(call.func)}"
        for module in shape.modules("hub/core")
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and acts(call.func)
    ]
    assert not wrong


def acts(called: ast.expr) -> bool:
    """Say whether a call is one that has its answer, or its effect, from outside."""
    match called:
        case ast.Name(id=name):
            return name in IMPURE_CALLS | MAKERS_OF_CHANCE
        case ast.Attribute(value=ast.Name(id="datetime" | "date") | ast.Attribute(attr="datetime" | "date")):
            return called.attr in CLOCK_READERS
        case ast.Attribute(attr=name):
            return name in MAKERS_OF_CHANCE
    return False


def test_every_setting_has_a_sentence() -> None:
    silent = [
        f"{owner}.{name}"
        for module in shape.modules("hub/settings/__init__.py")
        for owner, name in shape.undocumented_fields(module)
    ]
    assert not silent, "say in a line under or above the field what it does"


def test_the_consoles_types_are_those_of_the_hub() -> None:
    written = ROOT / "agent_ui" / "src" / "wire" / "protocol.ts"
    if not written.exists() or not (ROOT / "hub" / "__main__.py").exists():
        return
    command = [sys.executable, "-m", "hub", "protocol"]
    generated = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert generated.returncode == 0, generated.stderr
    assert written.read_text("utf-8") == generated.stdout, "run: python -m hub protocol > " + str(written)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(user, *, session=1): ...", {"user", "session"}),
        ("class Ticket: contact: str", {"Ticket", "contact"}),
        ("self.helper = g(user=1).service", {"helper"}),
        ("import x as utils\nfor manager in y: ...", {"utils", "manager"}),
    ],
)
def test_only_names_we_define_are_judged(source: str, names: set[str]) -> None:
    found = {name for name, _ in shape.defined_names(ast.parse(source))}
    assert {name for name in found if name.casefold() in FORBIDDEN} == names


def test_nobody_waits_with_what_loses_a_cancellation() -> None:
    """Before Python 3.12 `asyncio.wait_for` forgets a cancellation that comes with the result; a stop then hangs."""
    forgetful = [each.name for each in shape.modules("hub", "channels") if "asyncio.wait_for(" in each.source]
    assert not forgetful, "use asyncio.timeout"
