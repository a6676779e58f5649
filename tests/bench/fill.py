"""Fills a database with a call centre's years: so many interactions, ten a customer, three lines each.

Rows are made inside the database, set by set. Some customers (one interaction in a hundred is theirs) are ten people
who write all the time. `python -m tests.bench.fill URL INTERACTIONS`.
"""

from __future__ import annotations

import random
import sys
import time

from sqlalchemy import Connection, Engine, create_engine, text

from hub.store import schema, search_index
from hub.store.engines import read_url
from hub.store.words import tokens_of

TEXTS = 4000  # different sentences; each line has a number of its own beside
LINES = 3  # of an interaction
CHUNK = 200_000
BUSY = 10  # customers who write all the time

_SYLLABLES = "ба ве го ди же за ки ло му на ор пе ра си то ум фа ха це ча ше щи эл ю яр".split()
_COMMON = "здравствуйте заказ когда будет доставка спасибо номер можно вернуть деньги hello order please".split()


def words(chance: random.Random) -> list[str]:
    """A language of 20,000 words; the first ones are in every other sentence, as in any language."""
    invented = {"".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(22_000)}
    return _COMMON + sorted(invented)[:20_000]


def sentences(count: int = TEXTS) -> list[str]:
    """Sentences of five to forty words, by Zipf's law."""
    chance = random.Random(7)
    known = words(chance)
    weights = [1 / (rank + 2) for rank in range(len(known))]
    return [" ".join(chance.choices(known, weights, k=chance.randint(5, 40))) for _ in range(count)]


def fill(url: str, interactions: int) -> None:
    """Lay out the schema and fill it."""
    schema.create(url)
    engine = create_engine(read_url(url))
    customers = max(BUSY + 1, interactions // 10)
    _said(engine)
    for statement, count in (
        (_AGENT, 50), (_CUSTOMER, customers), (_IDENTITY, customers), (_CONVERSATION, interactions // 2),
        (_INTERACTION, interactions), (_OFFER, interactions), (_HANDLING, interactions),
        (_MESSAGE, interactions * LINES), (_ORDER, customers),
    ):  # fmt: skip
        _run(engine, statement, count, customers)
    _index(engine, interactions * LINES)
    with engine.begin() as connection:
        ids = connection.execute(text("SELECT id FROM customer ORDER BY id")).scalars().all()
        for begin in range(0, len(ids), 2000):
            search_index.write(connection, search_index.customer_entries(connection, ids[begin : begin + 2000]))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP TABLE said"))
        connection.execute(text("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"))
    engine.dispose()


def _said(engine: Engine) -> None:
    """The sentences and their tokens, for the statements below to pick from."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE said (n INTEGER PRIMARY KEY, body TEXT, tokens TEXT)"))
        rows = [{"n": n, "body": each, "tokens": " ".join(tokens_of(each))} for n, each in enumerate(sentences())]
        connection.execute(text("INSERT INTO said VALUES (:n, :body, :tokens)"), rows)


def _run(engine: Engine, statement: str, count: int, customers: int) -> None:
    for first in range(0, count, CHUNK):
        with engine.begin() as connection:
            values = {"first": first, "last": min(first + CHUNK, count) - 1, "customers": customers}
            connection.execute(text(_spoken(connection, statement)), values)


def _index(engine: Engine, count: int) -> None:
    for first in range(0, count, CHUNK):
        values = {"first": first, "last": min(first + CHUNK, count) - 1}
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                statements = [_WORDS_POSTGRES]
            else:
                statements = [_PLACES_SQLITE, _WORDS_SQLITE]
            for statement in statements:
                connection.execute(text(_spoken(connection, statement)), values)


def _spoken(connection: Connection, statement: str) -> str:
    """The statement in the database's own words: {n} numbers, {key:i} an id, {at:i} a moment."""
    if connection.dialect.name == "postgresql":
        numbers = "(SELECT generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS i) AS n"
        keys, moments = "lpad(to_hex(CAST({} AS bigint)), 32, '0')", "to_timestamp(1600000000 + ({}) * 60.0)"
        yes, no = "true", "false"
    else:
        counted = "SELECT :first UNION ALL SELECT i + 1 FROM c WHERE i < :last"
        numbers = f"(WITH RECURSIVE c(i) AS ({counted}) SELECT i FROM c) AS n"
        keys = "printf('%032x', {})"
        moments = "strftime('%Y-%m-%d %H:%M:%S.000000', 1600000000 + ({}) * 60, 'unixepoch')"
        yes, no = "1", "0"
    parts = statement.replace("{n}", numbers).replace("{yes}", yes).replace("{no}", no).split("{")
    written = [parts[0]]
    for part in parts[1:]:
        kind, _, rest = part.partition(":")
        inner, _, after = rest.partition("}")
        written.append((keys if kind == "key" else moments).format(inner) + after)
    return "".join(written).replace("$none", "'{}'")


_WHO_OF_TALK = "CASE WHEN n.i % 50 = 0 THEN n.i / 50 % 10 ELSE n.i * 7919 % :customers END"

_AGENT = """
    INSERT INTO agent (id, name, email, password_hash, roles, language, theme, team, queues, skills, capacity,
                       signature, active, must_change_password, created_at)
    SELECT {key:n.i}, 'Agent ' || n.i, 'agent' || n.i || '@firm.example', '-', '["agent"]', 'en', 'auto', '',
           $none, $none, $none, '', {yes}, {no}, {at:0} FROM {n} WHERE :customers > 0
"""
_CUSTOMER = """
    INSERT INTO customer (id, number, kind, name, language, time_zone, region, vip, note, stage, external_ref, source,
                          created_at, last_interaction_at, last_medium, version)
    SELECT {key:n.i}, n.i + 1, 'person', 'Customer ' || n.i, 'ru', '', '', {no}, '', '', '', '', {at:0}, {at:n.i},
           'chat', 1 FROM {n} WHERE :customers > 0
"""
_IDENTITY = """
    INSERT INTO identity (id, customer_id, medium, value, verified, preferred, valid, first_seen_at)
    SELECT {key:n.i}, {key:n.i}, 'email', 'customer' || n.i || '@example.org', {no}, {yes}, {yes}, {at:0} FROM {n}
    WHERE :customers > 0
"""
_CONVERSATION = f"""
    INSERT INTO conversation (id, customer_id, subject, channel_id, opened_at, last_at, closed_at, spam)
    SELECT {{key:n.i}}, {{key:{_WHO_OF_TALK}}}, 'Talk ' || n.i, 'chat', {{at:n.i * 2}}, {{at:n.i * 2 + 1}},
           {{at:n.i * 2 + 1}}, {{no}} FROM {{n}}
"""
_INTERACTION = """
    INSERT INTO interaction (id, conversation_id, customer_id, channel_id, medium, direction, queue_id, state, priority,
        vip, subject, preview, preview_direction, requires, created_at, queued_at, accepted_at, closed_at,
        reserved_reason, note, unread, transfers, version)
    SELECT {key:n.i}, talk.id, talk.customer_id, 'chat', CASE WHEN n.i % 3 = 0 THEN 'email' ELSE 'chat' END, 'inbound',
        'support', 'closed', 5, {no}, '', '', 'inbound', $none, {at:n.i}, {at:n.i}, {at:n.i}, {at:n.i + 1}, '', '',
        0, 0, 1
    FROM {n} JOIN conversation AS talk ON talk.id = {key:n.i / 2} WHERE :customers > 0
"""
_HANDLING = """
    INSERT INTO handling (id, interaction_id, agent_id, queue_id, medium, started_at, talk_ended_at, ended_at, ended_by,
        waited_seconds, held_seconds)
    SELECT {key:n.i}, {key:n.i}, {key:n.i % 50}, 'support', 'chat', {at:n.i}, {at:n.i + 1}, {at:n.i + 1}, 'completed',
        n.i % 90, 0 FROM {n} WHERE :customers > 0
"""
_OFFER = """
    INSERT INTO offer (id, interaction_id, agent_id, queue_id, state, reason, offered_at, deadline, ended_at)
    SELECT {key:n.i}, {key:n.i}, {key:n.i % 50}, 'support', 'accepted', '', {at:n.i}, {at:n.i}, {at:n.i} FROM {n}
    WHERE :customers > 0
"""
_MESSAGE = f"""
    INSERT INTO message (id, conversation_id, interaction_id, customer_id, kind, direction, medium, channel_id, at,
        author_name, address, copies, subject, text, full_text, html, language, state, state_reason, rfc_id,
        rfc_parents, client_id, event, data, automatic, file_count)
    SELECT {{key:n.i}}, work.conversation_id, work.id, work.customer_id, 'text',
        CASE WHEN n.i % 2 = 0 THEN 'inbound' ELSE 'outbound' END, work.medium, 'chat', {{at:n.i / {LINES}}}, '', '',
        '[]', '', said.body || ' ' || n.i, '', '', 'ru', '', '', '', '', '', '', $none, {{no}}, 0
    FROM {{n}} JOIN said ON said.n = n.i * 7919 % {TEXTS} JOIN interaction AS work ON work.id = {{key:n.i / {LINES}}}
    WHERE :customers > 0
"""
_ORDER = """
    INSERT INTO "order" (id, number, source, customer_id, at, status, amount, currency, summary)
    SELECT {key:n.i}, n.i, 'shop', {key:n.i}, {at:n.i}, 'paid', 4200, 'EUR', 'Lamp' FROM {n} WHERE :customers > 0
"""
_PLACES_SQLITE = "INSERT INTO search_message (id, message_id) SELECT n.i + 1, {key:n.i} FROM {n}"
_WORDS_SQLITE = f"""
    INSERT INTO search_message_words (rowid, words)
    SELECT n.i + 1, said.tokens || ' ' || n.i FROM {{n}} JOIN said ON said.n = n.i * 7919 % {TEXTS}
"""
_WORDS_POSTGRES = f"""
    INSERT INTO search_message (message_id, words)
    SELECT {{key:n.i}}, array_to_tsvector(string_to_array(said.tokens || ' ' || n.i, ' '))
    FROM {{n}} JOIN said ON said.n = n.i * 7919 % {TEXTS} ORDER BY n.i
"""

if __name__ == "__main__":
    began = time.monotonic()
    fill(sys.argv[1], int(sys.argv[2]))
    sys.stdout.write(f"{sys.argv[2]} interactions in {time.monotonic() - began:.0f} s\n")
