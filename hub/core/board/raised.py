"""Alerts that facts themselves raise and end: what somebody or a clock calls for, as against limits that are passed.

One alert is one key of `raised`; who adds a fact of this kind adds a case here, and nothing else.
"""

from __future__ import annotations

from datetime import datetime

from hub.core import facts
from hub.core.board.view import Alert
from hub.core.facts import Fact
from hub.core.terms import ClockState

HELP = "help:"  # begins the id of an alert; then the call's own
_STANDS = frozenset({ClockState.RUNNING.value})  # a clock that is paused, met or cancelled calls for nobody


def tell(raised: dict[str, Alert], fact: Fact, at: datetime) -> None:
    """Take in one fact: raise what it calls for, drop what it answers."""
    match fact:
        case facts.HelpAsked():
            key = f"{HELP}{fact.help_id}"
            raised.setdefault(key, Alert(key, "help", None, fact.agent_id, fact.interaction_id, None, None, at))
        case facts.HelpAnswered() | facts.HelpWithdrawn():
            raised.pop(f"{HELP}{fact.help_id}", None)
        case facts.SlaWarned() | facts.SlaBreached():
            _promise(raised, fact, at)
        case facts.SlaMet():
            raised.pop(f"sla:{fact.clock_id}", None)
        case facts.SlaChanged() if fact.state not in _STANDS:
            raised.pop(f"sla:{fact.clock_id}", None)
        case facts.InteractionClosed():
            for key in [key for key, alert in raised.items() if alert.interaction_id == fact.interaction_id]:
                del raised[key]


def _promise(raised: dict[str, Alert], fact: facts.SlaWarned | facts.SlaBreached, at: datetime) -> None:
    """A clock comes near its end, or ran out: one alert, from the warning on. `text` says which promise, and that it
    is broken."""
    key = f"sla:{fact.clock_id}"
    before = raised.get(key)
    text = f"{fact.clock}:breached" if isinstance(fact, facts.SlaBreached) else fact.clock
    raised[key] = Alert(key, "sla", fact.queue_id, fact.agent_id, fact.interaction_id, None, None,
                        before.since if before else at, text=text)
