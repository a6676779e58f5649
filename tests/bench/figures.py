"""A figure and how much is measured. No measuring here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report. `met` is None where there is no target."""

    name: str
    value: str
    ratio: str = ""  # to the bare baseline of the same run, or to what the target names
    target: str = ""
    met: bool | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """How long and how much is measured: 1 for the report, less to look at quickly."""

    part: float = 1.0

    def seconds(self, whole: float) -> float:
        """A duration."""
        return max(2.0, whole * self.part)

    def count(self, whole: int) -> int:
        """A number of things."""
        return max(1, int(whole * self.part))
