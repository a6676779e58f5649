"""Ctrl-C on a demo with callers on the line: the hub and the carrier in a box are gone within moments."""

from __future__ import annotations

import json
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.running import RunningHub

pytestmark = pytest.mark.timeout(300)
STOPS_WITHIN = 3.0


def steps(hub: RunningHub) -> list[dict[str, Any]]:
    """What happened inside, as the sandbox's page tells it."""
    with urllib.request.urlopen(f"{hub.url}/sandbox/api/steps?after=0", timeout=10) as answer:
        return list(json.load(answer)["steps"])


def ask(hub: RunningHub, path: str, **fields: str) -> dict[str, Any]:
    """The sandbox's carrier, as its page asks it."""
    body = json.dumps(fields).encode() if fields else None
    request = urllib.request.Request(f"{hub.url}/sandbox/carrier{path}", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return dict(json.load(answer))


def test_ctrl_c_ends_it_with_callers_on_the_line(tmp_path: Path) -> None:
    """One hears the menu, one waits in the queue; no traceback, nothing left behind."""
    hub = RunningHub(tmp_path, ("demo", "--empty")).start()
    try:
        number = ask(hub, "/about")["numbers"][0]["number"]
        calls = [ask(hub, "/handset/dial", **{"from": f"+49151123450{place}", "to": number})["call"]
                 for place in range(3)]
        deadline = time.monotonic() + 60
        for call in calls:
            path = f"/handset/calls?number=%2B{call['number'][1:]}"
            while not any(each["asked"] for each in ask(hub, path)["calls"]):
                assert time.monotonic() < deadline, hub.log.read_text("utf-8")[-2000:]
                time.sleep(0.1)
        assert ask(hub, "/handset/press", call=calls[0]["sid"], digits="2")["wanted"]
        while not any(step["kind"] == "queued" for step in steps(hub)):
            assert time.monotonic() < deadline, hub.log.read_text("utf-8")[-2000:]
            time.sleep(0.1)
        took = hub.stop()
    finally:
        if hub.process is not None and hub.process.poll() is None:
            hub.kill()
    printed = hub.log.read_text("utf-8")
    assert hub.process is not None and hub.process.returncode == 0 and took < STOPS_WITHIN, (took, printed[-2000:])
    assert "Traceback" not in printed
