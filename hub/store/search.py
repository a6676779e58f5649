"""Finding customers, records and messages by words, newest first, on both databases.

SQLite walks its FTS5 index backwards and stops. PostgreSQL would sort every hit of a common word, so it is asked in
steps: the newest lines alone, then the index if hits are few, then further and further back. What is kept is
written by search_index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select, text

from hub.core.cards import SearchHit
from hub.core.terms import MessageKind
from hub.store import tables as t
from hub.store.people import Person, people
from hub.store.words import Term, marks, record_terms, terms_of

LIMIT = 20
RANKED = 100  # records looked at to put the best first
SNIPPET = 160  # characters
NEWEST = 3000  # rows PostgreSQL looks through one by one before it asks the index
FEW = 3000  # hits PostgreSQL may sort
WINDOWS = (20_000, 80_000, 400_000)  # rows further back, looked through while hits are missing

KINDS = ("customer", "case", "opportunity", "order")


@dataclass(frozen=True, slots=True)
class _Found:
    """A record that has the words, with what a person may know it by."""

    kind: str
    id: str
    customer_id: str
    conversation_id: str | None
    title: str
    text: str
    at: datetime | None


def search(conn: Connection, query: str, limit: int = LIMIT) -> list[SearchHit]:
    """Records that fit best, then messages, newest first; at most `limit` of each."""
    return records(conn, query, limit) + messages(conn, query, limit)


def messages(conn: Connection, query: str, limit: int = LIMIT) -> list[SearchHit]:
    """Lines that have all the words, newest first; the last word may be unfinished."""
    terms = terms_of(query)
    if not terms:
        return []
    ids = _newest(conn, t.search_message, terms, limit)
    k, m = t.search_message.c, t.message.c
    found = conn.execute(
        select(m.id, m.customer_id, m.conversation_id, m.subject, m.text, m.at, k.id.label("place"))
        .join(t.search_message, k.message_id == m.id)
        .where(k.id.in_(ids), m.kind != MessageKind.EVENT)
        .order_by(k.id.desc())
    ).all()
    whose = people(conn, {row.customer_id for row in found})
    return [_message_hit(row, whose[row.customer_id], terms) for row in found]


def records(
    conn: Connection, query: str, limit: int = LIMIT, kinds: Sequence[str] = KINDS
) -> list[SearchHit]:
    """Customers, cases, opportunities and orders that have all the words: the closest first, then the newest."""
    terms = record_terms(query)
    if not terms:
        return []
    k = t.search_record.c
    ids = _newest(conn, t.search_record, terms, RANKED if kinds == KINDS else RANKED * len(KINDS))
    rows = conn.execute(select(k.kind, k.record_id).where(k.id.in_(ids), k.kind.in_(kinds)).order_by(k.id.desc()))
    wanted: dict[str, list[str]] = {}
    for kind, record in rows:
        wanted.setdefault(kind, []).append(record)
    hits = [_record_hit(each, terms) for each in _records(conn, wanted)]
    unique = {(hit.kind, hit.id): hit for hit in reversed(hits)}
    return sorted(reversed(unique.values()), key=lambda hit: _closeness(hit, query), reverse=True)[:limit]


def record_ids(conn: Connection, query: str, kind: str, limit: int = RANKED) -> list[str]:
    """The ids of one kind of record that fit, the closest first: for lists with a search field."""
    return [hit.id for hit in records(conn, query, limit, (kind,))]


# --- where the words are -------------------------------------------------------------------------------------


def _newest(conn: Connection, table: Table, terms: Sequence[Term], limit: int) -> list[int]:
    """The greatest numbers of the rows that have all terms.

    Whole words first: they are walked backwards, while for an unfinished one all its words must be merged.
    """
    found = _having(conn, table, [Term(term.tokens) for term in terms], limit)
    if len(found) < limit and any(term.prefixes for term in terms):
        return _having(conn, table, terms, limit)
    return found


def _having(conn: Connection, table: Table, terms: Sequence[Term], limit: int) -> list[int]:
    if conn.dialect.name == "sqlite":
        name = f"{table.name}_words"
        found = text(f"SELECT rowid FROM {name} WHERE {name} MATCH :sought ORDER BY rowid DESC LIMIT :most")
        return list(conn.execute(found, {"sought": fts_query(terms), "most": limit}).scalars())
    return _newest_on_postgres(conn, table.name, ts_query(terms), limit)


def _newest_on_postgres(conn: Connection, name: str, sought: str, limit: int) -> list[int]:
    conn.execute(text("SET LOCAL enable_seqscan = off"))
    top: int | None = conn.execute(text(f"SELECT max(id) FROM {name}")).scalar()
    if top is None:
        return []
    found = _between(conn, name, sought, (top - NEWEST, top, limit))
    if len(found) >= limit:
        return found
    few = text(f"SELECT id FROM {name} WHERE words @@ CAST(:sought AS tsquery) LIMIT :most")
    every = list(conn.execute(few, {"sought": sought, "most": FEW + 1}).scalars())
    if len(every) <= FEW:
        return sorted(every, reverse=True)[:limit]
    top -= NEWEST
    for size in WINDOWS:
        found += _between(conn, name, sought, (top - size, top, limit - len(found)))
        if len(found) >= limit or top < 0:
            break
        top -= size
    return found


def _between(conn: Connection, name: str, sought: str, window: tuple[int, int, int]) -> list[int]:
    """The newest hits after one number up to another, found by looking at each row; the limit is the third."""
    after, top, limit = window
    looked_through = text(
        f"""
        SELECT id FROM (SELECT id, words FROM {name} WHERE id > :after AND id <= :top ORDER BY id DESC OFFSET 0)
            AS newest WHERE words @@ CAST(:sought AS tsquery) ORDER BY id DESC LIMIT :most
        """
    )
    values = {"after": after, "top": top, "sought": sought, "most": limit}
    return list(conn.execute(looked_through, values).scalars())


def fts_query(terms: Sequence[Term]) -> str:
    """The terms in the language of FTS5. Tokens are letters and digits only, so quoting is safe."""
    return " AND ".join(
        "(" + " OR ".join([*(f'"{each}"' for each in term.tokens), *(f'"{each}" *' for each in term.prefixes)]) + ")"
        for term in terms
    )


def ts_query(terms: Sequence[Term]) -> str:
    """The terms in the language of tsquery."""
    return " & ".join(
        "(" + " | ".join([*(f"'{each}'" for each in term.tokens), *(f"'{each}':*" for each in term.prefixes)]) + ")"
        for term in terms
    )


# --- what was found ------------------------------------------------------------------------------------------


def _records(conn: Connection, wanted: dict[str, list[str]]) -> list[_Found]:
    found: list[_Found] = []
    if ids := wanted.get("customer"):
        found += _customers(conn, ids)
    if ids := wanted.get("case"):
        c = t.case.c
        query = select(c.id, c.customer_id, c.conversation_id, c.number, c.subject, c.updated_at).where(c.id.in_(ids))
        found += [_Found("case", *row) for row in conn.execute(query.order_by(c.id.desc()))]
    if ids := wanted.get("opportunity"):
        o = t.opportunity.c
        query = select(o.id, o.customer_id, o.conversation_id, o.number, o.name, o.updated_at).where(o.id.in_(ids))
        found += [_Found("opportunity", *row) for row in conn.execute(query.order_by(o.id.desc()))]
    if ids := wanted.get("order"):
        r = t.order.c
        bought = select(r.id, r.customer_id, r.number, r.summary, r.at).where(r.id.in_(ids)).order_by(r.at.desc())
        found += [
            _Found("order", order, customer, None, number, summary, at)
            for order, customer, number, summary, at in conn.execute(bought)
        ]
    whose = people(conn, {each.customer_id for each in found})
    return [_read_as(each, whose[each.customer_id]) for each in found]


def _customers(conn: Connection, ids: Sequence[str]) -> list[_Found]:
    """Customers as they read through merges, with their addresses, those with the latest news first."""
    whose = people(conn, ids)
    winners = {person.id: person for person in whose.values()}
    c, n = t.customer.c, t.identity.c
    addresses: dict[str, list[str]] = {}
    held = select(n.customer_id, n.value).where(n.customer_id.in_(ids), n.medium != "chat").order_by(n.id)
    for holder, value in conn.execute(held):
        addresses.setdefault(whose[holder].id, []).append(value)
    rows = conn.execute(select(c.id, c.last_interaction_at).where(c.id.in_(list(winners)))).all()
    latest = sorted(rows, key=lambda row: (row[1] is not None, row[1], row[0]), reverse=True)
    return [
        _Found("customer", each, each, None, winners[each].name or f"#{winners[each].number}",
               ", ".join(addresses.get(each, ())), at)
        for each, at in latest
    ]  # fmt: skip


def _read_as(found: _Found, person: Person) -> _Found:
    return _Found(found.kind, found.id, person.id, found.conversation_id, found.title, found.text, found.at)


def _record_hit(found: _Found, terms: Sequence[Term]) -> SearchHit:
    return SearchHit(
        kind=found.kind, id=found.id, customer_id=found.customer_id or None,  # type: ignore[arg-type]
        conversation_id=found.conversation_id, title=found.title, text=found.text, at=found.at,  # type: ignore[arg-type]
        title_marks=marks(found.title, terms), text_marks=marks(found.text, terms),
    )  # fmt: skip


def _closeness(hit: SearchHit, query: str) -> tuple[bool, bool, int]:
    """Whether it is exactly what was typed, whether it begins so, and how many words of it are meant."""
    sought, title = query.strip().casefold(), hit.title.casefold()
    return (title == sought, title.startswith(sought), len(hit.title_marks))


def _message_hit(row: Any, person: Person, terms: Sequence[Term]) -> SearchHit:
    snippet = _snippet(f"{row.subject}\n{row.text}" if row.subject else row.text, terms)
    return SearchHit(
        kind="message", id=row.id, customer_id=person.id, conversation_id=row.conversation_id,
        title=person.name or f"#{person.number}", text=snippet, at=row.at, text_marks=marks(snippet, terms),
    )  # fmt: skip


def _snippet(whole: str, terms: Sequence[Term]) -> str:
    """The part of a text around the first find, on one line."""
    line = " ".join(whole.split())
    first = next(iter(marks(line, terms)), (0, 0))[0]
    begin = max(0, first - SNIPPET // 3)
    cut = line[begin : begin + SNIPPET]
    return f"{'…' if begin else ''}{cut}{'…' if begin + SNIPPET < len(line) else ''}"
