"""Reports as files: CSV, a workbook whose cells are text and numbers, never formulas, or paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from hub.actions import reporting
from hub.insight import board_words, table
from hub.insight.asking import Query
from hub.insight.report import Report
from hub.insight.table import Naming
from hub.readers import report_paper
from hub.store import agents
from hub.store.database import Store

KINDS = ("csv", "xlsx", "pdf")
TYPES = {"csv": "text/csv; charset=utf-8",
         "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "pdf": "application/pdf"}
TOLD_EVERY = 500  # lines between two words of progress
_FORMATS = {"share": "0.0%", "seconds": "0.0", "score": "0.00", "count": "0", "text": "@"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report to be made into a file."""

    query: Query
    kind: str  # of KINDS
    name: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Made:
    """The file."""

    path: Path
    name: str
    content_type: str


Tell = Callable[[float], None]  # how much is done, 0 to 1; may raise to stop


def make(store: Store, wanted: Wanted, folder: Path, tell: Tell = lambda share: None) -> Made:
    """Ask, and write the file into the folder; in a thread of the caller's."""
    report = store.read_now(reporting.report, wanted.query, store.clock())
    tell(0.5)
    path = folder / f"report.{wanted.kind}"
    metrics = tuple(metric.id for metric in wanted.query.metrics)
    sheet = _Sheet(report, metrics, naming_of(store, wanted.language), tell)
    if wanted.kind == "pdf":
        path.write_bytes(report_paper.printed(report, metrics, sheet.naming, store.house.firm, wanted.name))
    else:
        (_csv if wanted.kind == "csv" else _xlsx)(path, sheet)
    safe = "".join(letter if letter.isalnum() or letter in " ._-" else "_" for letter in wanted.name)[:100]
    return Made(path, f"{safe.strip(' .') or 'report'}.{wanted.kind}", TYPES[wanted.kind])


def naming_of(store: Store, language: str) -> Naming:
    """What queues, agents, channels and media are called."""
    queues = {str(key): queue.name.get(language) or next(iter(queue.name.values()), str(key))
              for key, queue in store.house.queues.items()}
    people = {str(agent.id): agent.name for agent in store.read_now(agents.everybody)}
    channels = {str(key): channel.name for key, channel in store.house.channels.items()}
    media = board_words.media_of(language)
    return Naming({"queue": queues, "agent": people, "channel": channels, "medium": media}, language)


@dataclass(frozen=True, slots=True)
class _Sheet:
    report: Report
    metrics: tuple[str, ...]
    naming: Naming
    tell: Tell


def _csv(path: Path, sheet: _Sheet) -> None:
    """With a mark of its encoding, without which spreadsheets take Cyrillic for something else."""
    heads = table.columns(sheet.report, sheet.metrics, sheet.naming)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(table.csv_line([column.head for column in heads]))
        for place, cells in enumerate(table.lines(sheet.report, sheet.metrics, sheet.naming)):
            file.write(table.csv_line(cells))
            _tell(sheet, place)


def _xlsx(path: Path, sheet: _Sheet) -> None:
    heads = table.columns(sheet.report, sheet.metrics, sheet.naming)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        page = book.add_worksheet()
        bold = book.add_format({"bold": True, "text_wrap": True})
        formats = {unit: book.add_format({"num_format": shown}) for unit, shown in _FORMATS.items()}
        page.freeze_panes(1, max(1, len(sheet.report.by)))
        page.set_column(0, len(heads), 16)
        for place, column in enumerate(heads):
            page.write_string(0, place, column.head, bold)
        for line, cells in enumerate(table.lines(sheet.report, sheet.metrics, sheet.naming), start=1):
            for place, (column, cell) in enumerate(zip(heads, cells, strict=True)):
                if isinstance(cell, str):
                    page.write_string(line, place, cell, formats["text"])
                elif cell is not None:
                    page.write_number(line, place, cell, formats[column.unit])
            _tell(sheet, line)


def _tell(sheet: _Sheet, place: int) -> None:
    if place % TOLD_EVERY == 0:
        sheet.tell(0.5 + 0.5 * min(1.0, place / max(1, len(sheet.report.rows))))

