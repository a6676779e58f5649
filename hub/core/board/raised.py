"""Alerts that facts themselves raise and end: what somebody or a clock calls for, as against limits that are passed.

One alert is one key of `raised`; who adds a fact of this kind adds a case here, and nothing else.
"""

from __future__ import annotations

from datetime import datetime

from hub.core import facts
from hub.core.board.view import Alert
from hub.core.facts import Fact


def tell(raised: dict[str, Alert], fact: Fact, at: datetime) -> None:
    """Take in one fact: raise what it calls for, drop what it answers."""
    match fact:
        case facts.InteractionClosed():
            for key in [key for key, alert in raised.items() if alert.interaction_id == fact.interaction_id]:
                del raised[key]
