"""How many parts a text message is sent and paid in: GSM 03.38 septets or UCS-2 units (3GPP TS 23.038, 23.040). Pure.

One message holds 160 septets or 70 units; a longer one is joined of parts of 153 or 67, since each then carries a
header of six bytes. A character of the extension table takes two septets, one beyond the Basic Multilingual Plane
two units (a surrogate pair), and neither is ever cut in two, so a part may end one short.
"""

from __future__ import annotations

from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
GSM, UCS2 = "gsm7", "ucs2"
ALONE = {GSM: 160, UCS2: 70}
JOINED = {GSM: 153, UCS2: 67}


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text is sent as. `units` are septets or UCS-2 units; `left` is what the last part still holds."""

    encoding: str  # "gsm7" or "ucs2"
    units: int
    segments: int
    left: int


def count(text: str) -> Segments:
    """The parts of a text; an empty one has none."""
    encoding = GSM if all(char in BASIC or char in EXTENSION for char in text) else UCS2
    sizes = [_size(char, encoding) for char in text]
    units = sum(sizes)
    if units <= ALONE[encoding]:
        return Segments(encoding, units, 1 if units else 0, ALONE[encoding] - units)
    segments, used = 1, 0
    for size in sizes:
        if used + size > JOINED[encoding]:
            segments, used = segments + 1, 0
        used += size
    return Segments(encoding, units, segments, JOINED[encoding] - used)


def _size(char: str, encoding: str) -> int:
    if encoding == GSM:
        return 2 if char in EXTENSION else 1
    return 2 if ord(char) > 0xFFFF else 1


def pieces(text: str, limit: int) -> list[str]:
    """A text in pieces of at most `limit` UTF-16 units, cut between words where there are any; nothing is lost."""
    found, rest = [], text
    while _units(rest) > limit:
        end = _within(rest, limit)
        gap = max(rest.rfind(" ", 1, end), rest.rfind("\n", 1, end))
        # A word that fills most of a piece is cut; else the gap stays at the end of its piece.
        end = gap + 1 if gap > end // 2 else end
        found.append(rest[:end])
        rest = rest[end:]
    return [*found, rest] if rest or not found else found


def _units(text: str) -> int:
    return len(text) + sum(ord(char) > 0xFFFF for char in text)


def _within(text: str, limit: int) -> int:
    """How many characters fit."""
    used = 0
    for place, char in enumerate(text):
        used += _size(char, UCS2)
        if used > limit:
            return place
    return len(text)
