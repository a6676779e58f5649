"""The ground the project stands on: lock files that agree, and a wheel that needs no Node.

What must not live here: tests of the hub.
"""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.shape import ROOT

LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-test.lock")
BUILD_SECONDS = 110


def pins(name: str) -> dict[str, Requirement]:
    """Read a lock file: each line that begins a requirement."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    found = [
        Requirement(line.removesuffix("\\")) for line in lines if line and not line.startswith((" ", "#"))
    ]
    return {canonicalize_name(pin.name): pin for pin in found}


def asked() -> dict[str, list[Requirement]]:
    """Read what pyproject.toml asks for, by the lock file that answers it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    run = project["project"]["dependencies"]
    test = project["project"]["optional-dependencies"]["test"]
    lists = (run, project["dependency-groups"]["build"], [*run, *test])
    return {lock: [Requirement(text) for text in texts] for lock, texts in zip(LOCKS, lists, strict=True)}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_answers_what_is_asked(lock: str) -> None:
    pinned = pins(lock)
    for requirement in asked()[lock]:
        pin = pinned.get(canonicalize_name(requirement.name))
        versions = [exact.version for exact in pin.specifier] if pin else []
        assert any(map(requirement.specifier.contains, versions)), f"run `make lock` for {requirement}"


def test_lock_files_agree() -> None:
    run, test = pins(LOCKS[0]), pins(LOCKS[2])
    assert {name: test[name].specifier for name in run} == {name: pin.specifier for name, pin in run.items()}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    assert text.count("==") <= text.count("--hash=")


@pytest.mark.parametrize("english", ["README.md", "docs/twilio.md", "docs/web-calls.md"])
def test_what_an_operator_reads_is_there_in_russian(english: str) -> None:
    """Each leads to the other, with the same sections, tables and things to type; comments and names may differ."""
    here = ROOT / english
    there = here.with_name(here.name.replace(".md", ".ru.md"))
    both = [path.read_text("utf-8") for path in (here, there)]
    assert f"({there.name})" in both[0] and f"({here.name})" in both[1]
    for part in (r"^#+ ", r"^```\w*$", r"^\|", r"^(?:\d+\.|[-*]) "):
        assert len(set(len(re.findall(part, text, re.M)) for text in both)) == 1, part
    links = [{target.replace(".ru.md", ".md") for target in re.findall(r"\]\(([^)#:]+)\)", text)} for text in both]
    assert links[0] <= links[1] | {here.name} and all((here.parent / each).exists() for each in links[1])
    typed = [{re.sub(r"\s*#.*", "", line) for block in re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S)
              for line in block.splitlines() if not line.startswith("name =")} for text in both]
    assert typed[0] == typed[1]


@pytest.mark.timeout(BUILD_SECONDS)
def test_the_wheel_carries_all_that_an_installed_hub_needs(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        [entry] = [name for name in names if name.endswith("entry_points.txt")]
        assert "hub = hub.__main__:main" in archive.read(entry).decode()
    assert {"hub/__main__.py", "channels/contract.py"} <= names
    assert any(name.startswith("hub/ui_dist/") and name.endswith(".html") for name in names)
    for folder in ("templates", "config"):
        carried = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}
        assert {f"hub/{path}" for path in carried} <= names
