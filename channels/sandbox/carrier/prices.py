"""What things cost here, near to the provider's list, and how many segments a text takes (GSM 03.38). Pure."""

from __future__ import annotations

import math
from decimal import Decimal

MINUTE = {  # US dollars a minute begun
    "inbound": Decimal("0.0085"),
    "outbound": Decimal("0.0140"),
    "client": Decimal("0.0040"),
}
RECORDED_MINUTE = Decimal("0.0025")
SEGMENT = {"inbound": Decimal("0.0079"), "outbound": Decimal("0.0079")}
PICTURE = {"inbound": Decimal("0.0165"), "outbound": Decimal("0.0220")}

_BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = set("^{}\\[~]|€\f")
_GSM_ALONE, _GSM_JOINED = 160, 153  # septets
_WIDE_ALONE, _WIDE_JOINED = 70, 67  # UTF-16 units


def segments(text: str) -> int:
    """How many messages the networks make of a text; at least 1. No character is split between two."""
    if set(text) <= _BASIC | _EXTENDED:
        sizes, alone, joined = [2 if sign in _EXTENDED else 1 for sign in text], _GSM_ALONE, _GSM_JOINED
    else:
        sizes, alone, joined = [len(sign.encode("utf-16-le")) // 2 for sign in text], _WIDE_ALONE, _WIDE_JOINED
    if sum(sizes) <= alone:
        return 1
    count, room = 1, joined
    for size in sizes:
        if size > room:
            count, room = count + 1, joined
        room -= size
    return count


def call_price(kind: str, seconds: float) -> Decimal:
    """A line's price; minutes begun count whole."""
    return MINUTE[kind] * max(math.ceil(seconds / 60), 1)


def text_price(direction: str, parts: int, pictures: int) -> Decimal:
    """A message's price, "inbound" or "outbound"."""
    return PICTURE[direction] if pictures else SEGMENT[direction] * parts
