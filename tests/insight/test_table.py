"""A report as a table: nobody has a word of the reader's language, and no cell is a formula."""

from datetime import UTC, datetime

import pytest

from hub.insight import table
from hub.insight.measure import Measure
from hub.insight.report import Report, Row
from hub.insight.table import Naming

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(("language", "words"), [
    ("en", ["No queue", "No channel", "No team", "Nobody"]),
    ("ru", ["Без очереди", "Без канала", "Без команды", "Никто"]),
])
def test_nobody_is_told_in_words(language: str, words: list[str]) -> None:
    """On the wire it is a dash, which a spreadsheet would take for a formula."""
    by = ("queue", "medium", "team", "agent")
    values = {"entered": Measure(3, 3)}
    report = Report(by, (Row(dict.fromkeys(by, "-"), values),), values, None, "UTC", NOON, NOON)
    first, _ = table.lines(report, ("entered",), Naming({"agent": {"a": "Ann"}}, language))
    assert first == [*words, 3, 3]
    assert table.csv_line(first) == ",".join([*words, "3", "3"]) + "\r\n"
