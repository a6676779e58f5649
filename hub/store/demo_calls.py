"""A past telephone call of the demo as rows: the call, its two legs, and its lines in the thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.demo.firm import NUMBER
from hub.demo.values import DemoCustomer, DemoEpisode
from hub.store import tables as t

CHANNEL, MEDIUM = "phone", "phone"


@dataclass(frozen=True, slots=True)
class Span:
    """When a call began, was answered and ended."""

    begun: datetime
    answered: datetime
    ended: datetime


@dataclass(frozen=True, slots=True)
class CallRows:
    """Puts calls down. `put` takes a table, a moment and values; `say` a moment, a place and a line's values."""

    put: Callable[..., str]
    say: Callable[..., None]

    def add(self, place: tuple[str, str, str], person: DemoCustomer, episode: DemoEpisode, span: Span,
            agent: str) -> None:
        """One call that was answered, after one that was missed where the episode has it so."""
        if episode.missed is not None:
            self._missed(place, person, episode, span.begun - episode.missed)
        call = self._call(place, person, episode, span)
        parties = (("customer", None, f"phone:{person.phone}", span.begun), ("agent", agent, "", span.answered))
        for party, who, address, began in parties:
            self.put(t.leg, began, call_id=call, channel_id=CHANNEL, line=None, party=party, agent_id=who,
                     address=address, state="ended", part="talk", ended_by="hung_up", began_at=began, since=span.ended,
                     answered_at=began, ended_at=span.ended)
        figures = {"waited": span.answered - span.begun, "talk": span.ended - span.answered, "held": episode.held}
        data = {f"{name}_seconds": str(int(length.total_seconds())) for name, length in figures.items()}
        self.say(span.ended, place, kind="event", direction="internal", medium=MEDIUM, channel_id=CHANNEL,
                 agent_id=agent, event="call_ended", text="", language=person.language, address=f"phone:{person.phone}",
                 data={"call_id": call, "direction": direction(episode), "why": "talked", "parties": "2", **data})

    def _call(self, place: tuple[str, str, str], person: DemoCustomer, episode: DemoEpisode, span: Span) -> str:
        customer, conversation, interaction = place
        return self.put(
            t.call, span.begun, channel_id=CHANNEL, medium=MEDIUM, direction=direction(episode), state="ended",
            interaction_id=interaction, conversation_id=conversation, customer_id=customer,
            address=f"phone:{person.phone}", called=NUMBER, language=person.language,
            queue_id=episode.queue, taping="off", began_at=span.begun, queued_at=span.begun,
            answered_at=span.answered, held_seconds=int(episode.held.total_seconds()), ended_at=span.ended,
            ended_by="talked",
        )

    def _missed(self, place: tuple[str, str, str], person: DemoCustomer, episode: DemoEpisode, at: datetime) -> None:
        """A caller who gave up: work of its own that was abandoned, and its line in the thread."""
        customer, conversation, _ = place
        waited = str(int(episode.waited.total_seconds()) + 20)
        self.put(
            t.interaction, at, conversation_id=conversation, customer_id=customer, channel_id=CHANNEL, medium=MEDIUM,
            direction="inbound", queue_id=episode.queue, state="abandoned", vip=person.vip, subject=episode.subject,
            requires={}, created_at=at, queued_at=at, accepted_at=None, closed_at=at + timedelta(seconds=int(waited)),
            agent_id=None, rating=None,
        )
        self.say(at, place, kind="event", direction="internal", medium=MEDIUM, channel_id=CHANNEL, event="call_missed",
                 text="", language=person.language, address=f"phone:{person.phone}",
                 data={"where": "queue", "waited_seconds": waited})


def direction(episode: DemoEpisode) -> str:
    """Who called: we did, where they were missed before."""
    return "outbound" if episode.missed is not None else "inbound"
