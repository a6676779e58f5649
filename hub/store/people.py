"""Customers as they read through merges: who a record reads as, which records read as one, and what to call them.

Reads only; the whole card is customers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, or_, select

from channels.contract import Medium
from hub.core.terms import CustomerId
from hub.store import tables as t
from hub.store.prepared import Prepared, among

_PUBLIC = (Medium.EMAIL, Medium.SMS, Medium.PHONE)  # addresses that name a person; a visitor's id does not
_customer = t.customer.c
_COLUMNS = (_customer.id, _customer.number, _customer.name, _customer.vip, _customer.merged_into)
_NEAR = select(_customer.id, _customer.merged_into).where(
    or_(_customer.id == bindparam("one"), _customer.merged_into == bindparam("one"))
)


@dataclass(frozen=True, slots=True)
class Person:
    """A customer in a row: `id` is the record they read as, `name` what to call them, "" for one we know nothing of."""

    id: CustomerId
    number: int
    name: str
    vip: bool


@dataclass(frozen=True, slots=True)
class _Record:
    id: str
    number: int
    name: str
    vip: bool
    merged_into: str | None


_RECORDS = Prepared(select(*_COLUMNS).where(among(_customer.id, "ids")), _Record)
_LOSERS = Prepared(select(_customer.id).where(among(_customer.merged_into, "ids")))


def people(conn: Connection, ids: Iterable[str]) -> dict[str, Person]:
    """For each record asked for, the customer it reads as."""
    wanted = set(ids)
    records = _with_winners(conn, wanted)
    roots = {each: _root(each, records) for each in wanted if each in records}
    addresses = _addresses(conn, {root for root in roots.values() if not records[root].name})
    found = {}
    for each, root in roots.items():
        record = records[root]
        name = record.name or addresses.get(root, "")
        found[each] = Person(CustomerId(root), record.number, name, record.vip)
    return found


def family(conn: Connection, customer_id: str) -> tuple[CustomerId, list[str]] | None:
    """The record a customer reads as and all that read as it, itself first; None when there is no such customer."""
    near = conn.execute(_NEAR, {"one": customer_id}).all()
    if near == [(customer_id, None)]:  # neither merged nor merged into: nearly everybody
        return CustomerId(customer_id), [customer_id]
    if not near:
        return None
    root = _root(customer_id, _with_winners(conn, {customer_id}))
    return CustomerId(root), [root, *sorted(_losers(conn, {root}))]


def roots(conn: Connection, ids: Iterable[str]) -> dict[str, str]:
    """For each record, the one it reads as."""
    wanted = set(ids)
    records = _with_winners(conn, wanted) if wanted else {}
    return {each: _root(each, records) for each in wanted if each in records}


def families(conn: Connection, ids: Iterable[str]) -> set[str]:
    """All records that read as the same customers as these."""
    wanted = set(ids)
    records = _with_winners(conn, wanted)
    roots = {_root(each, records) for each in wanted if each in records}
    return roots | _losers(conn, roots)


def _with_winners(conn: Connection, ids: Collection[str]) -> dict[str, _Record]:
    """These records and all above them."""
    records: dict[str, _Record] = {}
    fresh = set(ids)
    while fresh:
        found: list[_Record] = _RECORDS.all(conn, ids=fresh)
        records |= {each.id: each for each in found}
        fresh = {each.merged_into for each in found if each.merged_into} - records.keys()
    return records


def _losers(conn: Connection, roots: Collection[str]) -> set[str]:
    """All records below these."""
    found: set[str] = set()
    fresh = set(roots)
    while fresh:
        fresh = {row.id for row in _LOSERS.all(conn, ids=fresh)} - found
        found |= fresh
    return found


def _root(each: str, records: dict[str, _Record]) -> str:
    seen = {each}
    while (above := records[each].merged_into) and above in records and above not in seen:
        seen.add(above)
        each = above
    return each


def _addresses(conn: Connection, ids: Collection[str]) -> dict[str, str]:
    """The best address of each that names a person."""
    if not ids:
        return {}
    c = t.identity.c
    query = (
        select(c.customer_id, c.value)
        .where(c.customer_id.in_(sorted(ids)), c.medium.in_(_PUBLIC))
        .order_by(c.preferred, c.first_seen_at.desc(), c.id.desc())  # the last one stays
    )
    return {customer: value for customer, value in conn.execute(query)}
