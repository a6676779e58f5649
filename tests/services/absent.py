"""Leaves out the tests whose system part this machine lacks, and says so at the end of the run.

Nothing is skipped in silence: the last lines name each missing part, how to get it and how many
tests wait for it.
"""

from collections import Counter

import pytest

from tests.services.parts import PARTS, Part

LEFT_OUT = pytest.StashKey[Counter[str]]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests that can run here."""
    absent = [part for part in PARTS if part.fixtures and part.find() is None]
    left_out: Counter[str] = Counter()
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    for item in items:
        lacking = [part.name for part in absent if needs(item, part)]
        left_out.update(lacking)
        (dropped if lacking else kept).append(item)
    config.stash[LEFT_OUT] = left_out
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


def needs(item: pytest.Item, part: Part) -> bool:
    """Say whether a test asks for a fixture of this part, also through the choice of a database."""
    asked = set(getattr(item, "fixturenames", ()))
    call = getattr(item, "callspec", None)
    if call is not None and "postgresql" in call.params.values():
        asked.add("postgres_url")
    return not asked.isdisjoint(part.fixtures)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name what could not be run, just above the closing line."""
    left_out = config.stash.get(LEFT_OUT, Counter())
    if not left_out:
        return
    terminalreporter.section("not run here", yellow=True)
    for part in PARTS:
        if left_out[part.name]:
            packages = " ".join(part.packages)
            terminalreporter.line(f"{left_out[part.name]} tests need {part.name}: apt-get install {packages}")
