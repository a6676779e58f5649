"""Random days of a small floor as told facts, for the laws of boards: plausible words in any order, and ticks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from hypothesis import strategies as st

from hub.core import facts
from hub.core.board.board import Board
from hub.core.board.rules import BoardRules, QueueRule
from hub.core.facts import Fact
from hub.core.plan import AlertRules, Hours
from hub.core.terms import (
    AgentId,
    CallId,
    ConversationId,
    CustomerId,
    HandlingId,
    InteractionId,
    OfferId,
    QueueId,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TALK, WHO = ConversationId("talk"), CustomerId("who")
SUPPORT, ORDERS, OLD = QueueId("support"), QueueId("orders"), QueueId("no_more")
WEEK: dict[int, tuple[tuple[time, time], ...]] = {day: ((time(9), time(17)),) for day in range(5)}
LIMITS = AlertRules(
    level_minutes=5, level_least=2, no_agent_seconds=30, wait_seconds={"phone": 60, "chat": 90},
    talk_seconds={"phone": 120}, wrapup_seconds=60, away_seconds=120,
)
RULES = BoardRules(
    "first", "Europe/Berlin",
    {SUPPORT: QueueRule(SUPPORT, {"en": "Support"}, 20, 0.8),
     ORDERS: QueueRule(ORDERS, {"en": "Orders"}, 60, 0.7, Hours("office", "Europe/Berlin", WEEK))},
    LIMITS,
)  # fmt: skip
OTHER = BoardRules("second", "UTC", {SUPPORT: QueueRule(SUPPORT, {"en": "Support"}, 30, 0.9)}, LIMITS)
KNOWN = {"first": RULES, "second": OTHER}


@dataclass(frozen=True, slots=True)
class Told:
    """A fact with its place."""

    fact: Fact
    at: datetime
    pos: int


def new_board(at: datetime = NOON) -> Board:
    """A board that was told nothing, by the first rules."""
    board = Board(at, KNOWN)
    board.obey(RULES)
    return board


def tell(board: Board, told: list[Told]) -> Board:
    """Tell it all of these."""
    for each in told:
        board.tell(each.fact, each.at, each.pos)
    return board


def queued(work: str, queue: QueueId = SUPPORT, why: str = "arrived", medium: str = "phone") -> Fact:
    return facts.InteractionQueued(InteractionId(work), TALK, WHO, queue, why, None, medium, None, 20)


def started(work: str, agent: str, queue: QueueId = SUPPORT, how: str = "offer") -> Fact:
    handling, held = HandlingId(f"h-{work}-{agent}"), InteractionId(work)
    return facts.HandlingStarted(handling, held, TALK, AgentId(agent), queue, how, "phone", WHO)


def ended(work: str, agent: str) -> Fact:
    return facts.HandlingEnded(HandlingId(f"h-{work}-{agent}"), InteractionId(work), AgentId(agent), "completed")


def wrapping(work: str, agent: str) -> Fact:
    return facts.WrapUpStarted(HandlingId(f"h-{work}-{agent}"), InteractionId(work), AgentId(agent), NOON)


def closed(work: str, why: str = "abandoned", agent: str | None = None) -> Fact:
    who = AgentId(agent) if agent else None
    return facts.InteractionClosed(InteractionId(work), TALK, WHO, SUPPORT, why, who)


def presence(agent: str, state: str, reason: str = "", online: bool = True) -> Fact:
    return facts.PresenceChanged(AgentId(agent), state, reason, online)


def joined(agent: str, team: str = "day", queues: tuple[QueueId, ...] = (SUPPORT,), active: bool = True) -> Fact:
    return facts.AgentChanged(AgentId(agent), team, queues, active)


def offered(work: str, agent: str) -> Fact:
    return facts.OfferMade(OfferId(f"o-{work}-{agent}"), InteractionId(work), AgentId(agent), SUPPORT, NOON, "")


def offer_ended(work: str, agent: str) -> Fact:
    offer = OfferId(f"o-{work}-{agent}")
    return facts.OfferEnded(offer, InteractionId(work), AgentId(agent), SUPPORT, "declined")


def held(work: str, agent: str, state: str) -> Fact:
    return facts.CallChanged(CallId("c"), state, InteractionId(work), AgentId(agent))


WORKS, AGENTS = st.sampled_from(["a", "b", "c", "d", "e"]), st.sampled_from(["ann", "ben", "cas"])
QUEUES = st.sampled_from([SUPPORT, ORDERS, OLD])
WORDS: st.SearchStrategy[Fact] = st.one_of(
    st.builds(queued, WORKS, QUEUES, st.sampled_from(["arrived", "overflowed", "declined", "transferred"]),
              st.sampled_from(["phone", "chat", ""])),
    st.builds(started, WORKS, AGENTS, QUEUES, st.sampled_from(["offer", "pull", "consulted"])),
    st.builds(ended, WORKS, AGENTS),
    st.builds(wrapping, WORKS, AGENTS),
    st.builds(closed, WORKS, st.sampled_from(["abandoned", "wrapped_up", "voicemail", "callback_booked"]), AGENTS),
    st.builds(presence, AGENTS, st.sampled_from(["available", "away", "missed", "offline"]), st.just(""),
              st.booleans()),
    st.builds(joined, AGENTS, st.sampled_from(["day", "night", ""]),
              st.sampled_from([(), (SUPPORT,), (SUPPORT, ORDERS)]), st.booleans()),
    st.builds(offered, WORKS, AGENTS),
    st.builds(offer_ended, WORKS, AGENTS),
    st.builds(held, WORKS, AGENTS, st.sampled_from(["held", "talking", "menu"])),
    st.builds(facts.HouseChanged, st.sampled_from(["first", "second", "unheard of"])),
    st.builds(facts.SwitchedOff, st.booleans(), st.just(AgentId("ann")), st.sampled_from([SUPPORT, None])),
    st.builds(facts.AlertSnoozed, st.sampled_from(["no_agent:support", "queue_wait:support:phone"]),
              st.datetimes(NOON.replace(tzinfo=None), NOON.replace(tzinfo=None) + timedelta(hours=3),
                           timezones=st.just(UTC)), st.just(AgentId("ann"))),
    st.just(facts.TickPassed()),
)  # fmt: skip


@st.composite
def days(draw: st.DrawFn, most: int = 60) -> list[Told]:
    """A stretch of a log: facts with growing places, at times that mostly grow; another node's clock may lag a bit."""
    now, pos, told = NOON, 0, []
    for word, seconds, lag in draw(st.lists(st.tuples(WORDS, st.integers(0, 900), st.integers(0, 2)), max_size=most)):
        now += timedelta(seconds=seconds)
        pos += 1
        told.append(Told(word, now - timedelta(seconds=lag), pos))
    return told
