"""What the browser days share: a hub, patience on a busy machine, and a gallery that faults are found in."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from tests.e2e.running import RunningHub
from tests.e2e.screen_checks import Gallery, gallery_of

expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """A demo of this module's own, without scripted life; a module that needs another hub names one so itself."""
    running = RunningHub(tmp_path_factory.mktemp("demo")).start()
    yield running
    running.kill()


@pytest.fixture
def gallery() -> Iterator[Gallery]:
    """Where the screens go (SCREENSHOTS=folder), and the end: nothing may be wrong with any of them."""
    pictures = gallery_of(os.environ.get("SCREENSHOTS"))
    yield pictures
    assert not pictures.faults, "\n".join(dict.fromkeys(pictures.faults))
