"""What agents did, as spans of time: present, away, missed, at work; from presence and stretches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from hub.core.roster import Lived
from hub.core.slots import Span, joined, without
from hub.core.stretches import WORK
from hub.core.terms import PresenceState
from hub.store import tables as t
from hub.store.sql import ColumnElement, Connection, Table, select

STATES = (PresenceState.AVAILABLE, PresenceState.AWAY, PresenceState.MISSED)
_p, _s = t.presence_history.c, t.stretch.c


@dataclass(slots=True)
class Spans:
    """One agent's: by state, and with work in hand, whether they were there or not."""

    states: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))
    work: list[Span] = field(default_factory=list)

    @property
    def there(self) -> list[Span]:
        """When they were signed on."""
        return joined(span for state in STATES for span in self.states.get(state, ()))

    @property
    def busy(self) -> list[Span]:
        """Work while they were there."""
        return without(self.work, without(self.work, self.there))

    def lived(self) -> Lived:
        """As a plan is compared with."""
        return Lived(self.states.get(PresenceState.AVAILABLE, ()), self.states.get(PresenceState.AWAY, ()), self.busy)


def between(
    conn: Connection, begins: datetime, ends: datetime, agents: Collection[str] | None = None
) -> dict[str, Spans]:
    """What lay between two moments, cut off at both; of these agents, None for everybody. Only who did anything."""
    found: dict[str, Spans] = defaultdict(Spans)
    if begins >= ends:
        return found
    for agent, state, *span in _overlapping(conn, t.presence_history, (begins, ends), agents):
        found[agent].states[state].append(_clipped(span, begins, ends))
    for agent, kind, *span in _overlapping(conn, t.stretch, (begins, ends), agents):
        if kind == WORK:
            found[agent].work.append(_clipped(span, begins, ends))
    return found


def _overlapping(
    conn: Connection, table: Table, span: Span, agents: Collection[str] | None
) -> Iterator[tuple[str, str, datetime, datetime | None]]:
    """Rows that lasted within the span: those that ended in it or later, and those that last."""
    c = table.c
    what: ColumnElement[str] = _p.presence if table is t.presence_history else _s.kind
    query = select(c.agent_id, what, c.began_at, c.ended_at).where(c.began_at < span[1])
    if agents is not None:
        query = query.where(c.agent_id.in_(sorted(agents)))
    for condition in (c.ended_at > span[0], c.ended_at.is_(None)):
        for row in conn.execute(query.where(condition)):
            yield row[0], row[1], row[2], row[3]


def _clipped(span: Iterable[datetime | None], begins: datetime, ends: datetime) -> Span:
    began, ended = span
    return max(began or begins, begins), min(ended or ends, ends)
