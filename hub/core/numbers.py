"""Telephone numbers as people and carriers write them: E.164 or nothing. No carrier is asked and no region guessed."""

from __future__ import annotations

import re

from channels.contract import Address, Medium

_E164 = re.compile(r"\+[1-9]\d{6,14}")  # ITU-T E.164: 15 digits at most; shorter ones are nobody's whole number
_BETWEEN = re.compile(r"[\s().\-\u2010-\u2015/]")
SPOKEN = frozenset({Medium.PHONE, Medium.SMS})  # mediums whose addresses are telephone numbers


def e164(text: str) -> str:
    """The number as +49…; "" when it is none. "00" before the country means "+"."""
    plain = _BETWEEN.sub("", text.strip())
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    return plain if _E164.fullmatch(plain) else ""


def dialled(keys: str) -> str:
    """A number a caller entered by keys, country first, as +49…; "" when it is none."""
    digits = keys.rstrip("#")
    return e164("+" + digits.removeprefix("00")) if digits.isdigit() else ""


def known_caller(address: Address | None) -> Address | None:
    """Who calls, where that is worth keeping: a whole number, or a visitor's own id; else nobody we know."""
    if address is None or address.medium is not Medium.PHONE:
        return address
    number = e164(address.value)
    return Address(Medium.PHONE, number) if number else None


def twins(address: Address) -> tuple[Address, ...]:
    """The same person's address on another medium: a number calls and texts, a visitor writes and talks."""
    pairs = {
        Medium.SMS: Medium.PHONE, Medium.PHONE: Medium.SMS, Medium.CHAT: Medium.WEBCALL, Medium.WEBCALL: Medium.CHAT,
    }  # fmt: skip
    other = pairs.get(address.medium)
    return (Address(other, address.value),) if other else ()
