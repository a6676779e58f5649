"""Commands about quality to actions, one line each, with who may give it; part of dispatch.py beside it. No rules."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from hub.actions import calibrations, coaching, reviews, samples, scorecards
from hub.actions.coaching import Noted
from hub.actions.reviews import Filled, Settled
from hub.actions.samples import Drawn, RuleDraft
from hub.core.terms import AgentId, Role
from hub.edge import quality_commands as q
from hub.store.database import Tx

MOST_SEED = 2**31


def _draw(tx: Tx, me: AgentId, x: q.DrawSample) -> Drawn:
    seed = secrets.randbelow(MOST_SEED) if x.seed is None else x.seed
    return samples.draw(tx, me, x.rule_id, seed, random.Random(seed).randrange)


def _settled(x: q.SettleReview) -> Settled:
    return Settled(x.outcome, x.answer, None if x.answers is None else Filled(x.answers, x.comment))


RUN: Mapping[type, Callable[[Tx, AgentId, Any], object]] = {
    q.AddScorecard: lambda tx, me, x: scorecards.add(tx, me, x.card, x.queues),
    q.ChangeScorecard: lambda tx, me, x: scorecards.change(tx, me, x.scorecard_id, x.version, x.card, x.queues),
    q.UseScorecard: lambda tx, me, x: scorecards.use(tx, me, x.scorecard_id, x.active),
    q.StartReview: lambda tx, me, x: reviews.start(tx, me, x.handling_id, x.scorecard_id),
    q.SaveReview: lambda tx, me, x: reviews.save(tx, me, x.review_id, Filled(x.answers, x.comment)),
    q.PublishReview: lambda tx, me, x: reviews.publish(tx, me, x.review_id, Filled(x.answers, x.comment)),
    q.DropReview: lambda tx, me, x: reviews.drop(tx, me, x.review_id),
    q.DisputeReview: lambda tx, me, x: reviews.dispute(tx, me, x.review_id, x.reason),
    q.SettleReview: lambda tx, me, x: reviews.settle(tx, me, x.review_id, _settled(x)),
    q.WriteCoachingNote: lambda tx, me, x: coaching.write(
        tx, me, Noted(x.agent_id, x.text, x.review_id, x.handling_id, x.follow_up)
    ),
    q.SeeCoachingNote: lambda tx, me, x: coaching.see(tx, me, x.note_id),
    q.FinishCoachingNote: lambda tx, me, x: coaching.finish(tx, me, x.note_id, x.done),
    q.KeepSampleRule: lambda tx, me, x: samples.keep_rule(
        tx, me, RuleDraft(x.rule_id, x.name, x.scorecard_id, x.wanted, x.active, x.weekly)
    ),
    q.DrawSample: _draw,
    q.StartCalibration: lambda tx, me, x: calibrations.start(tx, me, x.handling_id, x.name, x.scorecard_id),
    q.JoinCalibration: lambda tx, me, x: calibrations.join(tx, me, x.calibration_id),
    q.CloseCalibration: lambda tx, me, x: calibrations.close(tx, me, x.calibration_id),
}
NEEDS: Mapping[type, Role] = {
    **dict.fromkeys(RUN, Role.SUPERVISOR),
    **dict.fromkeys((q.AddScorecard, q.ChangeScorecard, q.UseScorecard), Role.ADMIN),
    **dict.fromkeys((q.DisputeReview, q.SeeCoachingNote), Role.AGENT),
}
