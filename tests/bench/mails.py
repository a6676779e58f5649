"""Mails for the figures: of 5 kB and 200 kB as customers write them, and hostile ones."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache

from tests.bench.fill import sentences


def small(number: int) -> bytes:
    """A mail of about 5 kB with an HTML twin, an answer in it and a signature."""
    mail = _head(number)
    chance = random.Random(number)
    said = "\n".join(chance.sample(_said(), 4))
    mail.set_content(f"{said}\n\nOn Monday, Support wrote:\n> {_said()[number % 200]}\n\n-- \nAnn\n")
    html = "".join(f"<p style='margin:0'>{line}</p>" for line in said.split("\n"))
    mail.add_alternative(f"<html><body>{html}<blockquote>quoted</blockquote></body></html>", subtype="html")
    return mail.as_bytes()


def large(number: int) -> bytes:
    """A mail of about 200 kB: text, HTML and two pictures."""
    mail = _head(number)
    mail.set_content("See the pictures.\n")
    mail.add_alternative("<p>See the <b>pictures</b>.</p>", subtype="html")
    chance = random.Random(number)
    for place in range(2):
        mail.add_attachment(chance.randbytes(70_000), maintype="image", subtype="png", filename=f"фото {place}.png")
    return mail.as_bytes()


def hostile() -> dict[str, bytes]:
    """Mails made to hurt a parser."""
    head = b"From: a@example.org\r\nTo: support@bench.example\r\nSubject: x\r\n"
    many = b"".join(b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" for _ in range(10_000))
    depth = 300
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(depth)
    )
    quotes = b"".join(b">" * (line % 200) + b" no, you\r\n" for line in range(20_000))
    plain = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    return {
        "10,000 parts": head + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + many + b"--b--\r\n",
        f"{depth} levels": head + deep + b"\r\nx\r\n",
        "tags 50,000 deep": head + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 50_000 + b"x",
        "table of 50,000 cells": head + b"Content-Type: text/html\r\n\r\n<table><tr>" + b"<td>x" * 50_000,
        "1 MB on one line": head + plain + b"a" * 1_000_000,
        "1 MB of spaces": head + plain + b" " * 1_000_000 + b"x",
        "20,000 quoted lines": head + plain + quotes,
        "header of 200 kB": head + b"References: " + b"<a@b> " * 33_000 + b"\r\n" + plain + b"x",
        "50,000 addresses": head + b"Cc: " + b"a@b.example, " * 50_000 + b"c@d.example\r\n" + plain + b"x",
        "encoded words": head + b"X-A: y\r\nSubject: " + b"=?utf-8?q?=61?= " * 20_000 + b"\r\n" + plain + b"x",
        "unknown charset": head + b"Content-Type: text/plain; charset=klingon\r\n\r\n" + bytes(range(128, 256)) * 2000,
    }


@cache
def _said() -> list[str]:
    return sentences(200)


def _head(number: int) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"Ann Lee <customer{number}@example.org>"
    mail["To"] = "support@bench.example"
    mail["Subject"] = f"Where is my order {number}?"
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = f"<bench-{number}-{random.getrandbits(64):x}@example.org>"
    return mail
