"""First contact resolution by three instruments, side by side: the agent's word, the customer's, and their return.

Return: a matter is settled when its customer does not come about the same topic, in any channel, within W days. Matters
younger than W cannot be judged yet and are left out (right-censoring: without that, the newest days look best).
W is 7; 7, 14 and 30 are in use. The customer's word needs a question nobody asks yet, and is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.core.figures import Handled, Returned
from hub.insight.measure import Measure, share

WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Matter:
    """A customer came about something."""

    customer: str
    topic: str
    at: datetime


def agents_word(sums: Handled) -> Measure:
    """Forms that say resolved / forms completed."""
    return share(sums.resolved, sums.judged)


def no_return(sums: Returned) -> Measure:
    """Matters whose customer did not come again in time / matters old enough."""
    return share(sums.settled, sums.matters)


def judged(matters: Sequence[Matter], as_of: datetime, within: timedelta = WITHIN) -> Returned:
    """The same from the matters themselves: what the store's rows must come to."""
    found = Returned()
    after: dict[tuple[str, str], datetime] = {}
    for matter in sorted(matters, key=lambda each: each.at, reverse=True):
        again = after.get((matter.customer, matter.topic))
        after[matter.customer, matter.topic] = matter.at
        if matter.at <= as_of - within:
            found.matters += 1
            found.settled += again is None or again > matter.at + within
    return found
