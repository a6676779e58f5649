"""A report as a table of plain cells, and as CSV that no spreadsheet takes for formulas.

A text that begins with one of = + - @ or with a tab or return is a formula to a spreadsheet (OWASP, CSV injection): an
apostrophe before it makes it text. Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hub.insight.asking import FILTERS, NOBODY
from hub.insight.catalogue import BY_ID
from hub.insight.report import Report, Values

Cell = str | float | int | None

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
HEADS = {
    "en": {"queue": "Queue", "medium": "Channel", "team": "Team", "agent": "Agent", "hour": "Hour", "day": "Day",
           "weekday": "Weekday", "week": "Week", "month": "Month", "total": "Total", "before": "before", "n": "rows",
           "low": "from", "high": "to"},
    "ru": {"queue": "Очередь", "medium": "Канал", "team": "Команда", "agent": "Агент", "hour": "Час", "day": "День",
           "weekday": "День недели", "week": "Неделя", "month": "Месяц", "total": "Итого", "before": "раньше",
           "n": "строк", "low": "от", "high": "до"},
}  # fmt: skip

UNNAMED = {
    "en": {"queue": "No queue", "medium": "No channel", "team": "No team", "agent": "Nobody"},
    "ru": {"queue": "Без очереди", "medium": "Без канала", "team": "Без команды", "agent": "Никто"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head and what its numbers are: "text", "share", "seconds", "count" or "score"."""

    head: str
    unit: str


@dataclass(frozen=True, slots=True)
class Naming:
    """What keys are called: names by dimension ("agent") and key; the language of the heads."""

    names: Mapping[str, Mapping[str, str]]
    language: str = "en"

    def of(self, dimension: str, key: str) -> str:
        """A key's name, or itself; nobody has a word of each language."""
        if key in ("", NOBODY):
            return UNNAMED.get(self.language, UNNAMED["en"]).get(dimension, key)
        return self.names.get(dimension, {}).get(key) or key


def columns(report: Report, metrics: tuple[str, ...], naming: Naming) -> list[Column]:
    """The table's columns: the keys, then for each metric its number, what it rests on, its range, and what it was."""
    heads = HEADS.get(naming.language, HEADS["en"])
    found = [Column(heads[name], "text") for name in report.by] or [Column("", "text")]
    for key in metrics:
        metric = BY_ID[key]
        name = metric.name.ru if naming.language == "ru" else metric.name.en
        found.append(Column(name, metric.unit))
        found.append(Column(f"{name}, {heads['n']}", "count"))
        if metric.unit in ("share", "score"):
            found += [Column(f"{name}, {heads[end]}", metric.unit) for end in ("low", "high")]
        if report.before is not None:
            found.append(Column(f"{name}, {heads['before']}", metric.unit))
    return found


def lines(report: Report, metrics: tuple[str, ...], naming: Naming) -> Iterator[list[Cell]]:
    """The table's lines, the totals last."""
    compared = report.before is not None
    for row in report.rows:
        keys = [naming.of(name, label) if name in FILTERS else label for name, label in row.key.items()]
        yield [*(keys or [""]), *_numbers(metrics, row.values, (row.before or {}) if compared else None)]
    total = HEADS.get(naming.language, HEADS["en"])["total"]
    yield [total, *[""] * (len(report.by) - 1), *_numbers(metrics, report.totals, report.before)]


def _numbers(metrics: tuple[str, ...], values: Values, before: Values | None) -> list[Cell]:
    found: list[Cell] = []
    for key in metrics:
        measure = values[key]
        found += [measure.value, measure.n]
        if BY_ID[key].unit in ("share", "score"):
            found += [measure.low, measure.high]
        if before is not None:
            found.append(before[key].value if key in before else None)
    return found


def as_text(value: str) -> str:
    """A text as a cell that is no formula."""
    return f"'{value}" if value.startswith(DANGEROUS) or value.lstrip().startswith(DANGEROUS) else value


def csv_line(cells: list[Cell]) -> str:
    """One line of CSV (RFC 4180). What is unknown is empty, never 0."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(
        [as_text(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in cells]
    )
    return out.getvalue()
