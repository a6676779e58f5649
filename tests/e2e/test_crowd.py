"""A demo floor that lives by itself: customers come in every way, colleagues answer, and nothing goes wrong inside."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import Any

import aiohttp
import pytest

from channels.sandbox.crowd import drawing
from channels.sandbox.crowd.form import filled
from channels.sandbox.crowd.values import Visit, Way
from hub.demo_app import world
from tests.e2e.running import Demo, RunningHub

pytestmark = pytest.mark.timeout(300)
PACE = 60.0
ENOUGH_SECONDS = 20  # of life; more only on a machine that is busy with other things
MOST_SECONDS = 120
MEDIA = {"phone", "sms", "email", "chat"}


def drawn(count: int, pace: float = PACE, seed: int = world.SEED) -> list[Visit]:
    """The first visits of a day."""
    visits = drawing.visits(pace, world.crowd(), world.matters(), seed)
    return list(islice(visits, count))


def test_the_same_seed_makes_the_same_day() -> None:
    """And another seed another one."""
    assert drawn(200) == drawn(200)
    assert drawn(50) != drawn(50, seed=world.SEED + 1)


def test_a_day_is_mixed_and_keeps_its_pace() -> None:
    """The first minute has something of everything; the shares and the pace are as told; both languages are spoken."""
    begun = drawn(600)
    assert {visit.way for visit in begun[:4]} == {Way.CALL, Way.CHAT, Way.TEXT, Way.MAIL}
    assert sum(visit.after for visit in drawn(4, pace=1)) < 60
    shares = {way: sum(visit.way is way for visit in begun) / len(begun) for way in Way}
    for way, weight in drawing.MIX.items():
        assert abs(shares[way] - weight / 100) < 0.06, way
    assert 500 < sum(visit.after for visit in begun) < 720  # seconds for 600 visits at 60 a minute
    assert {visit.person.language for visit in begun[:20]} == {"en", "ru"}
    assert all("{" not in line for visit in begun for line in (*visit.lines, visit.subject, visit.summary))


def test_nobody_a_visitor_may_play_comes_by_themselves() -> None:
    """Whoever sits at the page is not called back by a script."""
    played = {person.phone for person in world.played()}
    assert len(played) == 6
    assert not played & {visit.person.phone for visit in drawn(2000)}


def test_a_colleague_fills_in_what_a_disposition_asks_for() -> None:
    """Every matter ends in a form that leaves nothing out."""
    asked = [{"code": "complaint", "requires": ["case", "case.type", "note"], "topic": "complaint"},
             {"code": "sale_interest", "requires": ["opportunity"], "topic": "sale"}]
    for visit in drawn(100):
        form = filled(visit, [{"code": visit.matter.disposition, "requires": [], "topic": ""}], "EUR")
        assert form["codes"] == [visit.matter.disposition] and form["note"]
    complaint = filled(None, asked, "EUR")
    assert complaint["case"]["type"] and complaint["case"]["subject"]


@pytest.fixture(scope="module")
def demo() -> Demo:
    return lambda folder: RunningHub(folder, ("demo", "--pace", str(PACE))).start()


async def test_a_minute_of_life(hub: RunningHub) -> None:
    """Calls, texts, mails and chats come, colleagues take and answer them, and the log has no error."""
    seen: list[dict[str, Any]] = []
    async with aiohttp.ClientSession() as http:
        for second in range(MOST_SECONDS):
            async with http.get(f"{hub.url}/sandbox/api/steps", params={"after": "0"}) as answer:
                seen = (await answer.json())["steps"] or seen
            if second >= ENOUGH_SECONDS and complete(seen):
                break
            await asyncio.sleep(1)
    assert complete(seen), [(step["kind"], step["medium"]) for step in seen]
    assert {step["medium"] for step in seen if step["kind"] == "queued"} >= MEDIA
    log = hub.log.read_text("utf-8")
    assert "Traceback" not in log and " ERROR " not in log, log[-4000:]
    assert hub.stop() < 20
    log = hub.log.read_text("utf-8")
    assert "Traceback" not in log, log[-4000:]


def complete(seen: list[dict[str, Any]]) -> bool:
    """Whether everything has come, and somebody has answered."""
    came = {step["medium"] for step in seen if step["kind"] == "queued"}
    return came >= MEDIA and {"accepted", "out"} <= {step["kind"] for step in seen}
