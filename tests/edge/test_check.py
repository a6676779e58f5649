"""`hub check twilio`: what it asks the account, what it says, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from click.testing import CliRunner

from hub.__main__ import main

ACCOUNT, KEY, APP, NUMBER = "AC" + "0" * 32, "SK" + "1" * 32, "AP" + "2" * 32, "+4930100100"
OURS = "https://hub.example.com/channels/phone"
SECRETS = {"T_TOKEN": "t" * 32, "T_KEY": KEY, "T_SECRET": "s" * 32, "RAPPORT_SECRET": "r" * 40}
FLOOR = """
[queues.support]
name = "Support"
[menus.main]
greeting = "Hello."
"""


class Provider:
    """The provider's side: an account with one number and one application, as the test has set them up."""

    def __init__(self) -> None:
        self.status = 200
        self.number: dict[str, Any] = {
            "sid": "PN" + "3" * 32, "phone_number": NUMBER, "capabilities": {"voice": True, "sms": True},
            "voice_url": f"{OURS}/voice", "voice_method": "POST", "voice_fallback_url": "https://static.example/v.xml",
            "status_callback": f"{OURS}/status", "voice_application_sid": "",
        }  # fmt: skip
        self.application: dict[str, Any] = {"sid": APP, "voice_url": f"{OURS}/voice"}
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        """Whatever is asked of the account."""
        self.asked.append(f"{request.method} {request.path}")
        if self.status != 200:
            return web.json_response({"code": 20003, "message": "Authenticate", "status": self.status},
                                     status=self.status)
        if "IncomingPhoneNumbers" in request.path:
            found = [self.number] if request.query.get("PhoneNumber") in (None, self.number["phone_number"]) else []
            return web.json_response({"incoming_phone_numbers": found, "page": 0, "page_size": 50, "uri": "",
                                      "first_page_uri": "", "next_page_uri": None})
        if "Applications" in request.path:
            return web.json_response(self.application)
        return web.json_response({"sid": ACCOUNT, "status": "active", "friendly_name": "Firm"})


@pytest.fixture
async def provider() -> AsyncIterator[tuple[Provider, TestServer]]:
    account, app = Provider(), web.Application()
    app.router.add_route("*", "/{rest:.*}", account.answer)
    server = TestServer(app)
    await server.start_server(shutdown_timeout=0.1)
    yield account, server
    await server.close()


async def run(folder: Path, server: TestServer, channel: str = "") -> tuple[int, str]:
    """The command's end and what it printed."""
    (folder / "hub.toml").write_text('[site]\npublic_url = "https://hub.example.com"\n', "utf-8")
    (folder / "floor.toml").write_text(FLOOR, "utf-8")
    table = channel or f"""
[phone]
kind = "phone_twilio"
queue = "support"
menu = "main"
number = "{NUMBER}"
account_sid = "{ACCOUNT}"
twiml_app = "{APP}"
api_url = "{str(server.make_url("")).rstrip("/")}"
auth_token_env = "T_TOKEN"
api_key_env = "T_KEY"
api_secret_env = "T_SECRET"
"""
    (folder / "channels.toml").write_text(table, "utf-8")
    environ = {**SECRETS, "RAPPORT_DATA": str(folder / "data")}
    asked = await asyncio.to_thread(CliRunner().invoke, main, ["check", "twilio", "--config", str(folder)], env=environ)
    return asked.exit_code, asked.output


async def test_an_account_that_is_set_up_is_well(tmp_path: Path, provider: tuple[Provider, TestServer]) -> None:
    """Everything is asked for, nothing is changed, the command ends with 0."""
    account, server = provider
    code, said = await run(tmp_path, server)
    assert (code, "All is well." in said) == (0, True), said
    assert f"phone ({NUMBER})" in said and "WRONG" not in said
    assert all(each.startswith("GET ") for each in account.asked)
    assert {"IncomingPhoneNumbers", "Applications", "Accounts"} <= {word for each in account.asked
                                                                    for word in each.replace(".json", "").split("/")}


async def test_each_thing_that_is_wrong_is_said_with_what_to_write(
    tmp_path: Path, provider: tuple[Provider, TestServer]
) -> None:
    """The webhook of another hub, no status webhook, an application that leads nowhere: three remedies."""
    account, server = provider
    account.number |= {"voice_url": "https://old.example/voice", "status_callback": ""}
    account.application["voice_url"] = ""
    code, said = await run(tmp_path, server)
    assert code == 1 and said.count("WRONG") == 3, said
    assert "https://old.example/voice" in said and said.count(f"write {OURS}/voice") == 2
    assert f"write {OURS}/status" in said and "3 thing(s) to mend." in said


async def test_wrong_credentials_and_a_number_of_somebody_else(
    tmp_path: Path, provider: tuple[Provider, TestServer]
) -> None:
    """What makes everything else pointless is said first, and nothing secret is printed."""
    account, server = provider
    account.number["phone_number"] = "+4930999999"
    _, said = await run(tmp_path, server)
    assert f"no number {NUMBER}" in said
    account.status = 401
    code, said = await run(tmp_path, server)
    assert code == 1 and "the account cannot be asked" in said and "auth_token" not in said
    assert not any(secret in said for secret in (SECRETS["T_TOKEN"], SECRETS["T_SECRET"]))


async def test_without_a_channel_it_says_so(tmp_path: Path, provider: tuple[Provider, TestServer]) -> None:
    """Nothing to check is no success."""
    code, said = await run(tmp_path, provider[1], '[chat]\nkind = "webchat"\nqueue = "support"\n')
    assert code == 1 and 'kind = "phone_twilio"' in said
