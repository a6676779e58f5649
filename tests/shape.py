"""Reads the project's own files for `tests/test_shape.py`: modules, functions, names, settings.

What must not live here: judgement. What is too long or wrongly named is said in the tests.
"""

import ast
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
PYTHON_PLACES = ("hub", "channels", "tests", "hatch_build.py")
SOURCE_PLACES = (*PYTHON_PLACES, "agent_ui")
SOURCE_ENDINGS = {".py", ".ts", ".tsx", ".css"}
NOT_OURS = {"node_modules", "dist", "ui_dist", "__pycache__"}
GENERATED = {"agent_ui/src/wire/protocol.ts"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file, parsed."""

    path: Path
    name: str
    source: str
    tree: ast.Module


def files(*places: str) -> Iterator[Path]:
    """Return the files under these places that are ours and written by hand."""
    for place in places:
        start = ROOT / place
        found = start.rglob("*") if start.is_dir() else [start]
        for path in sorted(found):
            inner = path.relative_to(ROOT)
            ours = not NOT_OURS & set(inner.parts) and inner.as_posix() not in GENERATED
            if ours and path.is_file():
                yield path


def line_counts() -> Iterator[tuple[str, int]]:
    """Return each source file with its number of lines."""
    for path in files(*SOURCE_PLACES):
        if path.suffix in SOURCE_ENDINGS:
            yield path.relative_to(ROOT).as_posix(), len(path.read_text("utf-8").splitlines())


@cache
def modules(*places: str) -> list[Module]:
    """Return the Python modules under these places, or all of ours."""
    return [parse(path) for path in files(*(places or PYTHON_PLACES)) if path.suffix == ".py"]


def parse(path: Path) -> Module:
    """Read one Python file."""
    source = path.read_text("utf-8")
    return Module(path, path.relative_to(ROOT).as_posix(), source, ast.parse(source))


def functions() -> Iterator[tuple[str, Function]]:
    """Return every function and method with the place where it stands."""
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, Function):
                yield f"{module.name}:{node.lineno}", node


def parameters(function: Function) -> list[str]:
    """Return what a caller has to give: all but self and cls."""
    given = function.args
    stars = [star for star in (given.vararg, given.kwarg) if star is not None]
    names = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs, *stars)]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def class_names(tree: ast.Module) -> Iterator[str]:
    """Return the names of the classes defined in a module."""
    return (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def defined_names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Return the names a module gives to things; names that libraries gave are not among them."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name, node.lineno
            case ast.arg():
                yield node.arg, node.lineno
            case ast.Name(ctx=ast.Store()):
                yield node.id, node.lineno
            case ast.Attribute(value=ast.Name(id="self"), ctx=ast.Store()):
                yield node.attr, node.lineno
            case ast.alias(asname=str(name)):
                yield name, node.lineno
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name, node.lineno


def imported(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Return the modules that a module imports; `from a import b` counts as a.b, `from . import b` as .b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + f"{node.module}." if node.module else "." * node.level
            yield from ((origin + alias.name, node.lineno) for alias in node.names)


def enums(module: ModuleType) -> list[type[enum.Enum]]:
    """Return the enumerations a module declares."""
    found = [thing for thing in vars(module).values() if isinstance(thing, type)]
    return [kind for kind in found if issubclass(kind, enum.Enum) and kind.__module__ == module.__name__]


def undocumented_fields(module: Module) -> Iterator[tuple[str, str]]:
    """Return the fields of a module's classes that have neither a string under them nor a comment at them."""
    lines = module.source.splitlines()
    for owner in ast.walk(module.tree):
        if not isinstance(owner, ast.ClassDef):
            continue
        for field, after in zip(owner.body, [*owner.body[1:], None], strict=True):
            if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
                continue
            above = lines[field.lineno - 2].strip().startswith("#")
            beside = "  # " in lines[(field.end_lineno or field.lineno) - 1]
            if not (above or beside or is_sentence(after)):
                yield owner.name, field.target.id


def is_sentence(statement: ast.stmt | None) -> bool:
    """Say whether a statement is nothing but a text."""
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
    return False
