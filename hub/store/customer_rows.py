"""Customers, their addresses, merges, blocks and history as actions read and write them inside a transaction.

A merge is an overlay: rows keep the customer of their identity, `merged_into` says what they read as.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from channels.contract import Address
from hub.core.identity import root
from hub.core.terms import AgentId, CustomerId, IdentityId, MergeId
from hub.store import tables as t
from hub.store.prepared import Prepared, among
from hub.store.sql import delete, insert_new, insert_or_update, select, update
from hub.store.tables.base import short
from hub.store.typed import add, change, change_at, find, find_one, prepared, unlocked, write
from hub.store.writer import Tx

ADDRESS_LENGTH = 340
VALUE_LENGTH = 320


@dataclass(frozen=True, slots=True)
class Customer:
    """Who we serve."""

    id: CustomerId
    number: int
    kind: str
    name: str
    language: str
    time_zone: str
    region: str
    vip: bool
    note: str
    preferred_agent_id: AgentId | None
    stage: str
    external_ref: str
    last_interaction_at: datetime | None
    last_agent_id: AgentId | None
    merged_into: CustomerId | None
    version: int


@dataclass(frozen=True, slots=True)
class Identity:
    """One address of a customer."""

    id: IdentityId
    customer_id: CustomerId
    medium: str
    value: str
    verified: bool
    preferred: bool
    valid: bool
    last_seen_at: datetime | None

    @property
    def is_claim(self) -> bool:
        """Somebody only named it: nobody wrote from it, no agent wrote to it."""
        return self.last_seen_at is None and not self.verified

    @property
    def address(self) -> str:
        """As it is written: `email:ann@example.org`."""
        return f"{self.medium}:{self.value}"


@dataclass(frozen=True, slots=True)
class Merge:
    """Two records that read as one."""

    id: MergeId
    winner_id: CustomerId
    loser_id: CustomerId
    undone_at: datetime | None


_identities = prepared(
    Identity, unlocked(Identity, t.identity, among(t.identity.c.medium, "mediums"), among(t.identity.c.value, "values"))
)
_customers = prepared(Customer, unlocked(Customer, t.customer, among(t.customer.c.id, "ids")))
_blocked = Prepared(select(t.blocked.c.address).where(among(t.blocked.c.address, "addresses")))


def stored_value(address: Address) -> tuple[str, str]:
    """An address as the identity table keeps it: the key to look it up by."""
    return str(address.medium), short(address.value, VALUE_LENGTH)


def stored_address(address: Address | str) -> str:
    """An address as texts keep it."""
    return short(str(address), ADDRESS_LENGTH)


def customer(tx: Tx, customer_id: CustomerId) -> Customer | None:
    """One customer record, merged or not."""
    return find_one(tx, Customer, t.customer, t.customer.c.id == customer_id)


def customers(tx: Tx, ids: Iterable[str]) -> dict[CustomerId, Customer]:
    """Several, with all records they read as. Not locked: their versions guard them."""
    found: dict[CustomerId, Customer] = {}
    wanted: set[str] = set(ids)
    while wanted:
        rows: list[Customer] = _customers.all(tx.conn, ids=sorted(wanted))
        found.update({each.id: each for each in rows})
        wanted = {str(each.merged_into) for each in rows if each.merged_into} - set(found)
    return found


def above(customer_id: CustomerId, known: Mapping[CustomerId, Customer]) -> CustomerId:
    """The record a customer reads as, among those at hand."""
    found = known.get(customer_id)
    if found is None or found.merged_into is None:
        return customer_id
    return root(customer_id, {each.id: each.merged_into for each in known.values()})


def reads_as(tx: Tx, customer_id: CustomerId) -> Customer | None:
    """The record a customer reads as."""
    known = customers(tx, [customer_id])
    return known.get(root(customer_id, {each.id: each.merged_into for each in known.values()}))


def tree(tx: Tx, customer_id: CustomerId) -> set[CustomerId]:
    """All records that read as the same customer."""
    above = reads_as(tx, customer_id)
    found = {above.id if above else customer_id}
    fresh = set(found)
    while fresh:
        query = select(t.customer.c.id).where(t.customer.c.merged_into.in_(sorted(fresh)))
        fresh = {row[0] for row in tx.conn.execute(query)} - found
        found |= fresh
    return found


def by_external_ref(tx: Tx, refs: Iterable[str]) -> dict[str, CustomerId]:
    """Customers by the firm's own number."""
    wanted = sorted({ref for ref in refs if ref})
    if not wanted:
        return {}
    query = select(t.customer.c.external_ref, t.customer.c.id).where(t.customer.c.external_ref.in_(wanted))
    rows = tx.conn.execute(query.order_by(t.customer.c.id.desc()))
    return {ref: CustomerId(found) for ref, found in rows}


def identities(tx: Tx, values: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Identity]:
    """Identities by (medium, value)."""
    wanted = set(values)
    if not wanted:
        return {}
    asked = {"mediums": sorted({each for each, _ in wanted}), "values": sorted({each for _, each in wanted})}
    found: list[Identity] = _identities.all(tx.conn, **asked)
    return {(each.medium, each.value): each for each in found if (each.medium, each.value) in wanted}


def identities_of(tx: Tx, owners: Iterable[str]) -> list[Identity]:
    """The addresses of customers."""
    return find(tx, Identity, t.identity, t.identity.c.customer_id.in_(sorted(owners)))


def blocked_among(tx: Tx, addresses: Iterable[str]) -> set[str]:
    """Which of these addresses are blocked."""
    wanted = sorted(set(addresses))
    return {row[0] for row in _blocked.all(tx.conn, addresses=wanted)} if wanted else set()


def block(tx: Tx, address: str, agent: AgentId | None, reason: str) -> bool:
    """Block; False when it was blocked already."""
    row = {"address": address, "at": tx.now, "agent_id": agent, "reason": reason}
    statement = insert_new(tx.dialect, t.blocked, ["address"]).returning(t.blocked.c.address)
    return tx.conn.execute(statement, row).first() is not None


def unblock(tx: Tx, address: str) -> bool:
    """Unblock; False when it was not blocked."""
    return bool(tx.conn.execute(delete(t.blocked).where(t.blocked.c.address == address)).rowcount)


def numbers(tx: Tx, name: str, count: int) -> range:
    """The next numbers of a counter, in one statement."""
    statement = insert_or_update(tx.dialect, t.counter, ["name"], {"value": t.counter.c.value + count})
    last = tx.conn.execute(statement.returning(t.counter.c.value), {"name": name, "value": count}).scalar_one()
    return range(last - count + 1, last + 1)


def write_customers(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """New customers."""
    write(tx, t.customer, rows)


def change_customer(tx: Tx, seen: Customer, **values: Any) -> bool:
    """Set columns if nobody changed it since it was seen. Raises the version by one."""
    at = {"id": seen.id, "version": seen.version}
    return change_at(tx, t.customer, at, version=seen.version + 1, **values) == 1


def touch_customers(tx: Tx, ids: Iterable[str], **values: Any) -> None:
    """Set columns that are no part of the card's version: when and through what we last spoke."""
    wanted = sorted(set(ids))
    if wanted:
        tx.conn.execute(update(t.customer).where(t.customer.c.id.in_(wanted)).values(**values))


def write_own_identities(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """New addresses of who wrote. Another node that met them at once makes this fail and be tried again."""
    write(tx, t.identity, rows)


def write_identities(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """New addresses; one that somebody has already stays theirs."""
    if rows:
        tx.conn.execute(insert_new(tx.dialect, t.identity, ["medium", "value"]), list(rows))


def see_identities(tx: Tx, ids: Iterable[str]) -> None:
    """These addresses were used now."""
    wanted = sorted(set(ids))
    if wanted:
        tx.conn.execute(update(t.identity).where(t.identity.c.id.in_(wanted)).values(last_seen_at=tx.now))


def see_addresses(tx: Tx, addresses: Iterable[Address]) -> None:
    """An agent wrote to these addresses: they are the customer's by a person's word now, not by a form's."""
    known = identities(tx, [stored_value(each) for each in addresses])
    see_identities(tx, {each.id for each in known.values()})


def change_identity(tx: Tx, identity_id: IdentityId, **values: Any) -> None:
    """Set columns."""
    change(tx, t.identity, [t.identity.c.id == identity_id], **values)


def move_identity(tx: Tx, identity_id: IdentityId, owner: CustomerId) -> None:
    """Give an address somebody only named to the customer who writes from it."""
    where = [t.identity.c.id == identity_id]
    change(tx, t.identity, where, customer_id=owner, last_seen_at=tx.now)


def add_candidates(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Pairs that may be one person; a person decides."""
    if rows:
        tx.conn.execute(insert_new(tx.dialect, t.merge_candidate, ["customer_id", "other_id"]), list(rows))


def write_touches(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """How they found us."""
    write(tx, t.touch, rows)


def write_consents(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """What they allowed or withdrew."""
    write(tx, t.consent, rows)


def consents_of(tx: Tx, customers: Iterable[str], medium: str) -> dict[str, str]:
    """What they said last of each purpose on a medium."""
    c = t.consent.c
    query = select(c.purpose, c.state).where(c.customer_id.in_(sorted(customers)), c.medium == medium)
    return {purpose: state for purpose, state in tx.conn.execute(query.order_by(c.at, c.id))}


def write_stages(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """First stages of new customers."""
    write(tx, t.stage_history, rows)


def enter_stage(tx: Tx, customer_id: CustomerId, stage: str, cause: str) -> None:
    """Leave the stage there was and enter another, at the same moment: no gap, no overlap."""
    h = t.stage_history
    change(tx, h, [h.c.customer_id == customer_id, h.c.left_at.is_(None)], left_at=tx.now)
    add(tx, h, id=tx.new_id(), customer_id=customer_id, stage=stage, entered_at=tx.now, left_at=None, cause=cause)
    change(tx, t.customer, [t.customer.c.id == customer_id], stage=stage)


def add_termination(tx: Tx, row: Mapping[str, Any]) -> None:
    """Why the relation ended."""
    add(tx, t.termination, **row)


def merge(tx: Tx, merge_id: MergeId) -> Merge | None:
    """One merge."""
    return find_one(tx, Merge, t.merge, t.merge.c.id == merge_id)


def add_merge(tx: Tx, row: Mapping[str, Any]) -> None:
    """Note a merge."""
    add(tx, t.merge, **row)


def end_merge(tx: Tx, merge_id: MergeId, agent: AgentId) -> bool:
    """Note that a merge is undone; False when it was."""
    where = [t.merge.c.id == merge_id, t.merge.c.undone_at.is_(None)]
    return change(tx, t.merge, where, undone_at=tx.now, undone_by=agent) == 1


def set_merged_into(tx: Tx, customer_id: CustomerId, winner: CustomerId | None) -> None:
    """Lay or lift the overlay."""
    change(tx, t.customer, [t.customer.c.id == customer_id], merged_into=winner)


def note_change(tx: Tx, customer_id: CustomerId, agent: AgentId, name: str, change_: tuple[Any, Any]) -> None:
    """One step of a card's history: what it was and what it is."""
    before, after = ("" if each is None else str(each) for each in change_)
    add(tx, t.record_history, id=tx.new_id(), kind="customer", record_id=customer_id, at=tx.now, agent_id=agent,
        handling_id=None, field=name, before=before, after=after)
