"""Who may read and do what about quality, over HTTP and the socket; and that looking is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from hub.core.terms import AgentId
from hub.store import account_rows, tables
from hub.store.database import Tx
from tests.edge.stage import Console, Stage, stage

CARD = {
    "name": {"en": "Service", "ru": "Сервис"},
    "sections": [{"id": "s", "name": {"en": "All", "ru": "Всё"}, "questions": [
        {"id": name, "text": {"en": name, "ru": name}, "kind": "yes_no", "weight": 25} for name in "abcd"
    ]}],
}
LISTS = ("counts", "due", "reviews", "handlings", "cards", "rules", "calibrations", "notes")


async def done(console: str, running: Stage) -> str:
    """A chat this agent has finished, written straight into the store: how it is handled has tests of its own."""

    def write(tx: Tx) -> str:
        found = account_rows.agent_by_email(tx, f"{console}@fernhill.example")
        assert found is not None
        then = datetime.now(UTC) - timedelta(hours=1)
        ids = {name: tx.new_id() for name in ("customer", "conversation", "interaction", "handling")}
        rows: dict[str, dict[str, Any]] = {
            "customer": {"number": tx.number("customer"), "kind": "person", "name": "Ann Lee", "created_at": then},
            "conversation": {"customer_id": ids["customer"], "opened_at": then, "last_at": then},
            "interaction": {"conversation_id": ids["conversation"], "customer_id": ids["customer"],
                            "channel_id": "chat", "medium": "chat", "direction": "inbound", "queue_id": "support",
                            "state": "closed",
                            "requires": {}, "created_at": then},
            "handling": {"interaction_id": ids["interaction"], "agent_id": found[0], "queue_id": "support",
                         "medium": "chat", "started_at": then, "ended_at": then + timedelta(minutes=5),
                         "ended_by": "completed"},
        }
        for name, row in rows.items():
            tx.conn.execute(insert(getattr(tables, name)), {"id": ids[name], **row})
        return ids["handling"]

    return await running.store.do(write)


async def agent_id(running: Stage, who: str) -> AgentId:
    def ask(tx: Tx) -> AgentId:
        found = account_rows.agent_by_email(tx, f"{who}@fernhill.example")
        assert found is not None
        return found[0]

    return await running.store.do(ask)


async def ok(console: Console, command: str, /, **fields: object) -> dict[str, Any]:
    told = await console.command(command, fields=fields)
    assert told["ok"], told
    return dict(told["data"])


async def reads(running: Stage) -> int:
    return await running.store.read(
        lambda conn: int(conn.execute(select(func.count()).select_from(tables.quality_read)).scalar_one())
    )


async def test_a_review_from_the_card_to_the_settled_dispute(database_url: str, tmp_path: Path) -> None:
    async with stage(tmp_path, database_url) as running:
        noah, aline, dana = [await running.console(who) for who in ("noah", "aline", "dana")]
        assert (await aline.command("add_scorecard", card=CARD))["code"] == "forbidden"
        await ok(noah, "add_scorecard", card=CARD)
        handling = await done("dana", running)
        assert (await dana.command("start_review", handling_id=handling))["code"] == "forbidden"
        review = (await ok(aline, "start_review", handling_id=handling))["id"]
        path = f"/api/quality/reviews/{review}"
        await ok(aline, "save_review", review_id=review, answers={"a": 1}, comment="so far")
        assert (await running.get(path, "dana"))[0] == 404, "a draft is its reviewer's"
        given: dict[str, int | None] = {"a": 1, "b": 0, "c": 1, "d": 1}
        await ok(aline, "publish_review", review_id=review, answers=given, comment="Greet first")
        status, page = await running.get(path, "dana")
        assert (status, page["review"]["score"], page["may"]) == (200, 75, ["dispute"])
        assert (await running.get(path, "oleg"))[0] == 404, "another's review"
        assert (await running.get(path, ""))[0] == 401
        await ok(dana, "dispute_review", review_id=review, reason="I did greet")
        told = await aline.command("settle_review", review_id=review, outcome="changed", answer="Right",
                                   answers={**given, "b": 1}, comment="Greet first")
        assert told["ok"]
        _, page = await running.get(path, "dana")
        assert (page["review"]["state"], page["review"]["score"]) == ("changed", 100)
        assert [each["score"] for each in page["versions"]] == [75, 100], "both versions are kept"
        note = await ok(aline, "write_coaching_note", agent_id=await agent_id(running, "dana"), text="Greet",
                        review_id=review)
        assert (await (await running.console("oleg")).command("see_coaching_note", note_id=note["id"]))["ok"] is False
        await ok(dana, "see_coaching_note", note_id=note["id"])
        _, mine = await running.get("/api/quality/mine", "dana")
        assert (mine["average"], mine["notes"][0]["seen_at"] is not None) == (100, True)
        assert (await running.get("/api/quality/mine", "oleg"))[1]["reviews"] == []
        heard = [fact["kind"] for _, data in dana.heard if isinstance(data, list)
                 for change in data for fact in change.get("facts", ())]
        assert {"review_published", "review_settled", "coaching_noted"} <= set(heard)


async def test_agents_read_no_lists(database_url: str, tmp_path: Path) -> None:
    async with stage(tmp_path, database_url) as running:
        for name in LISTS:
            assert (await running.get(f"/api/quality/{name}", "dana"))[0] == 403, name
            assert (await running.get(f"/api/quality/{name}", "aline"))[0] == 200, name


async def test_supervisors_see_their_teams_only_and_looking_is_kept(database_url: str, tmp_path: Path) -> None:
    async with stage(tmp_path, database_url) as running:
        noah, aline = await running.console("noah"), await running.console("aline")
        card = (await ok(noah, "add_scorecard", card=CARD))["id"]
        handling, dana = await done("dana", running), await agent_id(running, "dana")
        rule = await ok(aline, "keep_sample_rule", name="One a week", scorecard_id=card, wanted={"per_week": 1})
        assert (await ok(aline, "draw_sample", rule_id=rule["id"], seed=5))["drawn"] == 1
        assert (await ok(aline, "draw_sample", rule_id=rule["id"], seed=6))["drawn"] == 0
        _, due = await running.get("/api/quality/due", "aline")
        assert [each["handling"]["id"] for each in due["items"]] == [handling]
        review = (await ok(noah, "start_review", handling_id=handling))["id"]
        await ok(noah, "publish_review", review_id=review, answers=dict.fromkeys("abcd", 1))
        before = await reads(running)
        assert (await running.get(f"/api/quality/agents/{dana}", "aline"))[0] == 200
        assert await reads(running) == before + 1
        assert (await running.get(f"/api/quality/agents/{dana}", "aline"))[0] == 200
        assert await reads(running) == before + 1, "one look"
        assert (await running.get(f"/api/quality/agents/{dana}", "dana"))[0] == 403

        def narrow(tx: Tx) -> None:
            tx.conn.execute(tables.agent.update().where(tables.agent.c.email == "aline@fernhill.example")
                            .values(oversees=["night"]))

        await running.store.do(narrow)
        assert (await running.get(f"/api/quality/agents/{dana}", "aline"))[0] == 404
        assert (await running.get(f"/api/quality/reviews/{review}", "aline"))[0] == 404
        assert (await running.get("/api/quality/reviews", "aline"))[1]["items"] == []
        assert (await running.get("/api/quality/counts", "aline"))[1]["due"] == 0
        assert (await running.get("/api/quality/reviews", "noah"))[1]["items"][0]["id"] == review


async def test_a_calibration_hides_the_others_until_one_has_handed_in(database_url: str, tmp_path: Path) -> None:
    async with stage(tmp_path, database_url) as running:
        noah, aline = await running.console("noah"), await running.console("aline")
        await ok(noah, "add_scorecard", card=CARD)
        handling = await done("dana", running)
        found = (await ok(aline, "start_calibration", handling_id=handling, name="November"))["id"]
        path = f"/api/quality/calibrations/{found}"
        first = (await ok(aline, "join_calibration", calibration_id=found))["id"]
        await ok(aline, "publish_review", review_id=first, answers=dict.fromkeys("abcd", 1))
        _, page = await running.get(path, "noah")
        assert (page["open"], page["reviews"], page["calibration"]["handed_in"]) == (False, [], 1)
        assert await reads(running) == 0
        second = (await ok(noah, "join_calibration", calibration_id=found))["id"]
        await ok(noah, "publish_review", review_id=second, answers={"a": 1, "b": 0, "c": 1, "d": None})
        _, page = await running.get(path, "noah")
        assert page["open"]
        assert page["difference"] == pytest.approx(100 - 200 / 3, abs=0.01)
        assert page["agreement"] == {"a": 1, "b": 0, "c": 1, "d": 0}
        assert await reads(running) == 1, "what was found of an agent's work was looked at"
        assert (await running.get(path, "dana"))[0] == 403
