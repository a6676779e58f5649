"""Who and what on a board has a name or words of its own, which its log does not tell; and which of them are not known.

The names themselves are view.BoardNames; where they are read is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hub.core.board.raised import HELP
from hub.core.board.view import Alert, BoardAgent, BoardNames
from hub.core.terms import AgentId, CustomerId, HelpId


@dataclass(frozen=True, slots=True)
class Named:
    """Who and what on a board has a name or words that its log does not tell."""

    agents: frozenset[AgentId] = frozenset()
    customers: frozenset[CustomerId] = frozenset()
    calls: frozenset[HelpId] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.agents or self.customers or self.calls)

    def __or__(self, other: Named) -> Named:
        return Named(self.agents | other.agents, self.customers | other.customers, self.calls | other.calls)

    def __and__(self, other: Named) -> Named:
        return Named(self.agents & other.agents, self.customers & other.customers, self.calls & other.calls)

    def without(self, known: BoardNames) -> Named:
        """Those whose names are not known yet."""
        return Named(self.agents - known.agents.keys(), self.customers - known.customers.keys(),
                     self.calls - known.calls.keys())

    def kept(self, names: BoardNames) -> BoardNames:
        """Only the names of these."""
        return BoardNames(
            {key: name for key, name in names.agents.items() if key in self.agents},
            {key: name for key, name in names.customers.items() if key in self.customers},
            {key: words for key, words in names.calls.items() if key in self.calls},
        )


def named_on(agents: Iterable[BoardAgent], alerts: Iterable[Alert]) -> Named:
    """The agents of these rows, the customers in their hands, and the calls for help among the alerts."""
    rows = tuple(agents)
    return Named(
        frozenset(row.id for row in rows),
        frozenset(tile.customer_id for row in rows for tile in row.work if tile.customer_id),
        frozenset(HelpId(alert.id.removeprefix(HELP)) for alert in alerts if alert.id.startswith(HELP)),
    )
