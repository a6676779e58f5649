"""Drawing what shall be reviewed: what fits, and the laws of a fair draw."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import asdict

import orjson
from hypothesis import given
from hypothesis import strategies as st

from channels.contract import Medium
from hub.core.quality import Wanted
from hub.core.sampling import Candidate, draw, fits, wanted_of
from hub.core.terms import AgentId, DispositionCode, HandlingId, QueueId


def candidate(name: str, agent: str = "ann", **more: object) -> Candidate:
    values = {"queue_id": QueueId("support"), "medium": Medium.CHAT, "seconds": 60, **more}
    return Candidate(handling_id=HandlingId(name), agent_id=AgentId(agent), **values)  # type: ignore[arg-type]


def test_a_rule_looks_for_queue_medium_result_length_rating_and_transfers() -> None:
    one = candidate("h", codes=(DispositionCode("complaint"),), rating=2, transfers=1)
    assert fits(Wanted(1), one)
    assert fits(Wanted(1, queues=(QueueId("support"),), media=(Medium.CHAT,), min_seconds=60, max_rating=2,
                       transferred=True, codes=(DispositionCode("complaint"),)), one)
    assert not fits(Wanted(1, queues=(QueueId("orders"),)), one)
    assert not fits(Wanted(1, media=(Medium.EMAIL,)), one)
    assert not fits(Wanted(1, codes=(DispositionCode("sold"),)), one)
    assert not fits(Wanted(1, min_seconds=61), one)
    assert not fits(Wanted(1, max_rating=1), one)
    assert not fits(Wanted(1, transferred=False), one)
    assert fits(Wanted(1, teams=("day",)), candidate("h", team="day"))
    assert not fits(Wanted(1, teams=("day",)), candidate("h", team="night"))
    assert not fits(Wanted(1, max_rating=5), candidate("h")), "no rating is not a low one"


def test_a_rule_survives_being_kept() -> None:
    rule = Wanted(3, queues=(QueueId("a"),), media=(Medium.SMS,), max_rating=2, transferred=False)
    assert wanted_of(orjson.loads(orjson.dumps(asdict(rule)))) == rule


AGENTS = ("ann", "bob", "cyd")
FOUND = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(AGENTS)), max_size=40).map(
    lambda pairs: [candidate(f"{agent}{number:02}", agent) for number, agent in pairs]
)
HAD = st.dictionaries(st.sampled_from(AGENTS).map(AgentId), st.integers(0, 4))


@given(FOUND, HAD, st.integers(1, 5), st.integers(0, 20), st.integers(0, 99))
def test_a_draw_is_fair_and_takes_nothing_twice(
    found: list[Candidate], had: dict[AgentId, int], per_week: int, most: int, seed: int
) -> None:
    drawn = draw(Wanted(per_week), found, had, random.Random(seed).randrange, most)
    assert len({each.handling_id for each in drawn}) == len(drawn) <= most
    got = Counter(each.agent_id for each in drawn)
    left = Counter(each.agent_id for each in {one.handling_id: one for one in found}.values()) - got
    total = {agent: had.get(agent, 0) + got[agent] for agent in map(AgentId, AGENTS)}
    for agent in got:
        assert total[agent] <= per_week
        for other in map(AgentId, AGENTS):
            if left[other] and total[other] < per_week:
                assert total[other] >= total[agent] - 1, "somebody with less still has something that fits"
    if len(drawn) < most:
        assert not [agent for agent in map(AgentId, AGENTS) if left[agent] and total[agent] < per_week]


@given(FOUND, st.integers(0, 99), st.randoms(use_true_random=False))
def test_the_same_seed_draws_the_same_whatever_the_order(
    found: list[Candidate], seed: int, mix: random.Random
) -> None:
    mixed = list(found)
    mix.shuffle(mixed)
    first = draw(Wanted(2), found, {}, random.Random(seed).randrange, 10)
    assert draw(Wanted(2), mixed, {}, random.Random(seed).randrange, 10) == first


def test_everything_has_a_chance() -> None:
    found = [candidate(f"h{number}") for number in range(6)]
    seen = {draw(Wanted(1), found, {}, random.Random(seed).randrange, 1)[0].handling_id for seed in range(200)}
    assert len(seen) == 6
