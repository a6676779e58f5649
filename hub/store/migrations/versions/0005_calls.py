"""Calls: legs, orders to carriers, recordings and who played them, the emergency switch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_calls"
down_revision = "0004_intake_log_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay out the tables."""
    for lay_out in (_call, _leg, _call_order, _recording, _recording_play, _switched_off):
        lay_out()
    _give_room_for_calls()


def downgrade() -> None:
    """Drop them."""
    op.drop_table("switched_off")
    op.drop_table("recording_play")
    op.drop_table("recording")
    op.drop_table("call_order")
    op.drop_table("leg")
    op.drop_table("call")


def _call() -> None:
    op.create_table(
        "call",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("medium", sa.String(length=40), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=40), server_default="", nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("interaction_id", sa.String(length=32), nullable=True),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("customer_id", sa.String(length=32), nullable=True),
        sa.Column("address", sa.String(length=340), nullable=False),
        sa.Column("called", sa.String(length=340), nullable=False),
        sa.Column("thread_key", sa.String(length=400), nullable=False),
        sa.Column("language", sa.String(length=16), server_default="", nullable=False),
        sa.Column("queue_id", sa.String(length=40), server_default="", nullable=False),
        sa.Column("taping", sa.String(length=40), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_seconds", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=40), server_default="", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    op.create_index("ix_call_address", "call", ["address", "began_at"], unique=False)
    op.create_index(op.f("ix_call_interaction_id"), "call", ["interaction_id"], unique=False)
    op.create_index("ix_call_live", "call", ["state"], unique=False,
                    sqlite_where=sa.text("state <> 'ended'"),
                    postgresql_where=sa.text("state <> 'ended'"))


def _leg() -> None:
    op.create_table(
        "leg",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("line", sa.String(length=120), nullable=True),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=True),
        sa.Column("address", sa.String(length=340), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("dropped", sa.Boolean(), nullable=False),
        sa.Column("ended_by", sa.String(length=40), server_default="", nullable=False),
        sa.Column("warning", sa.String(length=40), server_default="", nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("billed_seconds", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_leg_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leg")),
        sa.UniqueConstraint("channel_id", "line", name=op.f("uq_leg_channel_id_line")),
    )
    op.create_index("ix_leg_agent_live", "leg", ["agent_id"], unique=False,
                    sqlite_where=sa.text("state <> 'ended'"),
                    postgresql_where=sa.text("state <> 'ended'"))
    op.create_index(op.f("ix_leg_call_id"), "leg", ["call_id"], unique=False)


def _call_order() -> None:
    op.create_table(
        "call_order",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("leg_id", sa.String(length=32), nullable=True),
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.String(length=60), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=300), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_call_order_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_order")),
    )
    op.create_index(op.f("ix_call_order_call_id"), "call_order", ["call_id"], unique=False)
    op.create_index("ix_call_order_waiting", "call_order", ["channel_id", "next_at"], unique=False,
                    sqlite_where=sa.text("state = 'waiting'"),
                    postgresql_where=sa.text("state = 'waiting'"))


def _recording() -> None:
    op.create_table(
        "recording",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=True),
        sa.Column("interaction_id", sa.String(length=32), nullable=True),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("customer_id", sa.String(length=32), nullable=True),
        sa.Column("message_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content_type", sa.String(length=100), server_default="", nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
        sa.UniqueConstraint("channel_id", "external_id", name=op.f("uq_recording_channel_id_external_id")),
    )
    op.create_index(op.f("ix_recording_call_id"), "recording", ["call_id"], unique=False)
    op.create_index("ix_recording_kind_made", "recording", ["kind", "made_at"], unique=False)


def _recording_play() -> None:
    op.create_table(
        "recording_play",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_recording_play_agent_id")),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name=op.f("fk_recording_play_recording_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_play")),
    )
    op.create_index(op.f("ix_recording_play_recording_id"), "recording_play", ["recording_id"], unique=False)


def _switched_off() -> None:
    op.create_table(
        "switched_off",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("target", sa.String(length=40), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_switched_off_agent_id")),
        sa.PrimaryKeyConstraint("kind", "target", name=op.f("pk_switched_off")),
    )


def _give_room_for_calls() -> None:
    """Agents of before take calls from the browser as they take the telephone's, and text messages as chats."""
    agent = sa.table("agent", sa.column("id", sa.String), sa.column("capacity", sa.JSON))
    connection = op.get_bind()
    for agent_id, capacity in connection.execute(sa.select(agent.c.id, agent.c.capacity)).all():
        alike = {"webcall": capacity.get("phone"), "sms": capacity.get("chat")}
        wider = {**{name: count for name, count in alike.items() if count}, **capacity}
        if wider != capacity:
            connection.execute(agent.update().where(agent.c.id == agent_id).values(capacity=wider))
