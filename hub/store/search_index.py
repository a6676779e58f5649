"""Keeps the index of words: a reader of the log that runs after commits, never in a message's own transaction.

Words are made on a reading connection; the writer only stores them. What is sought is search's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, select, text

from hub.core import facts as f
from hub.core.facts import Fact
from hub.core.terms import MessageKind
from hub.store import log
from hub.store import tables as t
from hub.store.database import Store
from hub.store.people import families
from hub.store.words import record_tokens, tokens_of
from hub.store.writer import Tx

READER = "search"
BATCH = 500
FOUND = (MessageKind.TEXT, MessageKind.NOTE)  # a whisper is nobody else's to find

_OF_CUSTOMER = (f.CustomerAppeared, f.CustomerChanged, f.CustomersMerged, f.MergeUndone)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: `kind` is "message" or a record's."""

    kind: str
    id: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """What some facts made findable, what they took away, and how far they go."""

    pos: int
    entries: tuple[Entry, ...] = ()
    gone: tuple[str, ...] = ()  # messages


async def catch_up(store: Store) -> int:
    """Index what the log holds beyond the reader's place, one batch; how many facts. 0: there is nothing more."""
    count, batch = await store.read(gather, BATCH)
    if count:
        await store.do(keep, batch)
    return count


def catch_up_now(store: Store) -> None:
    """`catch_up` to the end, in this thread."""
    while True:
        count, batch = store.read_now(gather, BATCH)
        if not count:
            return
        store.do_now(keep, batch)


def gather(conn: Connection, limit: int) -> tuple[int, Batch]:
    """The next facts' words."""
    logged = log.read_after(conn, log.position(conn, READER), limit)
    if not logged:
        return 0, Batch(0)
    facts = [each.fact for each in logged]
    entries = (*message_entries(conn, _messages(facts)), *_record_entries(conn, facts))
    gone = tuple(fact.message_id for fact in facts if isinstance(fact, f.MessageWithdrawn))
    return len(logged), Batch(logged[-1].pos, entries, gone)


def keep(tx: Tx, batch: Batch) -> None:
    """Store a batch and the reader's new place."""
    write(tx.conn, batch.entries)
    if batch.gone:
        tx.conn.execute(delete(t.search_message).where(t.search_message.c.message_id.in_(batch.gone)))
    log.keep(tx, READER, batch.pos)


def write(conn: Connection, entries: Sequence[Entry]) -> None:
    """Store entries. A message that is there already is left alone, a record is written anew."""
    lines = [each for each in entries if each.kind == "message" and each.tokens]
    found = [each for each in entries if each.kind != "message" and each.tokens]
    on_sqlite = conn.dialect.name == "sqlite"
    if lines:
        (_write_sqlite if on_sqlite else _write_postgres)(conn, t.search_message, lines)
    if found:
        _forget(conn, [each.id for each in found])
        (_write_sqlite if on_sqlite else _write_postgres)(conn, t.search_record, found)


def write_all(conn: Connection) -> None:
    """Index all there is, for rows that came without facts: imports and the demo."""
    for table, entries_of in (
        (t.message, message_entries),
        (t.customer, customer_entries),
        (t.case, case_entries),
        (t.opportunity, opportunity_entries),
    ):
        ids = list(conn.execute(select(table.c.id).order_by(table.c.id)).scalars())
        for begin in range(0, len(ids), BATCH):
            write(conn, entries_of(conn, ids[begin : begin + BATCH]))


def _messages(facts: Iterable[Fact]) -> list[str]:
    recorded = (each for each in facts if isinstance(each, f.MessageRecorded))
    return [each.message_id for each in recorded if each.kind in FOUND]


def message_entries(conn: Connection, ids: Sequence[str]) -> list[Entry]:
    """The words of these messages, in order of their ids."""
    if not ids:
        return []
    m = t.message.c
    query = select(m.id, m.subject, m.text).where(m.id.in_(ids), m.kind.in_(FOUND)).order_by(m.id)
    return [
        Entry("message", message, tuple(tokens_of(f"{subject} {said}")))
        for message, subject, said in conn.execute(query)
    ]


def _record_entries(conn: Connection, facts: Sequence[Fact]) -> list[Entry]:
    customers = {
        getattr(each, name)
        for each in facts
        if isinstance(each, _OF_CUSTOMER)
        for name in ("customer_id", "winner_id", "loser_id")
        if hasattr(each, name)
    }
    cases = {each.case_id for each in facts if isinstance(each, f.CaseOpened | f.CaseChanged)}
    sales = {each.opportunity_id for each in facts if isinstance(each, f.OpportunityOpened | f.OpportunityChanged)}
    return [
        *customer_entries(conn, customers),
        *case_entries(conn, cases),
        *opportunity_entries(conn, sales),
    ]


def customer_entries(conn: Connection, ids: Collection[str]) -> list[Entry]:
    """The words of these customers (with those that read as the same) and of their orders."""
    if not ids:
        return []
    every = sorted(families(conn, ids))
    c, n, r = t.customer.c, t.identity.c, t.order.c
    names: dict[str, list[str]] = {}
    numbers: dict[str, list[str]] = {}
    for customer, name, number, region, ref in conn.execute(
        select(c.id, c.name, c.number, c.region, c.external_ref).where(c.id.in_(every))
    ):
        names[customer], numbers[customer] = [name, region], [str(number), ref]
    held = select(n.customer_id, n.medium, n.value).where(n.customer_id.in_(every), n.medium != "chat")
    for customer, medium, value in conn.execute(held):
        (names if medium == "email" else numbers)[customer].append(value)
    entries = [Entry("customer", each, tuple(record_tokens(names[each], numbers[each]))) for each in sorted(names)]
    bought = select(r.id, r.number, r.summary).where(r.customer_id.in_(every)).order_by(r.id)
    return entries + [
        Entry("order", order, tuple(record_tokens([summary], [number])))
        for order, number, summary in conn.execute(bought)
    ]


def case_entries(conn: Connection, ids: Collection[str]) -> list[Entry]:
    """The words of these cases."""
    c = t.case.c
    rows = conn.execute(select(c.id, c.number, c.subject).where(c.id.in_(sorted(ids)))) if ids else ()
    return [Entry("case", case, tuple(record_tokens([subject], [number]))) for case, number, subject in rows]


def opportunity_entries(conn: Connection, ids: Collection[str]) -> list[Entry]:
    """The words of these opportunities."""
    o = t.opportunity.c
    rows = conn.execute(select(o.id, o.number, o.name).where(o.id.in_(sorted(ids)))) if ids else ()
    return [Entry("opportunity", sale, tuple(record_tokens([name], [number]))) for sale, number, name in rows]


def _key_of(table: Table) -> str:
    return "message_id" if table is t.search_message else "record_id"


def _write_sqlite(conn: Connection, table: Table, entries: Sequence[Entry]) -> None:
    """One row and one FTS5 entry each, under the same number. Records keep their words, to be forgotten exactly."""
    key = _key_of(table)
    place = conn.execute(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table.name}).scalar() or 0
    kept = table.c[key]
    known = set(conn.execute(select(kept).where(kept.in_([each.id for each in entries]))).scalars())
    rows: list[dict[str, Any]] = []
    for each in entries:
        if each.id not in known:
            place += 1
            known.add(each.id)
            words = " ".join(each.tokens)
            row = {"id": place, key: each.id, "words": words}
            rows.append(row if key == "message_id" else {**row, "kind": each.kind})
    if rows:
        stored = rows if key == "record_id" else [{"id": row["id"], key: row[key]} for row in rows]
        conn.execute(table.insert(), stored)
        statement = text(f"INSERT INTO {table.name}_words (rowid, words) VALUES (:id, :words)")
        conn.execute(statement, [{"id": row["id"], "words": row["words"]} for row in rows])


def _write_postgres(conn: Connection, table: Table, entries: Sequence[Entry]) -> None:
    key = _key_of(table)
    columns, values = (key, ":id") if key == "message_id" else (f"{key}, kind", ":id, :kind")
    statement = text(
        f"INSERT INTO {table.name} ({columns}, words) "
        f"VALUES ({values}, array_to_tsvector(CAST(:tokens AS text[]))) ON CONFLICT ({key}) DO NOTHING"
    )
    rows: list[dict[str, Any]] = [{"id": each.id, "kind": each.kind, "tokens": list(each.tokens)} for each in entries]
    conn.execute(statement, rows)


def _forget(conn: Connection, ids: Sequence[str]) -> None:
    """Take records out of the index, to be written anew."""
    k = t.search_record.c
    if conn.dialect.name == "sqlite":
        old = conn.execute(select(k.id, k.words).where(k.record_id.in_(ids))).all()
        if old:
            forget = text(
                "INSERT INTO search_record_words (search_record_words, rowid, words) VALUES ('delete', :id, :words)"
            )
            conn.execute(forget, [{"id": place, "words": words} for place, words in old])
    conn.execute(delete(t.search_record).where(k.record_id.in_(ids)))
