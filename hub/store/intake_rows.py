"""Raw deliveries as actions read and write them: kept once, answered the same for ever.

Pages and the ledger ask intake; what a delivery means is found out in hub/actions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from channels.contract import Taken
from hub.core.terms import ChannelId, DeliveryOutcome
from hub.store import tables as t
from hub.store.sql import bindparam, insert_new, or_, select, tuple_, update
from hub.store.tables.base import clean, fit
from hub.store.typed import write
from hub.store.writer import Tx

KEY_LENGTH = 200
EXTERNAL_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Kept:
    """A delivery that is there already."""

    id: str
    channel_id: ChannelId
    key: str
    outcome: DeliveryOutcome
    reason: str
    answer: dict[str, Any]

    @property
    def taken(self) -> Taken | None:
        """What its sender hears again; None while it is being handled."""
        if self.outcome is DeliveryOutcome.RECEIVED:
            return None
        ids = tuple(self.answer.get("message_ids", ()))
        state = self.answer.get("state") or str(self.outcome)
        return Taken(state, self.answer.get("reason", self.reason), ids)


def stored_key(key: str) -> str:
    """A delivery's key as it is kept."""
    return fit(clean(key), KEY_LENGTH)


def stored_external(external_id: str) -> str:
    """A message's outer id as it is kept."""
    return fit(clean(external_id), EXTERNAL_LENGTH)


def kept(tx: Tx, keys: Iterable[tuple[str, str]], ids: Iterable[str] = ()) -> list[Kept]:
    """Deliveries that are there, by (channel, key) or by id."""
    d = t.delivery.c
    wanted, named = sorted(set(keys)), sorted({each for each in ids if each})
    wheres = []
    if wanted:
        wheres.append(tuple_(d.channel_id, d.key).in_(wanted))
    if named:
        wheres.append(d.id.in_(named))
    if not wheres:
        return []
    rows = tx.conn.execute(select(d.id, d.channel_id, d.key, d.outcome, d.reason, d.answer).where(or_(*wheres)))
    return [Kept(row[0], row[1], row[2], DeliveryOutcome(row[3]), row[4], row[5] or {}) for row in rows]


def write_deliveries(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """New deliveries."""
    write(tx, t.delivery, rows)


def keep_deliveries(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """New deliveries; those that are there stay as they are."""
    if rows:
        tx.conn.execute(insert_new(tx.dialect, t.delivery, ["channel_id", "key"]), list(rows))


_settle = (
    update(t.delivery)
    .where(t.delivery.c.id == bindparam("delivery"))
    .values(outcome=bindparam("became"), reason=bindparam("why"), answer=bindparam("said"),
            handled_at=bindparam("at"), attempts=t.delivery.c.attempts + 1)
)


def settle_deliveries(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """What became of deliveries kept before."""
    if rows:
        tx.conn.execute(_settle, list(rows))


def known_messages(tx: Tx, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Messages that are there, by (channel, outer id)."""
    m = t.message.c
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    rows = tx.conn.execute(
        select(m.channel_id, m.external_id, m.id).where(tuple_(m.channel_id, m.external_id).in_(wanted))
    )
    return {(row[0], row[1]): row[2] for row in rows}
