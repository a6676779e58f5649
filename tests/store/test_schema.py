"""The migrated schema is the one the code speaks of, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, select

from hub.errors import Invalid, Unavailable
from hub.store import log, schema, tables
from hub.store.engines import read_url


def is_ours(item: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Leave out what FTS5 makes for itself, and indexes that belong to the other database."""
    if kind == "table":
        return not (reflected and "_words" in str(name))
    return True


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "include_object": is_ours}
    )
    found = compare_metadata(context, tables.metadata)
    foreign = {
        index.name
        for table in tables.metadata.tables.values()
        for index in table.indexes
        if connection.dialect.name == "sqlite" and index._ddl_if is not None
    }
    return [each for each in found if not (each[0] == "add_index" and each[1].name in foreign)]


def plainly(index: Any) -> str:
    """An index in words, its condition too."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return str({**index, "dialect_options": options})


def layout(connection: Connection) -> dict[str, Any]:
    """Every table with its columns, keys and indexes as the database tells them."""
    eye = inspect(connection)
    told = {}
    for name in sorted(eye.get_table_names()):
        if name == "alembic_version" or "_words" in name:
            continue
        told[name] = {
            "columns": [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in eye.get_columns(name)],
            "key": eye.get_pk_constraint(name),
            "foreign": sorted(map(str, eye.get_foreign_keys(name))),
            "unique": sorted(map(str, eye.get_unique_constraints(name))),
            "indexes": sorted(map(plainly, eye.get_indexes(name))),
        }
    return told


def test_the_migrated_schema_is_the_codes(empty_url: str) -> None:
    steps = schema.behind(empty_url)
    assert steps[0] == "0001_agents_and_customers"
    assert schema.migrate(empty_url) == steps
    assert schema.behind(empty_url) == []
    assert schema.migrate(empty_url) == []
    engine = create_engine(read_url(empty_url))
    with engine.connect() as connection:
        assert differences(connection) == []
    engine.dispose()


def die(*_: object) -> None:
    raise InterruptedError


def test_a_migration_is_done_wholly_or_not_at_all(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hub that dies at the last moment leaves an empty database, which the next start brings forward."""
    steps = schema.behind(empty_url)
    with monkeypatch.context() as dying:
        dying.setattr(log, "begin_epoch", die)
        with pytest.raises(InterruptedError):
            schema.migrate(empty_url)
    engine = create_engine(read_url(empty_url))
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()
    assert schema.migrate(empty_url) == steps


def test_nodes_that_start_together_migrate_once(empty_url: str) -> None:
    steps = schema.behind(empty_url)
    with ThreadPoolExecutor(2) as nodes:
        taken = list(nodes.map(schema.migrate, [empty_url] * 2))
    assert sorted(taken) == [[], steps]


def test_migrated_and_created_are_laid_out_alike(empty_url: str, tmp_path: Any, request: Any) -> None:
    other = f"sqlite:///{tmp_path / 'other.sqlite'}"
    if empty_url.startswith("postgresql"):
        other = request.getfixturevalue("make_database")()
    schema.migrate(empty_url)
    schema.create(other)
    told = []
    for url in (empty_url, other):
        engine = create_engine(read_url(url))
        with engine.connect() as connection:
            told.append(layout(connection))
        engine.dispose()
    assert told[0] == told[1]


def test_agents_of_before_take_web_calls_and_texts(empty_url: str) -> None:
    """As many as of the telephone and of chats; who takes no calls still takes none."""
    engine = create_engine(read_url(empty_url))
    given = {"a": {"phone": 1, "chat": 3, "total": 6}, "b": {"email": 4}, "c": {"phone": 1, "webcall": 2}}
    with engine.connect() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0004_intake_log_search")
        for key, capacity in given.items():
            connection.execute(tables.agent.insert(), {
                "id": key, "name": key, "email": key, "password_hash": "-", "roles": [], "queues": {}, "skills": {},
                "capacity": capacity, "created_at": datetime.now(UTC),
            })
        connection.commit()
    schema.migrate(empty_url)
    with engine.connect() as connection:
        found = dict(connection.execute(select(tables.agent.c.id, tables.agent.c.capacity)).all())
    engine.dispose()
    assert found == {"a": {"phone": 1, "chat": 3, "total": 6, "webcall": 1, "sms": 3}, "b": {"email": 4},
                     "c": {"phone": 1, "webcall": 2}}


def test_an_address_that_is_no_database_is_refused_with_the_remedy() -> None:
    for wrong in ("", "mysql://x/y", "sqlite://", "no address"):
        with pytest.raises(Invalid, match="DATABASE_URL"):
            read_url(wrong)


def test_a_database_that_is_away_is_unavailable(tmp_path: Any) -> None:
    with pytest.raises(Unavailable):
        schema.behind(f"postgresql://postgres@/x?host={tmp_path}")
