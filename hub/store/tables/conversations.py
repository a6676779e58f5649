"""What is said and who handles it: conversations, interactions, offers, handlings, messages, wrap-ups."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, literal_column, text

from hub.store.tables.base import ID_LENGTH, Money, Short, Words, code, data, instant, key, metadata, ref

conversation = Table(
    "conversation",
    metadata,
    key(),
    ref("customer_id", "customer.id", index=True),
    Column("subject", Words, nullable=False, default=""),
    code("channel_id"),  # where it began
    instant("opened_at"),
    instant("last_at"),
    instant("closed_at", optional=True),
    Column("last_agent_id", String(ID_LENGTH), nullable=True),
    Column("spam", Boolean, nullable=False, default=False),
    Column("case_id", String(ID_LENGTH), nullable=True),
)

thread_ref = Table(  # a chat's key, a mail's Message-ID: what a next message may point at
    "thread_ref",
    metadata,
    Column("channel_id", String(40), primary_key=True),
    Column("ref", Short(400), primary_key=True),
    ref("conversation_id", "conversation.id", index=True),
    Column("message_id", String(ID_LENGTH), nullable=True),
)

interaction = Table(
    "interaction",
    metadata,
    key(),
    ref("conversation_id", "conversation.id"),
    ref("customer_id", "customer.id", index=True),
    code("channel_id", default=None),
    code("medium", default=None),
    code("direction", default=None),
    code("queue_id", default=None),
    code("state", default=None),
    Column("priority", Integer, nullable=False, default=5),
    Column("vip", Boolean, nullable=False, default=False),
    Column("subject", Words, nullable=False, default=""),
    Column("preview", Words, nullable=False, default=""),
    code("preview_direction", default="inbound"),
    data("requires"),  # {"skills": {skill: level}, "relax": [[after_s, skill, level|null]], "language": "ru"}
    instant("created_at"),
    instant("queued_at", optional=True),  # the original age: kept across declines and transfers
    instant("entered_at", optional=True),  # when it came into this queue: overflow counts from it
    instant("accepted_at", optional=True),
    instant("closed_at", optional=True),
    instant("snoozed_until", optional=True),
    instant("last_customer_at", optional=True),
    instant("last_agent_at", optional=True),
    instant("due_at", optional=True),
    # the owner while active, held, waiting, snoozed, wrapping
    Column("agent_id", String(ID_LENGTH), nullable=True),
    Column("reserved_for", String(ID_LENGTH), nullable=True),
    instant("reserved_until", optional=True),
    code("reserved_reason"),  # "last_agent" | "named" | "transfer"
    Column("note", Words, nullable=False, default=""),  # the transferring colleague's
    Column("unread", Integer, nullable=False, default=0),
    Column("transfers", Integer, nullable=False, default=0),
    Column("rating", Integer, nullable=True),
    Column("callback_id", String(ID_LENGTH), nullable=True),
    Column("version", Integer, nullable=False, default=1),
    Index("ix_interaction_conversation", "conversation_id", "medium"),
    Index("ix_interaction_waiting", "queue_id", "queued_at",
          sqlite_where=text("state in ('queued','offered')"), postgresql_where=text("state in ('queued','offered')")),
    Index("ix_interaction_live", "state", sqlite_where=text("state not in ('closed','abandoned')"),
          postgresql_where=text("state not in ('closed','abandoned')")),
    Index("ix_interaction_agent_live", "agent_id", sqlite_where=text("state not in ('closed','abandoned')"),
          postgresql_where=text("state not in ('closed','abandoned')")),
)

offer = Table(
    "offer",
    metadata,
    key(),
    ref("interaction_id", "interaction.id", index=True),
    ref("agent_id", "agent.id"),
    code("queue_id", default=None),
    code("state", default=None),
    code("reason"),
    instant("offered_at"),
    instant("deadline"),
    instant("ended_at", optional=True),
    Index("uq_offer_pending", "interaction_id", unique=True, sqlite_where=text("state = 'pending'"),
          postgresql_where=text("state = 'pending'")),
    Index("ix_offer_agent_pending", "agent_id", sqlite_where=text("state = 'pending'"),
          postgresql_where=text("state = 'pending'")),
)

handling = Table(
    "handling",
    metadata,
    key(),
    ref("interaction_id", "interaction.id", index=True),
    ref("agent_id", "agent.id"),
    code("queue_id", default=None),
    code("medium", default=None),
    instant("started_at"),
    instant("paused_at", optional=True),  # set while it is the customer's turn; that time counts as held
    instant("talk_ended_at", optional=True),
    instant("ended_at", optional=True),
    code("ended_by"),  # terms.HandlingEnd
    Column("waited_seconds", Integer, nullable=False, default=0),
    Column("held_seconds", Integer, nullable=False, default=0),
    Column("hourly_rate", Money(), nullable=True),  # the agent's on that day: cost is kept
    Index("ix_handling_agent_started", "agent_id", "started_at"),
    Index("ix_handling_queue_started", "queue_id", "started_at"),
    Index("ix_handling_ended", "ended_at"),
)

wrapup = Table(
    "wrapup",
    metadata,
    Column("handling_id", String(ID_LENGTH), primary_key=True),
    ref("interaction_id", "interaction.id", index=True),
    ref("agent_id", "agent.id"),
    code("state", default=None),
    code("result"),
    Column("note", Words, nullable=False, default=""),
    code("topic", 100),
    data("form"),  # the draft while open or flagged, the submitted form when completed
    instant("opened_at"),
    instant("deadline", optional=True),
    Column("extensions", Integer, nullable=False, default=0),
    instant("submitted_at", optional=True),
    Index("ix_wrapup_open", "deadline", sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
)

wrapup_code = Table(
    "wrapup_code",
    metadata,
    Column("handling_id", String(ID_LENGTH), primary_key=True),
    Column("code", Short(60), primary_key=True),
)

message = Table(
    "message",
    metadata,
    key(),
    ref("conversation_id", "conversation.id"),
    Column("interaction_id", String(ID_LENGTH), nullable=True, index=True),
    ref("customer_id", "customer.id"),
    code("kind", default=None),
    code("direction", default=None),
    code("medium"),
    code("channel_id"),
    instant("at"),
    Column("agent_id", String(ID_LENGTH), nullable=True),
    Column("author_name", Words, nullable=False, default=""),
    Column("address", Short(340), nullable=False, default=""),
    data("copies"),
    Column("subject", Words, nullable=False, default=""),
    Column("text", Words, nullable=False, default=""),
    Column("full_text", Words, nullable=False, default=""),
    Column("html", Words, nullable=False, default=""),
    code("language", 16),
    code("state"),  # channels.contract.DeliveryState, "" for what is not sent
    Column("state_reason", Words, nullable=False, default=""),
    Column("external_id", Short(400), nullable=True),
    Column("rfc_id", Short(400), nullable=False, default=""),
    Column("rfc_parents", Words, nullable=False, default=""),  # space-separated, the last is In-Reply-To
    Column("client_id", Short(100), nullable=False, default=""),
    Column("delivery_id", String(ID_LENGTH), nullable=True),
    code("event"),
    data("data"),
    Column("automatic", Boolean, nullable=False, default=False),
    Column("file_count", Integer, nullable=False, default=0),
    Index("ix_message_customer", "customer_id", "id"),
    Index("ix_message_conversation", "conversation_id", "id"),
    Index("uq_message_external", "channel_id", "external_id", unique=True,
          sqlite_where=text("external_id is not null"), postgresql_where=text("external_id is not null")),
)

outgoing = Table(  # what still has to leave; a row lives until its message is sent, failed or unknown
    "outgoing",
    metadata,
    Column("message_id", String(ID_LENGTH), primary_key=True),
    code("channel_id", default=None),
    instant("next_at", index=True),
    Column("attempts", Integer, nullable=False, default=0),
    instant("claimed_until", optional=True),
    Column("claimed_by", Short(60), nullable=False, default=""),
    Column("envelope", Words, nullable=False),  # the contract's Outbound as JSON
)

draft = Table(
    "draft",
    metadata,
    Column("agent_id", String(ID_LENGTH), primary_key=True),
    Column("conversation_id", String(ID_LENGTH), primary_key=True),
    Column("tab", String(40), primary_key=True),
    Column("text", Words, nullable=False),
    Column("subject", Words, nullable=False, default=""),
    data("copies"),
    data("file_ids"),
    instant("updated_at"),
)

mention = Table(
    "mention",
    metadata,
    key(),
    ref("message_id", "message.id"),
    ref("agent_id", "agent.id", index=True),
    instant("at"),
    instant("seen_at", optional=True),
)

# Conditions of indexes, written out: only a query that says the very same, not as a parameter, is served by them.
is_live = interaction.c.state.not_in([literal_column("'closed'"), literal_column("'abandoned'")])
is_waiting = interaction.c.state.in_([literal_column("'queued'"), literal_column("'offered'")])
is_pending = offer.c.state == literal_column("'pending'")
is_open_wrapup = wrapup.c.state == literal_column("'open'")
