"""Interventions over sockets and pages: roles at the door, agents told at once, looking in is kept, clocks ring."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from channels.contract import Medium
from hub.core.plan import Hours, SlaPolicy
from hub.core.terms import ClockKind
from hub.settings import Settings
from hub.store import tables as t
from tests.edge.stage import Console, Stage, stage
from tests.edge.test_desk import accepted, at_work

PROMISE = SlaPolicy("chats", "messages", Hours("always"), {ClockKind.FIRST_REPLY: 2}, 1, mediums=(Medium.CHAT,))


def promising(settings: Settings) -> Settings:
    """The house promises to answer a chat within two seconds."""
    return dataclasses.replace(settings, plan=dataclasses.replace(settings.plan, sla=(PROMISE,)))


@pytest.fixture
async def hub(tmp_path: Path, database_url: str) -> AsyncIterator[Stage]:
    async with stage(tmp_path, database_url, promising) as running:
        yield running


def facts(conn: Connection, kind: str) -> int:
    """How many of a kind were told."""
    return len(conn.execute(select(t.fact.c.id).where(t.fact.c.kind == kind)).all())


async def until_told(hub: Stage, kind: str, count: int = 1) -> None:
    """Wait for a fact."""
    async with asyncio.timeout(20):
        while await hub.store.read(facts, kind) < count:
            await asyncio.sleep(0.02)


async def test_an_agent_steers_nobody(hub: Stage) -> None:
    """Every command of supervisors is refused at the door, whatever its fields."""
    dana = await at_work(hub)
    work = await accepted(hub, dana)
    oleg = await hub.console("oleg")
    asked: dict[str, dict[str, object]] = {
        "set_agent_state": {"agent_id": "0" * 32, "state": "offline"}, "take_over": {"interaction_id": work["id"]},
        "whisper_in_chat": {"interaction_id": work["id"], "text": "x"}, "broadcast": {"text": "x"},
        "message_agent": {"agent_id": "0" * 32, "text": "x"},
        "answer_help": {"help_id": "0" * 32},
    }  # fmt: skip
    for name, fields in asked.items():
        assert (await oleg.command(name, **fields))["code"] == "forbidden", name
    assert (await hub.get("/api/notices", "oleg"))[0] == 403


async def test_help_is_called_for_and_comes(hub: Stage) -> None:
    """The agent's own row says who comes; it goes when they are done."""
    dana = await at_work(hub)
    work = await accepted(hub, dana)
    aline = await hub.console("aline")
    asked = await dana.command("ask_help", interaction_id=work["id"], text="She shouts")
    assert asked["ok"]
    [row] = await dana.wait_for("helps")
    assert row["state"] == "asked" and not aline.rows("helps")
    assert (await aline.command("answer_help", help_id=row["id"]))["ok"]
    async with asyncio.timeout(20):
        while dana.rows("helps")[row["id"]]["by_name"] != "Aline":
            await asyncio.sleep(0.02)
    assert (await dana.command("withdraw_help", help_id=row["id"]))["ok"]
    await dana.wait_for("helps", 0)


async def test_a_broadcast_stands_until_it_is_read_and_its_sender_sees_who_has(hub: Stage) -> None:
    """On every console at once, also on one that comes later; read is read."""
    dana, aline = await hub.console("dana"), await hub.console("aline")
    assert (await aline.command("broadcast", text="Lines are down"))["ok"]
    [notice] = await dana.wait_for("notices")
    assert (notice["kind"], notice["by_name"], notice["text"]) == ("broadcast", "Aline", "Lines are down")
    oleg = await hub.console("oleg")
    await oleg.wait_for("notices")
    assert (await dana.command("read_notice", notice_id=notice["id"]))["ok"]
    await dana.wait_for("notices", 0)
    status, page = await hub.get("/api/notices", "aline")
    read = {each["name"]: each["read_at"] is not None for each in page["items"][0]["readers"]}
    assert status == 200 and read == {"Dana": True, "Oleg": False, "Noah": False}


async def test_a_whisper_is_read_by_its_agent_and_by_nobody_elses_page(hub: Stage) -> None:
    """Over the socket to its agent; over HTTP to its agent and to supervisors; the customer's page never."""
    dana = await at_work(hub)
    work = await accepted(hub, dana)
    aline = await hub.console("aline")
    for console in (dana, aline):
        assert (await console.command("watch", conversation_ids=[work["conversation_id"]]))["ok"]
    await until_told(hub, "TalkWatched")
    assert (await aline.command("whisper_in_chat", interaction_id=work["id"], text="Offer ten percent"))["ok"]
    async with asyncio.timeout(20):
        while not any(row["kind"] == "whisper" for row in dana.rows("thread").values()):
            await asyncio.sleep(0.02)
    [mention] = await dana.wait_for("mentions")
    assert mention["text"] == "Offer ten percent"
    for who, sees in (("dana", True), ("aline", True), ("noah", True), ("oleg", False)):
        _, page = await hub.get(f"/api/customers/{work['customer_id']}/thread", who)
        assert any(row["kind"] == "whisper" for row in page["items"]) is sees, who
        assert "whisper" not in page["counts"]
    _, hits = await hub.get("/api/search?q=percent", "oleg")
    assert hits["hits"] == []


async def told(console: Console, kind: str) -> dict[str, Any]:
    """The notice of this kind, once it is there; a broken promise may tell its own beside it."""
    async with asyncio.timeout(20):
        while not (found := [row for row in console.rows("notices").values() if row["kind"] == kind]):
            await asyncio.sleep(0.02)
    return found[0]


async def test_a_supervisor_takes_a_chat_and_its_agent_is_told(hub: Stage) -> None:
    """The work changes desks in one step; the state they set is told, too."""
    dana = await at_work(hub)
    work = await accepted(hub, dana)
    aline = await hub.console("aline")
    assert (await aline.command("take_over", interaction_id=work["id"]))["ok"]
    await dana.wait_for("work", 0)
    await aline.wait_for("work")
    notice = await told(dana, "taken_over")
    assert (notice["by_name"], notice["subject"]) == ("Aline", "Ann Lee")
    mine = next(iter(dana.rows("me").values()))
    assert (await aline.command("set_agent_state", agent_id=mine["id"], state="away", reason="lunch"))["ok"]
    await told(dana, "state_set")
    assert next(iter(dana.rows("me").values()))["presence"] == "away"


async def rung(hub: Stage, console: Console, row: dict[str, Any]) -> None:
    """Until the promise on this work row is broken."""
    async with asyncio.timeout(30):
        while (console.rows("work")[row["id"]]["clock"] or {}).get("breached_at") is None:
            await asyncio.sleep(0.05)


async def test_a_promise_rings_by_itself_and_is_shown_on_the_work(hub: Stage) -> None:
    """Nobody asks: the alarm wakes, the agent's row says it, the owner and supervisors are told."""
    dana, aline = await at_work(hub), await hub.console("aline")
    work = await accepted(hub, dana)
    await rung(hub, dana, work)
    async with asyncio.timeout(20):
        while "first_reply:breached" not in {row["detail"] for row in aline.rows("notices").values()}:
            await asyncio.sleep(0.02)
    reply = {"conversation_id": work["conversation_id"], "channel_id": "chat", "text": "Here I am"}
    assert (await dana.command("send_message", **reply))["ok"]
    async with asyncio.timeout(20):
        while dana.rows("work")[str(work["id"])]["clock"] is not None:
            await asyncio.sleep(0.02)
    await until_told(hub, "SlaMet")
