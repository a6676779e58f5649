"""A heap whose entries may be changed or withdrawn: the one data structure behind the floor's indexes and timers.

Knows nothing of routing. Withdrawing is lazy: an old entry stays in the heap until it comes to the top or until
dead entries outnumber the living, so each change costs O(log n) amortized.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import Any, Generic, TypeVar

K = TypeVar("K")
R = TypeVar("R", bound=Any)  # anything with a total order; ranks of different keys should differ

SLACK = 32  # dead entries allowed in a small heap before it is rebuilt


class LazyHeap(Generic[K, R]):
    """Keys by rank, least first. A key has one rank at a time."""

    __slots__ = ("_heap", "_ranks")

    def __init__(self) -> None:
        self._ranks: dict[K, R] = {}
        self._heap: list[tuple[R, K]] = []

    def __len__(self) -> int:
        return len(self._ranks)

    def __contains__(self, key: object) -> bool:
        return key in self._ranks

    def __iter__(self) -> Any:
        return iter(self._ranks)

    def put(self, key: K, rank: R) -> None:
        """Enter the key, or move it to another rank."""
        ranks = self._ranks
        if ranks.get(key) == rank:
            return
        ranks[key] = rank
        heap = self._heap
        if len(heap) > 2 * len(ranks) + SLACK:
            heap[:] = [(each, name) for name, each in ranks.items()]
            heapify(heap)
        else:
            heappush(heap, (rank, key))

    def drop(self, key: K) -> None:
        """Withdraw the key; nothing happens when it is not there."""
        self._ranks.pop(key, None)

    def first(self) -> tuple[R, K] | None:
        """The least entry, left where it is; None when empty."""
        heap, ranks = self._heap, self._ranks
        while heap:
            # Identity tells a living entry from one of an earlier, equal or different, rank.
            if ranks.get(heap[0][1]) is heap[0][0]:
                return heap[0]
            heappop(heap)
        return None

    def pop(self) -> tuple[R, K] | None:
        """Take the least entry out; None when empty."""
        entry = self.first()
        if entry is not None:
            heappop(self._heap)
            del self._ranks[entry[1]]
        return entry

    def count_before(self, rank: R) -> int:
        """How many entries go before that rank. Looks at each."""
        return sum(1 for each in self._ranks.values() if each < rank)

    def first_where(self, fits: Callable[[K], bool]) -> tuple[R, K] | None:
        """The least entry whose key fits. Costs O(k log n) where k entries before it do not."""
        entry = self.first()
        if entry is None or fits(entry[1]):
            return entry
        aside: list[tuple[R, K]] = []
        while entry is not None and not fits(entry[1]):
            aside.append(heappop(self._heap))
            entry = self.first()
        for each in aside:
            heappush(self._heap, each)
        return entry
