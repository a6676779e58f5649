"""Paper: A4 pages on their side with our own letters in them, headings, figures, tables that go on, small drawings.

Distances are points (1/72 inch) from the top left. What is drawn is decided by who draws; nothing here knows boards.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = landscape(A4)
MARGIN, FOOT = 34.0, 30.0
INNER = WIDTH - 2 * MARGIN
ROW, HEAD = 17.0, 18.0
PLAIN, BOLD = "Rapport", "Rapport-Bold"  # Inter (SIL OFL 1.1), beside this file with its licence
INK, SOFT, LINE, BAND, CURVE = "#1a1d21", "#5b6470", "#d8dce1", "#eef1f5", "#2f5fd0"
TONES = {"": INK, "soft": SOFT, "bad": "#b3261e", "warning": "#8a5a00"}
_FONTS = Path(__file__).resolve().parent / "fonts"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its share of the width, and whether it is of numbers, which stand at the right."""

    head: str
    share: float
    number: bool = False


@dataclass(frozen=True, slots=True)
class Ink:
    """A cell's text with its tone, of TONES."""

    text: str
    tone: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Spark:
    """A cell that is a small line of numbers, the newest at the right; `span` is how many it has room for."""

    values: tuple[int, ...]
    span: int


Cell = str | Ink | Spark


class Paper:
    """A document that is being drawn, from top to bottom."""

    def __init__(self, title: str, head: str, page_words: str) -> None:
        self._bytes = io.BytesIO()
        _letters()
        self._canvas: Any = _Numbered(self._bytes, page_words, head)
        self._canvas.setTitle(title)
        self._canvas.setCreator("Rapport")
        self.y = MARGIN

    def done(self) -> bytes:
        """The document."""
        self._canvas.showPage()
        self._canvas.save()
        return self._bytes.getvalue()

    def room(self, height: float) -> bool:
        """Whether so much is left of this page."""
        return bool(self.y + height <= HEIGHT - FOOT - MARGIN / 2)

    def need(self, height: float) -> None:
        """Go on with a new page unless so much is left of this one."""
        if not self.room(height):
            self._canvas.showPage()
            self.y = MARGIN

    def title(self, text: str, side: str, below: Sequence[str]) -> None:
        """What it is, at the right when it was, and lines below."""
        self.write(Ink(text, bold=True), MARGIN, self.y + 15, 17)
        self.write(Ink(side, bold=True), WIDTH - MARGIN, self.y + 15, 11, right=True)
        self.y += 22
        for line in below:
            self.write(Ink(line, "soft"), MARGIN, self.y + 10, 8.5)
            self.y += 12
        self.y += 6

    def heading(self, text: str, more: float = 3 * ROW) -> None:
        """A heading, with at least so much of what follows on its page."""
        self.need(26 + more)
        self.y += 8
        self.write(Ink(text, bold=True), MARGIN, self.y + 11, 11.5)
        self.y += 17

    def line(self, text: str, tone: str = "") -> None:
        """A line of text."""
        self.need(14)
        self.write(Ink(self.fitting(text, INNER, 9), tone), MARGIN, self.y + 10, 9)
        self.y += 14

    def figures(self, found: Sequence[tuple[str, Ink, str]]) -> None:
        """Figures side by side: what it is, the figure, what stands below."""
        step = INNER / len(found)
        self.need(54)
        for place, (name, value, below) in enumerate(found):
            left = MARGIN + place * step
            if place:
                self._rule(left - 8, self.y + 2, left - 8, self.y + 46)
            self.write(Ink(self.fitting(name, step - 12, 8.5), "soft"), left, self.y + 9, 8.5)
            self.write(Ink(value.text, value.tone, True), left, self.y + 29, 17)
            self.write(Ink(self.fitting(below, step - 12, 8.5), "soft"), left, self.y + 43, 8.5)
        self.y += 52

    def curve(self, spark: Spark, height: float, marks: tuple[str, str]) -> None:
        """How many there were, as a filled line over its axis; below, the words of the axis's two ends."""
        values = spark.values
        self.need(height + 16)
        top, bottom = self.y, self.y + height
        most = max(1, *values) if values else 1
        self._rule(MARGIN, bottom, WIDTH - MARGIN, bottom)
        self.write(Ink(str(most), "soft"), MARGIN, top + 6, 7.5)
        self.write(Ink("0", "soft"), MARGIN, bottom - 2, 7.5)
        self._draw(spark, (MARGIN + 20, top, INNER - 20, height), most, fill=True)
        self.write(Ink(marks[0], "soft"), MARGIN + 20, bottom + 10, 7.5)
        self.write(Ink(marks[1], "soft"), WIDTH - MARGIN, bottom + 10, 7.5, right=True)
        self.y = bottom + 16

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
        """A table; on every page it goes on to its head is said again."""
        whole = sum(column.share for column in columns)
        widths = [column.share / whole * INNER for column in columns]
        self.need(HEAD + ROW)
        self._heads(columns, widths)
        for row in rows:
            if not self.room(ROW):
                self.need(HEIGHT)
                self._heads(columns, widths)
            left = MARGIN
            for column, width, cell in zip(columns, widths, row, strict=True):
                self._cell(column, cell, left, width)
                left += width
            self.y += ROW
            self._rule(MARGIN, self.y, WIDTH - MARGIN, self.y)

    def fitting(self, text: str, width: float, size: float, bold: bool = False) -> str:
        """As much of a text as has room, with a sign that there is more."""
        text, font = plain(text), BOLD if bold else PLAIN
        if pdfmetrics.stringWidth(text, font, size) <= width:
            return text
        while text and pdfmetrics.stringWidth(f"{text}…", font, size) > width:
            text = text[:-1]
        return f"{text.rstrip()}…"

    def write(self, ink: Ink, x: float, y: float, size: float, right: bool = False) -> None:
        """Words on a line that stands at `y`; with `right` they end at `x`."""
        self._canvas.setFont(BOLD if ink.bold else PLAIN, size)
        self._canvas.setFillColor(TONES[ink.tone])
        (self._canvas.drawRightString if right else self._canvas.drawString)(x, HEIGHT - y, plain(ink.text))

    # --- within ----------------------------------------------------------------------------------------------

    def _heads(self, columns: Sequence[Column], widths: Sequence[float]) -> None:
        self._canvas.setFillColor(BAND)
        self._canvas.rect(MARGIN, HEIGHT - self.y - HEAD, INNER, HEAD, stroke=0, fill=1)
        left = MARGIN
        for column, width in zip(columns, widths, strict=True):
            text = self.fitting(column.head, width - 8, 8)
            at = left + width - 4 if column.number else left + 4
            self.write(Ink(text, "soft"), at, self.y + 12, 8, right=column.number)
            left += width
        self.y += HEAD

    def _cell(self, column: Column, cell: Cell, left: float, width: float) -> None:
        if isinstance(cell, Spark):
            most = max(1, *cell.values) if cell.values else 1
            self._draw(cell, (left + 4, self.y + 3, width - 8, ROW - 6), most, fill=False)
            return
        ink = cell if isinstance(cell, Ink) else Ink(cell)
        text = self.fitting(ink.text, width - 8, 8.5, ink.bold)
        at = left + width - 4 if column.number else left + 4
        self.write(Ink(text, ink.tone, ink.bold), at, self.y + 12, 8.5, right=column.number)

    def _rule(self, x: float, y: float, to_x: float, to_y: float) -> None:
        self._canvas.setStrokeColor(LINE)
        self._canvas.setLineWidth(0.5)
        self._canvas.line(x, HEIGHT - y, to_x, HEIGHT - to_y)

    def _draw(self, spark: Spark, box: tuple[float, float, float, float], most: int, fill: bool) -> None:
        """A line of numbers within a box (left, top, width, height); one number is no line."""
        values = spark.values
        if len(values) < 2:
            return
        left, top, width, height = box
        step, base = width / (max(spark.span, len(values)) - 1), HEIGHT - top - height
        first = left + width - (len(values) - 1) * step
        points = [(first + place * step, base + value / most * height) for place, value in enumerate(values)]
        if fill:
            area = self._canvas.beginPath()
            area.moveTo(first, base)
            for point in points:
                area.lineTo(*point)
            area.lineTo(left + width, base)
            self._canvas.setFillColor("#dfe7fa")
            self._canvas.drawPath(area, stroke=0, fill=1)
        path = self._canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        self._canvas.setStrokeColor(CURVE)
        self._canvas.setLineWidth(1.1)
        self._canvas.drawPath(path, stroke=1, fill=0)


def plain(text: str) -> str:
    """A text in our letters: on one line, narrow spaces as spaces, other scripts as a sign that there was a letter."""
    known = _letters()
    flat = " ".join(text.split("\n")).replace("\u202f", "\u00a0")
    return "".join(each if ord(each) in known else "?" for each in flat)


@cache
def _letters() -> frozenset[int]:
    """Make our letters known to the library, once; which there are."""
    for name, file in ((PLAIN, "Inter-Regular.ttf"), (BOLD, "Inter-SemiBold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(_FONTS / file)))
    return frozenset(pdfmetrics.getFont(PLAIN).face.charToGlyph)


class _Numbered(Canvas):  # type: ignore[misc]
    """A canvas that says on each page which of how many it is: known once all are there."""

    def __init__(self, file: io.BytesIO, page_words: str, head: str) -> None:
        super().__init__(file, pagesize=(WIDTH, HEIGHT), pageCompression=1)
        self._page_words, self._head = page_words, head
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:
        """Keep the page until all are there."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Number the pages and write them."""
        pages = list(self._pages)
        for number, page in enumerate(pages, start=1):
            self.__dict__.update(page)
            self.setFont(PLAIN, 8)
            self.setFillColor(SOFT)
            self.drawString(MARGIN, FOOT - 8, plain(self._head))
            self.drawRightString(WIDTH - MARGIN, FOOT - 8, plain(self._page_words.format(number, len(pages))))
            super().showPage()
        super().save()
