"""Quarters of an hour: the grain figures are kept in. Every zone in use differs from UTC by whole quarters.

A slot is a number: quarters since 1970 in UTC. Spans are pairs of instants, the last not included. Pure arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

SLOT_SECONDS: Final = 900
SLOTS_OF_DAY: Final = 96
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Span = tuple[datetime, datetime]


def slot_of(at: datetime) -> int:
    """The slot an instant lies in."""
    return (at - _EPOCH) // timedelta(seconds=SLOT_SECONDS)


def start_of(slot: int) -> datetime:
    """When a slot begins."""
    return _EPOCH + timedelta(seconds=SLOT_SECONDS * slot)


def slot_after(at: datetime) -> int:
    """The first slot that begins at that instant or later."""
    return -((_EPOCH - at) // timedelta(seconds=SLOT_SECONDS))


def seconds_by_slot(span: Span) -> Iterator[tuple[int, float]]:
    """How much of each slot a span covers."""
    begins, ends = span
    slot = slot_of(begins)
    while begins < ends:
        until = min(ends, start_of(slot + 1))
        yield slot, (until - begins).total_seconds()
        begins, slot = until, slot + 1


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same time with nothing told twice: in order, touching and overlapping spans made one, empty ones left out."""
    found: list[Span] = []
    for begins, ends in sorted(span for span in spans if span[0] < span[1]):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return found


def without(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """The time of `spans` that is not of `others`: both are gone through once."""
    left: list[Span] = []
    cuts, place = joined(others), 0
    for begins, ends in joined(spans):
        while place < len(cuts) and cuts[place][1] <= begins:
            place += 1
        at = place
        while at < len(cuts) and cuts[at][0] < ends:
            if begins < cuts[at][0]:
                left.append((begins, cuts[at][0]))
            begins = max(begins, cuts[at][1])
            at += 1
        if begins < ends:
            left.append((begins, ends))
    return left
