"""What the browser days share: a hub, patience on a busy machine, and a gallery that faults are found in."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Generator, Iterator

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.running import Demo, RunningHub
from tests.e2e.screen_checks import Gallery, gallery_of

expect.set_options(timeout=30_000)

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep with each test whether it failed."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="module")
def demo() -> Demo:
    """How this module's hub is begun: a demo without scripted life. A module that needs another says so itself."""
    return lambda folder: RunningHub(folder).start()


@pytest.fixture(scope="module")
def hubs() -> Iterator[list[RunningHub]]:
    """The hub this module uses, if one runs."""
    running: list[RunningHub] = []
    yield running
    for hub in running:
        hub.kill()


@pytest.fixture
def hub(
    request: pytest.FixtureRequest, demo: Demo, hubs: list[RunningHub], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningHub]:
    """One hub for the module's days, and a new one after a day that failed: what it left open is nobody else's."""
    if not hubs:
        hubs.append(demo(tmp_path_factory.mktemp("demo")))
    yield hubs[0]
    if request.node.stash.get(FAILED, False):
        hubs.pop().kill()


@pytest.fixture(autouse=True)
async def everybody_leaves(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """After a day that failed its pages are closed: they would go on asking, beside the days that follow."""
    yield
    if request.node.stash.get(FAILED, False) and "browser" in request.fixturenames:
        browser: Browser = request.getfixturevalue("browser")
        for context in browser.contexts:
            await context.close()


@pytest.fixture
def gallery() -> Iterator[Gallery]:
    """Where the screens go (SCREENSHOTS=folder), and the end: nothing may be wrong with any of them."""
    pictures = gallery_of(os.environ.get("SCREENSHOTS"))
    yield pictures
    assert not pictures.faults, "\n".join(dict.fromkeys(pictures.faults))
