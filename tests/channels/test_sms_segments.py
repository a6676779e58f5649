"""How many parts a text is sent and paid in: published examples, the table both implementations keep, and laws."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.text import sms
from channels.text.sms import Segments

GOLDEN = json.loads((Path(__file__).parents[1] / "golden/sms_segments.json").read_text("utf-8"))


@pytest.mark.parametrize("row", GOLDEN["texts"], ids=lambda row: f"{row['encoding']}-{row['units']}")
def test_the_table_is_kept(row: dict[str, object]) -> None:
    found = sms.count(str(row["text"]))
    assert found == Segments(row["encoding"], row["units"], row["segments"], row["left"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "encoding", "segments"),
    [
        # 3GPP TS 23.038 and 23.040, and the provider's "What is GSM-7 character encoding?" and its segment calculator:
        ("a" * 160, "gsm7", 1), ("a" * 161, "gsm7", 2), ("a" * 306, "gsm7", 2), ("a" * 307, "gsm7", 3),
        ("я" * 70, "ucs2", 1), ("я" * 71, "ucs2", 2), ("я" * 134, "ucs2", 2), ("я" * 135, "ucs2", 3),
        ("€" * 80, "gsm7", 1), ("€" * 81, "gsm7", 2), ("^{}\\[~]|€", "gsm7", 1), ("ç", "ucs2", 1), ("Ç", "gsm7", 1),
        ("a" * 159 + "’", "ucs2", 3), ("😀" * 35, "ucs2", 1), ("😀" * 36, "ucs2", 2),
    ],
)  # fmt: skip
def test_published_examples(text: str, encoding: str, segments: int) -> None:
    assert (sms.count(text).encoding, sms.count(text).segments) == (encoding, segments)


def test_an_escape_and_a_surrogate_pair_are_never_cut() -> None:
    assert sms.count("a" * 152 + "€" + "a" * 160) == Segments("gsm7", 314, 3, 144)
    assert sms.count("я" * 66 + "😀" + "я" * 20) == Segments("ucs2", 88, 2, 45)


@given(st.text(max_size=400))
def test_parts_hold_the_text(text: str) -> None:
    found = sms.count(text)
    assert (found.segments == 0) is (text == "") and found.left >= 0
    longest = sms.JOINED[found.encoding] if found.segments > 1 else sms.ALONE[found.encoding]
    assert found.units <= found.segments * longest or not text
    # Each part loses at most one unit to a character that would not fit.
    assert found.units >= (found.segments - 1) * (longest - 1)


@given(st.text(max_size=500), st.integers(20, 80))
def test_pieces_lose_nothing_and_fit(text: str, limit: int) -> None:
    found = sms.pieces(text, limit)
    assert "".join(found) == text
    assert all(len(piece) + sum(ord(char) > 0xFFFF for char in piece) <= limit for piece in found)


def test_pieces_are_cut_between_words() -> None:
    words = " ".join(f"word{number}" for number in range(100))
    assert all(piece.endswith(" ") for piece in sms.pieces(words, 60)[:-1])
    assert sms.pieces("", 60) == [""] and sms.pieces("x" * 61, 60) == ["x" * 60, "x"]
