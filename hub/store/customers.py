"""The customer panel and the list of customers, as they read through merges.

Reads only; the thread is threads, finding by words is search.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, or_, select

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


def card(conn: Connection, customer_id: CustomerId, plan: FloorPlan, now: datetime) -> CustomerCard:
    """Who a customer is, how to reach them, what is open and what was before. Raises NotFound."""
    found = family(conn, customer_id)
    if found is None:
        raise NotFound("There is no such customer.", field="customer_id")
    root, ids = found
    row = conn.execute(select(t.customer).where(_c.id == root)).one()
    open_cases, _ = records.cases(conn, t.case.c.customer_id.in_(ids), records.is_open_case)
    sales = t.opportunity.c.customer_id.in_(ids)
    open_opportunities, _ = records.opportunities(conn, sales, records.is_open_opportunity)
    conversations, conversation_count = _conversations(conn, ids)
    value, order_count = _value(conn, ids, plan, now)
    return CustomerCard(
        id=root, number=str(row.number), version=row.version, kind=CustomerKind(row.kind), name=row.name,
        language=row.language, time_zone=row.time_zone, region=row.region, vip=row.vip,
        stage=LifecycleStage(row.stage) if row.stage else None, since=row.created_at, note=row.note,
        preferred_agent_id=row.preferred_agent_id, last_interaction_at=row.last_interaction_at,
        last_medium=row.last_medium, identities=tuple(_identities(conn, ids)), cases=tuple(open_cases),
        opportunities=tuple(open_opportunities),
        callbacks=tuple(records.callbacks(conn, t.callback.c.customer_id.in_(ids), records.is_open_callback)),
        orders=tuple(records.orders(conn, _r.customer_id.in_(ids), limit=SHOWN) if order_count else ()),
        order_count=order_count, touches=tuple(_touches(conn, ids)), conversations=tuple(conversations),
        conversation_count=conversation_count, value=value, consents=tuple(_consents(conn, ids)),
        merges=tuple(_merges(conn, ids)), duplicates=tuple(_duplicates(conn, ids)),
    )  # fmt: skip


def _identities(conn: Connection, ids: Sequence[str]) -> list[IdentityInfo]:
    query = select(t.identity).where(_n.customer_id.in_(ids)).order_by(_n.preferred.desc(), _n.first_seen_at, _n.id)
    rows = conn.execute(query).all()
    addresses = [f"{row.medium}:{row.value}" for row in rows]
    b = t.blocked.c.address
    blocked = set(conn.execute(select(b).where(b.in_(addresses))).scalars()) if rows else set()
    return [
        IdentityInfo(row.id, address, row.verified, row.preferred, row.valid, address in blocked, row.last_seen_at)
        for row, address in zip(rows, addresses, strict=True)
    ]


def _touches(conn: Connection, ids: Sequence[str]) -> list[TouchInfo]:
    c = t.touch.c
    query = select(c.id, c.at, c.name, c.medium, c.response).where(c.customer_id.in_(ids))
    return [TouchInfo(*row) for row in conn.execute(query.order_by(c.at.desc(), c.id.desc()).limit(SHOWN))]


def _conversations(conn: Connection, ids: Sequence[str]) -> tuple[list[ConversationInfo], int]:
    number = conn.execute(select(func.count()).where(_v.customer_id.in_(ids))).scalar_one()
    query = (
        select(_v.id, _v.subject, _v.opened_at, _v.last_at, _v.closed_at)
        .where(_v.customer_id.in_(ids))
        .order_by(_v.last_at.desc(), _v.id.desc())
        .limit(SHOWN)
    )
    rows = conn.execute(query).all()
    used: dict[str, dict[str, int]] = {}
    counted = (
        select(_i.conversation_id, _i.medium, func.count())
        .where(_i.conversation_id.in_([row.id for row in rows]))
        .group_by(_i.conversation_id, _i.medium)
    )
    for conversation, medium, count in conn.execute(counted) if rows else ():
        used.setdefault(conversation, {})[medium] = count
    infos = [
        ConversationInfo(row.id, row.subject, row.opened_at, row.last_at, row.closed_at is None, used.get(row.id, {}))
        for row in rows
    ]
    return infos, number


def _value(
    conn: Connection, ids: Sequence[str], plan: FloorPlan, now: datetime
) -> tuple[ValueInfo | None, int]:
    """What orders in one currency add up to: the firm's own if there are any, else the commonest."""
    query = (
        select(_r.currency, func.count(), func.sum(_r.amount), func.min(_r.at), func.max(_r.at))
        .where(_r.customer_id.in_(ids))
        .group_by(_r.currency)
    )
    rows = sorted(conn.execute(query).all(), key=lambda row: (row[0] == plan.currency, row[1]))
    if not rows:
        return None, 0
    currency, number, total, first, last = rows[-1]
    recent = select(func.sum(_r.amount)).where(
        _r.customer_id.in_(ids), _r.currency == currency, _r.at >= now - YEAR
    )
    last_year = conn.execute(recent).scalar() or Decimal(0)
    return ValueInfo(total, last_year, number, currency, first, last), sum(row[1] for row in rows)


def _consents(conn: Connection, ids: Sequence[str]) -> list[ConsentInfo]:
    c = t.consent.c
    query = select(c.purpose, c.medium, c.state, c.at, c.how).where(c.customer_id.in_(ids)).order_by(c.at, c.id)
    newest = {(row.purpose, row.medium): ConsentInfo(*row) for row in conn.execute(query)}
    return list(newest.values())


def _merges(conn: Connection, ids: Sequence[str]) -> list[MergeInfo]:
    c, loser = t.merge.c, t.customer.alias("loser")
    query = (
        select(c.id, c.loser_id, loser.c.name, loser.c.number, c.at, t.agent.c.name)
        .join(loser, loser.c.id == c.loser_id)
        .outerjoin(t.agent, t.agent.c.id == c.agent_id)
        .where(c.winner_id.in_(ids), c.undone_at.is_(None))
        .order_by(c.at.desc(), c.id.desc())
    )
    return [
        MergeInfo(MergeId(merge), CustomerId(loser_id), name or f"#{number}", at, author or "")
        for merge, loser_id, name, number, at, author in conn.execute(query)
    ]


def _duplicates(conn: Connection, ids: Sequence[str]) -> list[tuple[CustomerId, str]]:
    """Records that may be the same customer and do not read as one yet."""
    c = t.merge_candidate.c
    query = select(c.customer_id, c.other_id).where(or_(c.customer_id.in_(ids), c.other_id.in_(ids)))
    named = people(conn, {each for row in conn.execute(query) for each in row} - set(ids))
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
