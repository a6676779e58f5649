"""Calls: their legs, the orders to their carrier, recordings with who played them, and the emergency switch."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, UniqueConstraint, text

from hub.store.tables.base import ID_LENGTH, Short, Words, code, data, instant, key, metadata, ref

LINE_LENGTH = 120  # a carrier's own id of a leg or a recording

call = Table(
    "call",
    metadata,
    key(),
    code("channel_id", default=None),
    code("medium", default=None),
    code("direction", default=None),
    code("state", default=None),  # terms.CallState
    code("step"),  # where the caller is in the script: "menu:main", "queue", "callback", "voicemail", ...
    Column("tries", Integer, nullable=False, default=0),  # of the present step
    Column("interaction_id", String(ID_LENGTH), nullable=True, index=True),
    Column("conversation_id", String(ID_LENGTH), nullable=True),
    Column("customer_id", String(ID_LENGTH), nullable=True),
    Column("address", Short(340), nullable=False, default=""),  # the other side, "phone:+49..."; "" when withheld
    Column("called", Short(340), nullable=False, default=""),  # our number
    Column("thread_key", Short(400), nullable=False, default=""),  # the talk it belongs to
    code("language", 16),
    code("queue_id"),
    code("taping", default=None),  # terms.Taping
    instant("began_at"),
    instant("queued_at", optional=True),
    instant("answered_at", optional=True),  # when an agent and the customer first talked
    instant("held_since", optional=True),
    Column("held_seconds", Integer, nullable=False, default=0),
    instant("ended_at", optional=True),
    code("ended_by"),  # facts.CallEnded.why
    instant("due_at", optional=True),  # when something is to be done by itself: no answer, no sound
    Column("version", Integer, nullable=False, default=1),
    Index("ix_call_live", "state", sqlite_where=text("state <> 'ended'"), postgresql_where=text("state <> 'ended'")),
    Index("ix_call_address", "address", "began_at"),
)

leg = Table(
    "leg",
    metadata,
    key(),
    ref("call_id", "call.id", index=True),
    code("channel_id", default=None),
    Column("line", Short(LINE_LENGTH), nullable=True),  # the carrier's id; null until it gave one
    code("party", default=None),  # terms.Party
    Column("agent_id", String(ID_LENGTH), nullable=True),
    Column("address", Short(340), nullable=False, default=""),
    Column("name", Words, nullable=False, default=""),
    code("state", default=None),  # voice.LegState
    code("part", default=None),  # voice.Part
    Column("held", Boolean, nullable=False, default=False),
    Column("muted", Boolean, nullable=False, default=False),
    Column("dropped", Boolean, nullable=False, default=False),  # we hung it up: its end is no news
    code("ended_by"),  # voice.LegEnd
    code("warning"),
    instant("began_at"),
    instant("since"),  # when it came into its state
    instant("answered_at", optional=True),
    instant("ended_at", optional=True),
    Column("billed_seconds", Integer, nullable=True),
    UniqueConstraint("channel_id", "line"),
    Index("ix_leg_agent_live", "agent_id", sqlite_where=text("state <> 'ended'"),
          postgresql_where=text("state <> 'ended'")),
)

call_order = Table(  # what is to be done to calls, in the order of ids; claimed by whoever speaks to the carrier
    "call_order",
    metadata,
    key(),
    ref("call_id", "call.id", index=True),
    Column("leg_id", String(ID_LENGTH), nullable=True),
    code("channel_id", default=None),
    code("kind", default=None),
    data("body"),  # the order as JSON; its line is filled in when it is claimed
    code("state", default=None),  # terms.OrderState
    Column("attempts", Integer, nullable=False, default=0),
    instant("created_at"),
    instant("next_at"),
    instant("claimed_until", optional=True),
    Column("claimed_by", Short(60), nullable=False, default=""),
    instant("done_at", optional=True),
    code("error", 300),
    Index("ix_call_order_waiting", "channel_id", "next_at", sqlite_where=text("state = 'waiting'"),
          postgresql_where=text("state = 'waiting'")),
)

recording = Table(
    "recording",
    metadata,
    key(),
    code("channel_id", default=None),
    Column("external_id", Short(LINE_LENGTH), nullable=False),  # the carrier's id of it
    Column("call_id", String(ID_LENGTH), nullable=True, index=True),
    Column("interaction_id", String(ID_LENGTH), nullable=True),
    Column("conversation_id", String(ID_LENGTH), nullable=True),
    Column("customer_id", String(ID_LENGTH), nullable=True),
    Column("message_id", String(ID_LENGTH), nullable=True),  # its line in the thread
    code("kind", default=None),  # "talk" | "voicemail"
    code("state", default=None),  # terms.RecordingState
    Column("seconds", Integer, nullable=False, default=0),
    instant("made_at"),
    Column("attempts", Integer, nullable=False, default=0),
    instant("next_at", optional=True),  # when fetching is tried; null when it is over
    Column("sha256", String(64), nullable=False, default=""),  # the blob's name
    Column("size", BigInteger, nullable=False, default=0),
    code("content_type", 100),
    instant("gone_at", optional=True),
    UniqueConstraint("channel_id", "external_id"),
    Index("ix_recording_kind_made", "kind", "made_at"),
)

recording_play = Table(  # every play is kept
    "recording_play",
    metadata,
    key(),
    ref("recording_id", "recording.id", index=True),
    ref("agent_id", "agent.id"),
    instant("at"),
)

switched_off = Table(  # callers of this queue or number hear an announcement and nothing else
    "switched_off",
    metadata,
    Column("kind", String(10), primary_key=True),  # "queue" | "channel"
    Column("target", String(40), primary_key=True),
    data("text"),  # language -> words; {} is the house's own
    ref("agent_id", "agent.id"),
    instant("since"),
)
