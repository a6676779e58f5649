"""Alerts that facts themselves raise and end: what somebody or a clock calls for, as against limits that are passed.

One alert is one key of `raised`; who adds a fact of this kind adds a case here, and nothing else.
"""

from __future__ import annotations

from datetime import datetime

from hub.core import facts, sla
from hub.core.board.view import Alert
from hub.core.facts import Fact
from hub.core.terms import ClockState

HELP = "help:"  # begins the id of an alert; then the call's own


def tell(raised: dict[str, Alert], fact: Fact, at: datetime) -> None:
    """Take in one fact: raise what it calls for, drop what it answers."""
    match fact:
        case facts.HelpAsked():
            key = f"{HELP}{fact.help_id}"
            raised.setdefault(key, Alert(key, "help", None, fact.agent_id, fact.interaction_id, None, None, at))
        case facts.HelpAnswered() | facts.HelpWithdrawn():
            raised.pop(f"{HELP}{fact.help_id}", None)
        case facts.SlaWarned():
            _promise(raised, fact, at, sla.WARNED)
        case facts.SlaBreached():
            _promise(raised, fact, at, sla.BREACHED)
        case facts.SlaChanged() if fact.state == ClockState.RUNNING and fact.told:
            _promise(raised, fact, at, fact.told)
        case facts.SlaMet() | facts.SlaChanged():  # what is paused, over, or promised otherwise calls for nobody
            raised.pop(f"sla:{fact.clock_id}", None)
        case facts.InteractionClosed():
            for key in [key for key, alert in raised.items() if alert.interaction_id == fact.interaction_id]:
                del raised[key]


def _promise(
    raised: dict[str, Alert], fact: facts.SlaWarned | facts.SlaBreached | facts.SlaChanged, at: datetime, told: str
) -> None:
    """A clock comes near its end, or ran out, or goes on so: one alert, from the warning on. `text` says which promise,
    and that it is broken."""
    key = f"sla:{fact.clock_id}"
    before = raised.get(key)
    text = f"{fact.clock}:breached" if told == sla.BREACHED else fact.clock
    raised[key] = Alert(key, "sla", fact.queue_id, fact.agent_id, fact.interaction_id, None, None,
                        before.since if before else at, text=text)
