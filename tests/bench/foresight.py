"""Figures: a day of 50,000 lived again, a what-if, the forecast's error on real counts, what the journal costs.

Everything runs in this process and is measured in its own time, for other work may run beside it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median
from time import process_time

from channels.contract import Medium
from hub.core.days import Past, SeatChange, Seen
from hub.core.plan import Hours, Overflow, QueuePlan
from hub.core.queues import Waiting
from hub.core.routing import decide
from hub.core.seats import Capacity, Seat
from hub.core.terms import AgentId, InteractionId, PresenceState, QueueId, SkillId, StayEnd
from hub.insight.answers import Question, work_out
from hub.insight.chance import Chance
from hub.insight.forecast import NAIVE, Model, best, score
from hub.insight.past import day_of, habits_of
from hub.insight.simulation import live, tallies
from hub.insight.what_if import Move, Standing
from hub.store import journal
from hub.store.floor import Entries, Named
from hub.store.journal import Page, Run
from tests.bench import bank
from tests.bench.databases import Databases
from tests.bench.figures import Figure, Scale
from tests.bench.routing import Load
from tests.sim.counted import day_of_counts

DAY, TARGET_SECONDS = 50_000, 60.0
AGENTS, HOURS = 420, 14
EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
QUEUES = [QueueId(f"q{number}") for number in range(8)]
RU = SkillId("ru")
LENGTHS = {Medium.PHONE: 240.0, Medium.CHAT: 600.0, Medium.EMAIL: 300.0}
CAPACITY = Capacity({Medium.PHONE: 1, Medium.CHAT: 3, Medium.EMAIL: 2}, total=4)


async def measure(databases: Databases, scale: Scale) -> list[Figure]:
    """The figures."""
    parts: list[Callable[[Scale], list[Figure]]] = [_day, _what_if, _journal]
    if bank.is_here():
        parts += [_forecasts, _bank_day]
    return [figure for part in parts for figure in await asyncio.to_thread(part, scale)]


def _plans() -> tuple[QueuePlan, ...]:
    return tuple(
        QueuePlan(queue, {}, Hours("always"), overflow=(Overflow(300, QUEUES[(number + 1) % 8]),),
                  written_outside_hours=True)
        for number, queue in enumerate(QUEUES)
    )


def _seats(dice: Random, agents: int) -> tuple[Seat, ...]:
    return tuple(
        Seat(AgentId(f"a{number:04}"), PresenceState.AVAILABLE, EIGHT, EIGHT, CAPACITY,
             {RU: 5} if dice.random() < 0.4 else {}, dict.fromkeys(dice.sample(QUEUES, 3), 5))
        for number in range(agents)
    )


def _past(interactions: int) -> Past:
    """A day of eight queues, three mediums, a language, breaks; one in twenty gave up."""
    dice = Random(8)
    part = interactions / DAY
    seen, changes = [], []
    for number in range(interactions):
        medium = dice.choice(list(LENGTHS))
        at = EIGHT + timedelta(hours=dice.triangular(0, HOURS, HOURS / 3))
        item = Waiting(InteractionId(f"i{number:06}"), dice.choice(QUEUES), medium, at,
                       language=RU if dice.random() < 0.2 else None)
        left = medium is not Medium.EMAIL and dice.random() < 0.05
        seen.append(Seen(item, dice.expovariate(1 / 60), StayEnd.ABANDONED) if left else
                    Seen(item, dice.expovariate(1 / 20), StayEnd.ANSWERED, dice.expovariate(1 / LENGTHS[medium])))
    seats = _seats(dice, int(AGENTS * part))
    for seat in seats:
        for hour in range(1, HOURS, 2):
            away = EIGHT + timedelta(hours=hour + dice.random())
            changes += [SeatChange(away, seat.agent_id, PresenceState.AWAY),
                        SeatChange(away + timedelta(minutes=15), seat.agent_id, PresenceState.AVAILABLE)]
    return Past(EIGHT, EIGHT + timedelta(hours=HOURS), seats, tuple(seen), tuple(changes), answer_seconds=4.0)


def _day(scale: Scale) -> list[Figure]:
    past = _past(scale.count(DAY))
    started = process_time()
    day = day_of(past, _plans(), habits_of(past.seen), Chance(1))
    lived = live(day)
    took = process_time() - started
    found = tallies((*lived.began, *lived.ended))
    answered, entered = sum(each.answered for each in found.values()), sum(each.entered for each in found.values())
    return [Figure(
        f"a day of {len(past.seen):,} lived again, {len(past.seats)} agents, 8 queues", f"{took:.1f} s of one core",
        "", f"< {TARGET_SECONDS:.0f} s", took < TARGET_SECONDS,
        f"{answered:,} answered of {entered:,} entries; overflow, skills, breaks, several chats at once",
    )]  # fmt: skip


def _what_if(scale: Scale) -> list[Figure]:
    found = []
    for agents, hourly in ((20, 100.0), (200, 1_500.0)):
        past = _past(2_000)
        expected = {(queue, medium): hourly / 24 for queue in QUEUES for medium in LENGTHS}
        standing = Standing(EIGHT, _plans(), _seats(Random(2), agents), (), (), expected, habits_of(past.seen), 4.0)
        started = process_time()
        answer = work_out(standing, Question(30, (Move(QUEUES[0], 2, QUEUES[1]),)), 28)
        found.append(Figure(
            f"what-if, 30 minutes: {agents} agents, {hourly:,.0f} an hour", f"{process_time() - started:.1f} s",
            "", "", None, f"{answer.runs} runs each for now, then and {len(answer.curve.points)} points of the curve",
        ))  # fmt: skip
    return found


def _journal(scale: Scale) -> list[Figure]:
    """What a run costs the router's loop (keeping it in memory) and the thread that packs the page."""
    load = Load(1_000, 10_000)
    runs, deciding = [], []
    for _ in range(scale.count(4_000)):
        load.now += timedelta(milliseconds=50)
        load.finish()
        started = process_time()
        plan = decide(load.floor, load.now)
        deciding.append(process_time() - started)
        seats = tuple(load.floor.seats[offer.agent_id].seat for offer in plan.offers)
        runs.append(Run(plan.at, 1, (Entries(Named(), seats, (), (), ()),), plan))
        for offer in plan.offers:
            load.written(offer.interaction_id)
    page = Page("f", 1, "", (), tuple(runs))
    started = process_time()
    packed = journal.pack(page)
    packing = (process_time() - started) / len(runs)
    return [Figure(
        "the router's journal, a run of one offer at 1,000 seats", f"{packing * 1e6:.0f} µs in a thread beside", "",
        "", None, f"deciding it: median {median(deciding) * 1e6:.0f} µs; {len(packed) / len(runs):.0f} bytes kept",
    )]  # fmt: skip


def _forecasts(scale: Scale) -> list[Figure]:
    five = bank.five_minutes()
    found = []
    for name, days in (("half hour", bank.half_hours(five)), ("5 minutes", five)):
        order = sorted(days)
        model, _ = best({day: days[day] for day in order[: bank.TRAINED_DAYS]})
        assert model is not None
        scored = score(days, order[bank.TRAINED_DAYS :], model)
        found.append(_scored(name, model, scored.wape or 0.0, scored.naive or 0.0, scored.days))
    return found


def _scored(name: str, model: Model, wape: float, naive: float, days: int) -> Figure:
    how = "the naive one" if model == NAIVE else f"mean of {model.weeks} weeks, level of {model.level_days} days"
    return Figure(
        f"forecast of a bank's calls by {name}, WAPE a day ahead", f"{wape:.2%}", f"naive {naive:.2%}",
        "below same slot last week", wape < naive,
        f"{how}, chosen on the first {bank.TRAINED_DAYS} days; scored on {days} days after them",
    )  # fmt: skip


def _bank_day(scale: Scale) -> list[Figure]:
    days = bank.five_minutes()
    busiest = max(days, key=lambda day: sum(days[day]))
    counts = [int(count) for count in days[busiest]]
    day = day_of_counts(counts, agents=200, handling_seconds=180, patience_seconds=120, seed=1)
    started = process_time()
    lived = live(replace(day))
    took = process_time() - started
    [tally] = tallies((*lived.began, *lived.ended)).values()
    return [Figure(
        f"the bank's busiest day ({busiest}) lived: {sum(counts):,} calls, 200 agents", f"{took:.1f} s of one core",
        "", f"< {TARGET_SECONDS:.0f} s", took < TARGET_SECONDS and tally.entered == sum(counts),
        f"entered {tally.entered:,}, in {day.queues[0].target_seconds} s {tally.service_level or 0:.1%}, "
        f"gave up {tally.abandoned_share or 0:.1%}",
    )]  # fmt: skip
