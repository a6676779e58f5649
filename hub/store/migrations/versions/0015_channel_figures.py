"""Figures by channel: by which number, mailbox or page the work came, in the rows and in the sums of figures.

The sums are made anew from rows that hold all they need: the stays, and the handlings with their holds and forms. What
ended but is not counted yet, because the historian had not read it in the log when the hub stopped, stays out: it is
counted when it is read.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015_channel_figures"
down_revision = "0014_weekly_samples"
branch_labels = None
depends_on = None

_TALLY = ("entered", "answered", "in_target", "abandoned", "abandoned_in_target", "abandoned_short", "overflowed",
          "moved", "callback", "voicemail", "closed")
_HANDLED = ("handled", "transferred", "completed", "judged", "resolved")
_SPOKEN = {
    "sqlite": ("(CAST(strftime('%s', {}) AS INTEGER) / 900)", "round((julianday({}) - julianday({})) * 86400.0, 3)"),
    "postgresql": ("CAST(floor(extract(epoch FROM {}) / 900) AS integer)",
                   "CAST(extract(epoch FROM ({} - {})) AS double precision)"),
}  # fmt: skip


def upgrade() -> None:
    """Say it in every row, and count anew."""
    for name in ("stay", "rating", "matter"):
        op.add_column(name, sa.Column("channel_id", sa.String(40), server_default="", nullable=False))
        op.execute(f"UPDATE {name} SET channel_id = coalesce((SELECT i.channel_id FROM interaction AS i "
                   f"WHERE i.id = {name}.interaction_id), '')")
    op.drop_index("ix_stay_left", "stay")
    op.create_index("ix_stay_left", "stay", ["left_slot", "queue_id", "medium", "channel_id", "ended_by",
                                             "waited_seconds"])
    op.drop_table("queue_slot")
    op.drop_table("handling_slot")
    _queue_slot(channels=True)
    _handling_slot(channels=True)
    _count_stays(channels=True)
    _count_handlings(channels=True)


def downgrade() -> None:
    """Forget it, and count anew without."""
    op.drop_table("queue_slot")
    op.drop_table("handling_slot")
    _queue_slot(channels=False)
    _handling_slot(channels=False)
    _count_stays(channels=False)
    _count_handlings(channels=False)
    op.drop_index("ix_stay_left", "stay")
    op.create_index("ix_stay_left", "stay", ["left_slot", "queue_id", "medium", "ended_by", "waited_seconds"])
    for name in ("matter", "rating", "stay"):
        op.drop_column(name, "channel_id")


def _channel(there: bool) -> list[Any]:
    return [sa.Column("channel_id", sa.String(40), server_default="", nullable=False)] if there else []


def _queue_slot(channels: bool) -> None:
    op.create_table(
        "queue_slot",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("queue_id", sa.String(40), nullable=False),
        sa.Column("medium", sa.String(40), nullable=False),
        *_channel(channels),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _TALLY[:3]),
        sa.Column("wait_seconds", sa.Float(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _TALLY[3:]),
        sa.PrimaryKeyConstraint("slot", "queue_id", "medium", *(["channel_id"] if channels else []),
                                name=op.f("pk_queue_slot")),
        sqlite_with_rowid=False,
    )


def _handling_slot(channels: bool) -> None:
    op.create_table(
        "handling_slot",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agent_id", sa.String(32), nullable=False),
        sa.Column("queue_id", sa.String(40), nullable=False),
        sa.Column("medium", sa.String(40), nullable=False),
        *_channel(channels),
        sa.Column("handled", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("talk_seconds", "hold_seconds", "wrapup_seconds")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _HANDLED[1:]),
        sa.PrimaryKeyConstraint("slot", "agent_id", "queue_id", "medium", *(["channel_id"] if channels else []),
                                name=op.f("pk_handling_slot")),
        sqlite_with_rowid=False,
    )


def _count_stays(channels: bool) -> None:
    place = "queue_id, medium, channel_id" if channels else "queue_id, medium"
    ends = {name: f"ended_by = '{name}'" for name in ("answered", "abandoned", "overflowed", "moved", "callback",
                                                      "voicemail", "closed")}
    which = {
        **ends, "in_target": "ended_by = 'answered' AND waited_seconds <= target_seconds",
        "abandoned_in_target": "ended_by = 'abandoned' AND waited_seconds <= target_seconds",
        "abandoned_short": "ended_by = 'abandoned' AND waited_seconds < 5",
    }  # fmt: skip
    left = ", ".join(f"CASE WHEN {which[name]} THEN 1 ELSE 0 END AS {name}" for name in _TALLY[1:])
    none = ", ".join(f"0 AS {name}" for name in _TALLY[1:])
    sums = ", ".join(f"sum({name})" for name in ("entered", *_TALLY[1:]))
    op.execute(f"""
        INSERT INTO queue_slot (slot, {place}, wait_seconds, {', '.join(_TALLY)})
        SELECT slot, {place}, sum(wait_seconds), {sums} FROM (
            SELECT entered_slot AS slot, {place}, 0.0 AS wait_seconds, 1 AS entered, {none} FROM stay
            UNION ALL
            SELECT left_slot, {place}, CASE WHEN ended_by = 'answered' THEN waited_seconds ELSE 0.0 END, 0, {left}
            FROM stay WHERE left_slot IS NOT NULL
        ) AS s GROUP BY slot, {place}
    """)


def _count_handlings(channels: bool) -> None:
    """Nothing where the historian never ran: it counts all there is when it does."""
    bind = op.get_bind()
    pos = bind.execute(sa.text("SELECT pos FROM reader WHERE name = 'historian'")).scalar()
    if pos is None:
        return
    slot, seconds = _SPOKEN[bind.dialect.name]
    ended, formed = _unread(bind, pos, "HandlingEnded"), _unread(bind, pos, "WrapUpEnded")
    place = "agent_id, queue_id, medium, channel_id" if channels else "agent_id, queue_id, medium"
    judged = "h.form = 1 AND h.ended_by <> 'transferred'"
    statement = sa.text(f"""
        INSERT INTO handling_slot (slot, {place}, handled, talk_seconds, hold_seconds, wrapup_seconds, transferred,
                                   completed, judged, resolved)
        SELECT h.slot, {', '.join(f'h.{each}' for each in place.split(', '))}, sum(h.told),
            sum(h.told * CASE WHEN h.talk > h.hold THEN h.talk - h.hold ELSE 0.0 END), sum(h.told * h.hold),
            sum(h.told * h.wrapup), sum(CASE WHEN h.ended_by = 'transferred' THEN h.told ELSE 0 END),
            sum(CASE WHEN h.ended_by = 'completed' THEN h.told ELSE 0 END), sum(CASE WHEN {judged} THEN 1 ELSE 0 END),
            sum(CASE WHEN {judged} AND h.result = 'resolved' THEN 1 ELSE 0 END)
        FROM (
            SELECT x.agent_id, x.queue_id, x.medium, i.channel_id, x.ended_by, w.result,
                {slot.format('x.ended_at')} AS slot, CASE WHEN x.id IN :ended THEN 0 ELSE 1 END AS told,
                CASE WHEN w.state = 'completed' AND x.id NOT IN :formed THEN 1 ELSE 0 END AS form,
                {seconds.format('coalesce(x.talk_ended_at, x.ended_at)', 'x.started_at')} - x.held_seconds AS talk,
                {seconds.format('x.ended_at', 'coalesce(x.talk_ended_at, x.ended_at)')} AS wrapup, coalesce((
                    SELECT sum({seconds.format('s.ended_at', 's.began_at')}) FROM stretch AS s
                    WHERE s.interaction_id = x.interaction_id AND s.kind = 'hold' AND s.agent_id = x.agent_id
                    AND s.ended_at IS NOT NULL AND s.began_at BETWEEN x.started_at AND x.ended_at
                ), 0.0) AS hold
            FROM handling AS x JOIN interaction AS i ON i.id = x.interaction_id
            LEFT JOIN wrapup AS w ON w.handling_id = x.id WHERE x.ended_at IS NOT NULL
        ) AS h WHERE h.told + h.form > 0 GROUP BY h.slot, {', '.join(f'h.{each}' for each in place.split(', '))}
    """).bindparams(sa.bindparam("ended", expanding=True), sa.bindparam("formed", expanding=True))
    bind.execute(statement, {"ended": ended, "formed": formed})


def _unread(bind: sa.Connection, pos: int, kind: str) -> list[str]:
    """The handlings of facts the historian has not read."""
    where = "coalesce(pos, id)" if bind.dialect.name == "sqlite" else "pos"
    query = sa.text(f"SELECT body FROM fact WHERE kind = :kind AND ({where} > :pos OR {where} IS NULL)")
    rows = bind.execute(query, {"kind": kind, "pos": pos}).scalars()
    return [str(json.loads(body)["handling_id"]) for body in rows] or [""]
