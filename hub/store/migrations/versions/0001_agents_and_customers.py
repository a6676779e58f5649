"""Agents and customers: the first schema, part 1 of 4."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_agents_and_customers"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay out the tables."""
    for lay_out in (
        _agent,
        _blocked,
        _routing_trace,
        _seat,
        _sign_in_attempt,
        _customer,
        _presence_history,
        _reset_token,
        _sign_in,
        _consent,
        _identity,
        _merge,
        _merge_candidate,
        _stage_history,
        _termination,
        _touch,
    ):
        lay_out()


def downgrade() -> None:
    """Drop them."""
    op.drop_table("touch")
    op.drop_table("termination")
    op.drop_table("stage_history")
    op.drop_table("merge_candidate")
    op.drop_table("merge")
    op.drop_table("identity")
    op.drop_table("consent")
    op.drop_table("sign_in")
    op.drop_table("reset_token")
    op.drop_table("presence_history")
    op.drop_table("customer")
    op.drop_table("sign_in_attempt")
    op.drop_table("seat")
    op.drop_table("routing_trace")
    op.drop_table("blocked")
    op.drop_table("agent")


def _agent() -> None:
    op.create_table(
        "agent",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=16), server_default="en", nullable=False),
        sa.Column("theme", sa.String(length=40), server_default="auto", nullable=False),
        sa.Column("team", sa.String(length=40), server_default="", nullable=False),
        sa.Column("queues", sa.JSON(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.JSON(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("hourly_rate", sa.Numeric(18, 2).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent")),
        sa.UniqueConstraint("email", name=op.f("uq_agent_email")),
    )


def _blocked() -> None:
    op.create_table(
        "blocked",
        sa.Column("address", sa.String(length=340), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=200), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_blocked")),
    )


def _routing_trace() -> None:
    op.create_table(
        "routing_trace",
        sa.Column("interaction_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pos", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("interaction_id", name=op.f("pk_routing_trace")),
    )


def _seat() -> None:
    op.create_table(
        "seat",
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("presence", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), server_default="", nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next", sa.String(length=60), server_default="", nullable=False),
        sa.Column("idle_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("load", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_seat")),
    )


def _sign_in_attempt() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("who", sa.String(length=340), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(op.f("ix_sign_in_attempt_who"), "sign_in_attempt", ["who"], unique=False)


def _customer() -> None:
    op.create_table(
        "customer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), server_default="", nullable=False),
        sa.Column("time_zone", sa.String(length=64), server_default="", nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("vip", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("preferred_agent_id", sa.String(length=32), nullable=True),
        sa.Column("stage", sa.String(length=40), server_default="", nullable=False),
        sa.Column("external_ref", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_interaction_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_medium", sa.String(length=40), server_default="", nullable=False),
        sa.Column("last_agent_id", sa.String(length=32), nullable=True),
        sa.Column("merged_into", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["preferred_agent_id"], ["agent.id"], name=op.f("fk_customer_preferred_agent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("number", name=op.f("uq_customer_number")),
    )
    op.create_index(op.f("ix_customer_external_ref"), "customer", ["external_ref"], unique=False)
    op.create_index(
        "ix_customer_last_interaction_at", "customer", ["last_interaction_at", "id"], unique=False
    )
    op.create_index(
        "ix_customer_merged_into",
        "customer",
        ["merged_into"],
        unique=False,
        sqlite_where=sa.text("merged_into is not null"),
        postgresql_where=sa.text("merged_into is not null"),
    )


def _presence_history() -> None:
    op.create_table(
        "presence_history",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("presence", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), server_default="", nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_presence_history_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence_history")),
    )
    op.create_index("ix_presence_history_agent", "presence_history", ["agent_id", "began_at"], unique=False)


def _reset_token() -> None:
    op.create_table(
        "reset_token",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_reset_token_agent_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_reset_token")),
    )


def _sign_in() -> None:
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_sign_in_agent_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
    )
    op.create_index(op.f("ix_sign_in_agent_id"), "sign_in", ["agent_id"], unique=False)


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("medium", sa.String(length=40), server_default="", nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.String(length=100), server_default="", nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=True),
        sa.Column("handling_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_consent_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_customer_id"), "consent", ["customer_id"], unique=False)


def _identity() -> None:
    op.create_table(
        "identity",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.String(length=32), nullable=False),
        sa.Column("medium", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=320), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_identity_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("medium", "value", name=op.f("uq_identity_medium_value")),
    )
    op.create_index(op.f("ix_identity_customer_id"), "identity", ["customer_id"], unique=False)


def _merge() -> None:
    op.create_table(
        "merge",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("winner_id", sa.String(length=32), nullable=False),
        sa.Column("loser_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["loser_id"], ["customer.id"], name=op.f("fk_merge_loser_id")),
        sa.ForeignKeyConstraint(["winner_id"], ["customer.id"], name=op.f("fk_merge_winner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    op.create_index(op.f("ix_merge_loser_id"), "merge", ["loser_id"], unique=False)
    op.create_index(op.f("ix_merge_winner_id"), "merge", ["winner_id"], unique=False)


def _merge_candidate() -> None:
    op.create_table(
        "merge_candidate",
        sa.Column("customer_id", sa.String(length=32), nullable=False),
        sa.Column("other_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=100), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_merge_candidate_customer_id")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["customer.id"], name=op.f("fk_merge_candidate_other_id")),
        sa.UniqueConstraint("customer_id", "other_id", name=op.f("uq_merge_candidate_customer_id_other_id")),
    )


def _stage_history() -> None:
    op.create_table(
        "stage_history",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cause", sa.String(length=100), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_stage_history_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_history")),
    )
    op.create_index(op.f("ix_stage_history_customer_id"), "stage_history", ["customer_id"], unique=False)


def _termination() -> None:
    op.create_table(
        "termination",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("competitor", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_termination_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_termination")),
    )
    op.create_index(op.f("ix_termination_customer_id"), "termination", ["customer_id"], unique=False)


def _touch() -> None:
    op.create_table(
        "touch",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("medium", sa.String(length=40), server_default="", nullable=False),
        sa.Column("utm", sa.JSON(), nullable=False),
        sa.Column("page_url", sa.Text(), nullable=False),
        sa.Column("referrer", sa.Text(), nullable=False),
        sa.Column("response", sa.String(length=40), server_default="", nullable=False),
        sa.Column("agent_id", sa.String(length=32), nullable=True),
        sa.Column("cost", sa.Numeric(18, 2).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_touch_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touch")),
    )
    op.create_index(op.f("ix_touch_customer_id"), "touch", ["customer_id"], unique=False)
