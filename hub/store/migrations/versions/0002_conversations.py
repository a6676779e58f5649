"""What is said and who handles it: the first schema, part 2 of 4."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_conversations"
down_revision = "0001_agents_and_customers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay out the tables."""
    for lay_out in (
        _draft,
        _outgoing,
        _wrapup_code,
        _conversation,
        _interaction,
        _interaction_indexes,
        _message,
        _thread_ref,
        _handling,
        _mention,
        _offer,
        _wrapup,
    ):
        lay_out()


def downgrade() -> None:
    """Drop them."""
    op.drop_table("wrapup")
    op.drop_table("offer")
    op.drop_table("mention")
    op.drop_table("handling")
    op.drop_table("thread_ref")
    op.drop_table("message")
    op.drop_table("interaction")
    op.drop_table("conversation")
    op.drop_table("wrapup_code")
    op.drop_table("outgoing")
    op.drop_table("draft")


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("tab", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("copies", sa.JSON(), nullable=False),
        sa.Column("file_ids", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", "conversation_id", "tab", name=op.f("pk_draft")),
    )


def _outgoing() -> None:
    op.create_table(
        "outgoing",
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.String(length=60), nullable=False),
        sa.Column("envelope", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_outgoing")),
    )
    op.create_index(op.f("ix_outgoing_next_at"), "outgoing", ["next_at"], unique=False)


def _wrapup_code() -> None:
    op.create_table(
        "wrapup_code",
        sa.Column("handling_id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("handling_id", "code", name=op.f("pk_wrapup_code")),
    )


def _conversation() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.String(length=40), server_default="", nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_agent_id", sa.String(length=32), nullable=True),
        sa.Column("spam", sa.Boolean(), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_conversation_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    op.create_index(op.f("ix_conversation_customer_id"), "conversation", ["customer_id"], unique=False)


def _interaction() -> None:
    op.create_table(
        "interaction",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.String(length=32), nullable=False),
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("medium", sa.String(length=40), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("queue_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("vip", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("preview", sa.Text(), nullable=False),
        sa.Column("preview_direction", sa.String(length=40), server_default="inbound", nullable=False),
        sa.Column("requires", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_customer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_agent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agent_id", sa.String(length=32), nullable=True),
        sa.Column("reserved_for", sa.String(length=32), nullable=True),
        sa.Column("reserved_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reserved_reason", sa.String(length=40), server_default="", nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("transfers", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("callback_id", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_interaction_conversation_id")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_interaction_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interaction")),
    )


def _interaction_indexes() -> None:
    op.create_index(
        "ix_interaction_agent_live",
        "interaction",
        ["agent_id"],
        unique=False,
        sqlite_where=sa.text("state not in ('closed','abandoned')"),
        postgresql_where=sa.text("state not in ('closed','abandoned')"),
    )
    op.create_index("ix_interaction_conversation", "interaction", ["conversation_id", "medium"], unique=False)
    op.create_index(op.f("ix_interaction_customer_id"), "interaction", ["customer_id"], unique=False)
    op.create_index(
        "ix_interaction_live",
        "interaction",
        ["state"],
        unique=False,
        sqlite_where=sa.text("state not in ('closed','abandoned')"),
        postgresql_where=sa.text("state not in ('closed','abandoned')"),
    )
    op.create_index(
        "ix_interaction_waiting",
        "interaction",
        ["queue_id", "queued_at"],
        unique=False,
        sqlite_where=sa.text("state in ('queued','offered')"),
        postgresql_where=sa.text("state in ('queued','offered')"),
    )


def _message() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("interaction_id", sa.String(length=32), nullable=True),
        sa.Column("customer_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("medium", sa.String(length=40), server_default="", nullable=False),
        sa.Column("channel_id", sa.String(length=40), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("address", sa.String(length=340), nullable=False),
        sa.Column("copies", sa.JSON(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("full_text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), server_default="", nullable=False),
        sa.Column("state", sa.String(length=40), server_default="", nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("external_id", sa.String(length=400), nullable=True),
        sa.Column("rfc_id", sa.String(length=400), nullable=False),
        sa.Column("rfc_parents", sa.Text(), nullable=False),
        sa.Column("client_id", sa.String(length=100), nullable=False),
        sa.Column("delivery_id", sa.String(length=32), nullable=True),
        sa.Column("event", sa.String(length=40), server_default="", nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("file_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_message_conversation_id")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_message_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index("ix_message_conversation", "message", ["conversation_id", "id"], unique=False)
    op.create_index("ix_message_customer", "message", ["customer_id", "id"], unique=False)
    op.create_index(op.f("ix_message_interaction_id"), "message", ["interaction_id"], unique=False)
    op.create_index(
        "uq_message_external",
        "message",
        ["channel_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("external_id is not null"),
        postgresql_where=sa.text("external_id is not null"),
    )


def _thread_ref() -> None:
    op.create_table(
        "thread_ref",
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.String(length=400), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_thread_ref_conversation_id")
        ),
        sa.PrimaryKeyConstraint("channel_id", "ref", name=op.f("pk_thread_ref")),
    )
    op.create_index(op.f("ix_thread_ref_conversation_id"), "thread_ref", ["conversation_id"], unique=False)


def _handling() -> None:
    op.create_table(
        "handling",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("interaction_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("queue_id", sa.String(length=40), nullable=False),
        sa.Column("medium", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("talk_ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=40), server_default="", nullable=False),
        sa.Column("waited_seconds", sa.Integer(), nullable=False),
        sa.Column("held_seconds", sa.Integer(), nullable=False),
        sa.Column("hourly_rate", sa.Numeric(18, 2).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_handling_agent_id")),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interaction.id"], name=op.f("fk_handling_interaction_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handling")),
    )
    op.create_index("ix_handling_agent_started", "handling", ["agent_id", "started_at"], unique=False)
    op.create_index(op.f("ix_handling_interaction_id"), "handling", ["interaction_id"], unique=False)
    op.create_index("ix_handling_queue_started", "handling", ["queue_id", "started_at"], unique=False)


def _mention() -> None:
    op.create_table(
        "mention",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_mention_agent_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_mention_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
    )
    op.create_index(op.f("ix_mention_agent_id"), "mention", ["agent_id"], unique=False)


def _offer() -> None:
    op.create_table(
        "offer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("interaction_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("queue_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), server_default="", nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_offer_agent_id")),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name=op.f("fk_offer_interaction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index(
        "ix_offer_agent_pending",
        "offer",
        ["agent_id"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(op.f("ix_offer_interaction_id"), "offer", ["interaction_id"], unique=False)
    op.create_index(
        "uq_offer_pending",
        "offer",
        ["interaction_id"],
        unique=True,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )


def _wrapup() -> None:
    op.create_table(
        "wrapup",
        sa.Column("handling_id", sa.String(length=32), nullable=False),
        sa.Column("interaction_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=40), server_default="", nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=100), server_default="", nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_wrapup_agent_id")),
        sa.ForeignKeyConstraint(
            ["interaction_id"], ["interaction.id"], name=op.f("fk_wrapup_interaction_id")
        ),
        sa.PrimaryKeyConstraint("handling_id", name=op.f("pk_wrapup")),
    )
    op.create_index(op.f("ix_wrapup_interaction_id"), "wrapup", ["interaction_id"], unique=False)
    op.create_index(
        "ix_wrapup_open",
        "wrapup",
        ["deadline"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
