"""Raw deliveries as actions read and write them: kept once, answered the same for ever.

Pages and the ledger ask intake; what a delivery means is found out in hub/actions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from channels.contract import Taken
from hub.core.call_codec import read_script
from hub.core.terms import ChannelId, DeliveryOutcome
from hub.store import tables as t
from hub.store.prepared import Prepared, among
from hub.store.sql import bindparam, insert_new, select, update
from hub.store.tables.base import short
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
        script = self.answer.get("script")
        return Taken(state, self.answer.get("reason", self.reason), ids, read_script(script) if script else None)


def stored_key(key: str) -> str:
    """A delivery's key as it is kept."""
    return short(key, KEY_LENGTH)


def stored_external(external_id: str) -> str:
    """A message's outer id as it is kept."""
    return short(external_id, EXTERNAL_LENGTH)


_d, _m = t.delivery.c, t.message.c
_kept_columns = select(_d.id, _d.channel_id, _d.key, _d.outcome, _d.reason, _d.answer)
_kept_by_key = Prepared(_kept_columns.where(among(_d.channel_id, "channels"), among(_d.key, "keys")))
_kept_by_id = Prepared(_kept_columns.where(among(_d.id, "ids")))
_known = Prepared(
    select(_m.channel_id, _m.external_id, _m.id)
    .where(among(_m.channel_id, "channels"), among(_m.external_id, "externals"))
)  # fmt: skip


def kept(tx: Tx, keys: Iterable[tuple[str, str]], ids: Iterable[str] = ()) -> list[Kept]:
    """Deliveries that are there, by (channel, key) or by id."""
    wanted, named = set(keys), sorted({each for each in ids if each})
    found: dict[str, Kept] = {}
    if wanted:
        values = {"channels": sorted({each for each, _ in wanted}), "keys": sorted({each for _, each in wanted})}
        found = {row[0]: _read(row) for row in _kept_by_key.all(tx.conn, **values) if (row[1], row[2]) in wanted}
    if named:
        found |= {row[0]: _read(row) for row in _kept_by_id.all(tx.conn, ids=named)}
    return list(found.values())


def _read(row: Any) -> Kept:
    return Kept(row[0], row[1], row[2], DeliveryOutcome(row[3]), row[4], row[5] or {})


def write_deliveries(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """New deliveries."""
    write(tx, t.delivery, rows)


def keep_deliveries(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """New deliveries; those that are there stay as they are."""
    if rows:
        tx.conn.execute(insert_new(tx.dialect, t.delivery, ["channel_id", "key"]), list(rows))


_settle = Prepared(
    update(t.delivery)
    .where(t.delivery.c.id == bindparam("delivery"))
    .values(outcome=bindparam("became"), reason=bindparam("why"), answer=bindparam("said"),
            handled_at=bindparam("at"), attempts=t.delivery.c.attempts + 1)
)


def settle_deliveries(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """What became of deliveries kept before."""
    _settle.each(tx.conn, rows)


def known_messages(tx: Tx, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Messages that are there, by (channel, outer id)."""
    wanted = set(keys)
    if not wanted:
        return {}
    values = {"channels": sorted({each for each, _ in wanted}), "externals": sorted({each for _, each in wanted})}
    found = {(row[0], row[1]): row[2] for row in _known.all(tx.conn, **values)}
    return {key: found[key] for key in wanted if key in found}
