"""The historian's writing: stays and stretches as rows, and what they and handlings add to the sums.

Each function takes what some facts came to; called once for each fact, in the transaction that keeps the place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from hub.core.figures import Handled
from hub.core.slots import slot_of
from hub.core.stays import Stay, Tally
from hub.core.stretches import HOLD, Stretch
from hub.core.terms import HandlingEnd, WrapUpResult, WrapUpState
from hub.store import tables as t
from hub.store.people import family
from hub.store.sql import (
    Connection,
    Table,
    and_,
    bindparam,
    func,
    insert,
    insert_new,
    insert_or_add,
    insert_or_update,
    select,
    update,
)
from hub.store.writer import Tx

_QUEUE_KEYS = ("slot", "queue_id", "medium")
_HANDLING_KEYS = ("slot", "agent_id", "queue_id", "medium")
_stay, _stretch, _h, _w = t.stay.c, t.stretch.c, t.handling.c, t.wrapup.c

_RATED = ("score", "at", "slot", "queue_id", "medium", "agent_id")

HandlingKey = tuple[int, str, str, str]


def waiting(conn: Connection) -> list[Stay]:
    """The stays that have not ended."""
    query = select(_stay.interaction_id, _stay.queue_id, _stay.medium, _stay.why, _stay.entered_at,
                   _stay.target_seconds).where(_stay.left_at.is_(None))
    return [Stay(*row) for row in conn.execute(query)]


def lasting(conn: Connection) -> list[Stretch]:
    """The stretches that have not ended."""
    query = select(_stretch.kind, _stretch.interaction_id, _stretch.agent_id, _stretch.began_at)
    return [Stretch(*row) for row in conn.execute(query.where(_stretch.ended_at.is_(None)))]


def keep_stays(tx: Tx, stays: Sequence[Stay]) -> None:
    """Stays that began or ended, in order: their rows, and the sums of their quarters."""
    begun: dict[str, dict[str, Any]] = {}
    ended_before: list[dict[str, Any]] = []
    whole: list[dict[str, Any]] = []
    tallies: dict[tuple[int, str, str], Tally] = defaultdict(Tally)
    for stay in stays:
        tallies[slot_of(stay.left_at or stay.entered_at), stay.queue_id, stay.medium].count(stay)
        if stay.end is None:
            begun[stay.interaction_id] = stay_row(tx.new_id(), stay)
        elif row := begun.pop(stay.interaction_id, None):
            whole.append({**row, **ending(stay)})
        else:
            ended_before.append({"work": stay.interaction_id, **ending(stay)})
    if ended_before:
        tx.conn.execute(_END_STAY, ended_before)
    if whole or begun:
        tx.conn.execute(insert(t.stay), [*whole, *begun.values()])
    add_tallies(tx, tallies)


def stay_row(key: str, stay: Stay) -> dict[str, Any]:
    """A stay as it begins."""
    return {
        "id": key, "interaction_id": stay.interaction_id, "queue_id": stay.queue_id, "medium": stay.medium,
        "why": stay.why, "entered_at": stay.entered_at, "entered_slot": slot_of(stay.entered_at),
        "target_seconds": stay.target_seconds, "left_at": None, "left_slot": None, "ended_by": "",
        "waited_seconds": None, "agent_id": None,
    }  # fmt: skip


def ending(stay: Stay) -> dict[str, Any]:
    """What a stay's end adds to its row."""
    assert stay.left_at is not None and stay.end is not None
    return {"left_at": stay.left_at, "left_slot": slot_of(stay.left_at), "ended_by": stay.end.value,
            "waited_seconds": stay.waited_seconds, "agent_id": stay.agent_id}


_END_STAY = update(t.stay).where(_stay.interaction_id == bindparam("work"), _stay.left_at.is_(None))
_END_STRETCH = update(t.stretch).where(
    _stretch.interaction_id == bindparam("work"), _stretch.kind == bindparam("of"), _stretch.ended_at.is_(None)
)


def add_tallies(tx: Tx, tallies: Mapping[tuple[int, str, str], Tally]) -> None:
    """Add to the queues' quarters."""
    rows = [{**dict(zip(_QUEUE_KEYS, key, strict=True)), **asdict(tally)} for key, tally in tallies.items()]
    if rows:
        tx.conn.execute(insert_or_add(tx.dialect, t.queue_slot, _QUEUE_KEYS), rows)


def keep_stretches(tx: Tx, stretches: Sequence[Stretch]) -> None:
    """Stretches that began or ended, in order."""
    begun: dict[tuple[str, str], dict[str, Any]] = {}
    ended_before: list[dict[str, Any]] = []
    whole: list[dict[str, Any]] = []
    for each in stretches:
        key = (each.interaction_id, each.kind)
        if each.ended_at is None:
            begun[key] = {"id": tx.new_id(), **asdict(each)}
        elif row := begun.pop(key, None):
            whole.append({**row, "ended_at": each.ended_at})
        else:
            ended_before.append({"work": each.interaction_id, "of": each.kind, "ended_at": each.ended_at})
    if ended_before:
        tx.conn.execute(_END_STRETCH, ended_before)
    if whole or begun:
        tx.conn.execute(insert(t.stretch), [*whole, *begun.values()])


def count_handlings(tx: Tx, ids: Sequence[str]) -> None:
    """Handlings that ended: their times, how they ended. Holds must be kept before."""
    if not ids:
        return
    rows = tx.conn.execute(
        select(_h.interaction_id, _h.agent_id, _h.queue_id, _h.medium, _h.started_at, _h.talk_ended_at, _h.ended_at,
               _h.ended_by, _h.held_seconds).where(_h.id.in_(ids), _h.ended_at.is_not(None))
    ).all()
    holds = _holds(tx, {row.interaction_id for row in rows})
    sums: dict[HandlingKey, Handled] = defaultdict(Handled)
    for row in rows:
        talk_ended = row.talk_ended_at or row.ended_at
        hold = sum(seconds for agent, began, seconds in holds.get(row.interaction_id, ())
                   if agent == row.agent_id and row.started_at <= began <= row.ended_at)
        worked = (talk_ended - row.started_at).total_seconds() - row.held_seconds
        add = sums[slot_of(row.ended_at), row.agent_id, row.queue_id, row.medium]
        add.handled += 1
        add.talk_seconds += max(0.0, worked - hold)
        add.hold_seconds += hold
        add.wrapup_seconds += max(0.0, (row.ended_at - talk_ended).total_seconds())
        add.transferred += row.ended_by == HandlingEnd.TRANSFERRED
        add.completed += row.ended_by == HandlingEnd.COMPLETED
    add_handled(tx, sums)


def _holds(tx: Tx, works: Iterable[str]) -> dict[str, list[tuple[str, datetime, float]]]:
    """By interaction: whose hold, when it began, how long it was."""
    found: dict[str, list[tuple[str, datetime, float]]] = defaultdict(list)
    query = select(_stretch.interaction_id, _stretch.agent_id, _stretch.began_at, _stretch.ended_at).where(
        _stretch.interaction_id.in_(sorted(works)), _stretch.kind == HOLD, _stretch.ended_at.is_not(None)
    )
    for work, agent, began, ended in tx.conn.execute(query):
        found[work].append((agent, began, (ended - began).total_seconds()))
    return found


def add_handled(tx: Tx, sums: Mapping[HandlingKey, Handled]) -> None:
    """Add to the agents' quarters."""
    rows = [{**dict(zip(_HANDLING_KEYS, key, strict=True)), **asdict(each)} for key, each in sums.items()]
    if rows:
        tx.conn.execute(insert_or_add(tx.dialect, t.handling_slot, _HANDLING_KEYS), rows)


def count_forms(tx: Tx, ids: Sequence[str]) -> None:
    """Forms that were completed: the agent's word, and the matter the customer came about. Transfers' notes say
    nothing of either."""
    if not ids:
        return
    first_code = select(func.min(t.wrapup_code.c.code)).where(t.wrapup_code.c.handling_id == _h.id).scalar_subquery()
    query = (
        select(_h.interaction_id, _h.agent_id, _h.queue_id, _h.medium, _h.ended_at, _w.result, _w.topic,
               first_code.label("first_code"), t.interaction.c.customer_id)
        .join(t.wrapup, _w.handling_id == _h.id).join(t.interaction, t.interaction.c.id == _h.interaction_id)
        .where(_h.id.in_(ids), _w.state == WrapUpState.COMPLETED, _h.ended_by != HandlingEnd.TRANSFERRED,
               _h.ended_at.is_not(None)).order_by(_h.ended_at, _h.id)
    )  # fmt: skip
    sums: dict[HandlingKey, Handled] = defaultdict(Handled)
    for row in tx.conn.execute(query).all():
        add = sums[slot_of(row.ended_at), row.agent_id, row.queue_id, row.medium]
        add.judged += 1
        add.resolved += row.result == WrapUpResult.RESOLVED
        if topic := row.topic or row.first_code:
            _keep_matter(tx, row, topic)
    add_handled(tx, sums)


def _keep_matter(tx: Tx, row: Any, topic: str) -> None:
    """Where the customer came about the same before, that one now knows how soon; so does this one of a later one.

    A matter keeps its own record, and all records that read as one customer now are looked through: a merge can come
    between two matters, and can be undone.
    """
    found = family(tx.conn, row.customer_id)
    members, topic, m = found[1] if found else [row.customer_id], topic[:100], t.matter.c
    same = and_(m.customer_id.in_(members), m.topic == topic, m.interaction_id != row.interaction_id)
    later = tx.conn.execute(select(m.at).where(same, m.at >= row.ended_at).order_by(m.at).limit(1)).scalar()
    values = {
        "interaction_id": row.interaction_id, "customer_id": row.customer_id, "topic": topic, "at": row.ended_at,
        "slot": slot_of(row.ended_at), "queue_id": row.queue_id, "medium": row.medium, "agent_id": row.agent_id,
        "again_seconds": (later - row.ended_at).total_seconds() if later else None,
    }  # fmt: skip
    made = insert_new(tx.dialect, t.matter, ["interaction_id"]).returning(m.interaction_id)
    if tx.conn.execute(made, values).first() is None:
        return
    newest = select(m.interaction_id, m.at).where(same, m.at < row.ended_at).order_by(m.at.desc()).limit(1)
    if earlier := tx.conn.execute(newest).first():
        seconds = (row.ended_at - earlier.at).total_seconds()
        tx.conn.execute(update(t.matter).where(m.interaction_id == earlier.interaction_id)
                        .values(again_seconds=seconds))


def keep_rating(tx: Tx, interaction_id: str, agent_id: str | None, score: int, at: datetime) -> None:
    """A customer rated a talk; a later rating takes the earlier one's place."""
    i = t.interaction.c
    place = tx.conn.execute(select(i.queue_id, i.medium).where(i.id == interaction_id)).first()
    row = {"interaction_id": interaction_id, "score": score, "at": at, "slot": slot_of(at), "agent_id": agent_id,
           "queue_id": place.queue_id if place else "", "medium": place.medium if place else ""}
    statement = insert_or_update(tx.dialect, t.rating, ["interaction_id"], _RATED)
    tx.conn.execute(statement, row)


def sums_of(table: Table) -> list[str]:
    """The columns of a table of sums that are sums."""
    return [column.name for column in table.columns if not column.primary_key]

