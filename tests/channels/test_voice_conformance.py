"""The same scripted calls give the same facts on every carrier: rung, answered, held, handed on, hung up, lost.

A kind of channel with `capabilities.voice` joins by an entry in ENDS: who stands at the ends of its lines.
"""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from channels import registry
from channels.voice import LegChanged, LegEnd, LegState, Move
from tests.channels import voice_twilio, voice_webcall
from tests.channels.test_conformance import FIXTURES, SECRETS
from tests.channels.voice_story import DANA, MARK, ROOM, WAITING, Ends, Story

ENDS: dict[str, Callable[[Path], AbstractAsyncContextManager[Ends]]] = {
    "phone_twilio": voice_twilio.ends,
    "webcall": voice_webcall.ends,
}
CARRIERS = pytest.mark.parametrize("kind", sorted(ENDS))


@asynccontextmanager
async def story(kind: str, folder: Path) -> AsyncIterator[Story]:
    """A story on that carrier."""
    async with ENDS[kind](folder) as ends:
        yield Story(ends)


def test_every_carrier_has_its_ends() -> None:
    voices = set()
    for kind in registry.kinds():
        table = tomllib.loads((FIXTURES / f"{kind}.toml").read_text("utf-8"))
        if registry.open_channel("sample", table, SECRETS).capabilities.voice:
            voices.add(kind)
    assert voices == set(ENDS)


@CARRIERS
async def test_a_call_is_answered_held_handed_on_and_ended_by_the_customer(kind: str, tmp_path: Path) -> None:
    async with story(kind, tmp_path) as call:
        await call.begin()
        await call.connect("agent", DANA)
        await call.meet()
        await call.hold()
        await call.connect("colleague", MARK)
        await call.drop("agent")
        assert call.state("colleague") is LegState.ANSWERED and call.state("customer") is not LegState.ENDED
        await call.ends.hang_up(call.lines["customer"])
        await call.until(lambda: call.state("customer") is LegState.ENDED, "the customer hangs up")
        await call.drop("colleague")
        assert call.end("customer") is LegEnd.HUNG_UP
        assert call.facts() == [
            ("customer", "arrived"), ("customer", "pressed 1"), ("agent", "answered"), ("colleague", "answered"),
            ("agent", "ended"), ("customer", "ended"), ("colleague", "ended"),
        ]  # fmt: skip


@CARRIERS
async def test_a_call_is_ended_by_the_agent(kind: str, tmp_path: Path) -> None:
    async with story(kind, tmp_path) as call:
        await call.begin()
        await call.connect("agent", DANA)
        await call.meet()
        await call.drop("customer")
        await call.drop("agent")
        assert call.facts() == [
            ("customer", "arrived"), ("customer", "pressed 1"), ("agent", "answered"), ("customer", "ended"),
            ("agent", "ended"),
        ]  # fmt: skip


@CARRIERS
async def test_a_customer_hangs_up_while_they_wait_and_the_ringing_phone_is_silenced(kind: str, tmp_path: Path) -> None:
    async with story(kind, tmp_path) as call:
        await call.begin()
        await call.ring("agent", DANA)
        await call.ends.hang_up(call.lines["customer"])
        await call.until(lambda: call.state("customer") is LegState.ENDED, "the customer hangs up")
        await call.drop("agent")
        assert call.end("agent") is LegEnd.CANCELLED
        assert call.facts()[2:] == [("customer", "ended"), ("agent", "ended")]
        # Orders for legs that are gone are no error.
        await call.ends.channel.perform(Move("late", ROOM, "customer", call.lines["customer"], WAITING))


@CARRIERS
@pytest.mark.parametrize("who", ["agent", "customer"])
async def test_lost_media_end_a_leg_and_only_that_leg(kind: str, who: str, tmp_path: Path) -> None:
    async with story(kind, tmp_path) as call:
        await call.begin()
        await call.connect("agent", DANA)
        await call.meet()
        await call.ends.lose(call.lines[who])
        await call.until(lambda: call.state(who) is LegState.ENDED, f"{who} is lost")
        assert call.end(who) in (LegEnd.LOST, LegEnd.HUNG_UP)
        other = "customer" if who == "agent" else "agent"
        assert call.state(other) is not LegState.ENDED
        await call.drop(other)


@CARRIERS
async def test_each_state_of_a_leg_is_told_once_and_ours_bear_our_id(kind: str, tmp_path: Path) -> None:
    async with story(kind, tmp_path) as call:
        await call.begin()
        await call.connect("agent", DANA)
        await call.meet()
        await call.drop("agent")
        await call.drop("customer")
        for leg in call.lines:
            states = [each.state for each in call.changes(leg)]
            assert len(set(states)) == len(states) and LegState.ENDED in states, leg
        ours = [each for each in call.ends.told if isinstance(each, LegChanged) and each.leg_id]
        assert {each.leg_id for each in ours} >= {"agent"}
