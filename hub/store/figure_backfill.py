"""Puts what happened before into the figures: stays, stretches, ratings and matters from the rows of the work itself.

Once, when a hub with history first runs. What rows do not tell is taken as the house says now: a queue's aim; where it
was the customer's turn during a handling, the agent is taken to have worked at its end.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import text

from hub.core.slots import SLOT_SECONDS
from hub.core.stays import SHORT_SECONDS, Stay
from hub.core.stretches import HOLD, WORK, Stretch
from hub.core.terms import AgentId, InteractionId, InteractionState, QueueId, StayEnd
from hub.store import figure_rows, log
from hub.store import tables as t
from hub.store.sql import func, insert, not_, select
from hub.store.writer import Tx

READER = "historian"

_SPOKEN = {  # the two databases' words for {slot:x}, {seconds:a|b}
    "sqlite": {"slot": f"(CAST(strftime('%s', {{}}) AS INTEGER) / {SLOT_SECONDS})",
               "seconds": "round((julianday({}) - julianday({})) * 86400.0, 3)"},
    "postgresql": {"slot": f"CAST(floor(extract(epoch FROM {{}}) / {SLOT_SECONDS}) AS integer)",
                   "seconds": "CAST(extract(epoch FROM ({} - {})) AS double precision)"},
}  # fmt: skip


def begin(tx: Tx) -> bool:
    """Make the figures of all that is there, and take the log's end as the place. False when that was done before."""
    done = tx.conn.execute(select(t.reader.c.name).where(t.reader.c.name == READER)).first()
    if done is not None:
        return False
    for statement in (_FIRST_STAYS, _LATER_STAYS, _WORK, _RATINGS, _MATTERS):
        _run(tx, statement)
    _stays_that_last(tx)
    _stretches_with_turns(tx)
    _holds(tx)
    for statement in (_ENTERED, _LEFT, _HANDLINGS):
        _run(tx, statement)
    log.keep(tx, READER, log.head(tx.conn))
    return True


def _run(tx: Tx, statement: str) -> None:
    words = _SPOKEN[tx.dialect]
    aims = "".join(f" WHEN '{name}' THEN {int(queue.target_seconds)}" for name, queue in tx.house.queues.items()
                   if name.replace("_", "").replace("-", "").isalnum())
    spoken = statement.replace("{short}", str(SHORT_SECONDS))
    for part in ("first.queue_id", "h.queue_id"):
        spoken = spoken.replace(f"{{aim:{part}}}", f"CASE {part}{aims} ELSE 0 END" if aims else "0")
    while "{slot:" in spoken:
        before, _, rest = spoken.partition("{slot:")
        inner, _, after = rest.partition("}")
        spoken = before + words["slot"].format(inner) + after
    while "{seconds:" in spoken:
        before, _, rest = spoken.partition("{seconds:")
        inner, _, after = rest.partition("}")
        spoken = before + words["seconds"].format(*inner.split("|")) + after
    tx.conn.execute(text(spoken))


_FIRST_STAYS = """
    INSERT INTO stay (id, interaction_id, queue_id, medium, why, entered_at, entered_slot, target_seconds, left_at,
                      left_slot, ended_by, waited_seconds, agent_id)
    SELECT first.id, first.id, first.queue_id, first.medium, 'arrived', first.queued_at, {slot:first.queued_at},
           {aim:first.queue_id}, first.left_at, {slot:first.left_at}, first.ended_by,
           {seconds:first.left_at|first.queued_at}, first.agent_id
    FROM (
        SELECT i.id, coalesce(h.queue_id, i.queue_id) AS queue_id, i.medium, i.queued_at, h.agent_id,
               coalesce(h.started_at, i.closed_at) AS left_at,
               CASE WHEN h.id IS NOT NULL THEN 'answered' WHEN i.state = 'abandoned' THEN 'abandoned' ELSE 'closed' END
               AS ended_by
        FROM interaction AS i LEFT JOIN (
            SELECT id, interaction_id, agent_id, queue_id, started_at,
                   row_number() OVER (PARTITION BY interaction_id ORDER BY started_at, id) AS place
            FROM handling
        ) AS h ON h.interaction_id = i.id AND h.place = 1
        WHERE i.queued_at IS NOT NULL AND i.channel_id <> ''
            AND (i.direction <> 'outbound' OR i.callback_id IS NOT NULL)
    ) AS first WHERE first.left_at IS NOT NULL AND first.left_at >= first.queued_at
"""
_LATER_STAYS = """
    INSERT INTO stay (id, interaction_id, queue_id, medium, why, entered_at, entered_slot, target_seconds, left_at,
                      left_slot, ended_by, waited_seconds, agent_id)
    SELECT h.id, h.interaction_id, h.queue_id, h.medium, h.why, h.before_at, {slot:h.before_at}, {aim:h.queue_id},
           h.started_at, {slot:h.started_at}, 'answered', {seconds:h.started_at|h.before_at}, h.agent_id
    FROM (
        SELECT id, interaction_id, agent_id, queue_id, medium, started_at,
               lag(ended_at) OVER w AS before_at, lag(ended_by) OVER w AS why
        FROM handling WINDOW w AS (PARTITION BY interaction_id ORDER BY started_at, id)
    ) AS h WHERE h.before_at IS NOT NULL AND h.started_at > h.before_at
"""
_WORK = f"""
    INSERT INTO stretch (id, kind, interaction_id, agent_id, began_at, ended_at)
    SELECT id, '{WORK}', interaction_id, agent_id, started_at, ended_at FROM handling
    WHERE ended_at IS NOT NULL AND held_seconds = 0
"""
_RATINGS = """
    INSERT INTO rating (interaction_id, score, at, slot, queue_id, medium, agent_id)
    SELECT r.id, r.rating, r.at, {slot:r.at}, r.queue_id, r.medium, r.agent_id FROM (
        SELECT id, rating, coalesce(closed_at, created_at) AS at, queue_id, medium, agent_id FROM interaction
        WHERE rating IS NOT NULL
    ) AS r
"""
_MATTERS = """
    INSERT INTO matter (interaction_id, customer_id, topic, at, slot, queue_id, medium, agent_id, again_seconds)
    SELECT m.interaction_id, m.customer_id, m.topic, m.at, {slot:m.at}, m.queue_id, m.medium, m.agent_id,
           {seconds:m.again_at|m.at}
    FROM (
        SELECT k.*, lead(k.at) OVER (PARTITION BY k.root, k.topic ORDER BY k.at, k.interaction_id) AS again_at
        FROM (
            SELECT h.interaction_id, c.id AS customer_id, coalesce(c.merged_into, c.id) AS root, h.ended_at AS at,
                   h.queue_id, h.medium, h.agent_id, CASE WHEN w.topic <> '' THEN w.topic ELSE
                   (SELECT min(code) FROM wrapup_code WHERE handling_id = h.id) END AS topic,
                   row_number() OVER (PARTITION BY h.interaction_id ORDER BY h.ended_at, h.id) AS place
            FROM handling AS h JOIN wrapup AS w ON w.handling_id = h.id
            JOIN interaction AS i ON i.id = h.interaction_id JOIN customer AS c ON c.id = i.customer_id
            WHERE w.state = 'completed' AND h.ended_by <> 'transferred' AND h.ended_at IS NOT NULL
        ) AS k WHERE k.place = 1 AND k.topic IS NOT NULL
    ) AS m
"""
_COLUMNS = """slot, queue_id, medium, entered, answered, in_target, wait_seconds, abandoned, abandoned_in_target,
    abandoned_short, overflowed, moved, callback, voicemail, closed"""
_ENTERED = f"""
    INSERT INTO queue_slot ({_COLUMNS})
    SELECT entered_slot, queue_id, medium, count(*), 0, 0, 0.0, 0, 0, 0, 0, 0, 0, 0, 0
    FROM stay GROUP BY entered_slot, queue_id, medium
"""
_LEFT = f"""
    INSERT INTO queue_slot ({_COLUMNS})
    SELECT left_slot, queue_id, medium, 0, sum(CASE WHEN ended_by = 'answered' THEN 1 ELSE 0 END),
        sum(CASE WHEN ended_by = 'answered' AND waited_seconds <= target_seconds THEN 1 ELSE 0 END),
        sum(CASE WHEN ended_by = 'answered' THEN waited_seconds ELSE 0.0 END),
        sum(CASE WHEN ended_by = 'abandoned' THEN 1 ELSE 0 END),
        sum(CASE WHEN ended_by = 'abandoned' AND waited_seconds <= target_seconds THEN 1 ELSE 0 END),
        sum(CASE WHEN ended_by = 'abandoned' AND waited_seconds < {{short}} THEN 1 ELSE 0 END),
        0, 0, 0, 0, sum(CASE WHEN ended_by = 'closed' THEN 1 ELSE 0 END)
    FROM stay WHERE left_slot IS NOT NULL GROUP BY left_slot, queue_id, medium
    ON CONFLICT (slot, queue_id, medium) DO UPDATE SET answered = excluded.answered, in_target = excluded.in_target,
        wait_seconds = excluded.wait_seconds, abandoned = excluded.abandoned,
        abandoned_in_target = excluded.abandoned_in_target, abandoned_short = excluded.abandoned_short,
        closed = excluded.closed
"""
_HANDLINGS = f"""
    INSERT INTO handling_slot (slot, agent_id, queue_id, medium, handled, talk_seconds, hold_seconds, wrapup_seconds,
                               transferred, completed, judged, resolved)
    SELECT h.slot, h.agent_id, h.queue_id, h.medium, count(*),
        sum(CASE WHEN h.talk > h.hold THEN h.talk - h.hold ELSE 0.0 END), sum(h.hold), sum(h.wrapup),
        sum(CASE WHEN h.ended_by = 'transferred' THEN 1 ELSE 0 END),
        sum(CASE WHEN h.ended_by = 'completed' THEN 1 ELSE 0 END),
        sum(CASE WHEN h.state = 'completed' AND h.ended_by <> 'transferred' THEN 1 ELSE 0 END),
        sum(CASE WHEN h.state = 'completed' AND h.ended_by <> 'transferred' AND h.result = 'resolved' THEN 1 ELSE 0 END)
    FROM (
        SELECT x.*, w.state, w.result, {{slot:x.ended_at}} AS slot,
            {{seconds:coalesce(x.talk_ended_at, x.ended_at)|x.started_at}} - x.held_seconds AS talk,
            {{seconds:x.ended_at|coalesce(x.talk_ended_at, x.ended_at)}} AS wrapup, coalesce((
                SELECT sum({{seconds:s.ended_at|s.began_at}}) FROM stretch AS s
                WHERE s.interaction_id = x.interaction_id AND s.kind = '{HOLD}' AND s.agent_id = x.agent_id
                AND s.began_at BETWEEN x.started_at AND x.ended_at
            ), 0.0) AS hold
        FROM handling AS x LEFT JOIN wrapup AS w ON w.handling_id = x.id WHERE x.ended_at IS NOT NULL
    ) AS h GROUP BY h.slot, h.agent_id, h.queue_id, h.medium
"""


def _stays_that_last(tx: Tx) -> None:
    """What waits now, since it came into its queue."""
    i = t.interaction.c
    query = select(i.id, i.queue_id, i.medium, func.coalesce(i.entered_at, i.queued_at)).where(t.is_waiting)
    rows = [figure_rows.stay_row(tx.new_id(), _stay(tx, *row)) for row in tx.conn.execute(query).all()]
    rows += _given_up_again(tx)
    if rows:
        tx.conn.execute(insert(t.stay), rows)


def _given_up_again(tx: Tx) -> list[dict[str, object]]:
    """Who was answered, had to wait again and gave up."""
    i, h = t.interaction.c, t.handling.c
    query = (
        select(i.id, i.queue_id, i.medium, func.max(h.ended_at), i.closed_at)
        .join(t.handling, h.interaction_id == i.id)
        .where(i.state == InteractionState.ABANDONED, i.closed_at.is_not(None), h.ended_at.is_not(None))
        .group_by(i.id, i.queue_id, i.medium, i.closed_at)
    )
    found = []
    for *begun, closed in tx.conn.execute(query).all():
        stay = replace(_stay(tx, *begun), left_at=closed, end=StayEnd.ABANDONED)
        found.append({**figure_rows.stay_row(tx.new_id(), stay), **figure_rows.ending(stay)})
    return found


def _stay(tx: Tx, work: str, queue: str, medium: str, at: datetime) -> Stay:
    rule = tx.house.queues.get(QueueId(queue))
    return Stay(InteractionId(work), QueueId(queue), medium, "arrived", at, rule.target_seconds if rule else 0)


def _stretches_with_turns(tx: Tx) -> None:
    """Handlings in which it was the customer's turn for a while, and those that last."""
    h, i = t.handling.c, t.interaction.c
    query = select(h.interaction_id, h.agent_id, h.started_at, h.ended_at, h.held_seconds, i.state).join(
        t.interaction, i.id == h.interaction_id
    ).where(not_((h.held_seconds == 0) & h.ended_at.is_not(None)))
    found = []
    for work, agent, started, ended, held, state in tx.conn.execute(query).all():
        if ended is None and state in (InteractionState.WAITING, InteractionState.SNOOZED):
            continue
        began = started + timedelta(seconds=held) if ended is not None else started
        if ended is None or began < ended:
            found.append(_stretch(tx, Stretch(WORK, work, agent, began, ended)))
    if found:
        tx.conn.execute(insert(t.stretch), found)


def _holds(tx: Tx) -> None:
    """Of calls that are over: how long is known, when is not; taken to have begun with the talk."""
    c, h = t.call.c, t.handling.c
    query = select(c.interaction_id, h.agent_id, h.started_at, c.held_seconds).join(
        t.handling, h.interaction_id == c.interaction_id
    ).where(c.held_seconds > 0, c.ended_at.is_not(None)).order_by(c.id, h.started_at)
    seen: set[str] = set()
    found = []
    for work, agent, started, held in tx.conn.execute(query).all():
        if work not in seen:
            seen.add(work)
            ended: datetime = started + timedelta(seconds=held)
            found.append(_stretch(tx, Stretch(HOLD, InteractionId(work), AgentId(agent), started, ended)))
    if found:
        tx.conn.execute(insert(t.stretch), found)


def _stretch(tx: Tx, stretch: Stretch) -> dict[str, object]:
    return {"id": tx.new_id(), "kind": stretch.kind, "interaction_id": stretch.interaction_id,
            "agent_id": stretch.agent_id, "began_at": stretch.began_at, "ended_at": stretch.ended_at}
