"""The customer panel and the list of customers, as they read through merges.

Reads only; the thread is threads, finding by words is search.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, func, or_, select, union_all

from channels.contract import Address
from hub.core.cards import (
    ConsentInfo,
    ConversationInfo,
    CustomerCard,
    CustomerItem,
    IdentityInfo,
    MergeInfo,
    TouchInfo,
    ValueInfo,
)
from hub.core.plan import FloorPlan
from hub.core.terms import CustomerId, CustomerKind, LifecycleStage, MergeId
from hub.errors import NotFound
from hub.store import records
from hub.store import tables as t
from hub.store.people import family, people

SHOWN = 10  # conversations, touches, orders in the panel
PAGE = 50
YEAR = timedelta(days=365)
_EPOCH_CURSOR = "-"  # in the list: those nobody has talked with yet

_c, _n, _v, _i, _r = t.customer.c, t.identity.c, t.conversation.c, t.interaction.c, t.order.c
_t, _o, _m, _d, _b = t.touch.c, t.consent.c, t.merge.c, t.merge_candidate.c, t.blocked.c

# The panel's questions, put once: making a statement anew costs as much as asking it. `ids` are all records that
# read as the customer.
_ids: BindParameter[Any] = bindparam("ids", expanding=True)
_CUSTOMER = select(t.customer).where(_c.id == bindparam("root"))
_IDENTITIES = (
    select(_n.id, _n.medium, _n.value, _n.verified, _n.preferred, _n.valid, _n.last_seen_at, _b.address)
    .outerjoin(t.blocked, _b.address == _n.medium.concat(":").concat(_n.value))
    .where(_n.customer_id.in_(_ids))
    .order_by(_n.preferred.desc(), _n.first_seen_at, _n.id)
)
_TOUCHES = (
    select(_t.id, _t.at, _t.name, _t.medium, _t.response)
    .where(_t.customer_id.in_(_ids))
    .order_by(_t.at.desc(), _t.id.desc())
    .limit(SHOWN)
)
_CONVERSATIONS = (
    select(_v.id, _v.subject, _v.opened_at, _v.last_at, _v.closed_at, func.count().over().label("number"))
    .where(_v.customer_id.in_(_ids))
    .order_by(_v.last_at.desc(), _v.id.desc())
    .limit(SHOWN)
)
_USED = (
    select(_i.conversation_id, _i.medium, func.count())
    .where(_i.conversation_id.in_(_ids))
    .group_by(_i.conversation_id, _i.medium)
)
_VALUE = (
    select(
        _r.currency, func.count(), func.sum(_r.amount), func.min(_r.at), func.max(_r.at),
        func.sum(_r.amount).filter(_r.at >= bindparam("year_ago")),
    )
    .where(_r.customer_id.in_(_ids))
    .group_by(_r.currency)
)  # fmt: skip
_CONSENTS = (
    select(_o.purpose, _o.medium, _o.state, _o.at, _o.how).where(_o.customer_id.in_(_ids)).order_by(_o.at, _o.id)
)
_loser = t.customer.alias("loser")
_MERGES = (
    select(_m.id, _m.loser_id, _loser.c.name, _loser.c.number, _m.at, t.agent.c.name)
    .join(_loser, _loser.c.id == _m.loser_id)
    .outerjoin(t.agent, t.agent.c.id == _m.agent_id)
    .where(_m.winner_id.in_(_ids), _m.undone_at.is_(None))
    .order_by(_m.at.desc(), _m.id.desc())
)
_TWINS = union_all(
    select(_d.other_id).where(_d.customer_id.in_(_ids)), select(_d.customer_id).where(_d.other_id.in_(_ids))
)


def card(conn: Connection, customer_id: CustomerId, plan: FloorPlan, now: datetime) -> CustomerCard:
    """Who a customer is, how to reach them, what is open and what was before. Raises NotFound."""
    found = family(conn, customer_id)
    if found is None:
        raise NotFound("There is no such customer.", field="customer_id")
    root, ids = found
    given = {"ids": ids}
    row = conn.execute(_CUSTOMER, {"root": root}).one()
    conversations, conversation_count = _conversations(conn, ids)
    value, order_count = _value(conn, ids, plan, now)
    return CustomerCard(
        id=root, number=str(row.number), version=row.version, kind=CustomerKind(row.kind), name=row.name,
        language=row.language, time_zone=row.time_zone, region=row.region, vip=row.vip,
        stage=LifecycleStage(row.stage) if row.stage else None, since=row.created_at, note=row.note,
        preferred_agent_id=row.preferred_agent_id, last_interaction_at=row.last_interaction_at,
        last_medium=row.last_medium, identities=tuple(_identities(conn, ids)),
        cases=tuple(records.cases_of(conn, ids)), opportunities=tuple(records.opportunities_of(conn, ids)),
        callbacks=tuple(records.callbacks_of(conn, ids)),
        orders=tuple(records.orders_of(conn, ids)) if order_count else (), order_count=order_count,
        touches=tuple(TouchInfo(*each) for each in conn.execute(_TOUCHES, given)),
        conversations=tuple(conversations), conversation_count=conversation_count, value=value,
        consents=tuple(_consents(conn, ids)), merges=tuple(_merges(conn, ids)),
        duplicates=tuple(_duplicates(conn, ids)),
    )  # fmt: skip


def _identities(conn: Connection, ids: Sequence[str]) -> list[IdentityInfo]:
    return [
        IdentityInfo(key, f"{medium}:{value}", verified, preferred, valid, blocked is not None, seen)
        for key, medium, value, verified, preferred, valid, seen, blocked in conn.execute(_IDENTITIES, {"ids": ids})
    ]


def _conversations(conn: Connection, ids: Sequence[str]) -> tuple[list[ConversationInfo], int]:
    rows = conn.execute(_CONVERSATIONS, {"ids": ids}).all()
    used: dict[str, dict[str, int]] = {}
    for conversation, medium, count in conn.execute(_USED, {"ids": [row.id for row in rows]}) if rows else ():
        used.setdefault(conversation, {})[medium] = count
    infos = [
        ConversationInfo(row.id, row.subject, row.opened_at, row.last_at, row.closed_at is None, used.get(row.id, {}))
        for row in rows
    ]
    return infos, rows[0].number if rows else 0


def _value(
    conn: Connection, ids: Sequence[str], plan: FloorPlan, now: datetime
) -> tuple[ValueInfo | None, int]:
    """What orders in one currency add up to: the firm's own if there are any, else the commonest."""
    found = conn.execute(_VALUE, {"ids": ids, "year_ago": now - YEAR}).all()
    if not found:
        return None, 0
    rows = sorted(found, key=lambda row: (row[0] == plan.currency, row[1]))
    currency, number, total, first, last, last_year = rows[-1]
    return ValueInfo(total, last_year or Decimal(0), number, currency, first, last), sum(row[1] for row in rows)


def _consents(conn: Connection, ids: Sequence[str]) -> list[ConsentInfo]:
    newest = {(row.purpose, row.medium): ConsentInfo(*row) for row in conn.execute(_CONSENTS, {"ids": ids})}
    return list(newest.values())


def _merges(conn: Connection, ids: Sequence[str]) -> list[MergeInfo]:
    return [
        MergeInfo(MergeId(merge), CustomerId(loser_id), name or f"#{number}", at, author or "")
        for merge, loser_id, name, number, at, author in conn.execute(_MERGES, {"ids": ids})
    ]


def _duplicates(conn: Connection, ids: Sequence[str]) -> list[tuple[CustomerId, str]]:
    """Records that may be the same customer and do not read as one yet."""
    twins = set(conn.execute(_TWINS, {"ids": ids}).scalars())
    named = people(conn, twins - set(ids)) if twins else {}
    others = {person.id: person for person in named.values() if person.id not in ids}
    return [(each, person.name or f"#{person.number}") for each, person in sorted(others.items())]


def by_address(conn: Connection, address: Address) -> CustomerId | None:
    """The customer an address belongs to, as they read now."""
    query = select(_n.customer_id).where(_n.medium == address.medium, _n.value == address.value)
    holder = conn.execute(query).scalar()
    found = family(conn, holder) if holder else None
    return found[0] if found else None


def page(conn: Connection, cursor: str = "", limit: int = PAGE) -> tuple[list[CustomerItem], str]:
    """Customers by their last interaction, newest first, then those without one; and the cursor of the next page."""
    own = _c.merged_into.is_(None)
    found: list[Any] = []
    if not cursor.startswith(_EPOCH_CURSOR):
        at, _, last = cursor.partition("|")
        query = select(_c.id, _c.last_interaction_at).where(own, _c.last_interaction_at.is_not(None))
        if last:
            moment = datetime.fromisoformat(at)
            query = query.where(
                or_(_c.last_interaction_at < moment, (_c.last_interaction_at == moment) & (_c.id < last))
            )
        query = query.order_by(_c.last_interaction_at.desc(), _c.id.desc())
        found = [(row[0], f"{row[1].isoformat()}|{row[0]}") for row in conn.execute(query.limit(limit + 1))]
    if len(found) <= limit:
        query = select(_c.id).where(own, _c.last_interaction_at.is_(None))
        if len(cursor) > 1 and cursor.startswith(_EPOCH_CURSOR):
            query = query.where(_c.id < cursor[1:])
        rest = conn.execute(query.order_by(_c.id.desc()).limit(limit + 1 - len(found)))
        found += [(each, f"{_EPOCH_CURSOR}{each}") for each in rest.scalars()]
    following = found[limit - 1][1] if len(found) > limit else ""
    return items(conn, [each for each, _ in found[:limit]]), following


def items(conn: Connection, ids: Sequence[str]) -> list[CustomerItem]:
    """These customers in this order, as lines of a list. Addresses of merged records are shown too."""
    if not ids:
        return []
    records_of: dict[str, list[str]] = {each: [each] for each in ids}
    for loser, winner in conn.execute(select(_c.id, _c.merged_into).where(_c.merged_into.in_(ids))):
        records_of[winner].append(loser)
    rows = {row.id: row for row in conn.execute(select(t.customer).where(_c.id.in_(ids)))}
    holders = [record for group in records_of.values() for record in group]
    addresses: dict[str, list[str]] = {}
    query = select(_n.customer_id, _n.medium, _n.value).where(_n.customer_id.in_(holders))
    for holder, medium, value in conn.execute(query.order_by(_n.preferred.desc(), _n.id)):
        addresses.setdefault(holder, []).append(f"{medium}:{value}")
    return [
        CustomerItem(
            id=row.id, number=str(row.number), name=row.name, vip=row.vip,
            last_interaction_at=row.last_interaction_at, last_medium=row.last_medium,
            identities=tuple(address for record in records_of[row.id] for address in addresses.get(record, ())),
        )
        for row in (rows[each] for each in ids if each in rows)
    ]  # fmt: skip
