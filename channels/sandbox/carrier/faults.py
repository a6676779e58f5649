"""What goes wrong on demand, per kind of traffic: copies, delay, reorder, drop, answers lost, refusals."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

KINDS = ("voice", "status", "conference", "recording", "text", "text_status", "rest")


@dataclass(frozen=True, slots=True)
class Fault:
    """Chances are 0 to 1, delays in the carrier's seconds."""

    duplicate: int = 0  # extra copies, sent at the same time
    delay: tuple[float, float] = (0.0, 0.0)
    reorder: float = 0.0  # chance to be overtaken by those after it
    drop: float = 0.0  # chance never to be sent
    lost: float = 0.0  # chance that the answer is lost on its way
    fail: float = 0.0  # chance of a 503 (only `rest`)


class Faults:
    """Which faults are on. The same seed gives the same accidents."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._kinds = {kind: Fault() for kind in KINDS}

    def set(self, kind: str, **changes: Any) -> None:
        """Change the faults of a kind. Raises ValueError for what is no fault."""
        if kind not in self._kinds:
            raise ValueError(f"kind: one of {', '.join(KINDS)}")
        self._kinds[kind] = replace(self._kinds[kind], **_checked(changes))

    def clear(self) -> None:
        """All goes well again."""
        self._kinds = {kind: Fault() for kind in KINDS}

    def of(self, kind: str) -> Fault:
        """The faults of a kind."""
        return self._kinds[kind]

    def shown(self) -> dict[str, dict[str, Any]]:
        """All kinds as JSON."""
        return {kind: asdict(fault) for kind, fault in self._kinds.items()}

    def happens(self, chance: float) -> bool:
        """Throw the dice."""
        return chance > 0 and self._random.random() < chance

    def between(self, bounds: tuple[float, float]) -> float:
        """A number between two."""
        return self._random.uniform(*bounds) if bounds[1] > 0 else 0.0


def _checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in changes.items():
        if name == "duplicate" and isinstance(value, int) and 0 <= value <= 10:
            found[name] = value
        elif name == "delay" and isinstance(value, list | tuple) and len(value) == 2:
            low, high = float(value[0]), float(value[1])
            if not 0 <= low <= high <= 3600:
                raise ValueError("delay: two numbers of seconds, the smaller first")
            found[name] = (low, high)
        elif name in ("reorder", "drop", "lost", "fail") and isinstance(value, int | float) and 0 <= value <= 1:
            found[name] = float(value)
        else:
            raise ValueError(f"{name}: not a fault, or not a value it can have")
    return found
