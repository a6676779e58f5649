"""Lines of a thread: the row every kind of line shares, and the lines that say what happened.

What a customer wrote comes in through receive, what we write to them goes out through deliver.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.core import facts
from hub.core.terms import (
    AgentId,
    ChannelId,
    ConversationId,
    CustomerId,
    Direction,
    InteractionId,
    MessageId,
    MessageKind,
)
from hub.store import conversation_rows
from hub.store.floor_rows import Work
from hub.store.writer import Tx

NO_CHANNEL = ChannelId("")
PREVIEW = 160  # characters of a text shown in lists


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands, and whose work that is now."""

    conversation_id: ConversationId
    customer_id: CustomerId
    interaction_id: InteractionId | None = None
    owner: AgentId | None = None
    channel_id: ChannelId = NO_CHANNEL
    medium: str = ""


def place_of(work: Work) -> Place:
    """The place of an interaction's lines."""
    return Place(work.conversation_id, work.customer_id, work.id, work.agent_id, work.channel_id, work.medium)


def row(place: Place, message_id: str, **values: Any) -> dict[str, Any]:
    """A line's row with every column named, so that rows of all kinds go into one statement."""
    return {
        "id": message_id,
        "conversation_id": place.conversation_id,
        "interaction_id": place.interaction_id,
        "customer_id": place.customer_id,
        "channel_id": place.channel_id,
        "medium": place.medium,
        **_EMPTY,
        **values,
    }


_EMPTY: Mapping[str, Any] = {
    "kind": MessageKind.TEXT.value, "direction": Direction.INTERNAL.value, "at": None, "agent_id": None,
    "author_name": "", "address": "", "copies": [], "subject": "", "text": "", "full_text": "", "html": "",
    "language": "", "state": "", "state_reason": "", "external_id": None, "rfc_id": "", "rfc_parents": "",
    "client_id": "", "delivery_id": None, "event": "", "data": {}, "automatic": False, "file_count": 0,
}  # fmt: skip


def recorded(place: Place, values: Mapping[str, Any]) -> facts.MessageRecorded:
    """The fact of a line."""
    return facts.MessageRecorded(
        message_id=MessageId(values["id"]),
        conversation_id=place.conversation_id,
        customer_id=place.customer_id,
        interaction_id=place.interaction_id,
        kind=values["kind"],
        direction=values["direction"],
        medium=values["medium"],
        channel_id=place.channel_id,
        agent_id=place.owner,
        by_agent_id=values["agent_id"],
    )


def write(tx: Tx, place: Place, **values: Any) -> MessageId:
    """Put one line into the thread."""
    made = row(place, tx.new_id(), at=tx.now, **values)
    conversation_rows.write_lines(tx, [made])
    tx.record(recorded(place, made))
    return MessageId(made["id"])


def event(tx: Tx, place: Place, name: str, data: Mapping[str, str], agent: AgentId | None = None) -> MessageId:
    """Say in the thread what happened. `data` holds ids, codes and figures, all as text."""
    return write(tx, place, kind=MessageKind.EVENT.value, event=name, data=dict(data), agent_id=agent)


def preview(text: str) -> str:
    """The beginning of a text on one line."""
    short = " ".join(text[: PREVIEW * 2].split())
    return short if len(short) <= PREVIEW else short[: PREVIEW - 1] + "…"
