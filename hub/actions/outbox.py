"""The outbox: senders claim what has to leave, and tell what became of it.

Sent at most once by us: what may have left is UNKNOWN and never tried again by itself; a person decides. What the
provider was too busy for is tried again after 1, 2, 4 … 60 minutes, for a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from channels.contract import ChannelError, DeliveryState, Outbound, Receipt, Retry, Unknown
from hub.core import facts
from hub.core.terms import AgentId, ChannelId, MessageId
from hub.store import outbox_rows
from hub.store.outbox_rows import PARKED, Sent, Waiting
from hub.store.writer import Tx

CLAIM_LASTS = timedelta(minutes=10)  # a sender that says nothing for so long has died
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=60)
GIVE_UP_AFTER = timedelta(hours=24)
REASON_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one message: the provider's receipt, or its error."""

    message_id: str
    outcome: Receipt | ChannelError


def claim(tx: Tx, channel_id: ChannelId, limit: int, owner: str) -> list[Outbound]:
    """Envelopes to send now, oldest first. A file's `path` is its hash in the blob folder.

    What a dead sender held may have left: a live talk takes it again (its channel knows the id), mail is UNKNOWN.
    """
    channel = tx.house.channels.get(channel_id)
    due = outbox_rows.due(tx, channel_id, limit)
    doubtful = [] if channel is not None and channel.live else [each for each in due if each.claimed_until]
    _set_unknown(tx, doubtful)
    fresh = [each for each in due if each not in doubtful]
    outbox_rows.claim(tx, [each.message_id for each in fresh], owner, tx.now + CLAIM_LASTS)
    return [outbox_rows.read_envelope(each.envelope) for each in fresh]


def settle_many(tx: Tx, results: list[Settled]) -> list[None]:
    """Write what became of a group of messages. Telling it again changes nothing."""
    lines = outbox_rows.of_messages(tx, [each.message_id for each in results])
    gone: list[str] = []
    put_off: list[dict[str, Any]] = []
    states: list[dict[str, Any]] = []
    for each in results:
        line = lines.get(each.message_id)
        if line is not None and line.state != DeliveryState.PENDING and isinstance(each.outcome, Receipt):
            # Its report was here before the provider's own answer: it has left, and is never sent again.
            gone.append(each.message_id)
            outbox_rows.name_line(tx, each.message_id, each.outcome.external_id)
        if line is None or line.state != DeliveryState.PENDING:
            continue
        if isinstance(each.outcome, Receipt):
            gone.append(each.message_id)
            states.append(_state(line, each.outcome.state, "", each.outcome.external_id or None))
        elif isinstance(each.outcome, Retry) and tx.now - line.at < GIVE_UP_AFTER:
            then = tx.now + pause(line.attempts, each.outcome.after)
            put_off.append({"message": line.message_id, "then": then, "tries": line.attempts + 1})
        else:
            put_off.append({"message": line.message_id, "then": PARKED, "tries": line.attempts + 1})
            states.append(_state(line, _end(each.outcome), reason_of(each.outcome), None))
    outbox_rows.take_away(tx, gone)
    outbox_rows.put_off(tx, put_off)
    outbox_rows.settle_lines(tx, states)
    for state in states:
        _tell(tx, lines[state["message"]], state["became"])
    return [None] * len(results)


def pause(attempts: int, wanted: float | None) -> timedelta:
    """How long to wait before the next try: what the provider wants, else 1, 2, 4 … 60 minutes."""
    if wanted is not None and wanted >= 0:
        return min(timedelta(seconds=wanted), LONGEST_PAUSE)
    doubled: timedelta = FIRST_PAUSE * 2 ** min(attempts, 10)
    return min(doubled, LONGEST_PAUSE)


def reason_of(error: ChannelError) -> str:
    """The error as it is shown under the message."""
    return f"{error.code}: {error.detail}"[:REASON_LENGTH] if error.detail else error.code


def _end(error: ChannelError) -> DeliveryState:
    return DeliveryState.UNKNOWN if isinstance(error, Unknown) else DeliveryState.FAILED


def _state(line: Sent, became: DeliveryState, why: str, outer: str | None) -> dict[str, Any]:
    return {"message": line.message_id, "became": became.value, "why": why, "outer": outer}


def _set_unknown(tx: Tx, doubtful: list[Waiting]) -> None:
    lines = outbox_rows.of_messages(tx, [each.message_id for each in doubtful])
    rows = [_state(line, DeliveryState.UNKNOWN, "unknown: the hub stopped while sending", None)
            for line in lines.values()]
    outbox_rows.settle_lines(tx, rows)
    outbox_rows.put_off(
        tx, [{"message": each.message_id, "then": PARKED, "tries": each.attempts + 1} for each in doubtful]
    )
    for line in lines.values():
        _tell(tx, line, DeliveryState.UNKNOWN)


def _tell(tx: Tx, line: Sent, state: str) -> None:
    owner = AgentId(line.owner) if line.owner else None
    tx.record(facts.MessageStateChanged(MessageId(line.message_id), line.conversation_id, state, owner))
