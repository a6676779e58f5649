"""Starting and stopping as an operator does: one command, a port of one's choice, Ctrl-C with browsers open."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.e2e.people import agent, visitor
from tests.e2e.running import ROOT, RunningHub

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


async def test_ctrl_c_ends_it_with_consoles_and_chats_open(tmp_path: Path, browser: Browser) -> None:
    """An agent's console and a visitor's chat are connected; the hub is gone within seconds all the same."""
    hub = RunningHub(tmp_path).start()
    dana = await agent(browser, hub, "dana@fernhill.example")
    await dana.become_available()
    ann = await visitor(browser, hub)
    await ann.start("Ann", "ann@example.org", "Hello?")
    hub.stop()
    assert hub.process is not None and hub.process.returncode == 0
    printed = hub.log.read_text("utf-8")
    assert f"http://localhost:{hub.port}" in printed and "/sandbox" in printed
    for role in ("agent", "supervisor", "admin"):
        assert role in printed
    assert "Traceback" not in printed
    for person in (dana, ann):
        await person.page.context.close()


def test_a_second_demo_keeps_what_was_there(tmp_path: Path) -> None:
    """Restarting fills nothing twice."""
    hub = RunningHub(tmp_path).start()
    hub.stop()
    hub.start()
    try:
        with urllib.request.urlopen(f"{hub.url}/readyz") as answer:
            assert json.load(answer)["ok"]
    finally:
        hub.stop()
    assert "kept from last time" in hub.log.read_text("utf-8")


def test_all_mistakes_in_the_configuration_are_told_at_once(tmp_path: Path) -> None:
    """Each with its file, its key and what to do; exit code 2, no traceback."""
    (tmp_path / "hub.toml").write_text('[site]\nport = "many"\nprot = 1\n')
    (tmp_path / "channels.toml").write_text('[chat]\nkind = "pigeon"\nqueue = "nowhere"\n')
    (tmp_path / "floor.toml").write_text('[queues.support]\nname = {en = "Support"}\n')
    done = subprocess.run([sys.executable, "-m", "hub", "serve", "--config", str(tmp_path)], cwd=ROOT,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 2
    for told in ("hub.toml: site.port", "hub.toml: site.prot", "channels.toml: chat", "'pigeon'",
                 "floor.toml: queues.support.name"):
        assert told in done.stderr, done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_explains_itself() -> None:
    """`--help` of the program and of each command says what it does."""
    whole = subprocess.run(
        [sys.executable, "-m", "hub", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for command in ("serve", "demo", "migrate", "parse", "protocol", "agent", "backup"):
        assert command in whole.stdout
        words = ("agent", "add") if command == "agent" else (command,)
        told = subprocess.run([sys.executable, "-m", "hub", *words, "--help"], cwd=ROOT, capture_output=True, text=True,
                              check=True)
        assert len(told.stdout) > 150, command
