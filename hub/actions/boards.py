"""What boards need written: the second that has passed, the frames, the rules they count by, alerts put aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hub.core import facts
from hub.core.board.marks import Mark
from hub.core.board.rules import BoardRules
from hub.core.terms import AgentId
from hub.errors import Invalid
from hub.store import board_rows
from hub.store.board_rows import Frame
from hub.store.writer import Tx

CLOSE = timedelta(days=2)  # so long every frame is kept, then one an hour
KEPT = timedelta(days=400)
LONGEST_SNOOZE = 24 * 60  # minutes
LONGEST_ID = 160


def note_house(tx: Tx, rules: BoardRules) -> bool:
    """This configuration is loaded. Told when it is another than before."""
    if board_rows.house(tx) == rules.digest:
        return False
    board_rows.keep_house(tx, rules)
    tx.record(facts.HouseChanged(rules.digest))
    return True


def tick(tx: Tx) -> None:
    """A second in which something was told has ended."""
    tx.record(facts.TickPassed())


def keep(tx: Tx, frames: Sequence[Frame], marks: Sequence[Mark]) -> None:
    """Keep what a stretch of the log has come to."""
    for frame in frames:
        board_rows.keep_frame(tx, frame)
    board_rows.keep_marks(tx, marks)


def thin(tx: Tx) -> int:
    """Let go of what is older than boards remember."""
    return board_rows.thin(tx, CLOSE, KEPT)


def snooze_alert(tx: Tx, agent: AgentId, alert_id: str, minutes: int) -> None:
    """Put an alert aside for so long; 0 takes it up again. Raises Invalid."""
    if not 0 <= minutes <= LONGEST_SNOOZE:
        raise Invalid(f"minutes is a number from 0 to {LONGEST_SNOOZE}.", field="minutes")
    if not 0 < len(alert_id) <= LONGEST_ID:
        raise Invalid("There is no such alert.", field="id")
    tx.record(facts.AlertSnoozed(alert_id, tx.now + timedelta(minutes=minutes), agent))
