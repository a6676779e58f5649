"""A bank's real counts of calls by five minutes (fpp3 bank_calls), read by path; never part of the tests.

`BANK_CALLS` names the folder that holds them; without it what needs them is left out of the figures.
"""

from __future__ import annotations

import csv
import gzip
import os
from datetime import date
from pathlib import Path

FOLDER = Path(os.environ.get("BANK_CALLS", "bank-calls"))
FILE = "bank_calls_5min.csv.gz"
OPENS, SLOTS = 7 * 12, 169  # five-minute slots: 07:00 to 21:05
TRAINED_DAYS = 120

Days = dict[date, tuple[float, ...]]


def is_here() -> bool:
    """Whether the counts can be read."""
    return (FOLDER / FILE).exists()


def five_minutes() -> Days:
    """Each working day's counts by slot."""
    found: dict[date, list[float]] = {}
    with gzip.open(FOLDER / FILE, "rt") as rows:
        for row in csv.DictReader(rows):
            day, hour, minute = row["DateTime"][:10], int(row["DateTime"][11:13]), int(row["DateTime"][14:16])
            slots = found.setdefault(date.fromisoformat(day), [0.0] * SLOTS)
            slots[hour * 12 + minute // 5 - OPENS] += float(row["Calls"])
    return {day: tuple(slots) for day, slots in found.items()}


def half_hours(days: Days) -> Days:
    """The same by half hour."""
    return {day: tuple(sum(slots[first : first + 6]) for first in range(0, SLOTS, 6)) for day, slots in days.items()}
