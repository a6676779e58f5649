"""Samples: rules that say what shall be reviewed, and their draws. A handling is drawn once, whatever the rules."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hub.actions import hands
from hub.actions.quality_rights import overseen
from hub.core import facts, sampling
from hub.core.quality import Wanted
from hub.core.sampling import MOST_A_WEEK, Candidate, Chance
from hub.core.terms import AgentId, Role, SampleRuleId, ScorecardId
from hub.errors import Forbidden, Invalid, Missing, NotFound, Stale
from hub.store import oversight, quality_rows
from hub.store.quality_rows import SampleRule
from hub.store.writer import Tx

LOOKS_BACK = timedelta(days=14)  # how old a handling may be when it is drawn
DUE_AFTER = timedelta(days=7)
MOST_AT_ONCE = 500


@dataclasses.dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as it is to be; without an id it is new."""

    rule_id: SampleRuleId | None
    name: str
    scorecard_id: ScorecardId
    wanted: Wanted
    active: bool = True
    weekly: bool = False  # the hub draws by itself as each week begins


@dataclasses.dataclass(frozen=True, slots=True)
class Drawn:
    """How many handlings a draw put before reviewers."""

    drawn: int


def keep_rule(tx: Tx, me: AgentId, draft: RuleDraft) -> SampleRuleId:
    """A new rule, or an old one changed. Raises Missing, Invalid, NotFound."""
    if not draft.name.strip():
        raise Missing("Give the rule a name.", field="name")
    if not 1 <= draft.wanted.per_week <= MOST_A_WEEK:
        raise Invalid(f"per_week is from 1 to {MOST_A_WEEK}.", field="wanted.per_week")
    card = quality_rows.scorecard(tx, draft.scorecard_id)
    if card is None or not card.active:
        raise NotFound("There is no such scorecard in use.", field="scorecard_id")
    if unknown := [each for each in draft.wanted.queues if each not in tx.house.queues]:
        raise Invalid(f"There is no queue {unknown[0]!r}.", field="wanted.queues")
    _check_teams(tx, me, draft.wanted.teams)
    values = {"name": draft.name.strip()[:200], "scorecard_id": draft.scorecard_id, "active": draft.active,
              "weekly": draft.weekly, "wanted": dataclasses.asdict(draft.wanted)}
    if draft.rule_id is not None:
        _rule(tx, draft.rule_id)
        quality_rows.change_rule(tx, draft.rule_id, **values)
        return draft.rule_id
    rule_id = SampleRuleId(tx.new_id())
    quality_rows.add_rule(tx, {"id": rule_id, "created_by": me, **values})
    return rule_id


def draw(tx: Tx, me: AgentId, rule_id: SampleRuleId, seed: int, chance: Chance) -> Drawn:
    """Draw for this week from the work of whom this supervisor oversees. `chance` was made from `seed`, which is kept.

    Drawing again in the same week adds only what is missing. Raises NotFound, Stale for a rule out of use.
    """
    rule = _rule(tx, rule_id)
    if not rule.active:
        raise Stale("This rule is out of use.")
    mine = overseen(tx, me)
    others = None if mine is None else mine - {me}
    found = [each for each in quality_rows.candidates(tx, tx.now - LOOKS_BACK, others) if each.agent_id != me]
    return _drawn(tx, rule, found, me, seed, chance)


def draw_weekly(tx: Tx, rule_id: SampleRuleId, seed: int, chance: Chance) -> Drawn | None:
    """The hub's own draw of the week, from everybody's work: reviewers are shown that of whom they oversee.

    None when this week's was made before, by this node or another, or the rule does not draw by itself any more.
    """
    if not quality_rows.claim_week(tx, rule_id, week_of(tx.now, tx.house.time_zone)):
        return None
    found = quality_rows.candidates(tx, tx.now - LOOKS_BACK, None)
    return _drawn(tx, _rule(tx, rule_id), found, None, seed, chance)


def _drawn(
    tx: Tx, rule: SampleRule, found: list[Candidate], by: AgentId | None, seed: int, chance: Chance
) -> Drawn:
    week = week_of(tx.now, tx.house.time_zone)
    chosen = sampling.draw(
        sampling.wanted_of(rule.wanted), found, quality_rows.had_this_week(tx, rule.id, week), chance, MOST_AT_ONCE
    )
    quality_rows.add_samples(tx, [
        {"handling_id": each.handling_id, "rule_id": rule.id, "agent_id": each.agent_id, "week": week,
         "drawn_at": tx.now, "due_at": tx.now + DUE_AFTER, "drawn_by": by} for each in chosen
    ])
    quality_rows.change_rule(tx, rule.id, drawn_at=tx.now)
    tx.record(facts.SampleDrawn(rule.id, by, len(chosen), seed))
    return Drawn(len(chosen))


def week_of(moment: datetime, zone: str) -> str:
    """The Monday of the firm's week, as a day."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    return (day - timedelta(days=day.weekday())).isoformat()


def _check_teams(tx: Tx, me: AgentId, named: tuple[str, ...]) -> None:
    """A rule names teams that its author oversees. Raises Forbidden."""
    roles = [Role(role) for role in hands.the_agent(tx, me).roles]
    seen = oversight.teams(tx.conn, me, roles)
    if seen is not None and not {*named} <= seen:
        raise Forbidden("You do not oversee this team.", field="wanted.teams")


def _rule(tx: Tx, rule_id: SampleRuleId) -> SampleRule:
    found = quality_rows.rule(tx, rule_id)
    if found is None:
        raise NotFound("There is no such rule.", field="rule_id")
    return found
