"""Which handlings a rule puts before reviewers: who fits, and a draw that is fair to every agent. Chance is given.

Laws: nothing is drawn twice; nobody gets more than the rule says a week, counting what they had; as long as anybody
with less has something that fits, nobody gets one more; the same chance draws the same whatever the order of input.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from channels.contract import Medium
from hub.core.quality import Wanted
from hub.core.terms import AgentId, DispositionCode, HandlingId, QueueId

Chance = Callable[[int], int]  # a whole number from 0 to below the one given
MOST_A_WEEK = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """A finished handling nobody has reviewed."""

    handling_id: HandlingId
    agent_id: AgentId
    queue_id: QueueId
    medium: Medium
    seconds: int
    codes: tuple[DispositionCode, ...] = ()
    rating: int | None = None
    transfers: int = 0
    team: str = ""  # of the agent, today


def fits(wanted: Wanted, one: Candidate) -> bool:
    """Whether the rule may draw this handling."""
    return (
        (not wanted.queues or one.queue_id in wanted.queues)
        and (not wanted.teams or one.team in wanted.teams)
        and (not wanted.media or one.medium in wanted.media)
        and (not wanted.codes or not set(wanted.codes).isdisjoint(one.codes))
        and one.seconds >= wanted.min_seconds
        and (wanted.max_rating is None or (one.rating is not None and one.rating <= wanted.max_rating))
        and (wanted.transferred is None or (one.transfers > 0) is wanted.transferred)
    )


def draw(
    wanted: Wanted, found: Iterable[Candidate], had: Mapping[AgentId, int], chance: Chance, most: int
) -> tuple[Candidate, ...]:
    """At most `most` handlings, in rounds of one an agent, those who had fewest this week first."""
    open_: dict[AgentId, list[Candidate]] = defaultdict(list)
    for one in sorted({each.handling_id: each for each in found}.values(), key=lambda each: each.handling_id):
        if fits(wanted, one):
            open_[one.agent_id].append(one)
    counts = {agent: had.get(agent, 0) for agent in open_}
    drawn: list[Candidate] = []
    while len(drawn) < most:
        able = [agent for agent in sorted(open_) if open_[agent] and counts[agent] < wanted.per_week]
        if not able:
            break
        fewest = min(counts[agent] for agent in able)
        first = [agent for agent in able if counts[agent] == fewest]
        agent = first[chance(len(first))]
        drawn.append(open_[agent].pop(chance(len(open_[agent]))))
        counts[agent] += 1
    return tuple(drawn)


def wanted_of(kept: Mapping[str, object]) -> Wanted:
    """A rule's wishes from their JSON form, as `dataclasses.asdict` wrote it."""
    values: dict[str, object] = {name: tuple(each) if isinstance(each, list) else each for name, each in kept.items()}
    media = values.get("media") or ()
    assert isinstance(media, tuple)
    return Wanted(**{**values, "media": tuple(Medium(each) for each in media)})  # type: ignore[arg-type]
