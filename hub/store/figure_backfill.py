"""Puts what happened before into the figures: stays, stretches, ratings and matters from the rows of the work itself.

Once, when a hub with history first runs, a few hundred interactions a commit, so that nobody waits for it. What is not
over, or only just, is counted by the first commit together with the place from which the log is followed; what is
over for longer changes no more and follows piece by piece, also over restarts. What rows do not tell is taken as the
house says now: a queue's aim; where it was the customer's turn during a handling, the agent is taken to have worked
at its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, text

from hub.core.slots import SLOT_SECONDS
from hub.core.stays import SHORT_SECONDS, Stay
from hub.core.stretches import HOLD, WORK, Stretch
from hub.core.terms import AgentId, InteractionId, InteractionState, QueueId, StayEnd, WrapUpState
from hub.errors import Stale
from hub.store import figure_rows, log
from hub.store import tables as t
from hub.store.ids import first_id_at
from hub.store.sql import ColumnElement, Connection, and_, delete, func, insert, not_, or_, select, update
from hub.store.writer import Tx

READER = "historian"
PAST = "historian:past"  # a reader's place: how many are counted; a setting: what is left; both gone at the end
AT_ONCE = 500  # interactions counted by one commit

_i, _w = t.interaction.c, t.wrapup.c

_SPOKEN = {  # the two databases' words for {slot:x}, {seconds:a|b}
    "sqlite": {"slot": f"(CAST(strftime('%s', {{}}) AS INTEGER) / {SLOT_SECONDS})",
               "seconds": "round((julianday({}) - julianday({})) * 86400.0, 3)"},
    "postgresql": {"slot": f"CAST(floor(extract(epoch FROM {{}}) / {SLOT_SECONDS}) AS integer)",
                   "seconds": "CAST(extract(epoch FROM ({} - {})) AS double precision)"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Before:
    """What was there at a moment: what may still change, and how many are over for good.

    `edge` is so long before that moment that no clock of any node will write an earlier time from now on.
    """

    edge: datetime
    works: tuple[str, ...]
    forms: tuple[str, ...]  # handlings
    settled: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How far the past is counted, in interactions."""

    done: int
    of: int


def before(conn: Connection, now: datetime) -> Before | None:
    """What the first commit must know. Looks at every interaction, therefore not to be asked inside a commit.

    None when there is a place in the log already.
    """
    if _has_place(conn):
        return None
    edge = now - log.CLOCKS_DIFFER
    works = conn.execute(select(_i.id).where(not_(_settled(edge)))).scalars()
    forms = select(_w.handling_id).where(or_(_w.state != WrapUpState.COMPLETED, _w.submitted_at > edge))
    settled = conn.execute(select(func.count()).where(_settled(edge))).scalar_one()
    return Before(edge, tuple(works), tuple(conn.execute(forms).scalars()), settled)


def begin(tx: Tx, seen: Before) -> None:
    """Count what is not over, and take the log's end as the place. Raises Stale when that was done before."""
    place = log.stand(tx)  # first: what is read from here on is what stands at this place
    if _has_place(tx.conn):
        raise Stale("Another node writes history.")
    young = tx.conn.execute(select(_i.id).where(_i.id >= first_id_at(seen.edge))).scalars()
    works = sorted({*seen.works, *young})
    for some in _in_pieces(works):
        _count(tx, some, tx.now + log.CLOCKS_DIFFER)
    late = _forms_since(tx, seen, set(works))
    figure_rows.count_forms(tx, late)
    if seen.settled:
        values = {"edge": seen.edge.isoformat(), "after": "", "of": seen.settled}
        tx.conn.execute(insert(t.setting), {"name": PAST, "value": values})
        log.keep(tx, PAST, 0)
    tx.conn.execute(insert(t.reader), {"name": READER, "pos": place})  # of two nodes one fails here


def go_on(tx: Tx) -> bool:
    """Count the next few that are over for good. False when that was all. Raises Stale when another node did it."""
    left = _left(tx.conn)
    if left is None:
        return False
    edge, done = datetime.fromisoformat(left["edge"]), log.position(tx.conn, PAST)
    query = select(_i.id).where(_settled(edge), _i.id > left["after"]).order_by(_i.id).limit(AT_ONCE)
    works = list(tx.conn.execute(query).scalars())
    if not log.advance(tx, PAST, done, done + len(works)):
        raise Stale("Another node counts the past.")
    if works:
        _count(tx, works, edge)
        values = {**left, "after": works[-1]}
        tx.conn.execute(update(t.setting).where(t.setting.c.name == PAST).values(value=values))
        return True
    for table in (t.setting, t.reader):
        tx.conn.execute(delete(table).where(table.c.name == PAST))
    return False


def counted(conn: Connection) -> Counted | None:
    """How far it is; None when nothing is left to count."""
    left = _left(conn)
    return Counted(log.position(conn, PAST), int(left["of"])) if left is not None else None


def _settled(edge: datetime) -> ColumnElement[bool]:
    """Over by the edge, and known here then: a visit of yesterday may be written down today."""
    return and_(not_(t.is_live), func.coalesce(_i.closed_at, _i.created_at) <= edge, _i.id < first_id_at(edge))


def _has_place(conn: Connection) -> bool:
    return conn.execute(select(t.reader.c.name).where(t.reader.c.name == READER)).first() is not None


def _left(conn: Connection) -> dict[str, Any] | None:
    found: dict[str, Any] | None = conn.execute(select(t.setting.c.value).where(t.setting.c.name == PAST)).scalar()
    return found


def _forms_since(tx: Tx, seen: Before, works: set[str]) -> list[str]:
    """Forms completed since the edge for work that is over for longer: its own piece will leave them out."""
    found: list[str] = []
    for some in _in_pieces(seen.forms):
        query = select(_w.handling_id, _w.interaction_id).where(
            _w.handling_id.in_(some), _w.state == WrapUpState.COMPLETED, _w.submitted_at > seen.edge
        )
        found += [handling for handling, work in tx.conn.execute(query) if work not in works]
    return found


def _in_pieces(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(ids), AT_ONCE):
        yield ids[first:first + AT_ONCE]


def _count(tx: Tx, works: Sequence[str], forms_until: datetime) -> None:
    """Put these interactions in, whole. Each interaction is counted once."""
    for statement in (_FIRST_STAYS, _LATER_STAYS, _WORK, _RATINGS, _MATTERS, _AGAIN):
        _run(tx, statement, works, forms_until)
    _stays_that_last(tx, works)
    _stretches_with_turns(tx, works)
    _holds(tx, works)
    for statement in (_ENTERED, _LEFT, _HANDLINGS):
        _run(tx, statement, works, forms_until)


def _run(tx: Tx, statement: str, works: Sequence[str], forms_until: datetime) -> None:
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
    made = text(spoken).bindparams(bindparam("works", list(works), expanding=True))
    if ":until" in spoken:
        made = made.bindparams(bindparam("until", forms_until, type_=_w.submitted_at.type))
    tx.conn.execute(made)


_FIRST_STAYS = """
    INSERT INTO stay (id, interaction_id, queue_id, medium, why, entered_at, entered_slot, target_seconds, left_at,
                      left_slot, ended_by, waited_seconds, agent_id, channel_id)
    SELECT first.id, first.id, first.queue_id, first.medium, 'arrived', first.queued_at, {slot:first.queued_at},
           {aim:first.queue_id}, first.left_at, {slot:first.left_at}, first.ended_by,
           {seconds:first.left_at|first.queued_at}, first.agent_id, first.channel_id
    FROM (
        SELECT i.id, coalesce(h.queue_id, i.queue_id) AS queue_id, i.medium, i.queued_at, h.agent_id, i.channel_id,
               coalesce(h.started_at, i.closed_at) AS left_at,
               CASE WHEN h.id IS NOT NULL THEN 'answered' WHEN i.state = 'abandoned' THEN 'abandoned' ELSE 'closed' END
               AS ended_by
        FROM interaction AS i LEFT JOIN (
            SELECT id, interaction_id, agent_id, queue_id, started_at,
                   row_number() OVER (PARTITION BY interaction_id ORDER BY started_at, id) AS place
            FROM handling WHERE interaction_id IN :works
        ) AS h ON h.interaction_id = i.id AND h.place = 1
        WHERE i.id IN :works AND i.queued_at IS NOT NULL AND i.channel_id <> ''
            AND (i.direction <> 'outbound' OR i.callback_id IS NOT NULL)
    ) AS first WHERE first.left_at IS NOT NULL AND first.left_at >= first.queued_at
"""
_LATER_STAYS = """
    INSERT INTO stay (id, interaction_id, queue_id, medium, why, entered_at, entered_slot, target_seconds, left_at,
                      left_slot, ended_by, waited_seconds, agent_id, channel_id)
    SELECT h.id, h.interaction_id, h.queue_id, h.medium, h.why, h.before_at, {slot:h.before_at}, {aim:h.queue_id},
           h.started_at, {slot:h.started_at}, 'answered', {seconds:h.started_at|h.before_at}, h.agent_id, i.channel_id
    FROM (
        SELECT id, interaction_id, agent_id, queue_id, medium, started_at,
               lag(ended_at) OVER w AS before_at, lag(ended_by) OVER w AS why
        FROM handling WHERE interaction_id IN :works WINDOW w AS (PARTITION BY interaction_id ORDER BY started_at, id)
    ) AS h JOIN interaction AS i ON i.id = h.interaction_id
    WHERE h.before_at IS NOT NULL AND h.started_at > h.before_at
"""
_WORK = f"""
    INSERT INTO stretch (id, kind, interaction_id, agent_id, began_at, ended_at)
    SELECT id, '{WORK}', interaction_id, agent_id, started_at, ended_at FROM handling
    WHERE interaction_id IN :works AND ended_at IS NOT NULL AND held_seconds = 0
"""
_RATINGS = """
    INSERT INTO rating (interaction_id, score, at, slot, queue_id, medium, agent_id, channel_id)
    SELECT r.id, r.rating, r.at, {slot:r.at}, r.queue_id, r.medium, r.agent_id, r.channel_id FROM (
        SELECT id, rating, coalesce(closed_at, created_at) AS at, queue_id, medium, agent_id, channel_id
        FROM interaction
        WHERE id IN :works AND rating IS NOT NULL
    ) AS r
"""
_MATTERS = """
    INSERT INTO matter (interaction_id, customer_id, topic, at, slot, queue_id, medium, agent_id, again_seconds,
                        channel_id)
    SELECT k.interaction_id, k.customer_id, k.topic, k.at, {slot:k.at}, k.queue_id, k.medium, k.agent_id, NULL,
           k.channel_id
    FROM (
        SELECT h.interaction_id, c.id AS customer_id, h.ended_at AS at, h.queue_id,
               h.medium, h.agent_id, i.channel_id, CASE WHEN w.topic <> '' THEN w.topic ELSE
               (SELECT min(code) FROM wrapup_code WHERE handling_id = h.id) END AS topic,
               row_number() OVER (PARTITION BY h.interaction_id ORDER BY h.ended_at, h.id) AS place
        FROM handling AS h JOIN wrapup AS w ON w.handling_id = h.id
        JOIN interaction AS i ON i.id = h.interaction_id JOIN customer AS c ON c.id = i.customer_id
        WHERE h.interaction_id IN :works AND w.state = 'completed' AND coalesce(w.submitted_at, h.ended_at) <= :until
            AND h.ended_by <> 'transferred' AND h.ended_at IS NOT NULL
    ) AS k WHERE k.place = 1 AND k.topic IS NOT NULL
    ON CONFLICT (interaction_id) DO NOTHING
"""
_FAMILY = "customer AS c ON c.id = coalesce(o.merged_into, o.id) OR c.merged_into = coalesce(o.merged_into, o.id)"
_AGAIN = f"""
    UPDATE matter SET again_seconds = {{seconds:(
        SELECT min(n.at) FROM customer AS o JOIN {_FAMILY} JOIN matter AS n ON n.customer_id = c.id
        WHERE o.id = matter.customer_id AND n.topic = matter.topic
        AND n.at >= matter.at AND (n.at > matter.at OR n.interaction_id > matter.interaction_id)
    )|matter.at}}
    WHERE customer_id IN (
        SELECT c.id FROM matter AS k JOIN customer AS o ON o.id = k.customer_id JOIN {_FAMILY}
        WHERE k.interaction_id IN :works
    )
"""
_COLUMNS = """slot, queue_id, medium, channel_id, entered, answered, in_target, wait_seconds, abandoned,
    abandoned_in_target, abandoned_short, overflowed, moved, callback, voicemail, closed"""
_ENTERED = f"""
    INSERT INTO queue_slot ({_COLUMNS})
    SELECT entered_slot, queue_id, medium, channel_id, count(*), 0, 0, 0.0, 0, 0, 0, 0, 0, 0, 0, 0
    FROM stay WHERE interaction_id IN :works GROUP BY entered_slot, queue_id, medium, channel_id
    ON CONFLICT (slot, queue_id, medium, channel_id) DO UPDATE SET entered = queue_slot.entered + excluded.entered
"""
_LEFT = f"""
    INSERT INTO queue_slot ({_COLUMNS})
    SELECT left_slot, queue_id, medium, channel_id, 0, sum(CASE WHEN ended_by = 'answered' THEN 1 ELSE 0 END),
        sum(CASE WHEN ended_by = 'answered' AND waited_seconds <= target_seconds THEN 1 ELSE 0 END),
        sum(CASE WHEN ended_by = 'answered' THEN waited_seconds ELSE 0.0 END),
        sum(CASE WHEN ended_by = 'abandoned' THEN 1 ELSE 0 END),
        sum(CASE WHEN ended_by = 'abandoned' AND waited_seconds <= target_seconds THEN 1 ELSE 0 END),
        sum(CASE WHEN ended_by = 'abandoned' AND waited_seconds < {{short}} THEN 1 ELSE 0 END),
        0, 0, 0, 0, sum(CASE WHEN ended_by = 'closed' THEN 1 ELSE 0 END)
    FROM stay WHERE interaction_id IN :works AND left_slot IS NOT NULL
    GROUP BY left_slot, queue_id, medium, channel_id
    ON CONFLICT (slot, queue_id, medium, channel_id) DO UPDATE SET answered = queue_slot.answered + excluded.answered,
        in_target = queue_slot.in_target + excluded.in_target,
        wait_seconds = queue_slot.wait_seconds + excluded.wait_seconds,
        abandoned = queue_slot.abandoned + excluded.abandoned,
        abandoned_in_target = queue_slot.abandoned_in_target + excluded.abandoned_in_target,
        abandoned_short = queue_slot.abandoned_short + excluded.abandoned_short,
        closed = queue_slot.closed + excluded.closed
"""
_ADDED = ", ".join(f"{name} = handling_slot.{name} + excluded.{name}" for name in figure_rows.sums_of(t.handling_slot))
_HANDLINGS = f"""
    INSERT INTO handling_slot (slot, agent_id, queue_id, medium, channel_id, handled, talk_seconds, hold_seconds,
                               wrapup_seconds, transferred, completed, judged, resolved)
    SELECT h.slot, h.agent_id, h.queue_id, h.medium, h.channel_id, count(*),
        sum(CASE WHEN h.talk > h.hold THEN h.talk - h.hold ELSE 0.0 END), sum(h.hold), sum(h.wrapup),
        sum(CASE WHEN h.ended_by = 'transferred' THEN 1 ELSE 0 END),
        sum(CASE WHEN h.ended_by = 'completed' THEN 1 ELSE 0 END),
        sum(CASE WHEN h.formed AND h.ended_by <> 'transferred' THEN 1 ELSE 0 END),
        sum(CASE WHEN h.formed AND h.ended_by <> 'transferred' AND h.result = 'resolved' THEN 1 ELSE 0 END)
    FROM (
        SELECT x.*, i.channel_id, w.result, {{slot:x.ended_at}} AS slot,
            w.state = 'completed' AND coalesce(w.submitted_at, x.ended_at) <= :until AS formed,
            {{seconds:coalesce(x.talk_ended_at, x.ended_at)|x.started_at}} - x.held_seconds AS talk,
            {{seconds:x.ended_at|coalesce(x.talk_ended_at, x.ended_at)}} AS wrapup, coalesce((
                SELECT sum({{seconds:s.ended_at|s.began_at}}) FROM stretch AS s
                WHERE s.interaction_id = x.interaction_id AND s.kind = '{HOLD}' AND s.agent_id = x.agent_id
                AND s.began_at BETWEEN x.started_at AND x.ended_at
            ), 0.0) AS hold
        FROM handling AS x JOIN interaction AS i ON i.id = x.interaction_id
        LEFT JOIN wrapup AS w ON w.handling_id = x.id WHERE x.interaction_id IN :works AND x.ended_at IS NOT NULL
    ) AS h WHERE true GROUP BY h.slot, h.agent_id, h.queue_id, h.medium, h.channel_id
    ON CONFLICT (slot, agent_id, queue_id, medium, channel_id) DO UPDATE SET {_ADDED}
"""


def _stays_that_last(tx: Tx, works: Sequence[str]) -> None:
    """What waits now, since it came into its queue."""
    i = t.interaction.c
    entered = func.coalesce(i.entered_at, i.queued_at)
    query = select(i.channel_id, i.id, i.queue_id, i.medium, entered).where(t.is_waiting, i.id.in_(works))
    rows = [figure_rows.stay_row(tx.new_id(), _stay(tx, *row), channel)
            for channel, *row in tx.conn.execute(query).all()]
    rows += _given_up_again(tx, works)
    if rows:
        tx.conn.execute(insert(t.stay), rows)


def _given_up_again(tx: Tx, works: Sequence[str]) -> list[dict[str, object]]:
    """Who was answered, had to wait again and gave up."""
    i, h = t.interaction.c, t.handling.c
    query = (
        select(i.channel_id, i.id, i.queue_id, i.medium, func.max(h.ended_at), i.closed_at)
        .join(t.handling, h.interaction_id == i.id)
        .where(i.id.in_(works), i.state == InteractionState.ABANDONED, i.closed_at.is_not(None),
               h.ended_at.is_not(None))
        .group_by(i.channel_id, i.id, i.queue_id, i.medium, i.closed_at)
    )
    found = []
    for channel, *begun, closed in tx.conn.execute(query).all():
        stay = replace(_stay(tx, *begun), left_at=closed, end=StayEnd.ABANDONED)
        found.append({**figure_rows.stay_row(tx.new_id(), stay, channel), **figure_rows.ending(stay)})
    return found


def _stay(tx: Tx, work: str, queue: str, medium: str, at: datetime) -> Stay:
    rule = tx.house.queues.get(QueueId(queue))
    return Stay(InteractionId(work), QueueId(queue), medium, "arrived", at, rule.target_seconds if rule else 0)


def _stretches_with_turns(tx: Tx, works: Sequence[str]) -> None:
    """Handlings in which it was the customer's turn for a while, and those that last."""
    h, i = t.handling.c, t.interaction.c
    query = select(h.interaction_id, h.agent_id, h.started_at, h.ended_at, h.held_seconds, i.state).join(
        t.interaction, i.id == h.interaction_id
    ).where(h.interaction_id.in_(works), not_((h.held_seconds == 0) & h.ended_at.is_not(None)))
    found = []
    for work, agent, started, ended, held, state in tx.conn.execute(query).all():
        if ended is None and state in (InteractionState.WAITING, InteractionState.SNOOZED):
            continue
        began = started + timedelta(seconds=held) if ended is not None else started
        if ended is None or began < ended:
            found.append(_stretch(tx, Stretch(WORK, work, agent, began, ended)))
    if found:
        tx.conn.execute(insert(t.stretch), found)


def _holds(tx: Tx, works: Sequence[str]) -> None:
    """Of calls that are over: how long is known, when is not; taken to have begun with the talk."""
    c, h = t.call.c, t.handling.c
    query = select(c.interaction_id, h.agent_id, h.started_at, c.held_seconds).join(
        t.handling, h.interaction_id == c.interaction_id
    ).where(c.interaction_id.in_(works), c.held_seconds > 0, c.ended_at.is_not(None)).order_by(c.id, h.started_at)
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
