"""A report on paper: its lines and totals as an A4 table. What each number rests on and its range are in the files."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from hub.insight.asking import FILTERS
from hub.insight.board_words import left, percent, words_of
from hub.insight.catalogue import BY_ID
from hub.insight.report import Report, Values
from hub.insight.table import HEADS, Naming
from hub.readers.paper import Cell, Column, Ink, Paper

MOST_ROWS = 1000  # on paper; some 40 pages
KEY, NUMBER = 2.0, 1.2  # shares of the width


def printed(report: Report, metrics: tuple[str, ...], naming: Naming, firm: str, name: str) -> bytes:
    """The document."""
    words, heads = words_of(naming.language), HEADS.get(naming.language, HEADS["en"])
    zone = ZoneInfo(report.zone)
    span = f"{report.from_at.astimezone(zone):%Y-%m-%d %H:%M} – {report.to_at.astimezone(zone):%Y-%m-%d %H:%M}"
    paper = Paper(f"{firm}: {name}", f"{firm}: {name}, {span} {report.zone}", words["page"])
    paper.title(name, f"{span} {report.zone}", [firm])
    columns = [Column(heads[each], KEY) for each in report.by] or [Column("", KEY)]
    for metric in metrics:
        named = BY_ID[metric].name.ru if naming.language == "ru" else BY_ID[metric].name.en
        columns.append(Column(named, NUMBER, True))
        if report.before is not None:
            columns.append(Column(heads["before"], NUMBER, True))
    rows = [[*_keys(row.key, naming), *_numbers(metrics, row.values, row.before, naming.language)]
            for row in report.rows[:MOST_ROWS]]
    blank = [""] * (len(columns) - len(list(_numbers(metrics, report.totals, report.before, "en"))) - 1)
    total: list[Cell] = [Ink(heads["total"], bold=True), *blank]
    paper.table(columns, [*rows, [*total, *_numbers(metrics, report.totals, report.before, naming.language)]])
    if len(report.rows) > MOST_ROWS:
        paper.line(words["rows"].format(MOST_ROWS, len(report.rows)), "soft")
    return paper.done()


def _keys(key: dict[str, str], naming: Naming) -> list[Cell]:
    return [naming.of(name, label) if name in FILTERS else label for name, label in key.items()] or [""]


def _numbers(metrics: tuple[str, ...], values: Values, before: Values | None, language: str) -> Iterator[Cell]:
    for metric in metrics:
        yield Ink(_number(values[metric].value, BY_ID[metric].unit, language), bold=before is not None)
        if before is not None:
            yield Ink(_number(before[metric].value, BY_ID[metric].unit, language), "soft")


def _number(value: float | None, unit: str, language: str) -> str:
    if value is None:
        return "–"
    if unit == "share":
        return percent(value, language, 1)
    if unit == "seconds":
        return left(value, words_of(language))
    text = f"{value:.0f}" if unit == "count" else f"{value:.2f}"
    return text.replace(".", ",") if language == "ru" else text
