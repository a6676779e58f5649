"""Chance by name: the same seed, purpose and name give the same number, whatever was drawn before.

So two simulated days that differ in one rule share every customer's patience and every talk's length, and what
differs in their figures is the rule's doing (common random numbers: A. M. Law, Simulation Modeling and Analysis).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import log1p
from typing import TypeVar

T = TypeVar("T")

_RANGE = float(2**64)


@dataclass(frozen=True, slots=True)
class Chance:
    """One seed's numbers."""

    seed: int

    def share(self, purpose: str, name: str) -> float:
        """Even between 0 and 1, 1 left out."""
        digest = blake2b(f"{self.seed}/{purpose}/{name}".encode(), digest_size=8).digest()
        return min(int.from_bytes(digest, "big") / _RANGE, 1 - 2**-53)

    def exponential(self, mean: float, purpose: str, name: str) -> float:
        """A waiting time with that mean and no memory."""
        return -mean * log1p(-self.share(purpose, name))

    def one_of(self, known: Sequence[T], purpose: str, name: str) -> T:
        """One of the values seen, each as likely as the other."""
        return known[int(self.share(purpose, name) * len(known))]
