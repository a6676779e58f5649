"""Intake: raw deliveries are kept before anything looks inside; what cannot be handled waits for a person.

Received = handled + quarantined + ignored: every delivery has an outcome, and none is dropped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from channels.contract import Delivery, Taken
from hub.core import facts
from hub.core.call_codec import plain
from hub.core.terms import AgentId, ChannelId, DeliveryOutcome
from hub.errors import Invalid, NotFound
from hub.store import intake_rows
from hub.store.intake_rows import stored_key
from hub.store.writer import Tx

REASON_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Raw:
    """A delivery with what is told of its bytes. `in_blob`: they lie in the blob folder under their hash."""

    delivery: Delivery
    sha256: str
    in_blob: bool = False
    sender: str = ""  # for the quarantine page
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept delivery. `taken` is the answer when it was handled before; then nothing more is to be done."""

    id: str
    taken: Taken | None = None


def raw_of(delivery: Delivery) -> Raw:
    """Hash a delivery's bytes. Not for inside a transaction when they are many."""
    return Raw(delivery, hashlib.sha256(delivery.body).hexdigest())


def keep(tx: Tx, deliveries: list[Raw]) -> list[Kept]:
    """Keep a group's bytes, each once, before anybody is told that they were taken."""
    keys = [(each.delivery.channel, stored_key(each.delivery.key)) for each in deliveries]
    before = {(each.channel_id, each.key): each for each in intake_rows.kept(tx, keys)}
    fresh: dict[tuple[str, str], dict[str, Any]] = {}
    for key, each in zip(keys, deliveries, strict=True):
        if key not in before and key not in fresh:
            fresh[key] = row(tx, each, tx.new_id(), DeliveryOutcome.RECEIVED)
    intake_rows.keep_deliveries(tx, list(fresh.values()))
    found = {(str(each.channel_id), each.key): Kept(each.id, each.taken) for each in intake_rows.kept(tx, keys)}
    return [found[key] for key in keys]


def quarantine(tx: Tx, raw: Raw, reason: str) -> Taken:
    """It cannot be handled: keep it with its reason, for a person. An answer given before stays."""
    key = (raw.delivery.channel, stored_key(raw.delivery.key))
    before = intake_rows.kept(tx, [key])
    if before and before[0].taken is not None:
        return before[0].taken
    taken = Taken("quarantined", reason[:REASON_LENGTH])
    if before:
        settle(tx, [(before[0].id, taken)])
        delivery_id = before[0].id
    else:
        delivery_id = tx.new_id()
        intake_rows.write_deliveries(
            tx, [row(tx, raw, delivery_id, DeliveryOutcome.QUARANTINED, taken)]
        )
    tx.record(facts.DeliveryQuarantined(delivery_id, ChannelId(raw.delivery.channel)))
    return taken


def discard(tx: Tx, agent: AgentId, delivery_id: str) -> None:
    """A person decided that a quarantined delivery means nothing. Raises NotFound, Invalid."""
    found = intake_rows.kept(tx, [], [delivery_id])
    if not found:
        raise NotFound("There is no such delivery.", field="id")
    if found[0].outcome is DeliveryOutcome.DISCARDED:
        return
    if found[0].outcome is not DeliveryOutcome.QUARANTINED:
        raise Invalid("Only what waits in quarantine can be discarded.", field="id")
    settle(tx, [(delivery_id, Taken("ignored", "discarded"))], DeliveryOutcome.DISCARDED)
    tx.record(facts.DeliveryReleased(delivery_id, found[0].channel_id))


def settle(tx: Tx, results: Sequence[tuple[str, Taken]], outcome: DeliveryOutcome | None = None) -> None:
    """Write what became of deliveries that were kept before."""
    intake_rows.settle_deliveries(
        tx,
        [{"delivery": delivery_id, "became": outcome or DeliveryOutcome(taken.state),
          "why": taken.reason[:REASON_LENGTH], "said": answer(taken), "at": tx.now}
         for delivery_id, taken in results],
    )


def row(
    tx: Tx, raw: Raw, delivery_id: str, outcome: DeliveryOutcome, taken: Taken | None = None
) -> dict[str, Any]:
    """A delivery's row."""
    delivery = raw.delivery
    return {
        "id": delivery_id, "channel_id": delivery.channel, "key": delivery.key,
        "received_at": delivery.received_at or tx.now, "body": None if raw.in_blob else delivery.body,
        "body_sha256": raw.sha256, "size": len(delivery.body), "headers": dict(delivery.headers),
        "url": delivery.url, "outcome": outcome.value, "reason": taken.reason[:REASON_LENGTH] if taken else "",
        "answer": answer(taken) if taken else {}, "attempts": 1 if taken else 0,
        "handled_at": tx.now if taken else None, "sender": raw.sender, "subject": raw.subject,
    }  # fmt: skip


def answer(taken: Taken) -> dict[str, Any]:
    """An answer as it is kept."""
    script = {"script": plain(taken.script)} if taken.script is not None else {}
    return {"state": taken.state, "reason": taken.reason, "message_ids": list(taken.message_ids), **script}
