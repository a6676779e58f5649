"""A firm's own hub, set up as the README says: migrate, add an agent, serve; nothing of the demo is there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.running import ROOT, RunningHub

PASSWORD = "quite a long password"


def hub_command(*words: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """One command of the hub."""
    return subprocess.run([sys.executable, "-m", "hub", *words], cwd=ROOT, env={**os.environ, **environ},
                          capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.timeout(400)
async def test_a_firm_starts_its_own_hub(tmp_path: Path, empty_url: str) -> None:
    """On both databases. The mail server does not exist: the hub serves all the same and says so."""
    config = tmp_path / "config"
    shutil.copytree(ROOT / "config" / "production", config)
    text = (config / "channels.toml").read_text("utf-8")
    (config / "channels.toml").write_text(text.replace("firm.example", "firm.invalid"), "utf-8")
    environ = {"DATABASE_URL": empty_url, "RAPPORT_DATA": str(tmp_path / "data"), "MAIL_PASSWORD": "x"}
    folder = ("--config", str(config))

    early = hub_command("serve", *folder, environ=environ)
    assert early.returncode != 0 and "hub migrate" in early.stderr
    assert hub_command("migrate", *folder, environ=environ).returncode == 0
    added = hub_command("agent", "add", "ann@firm.example", "--name", "Ann", "--role", "supervisor",
                        "--oversees", "north", "--password", PASSWORD, *folder, environ=environ)
    assert added.returncode == 0, added.stderr
    lost = hub_command("agent", "add", "bob@firm.example", "--name", "Bob", "--oversees", "north",
                       "--password", PASSWORD, *folder, environ=environ)
    assert lost.returncode != 0 and "oversees" in lost.stderr and "--role supervisor" in lost.stderr
    again = hub_command("agent", "add", "ann@firm.example", "--name", "Ann", "--password", PASSWORD, *folder,
                        environ=environ)
    assert again.returncode != 0 and "email" in again.stderr and "Traceback" not in again.stderr

    hub = RunningHub(tmp_path, ("serve", *folder), environ).start()
    try:
        async with aiohttp.ClientSession(headers={"X-Rapport": "1"}) as http:
            async with http.get(f"{hub.url}/api/public") as answer:
                known = await answer.json()
            assert (known["demo"], known["sandbox_url"]) == ([], "")
            async with http.post(f"{hub.url}/sandbox/api/letters", json={}) as answer:
                assert answer.status in (404, 405)
            for path in ("/sandbox/carrier/handset/dial", "/sandbox/carrier/faults", "/sandbox/api/stories",
                         "/sandbox/carrier/2010-04-01/Accounts/AC5a/Calls.json"):
                async with http.post(f"{hub.url}{path}", json={}) as answer:
                    assert answer.status in (404, 405), path
            said = {"email": "ann@firm.example", "password": PASSWORD}
            async with http.post(f"{hub.url}/api/sign-in", json=said) as answer:
                assert answer.status == 200
                cookie = answer.cookies["rapport"].value
            async with http.get(f"{hub.url}/api/channels", headers={"Cookie": f"rapport={cookie}"}) as answer:
                channels = {item["id"]: item["state"] for item in (await answer.json())["items"]}
        assert channels["chat"] == "up" and channels["support_mail"] != "up"
    finally:
        hub.kill()
