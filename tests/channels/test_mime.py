"""Mails read: what is in them, and that nothing in them can hurt, whatever they hold."""

# ruff: noqa: E501 - tables of hostile mails read better unbroken

from __future__ import annotations

import encodings.aliases
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.contract import Automatic, DeliveryReported, DeliveryState, MessageArrived, Unreadable
from channels.mime import ParsedMail, inbound, read_mail
from channels.mime.addresses import read_addresses
from channels.mime.body import safe_filename, unflow
from channels.mime.charsets import decode
from channels.mime.headers import decode_words, read_date, read_ids, read_parameters
from channels.mime.html import read_html, safe_html
from channels.mime.reasons import judge
from channels.parse import describe_file

FIXTURES = sorted((Path(__file__).parent / "fixtures" / "email_imap").glob("*.eml"))
HEAD = b"From: ann@example.com\r\nTo: support@fernhill.example\r\nSubject: x\r\n"
SLOW_SECONDS = 2.0


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_mail_reads_as_expected(path: Path) -> None:
    found = json.loads(describe_file(str(path)))
    for key, wanted in json.loads(path.with_suffix(".json").read_text("utf-8")).items():
        shown = found[key]
        if key == "attachments" and wanted and isinstance(wanted[0], list):
            shown = [[one["filename"], one["content_type"], one["size"]] for one in shown]
        assert shown == wanted, key


def sound(mail: ParsedMail) -> None:
    """Every text is one that any database and JSON takes."""
    texts = [mail.subject, mail.body.text, mail.body.reply, mail.body.html, mail.sender.name, mail.sender.address,
             mail.message_id, mail.why, *mail.references, *(one.filename for one in mail.body.files)]  # fmt: skip
    for text in texts:
        text.encode("utf-8")
        assert "\x00" not in text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=3_000))
def test_any_bytes_make_a_mail_or_are_unreadable(data: bytes) -> None:
    for whole in (
        data,
        HEAD + data,
        HEAD + b"\r\n" + data,
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + data,
    ):
        try:
            mail = read_mail(whole)
        except Unreadable:
            continue
        sound(mail)
        inbound(mail, "id")
        assert read_mail(whole) == mail


PIECES = st.sampled_from([
    b"From: a@b\r\n", b"Content-Type: multipart/mixed; boundary=b\r\n", b"Content-Type: text/html\r\n", b"\r\n", b"--b\r\n",
    b"--b--\r\n", b"Content-Type: message/delivery-status\r\n", b"Final-Recipient: rfc822; a@b.c\r\n", b"Action: failed\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"=?utf-8?b?4pyT?=", b"begin 644 a\r\n", b"\r\nend\r\n", b"<b>", b"</p>", b"<!--",
    b"> quote\r\n", b"On 2020-01-01 10:00, a wrote:\r\n", b"-- \r\n", b"From: x\r\nSent: y\r\nTo: z\r\nSubject: w\r\n", b"\x00", b"\xff",
    b"Subject: Undelivered mail\r\n", b"From: MAILER-DAEMON@b\r\n", b"<a@b.c>: user unknown\r\n", b"Content-Type: message/rfc822\r\n",
    b"Content-Disposition: attachment; filename*=utf-8''%ff\r\n", b"text \r\n", b"Content-Type: text/plain; format=flowed\r\n",
])  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=40))
def test_any_mixture_of_the_pieces_of_mails_is_read(pieces: list[bytes]) -> None:
    try:
        mail = read_mail(b"".join(pieces))
    except Unreadable:
        return
    sound(mail)
    inbound(mail, "id")


def nested(depth: int) -> bytes:
    """Multiparts in each other."""
    parts = (f"--b{i}\r\nContent-Type: multipart/mixed; boundary=b{i + 1}\r\n\r\n".encode() for i in range(depth))
    head = HEAD + b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n"
    return head + b"".join(parts) + f"--b{depth}\r\n\r\ndeep down\r\n--b{depth}--\r\n".encode()


HTML = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
BOUNCE = b"From: MAILER-DAEMON@x.y\r\nTo: d@e.f\r\nSubject: Undelivered mail\r\nReturn-Path: <>\r\n\r\n"
BOMBS: dict[str, Callable[[], bytes]] = {
    "100,000 recipients": lambda: b"From: a@b\r\nTo: " + b", ".join(b"u%d@x.y" % i for i in range(100_000)) + b"\r\n\r\nhi",
    "1 MB header": lambda: HEAD + b"X-A: " + b"a" * 1_000_000 + b"\r\n\r\nhi",
    "folded header": lambda: HEAD + b"X-A: a\r\n" + b" b\r\n" * 300_000 + b"\r\nhi",
    "1,000 Received": lambda: HEAD + b"Received: from a by b; c\r\n" * 1_000 + b"\r\nhi",
    "content type of semicolons": lambda: HEAD + b"Content-Type: text/html" + b" ;" * 8_000 + b"\r\n\r\nhi",
    "quotes in From": lambda: b'From: "' + b'\\"' * 100_000 + b"\r\n\r\nhi",
    "encoded words": lambda: b"Subject: " + b"=?utf-8?q?a" * 80_000 + b"\r\n\r\nhi",
    "10,000 parts": lambda: HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 10_000,
    "nested 1,000 deep": lambda: nested(1_000),
    "nested 50,000 deep": lambda: nested(50_000),
    "5,001 links": lambda: HTML + b'<a href="http://x.y/z">l</a>' * 5_001,
    "deep HTML": lambda: HTML + b"<div>" * 100_000,
    "unclosed scripts": lambda: HTML + b"<script>" * 50_000,
    "ampersands": lambda: HTML + b"&" * 500_000,
    "angles": lambda: HTML + b"<" * 500_000,
    "images without end": lambda: HTML + b"<img " * 100_000,
    "dashes": lambda: HEAD + b"\r\n" + b"-- \r\n" * 200_000,
    "attributions": lambda: HEAD + b"\r\n" + b"On 2020-01-01 at 10:00 x y wrote\r\n" * 30_000,
    "header blocks": lambda: HEAD + b"\r\n" + b"From: x\r\n" * 100_000,
    "quotes": lambda: HEAD + b"\r\n" + b"> x\r\n" * 200_000,
    "one line": lambda: HEAD + b"\r\n" + b"a " * 500_000,
    "flowed": lambda: HEAD + b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"a \r\n" * 200_000,
    "uuencode without end": lambda: HEAD + b"\r\n" + b"begin 644 x\r\n" * 50_000,
    "a bounce of 20,000": lambda: BOUNCE + b"".join(b"<u%d@x.org>: user unknown\n" % i for i in range(20_000)),
    "a bounce of at signs": lambda: BOUNCE + b"a@" + b"a-" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_no_mail_takes_long(bomb: str) -> None:
    data = BOMBS[bomb]()
    began = time.process_time()
    mail = read_mail(data)
    took = time.process_time() - began
    assert took < SLOW_SECONDS
    assert len(mail.to) <= 40
    sound(mail)


def test_what_is_deep_down_is_still_read() -> None:
    assert read_mail(nested(1_000)).body.text == "deep down"


@pytest.mark.parametrize("codec", sorted(set(encodings.aliases.aliases.values())))
def test_no_charset_is_a_surprise(codec: str) -> None:
    noise = bytes(range(256)) * 4
    head = f"Subject: =?{codec}?b?//79AIAb?=\r\nContent-Type: text/plain; charset={codec}\r\n\r\n"
    sound(read_mail(HEAD + head.encode() + noise))


@pytest.mark.parametrize(
    ("raw", "label", "text"),
    [
        ("Привет, мир".encode("cp1251"), "iso-8859-1", "Привет, мир"),
        ("Привет, мир".encode("koi8-r"), "us-ascii", "Привет, мир"),
        ("Привет, мир".encode("koi8-r"), "windows-1251", "Привет, мир"),
        ("Привет, мир".encode("cp1251"), "koi8-r", "Привет, мир"),
        ("Привет, мир".encode(), "windows-1251", "Привет, мир"),
        ("ПРИВЕТ".encode("cp1251"), "windows-1251", "ПРИВЕТ"),
        ("Größe: 5 €, naïve café".encode("cp1252"), "iso-8859-1", "Größe: 5 €, naïve café"),
        ("Größe".encode("cp1252"), "utf-8", "Größe"),
        (b"a\x00b\x07c", "utf-8", "abc"),
        (b"+BB8EQAQ4BDIENQRC-", "utf-7", "Привет"),
        ("こんにちは".encode("iso2022_jp"), "us-ascii", "こんにちは"),
        ("你好".encode("gbk"), "gb2312", "你好"),
        (b"\xd0\x9f\xd1\x80\xd0\xb8\xd0", "utf-8", "При\ufffd"),
        (b"plain", "x-nonsense", "plain"),
    ],
)
def test_text_is_read_whatever_the_label_says(raw: bytes, label: str, text: str) -> None:
    assert decode(raw, label) == text


@pytest.mark.parametrize(
    ("given_words", "shown"),
    [
        ("=?utf-8?Q?=D0=97=D0?= =?utf-8?Q?=B0?=", "За"),  # a character cut between two words
        ("=?koi8-r?B?8NLJ18XU?= =?utf-8?q?_x?=", "Привет x"),
        ('"=?utf-8?q?a_b?=" tail', '"a b" tail'),
        ("=?utf-8?b?w7z?=", "ü"),  # padding lost
        ("=?utf-8?q?no end", "=?utf-8?q?no end"),
        ("a =?utf-8?q?b?= c", "a b c"),
        ("=?iso-8859-1*en?q?caf=E9?=", "café"),
    ],
)
def test_encoded_words(given_words: str, shown: str) -> None:
    assert decode_words(given_words) == shown


@pytest.mark.parametrize(
    ("field", "boxes"),
    [
        (b'"Doe, John" <J@X.org>', [("Doe, John", "j@x.org")]),
        (b"Doe, John <j@x.org>", [("Doe, John", "j@x.org")]),
        (b"j@x.org (John), <k@x.org>", [("John", "j@x.org"), ("", "k@x.org")]),
        (b"Friends: a@x.org, b@x.org;", [("", "a@x.org"), ("", "b@x.org")]),
        (b"undisclosed-recipients:;", []),
        (b"j@x.org <j@x.org>", [("", "j@x.org")]),
        (b"=?utf-8?b?0JAsINCR?= <a@x.org>", [("А, Б", "a@x.org")]),
        (b"Nobody", [("Nobody", "")]),
        (b"<a@x.org", [("", "a@x.org")]),
    ],
)
def test_addresses(field: bytes, boxes: list[tuple[str, str]]) -> None:
    assert read_addresses(field) == boxes


def test_parameters_in_sections_and_charsets() -> None:
    value = "attachment; filename*0*=koi8-r''%F0%D2; filename*1*=%C9; filename*2=.txt; size = 5; x"
    assert read_parameters(value) == ("attachment", {"filename": "При.txt", "size": "5"})
    assert read_parameters('text/plain; name="a\\"b;c"; name=second')[1]["name"] == 'a"b;c'


def test_ids_and_dates() -> None:
    assert read_ids("<a@b> junk <c@d>\n<a@b>") == ("<a@b>", "<c@d>")
    assert len(read_ids(" ".join(f"<{i}@x>" for i in range(500)))) == 100
    encoded = "<a@b> =?utf-8?q?=3Crp=2E01a202534a71?= =?utf-8?q?7663=40localhost=3E?="  # as Python writes long ids
    assert read_ids(encoded) == ("<a@b>", "<rp.01a202534a717663@localhost>")
    assert str(read_date("Tue, 3 Nov 2026 09:15:00 +0300")) == "2026-11-03 06:15:00+00:00"
    for nonsense in (
        "",
        "Yesterday",
        "Tue, 99 Nov 2026",
        "1 Jan 9999999999 00:00:00 +9999",
        "Mon, 1 Jan 0500 00:00:00 +0000",
    ):
        assert read_date(nonsense) is None


@given(st.text(max_size=400))
def test_a_file_name_is_safe_to_show_and_save(name: str) -> None:
    safe = safe_filename(name, "text/plain", 1)
    assert safe and not set(safe) & set('/\\:*?"<>|\x00\u202e') and not safe.startswith(".")
    assert len(safe) <= 120 and len(safe.encode()) <= 255


def test_flowed_lines_are_joined_within_their_quote() -> None:
    assert unflow("a \nb\n> c \n> d\n-- \nsig") == "a b\n> c d\n-- \nsig"


@pytest.mark.parametrize(
    "source",
    [
        "<a href='java\tscript:x'>a</a>", "<a href=' javascript:x'>a</a>", "<a href='data:text/html,x'>a</a>",
        "<img src=x onerror=alert(1)>", "<svg onload=x>", "<math><mtext><style><img src=x onerror=x></style>",
        "<iframe srcdoc='<script>'>", "<base href=//e>", "<meta http-equiv=refresh>", "<link rel=stylesheet href=//e>",
        "<p style='background:url(//e);behavior:url(x);position:fixed'>a", "<object data=x>", "<noscript><p title='</noscript><img src=x onerror=x>'>",
        "<img src='//e/p.gif'>", "<body background=//e onload=x>", "<form><input autofocus onfocus=x>", "<table background=//e><td background=//e>",
        "<video src=//e poster=//e>", "<img srcset='//e 1x' src=data:x>", "<a href=x ping=//e>a</a>",
    ],
)  # fmt: skip
def test_safe_html_neither_runs_nor_loads_anything(source: str) -> None:
    shown = safe_html(source, read_html(source)).lower()
    for bad in ("script", "onerror", "onload", "onfocus", " src=", "srcset", "url(", "<svg", "<iframe", "<form", "<input",
                "position", "<base", "<meta", "<link", "data:", "background=", "ping=", "<style", "poster"):  # fmt: skip
        assert bad not in shown


def test_a_bounce_is_news_of_the_mail_it_is_about() -> None:
    mail = read_mail((FIXTURES[0].parent / "bounce_dsn.eml").read_bytes())
    news = [one for one in inbound(mail, "id") if isinstance(one, DeliveryReported)]
    assert [(one.external_id, one.state, one.hard) for one in news] == [
        ("<m7.sig@fernhill.example>", DeliveryState.FAILED, True),
        ("<m7.sig@fernhill.example>", DeliveryState.FAILED, False),
        ("<m7.sig@fernhill.example>", DeliveryState.DELIVERED, False),
    ]


@pytest.mark.parametrize(
    ("status", "text", "reason", "hard"),
    [
        ("5.1.1", "550 User unknown", "userunknown", True), ("5.2.2", "mailbox full", "mailboxfull", False),
        ("4.4.1", "Connection timed out", "expired", False), ("", "550 5.7.1 blocked using zen.spamhaus.org", "blocked", False),
        ("5.0.0", "550 5.1.2 Host unknown", "hostunknown", True), ("", "no such user here", "userunknown", True),
        ("5.7.1", "", "policyviolation", False), ("", "552 message size exceeds fixed limit", "emailtoolarge", False),
    ],
)  # fmt: skip
def test_reasons(status: str, text: str, reason: str, hard: bool) -> None:
    assert judge(status, text)[1:] == (reason, hard)


OWN = frozenset({"support@fernhill.example"})


@pytest.mark.parametrize(
    ("fields", "automatic"),
    [
        ("", Automatic.NO), ("Auto-Submitted: no", Automatic.NO), ("Auto-Submitted: auto-replied", Automatic.REPLY),
        ("Auto-Submitted: auto-generated", Automatic.REPLY), ("Precedence: auto_reply", Automatic.REPLY),
        ("X-Autoreply: yes", Automatic.REPLY), ("X-Autorespond: x", Automatic.REPLY), ("Return-Path: <>", Automatic.REPLY),
        ("Precedence: bulk", Automatic.BULK), ("Precedence: list", Automatic.LIST), ("List-Id: <a.b>", Automatic.LIST),
        ("X-Auto-Response-Suppress: All", Automatic.BULK), ("List-Unsubscribe: <x>", Automatic.BULK),
        ("X-Loop: support@fernhill.example", Automatic.LOOP),
        ("Auto-Submitted: auto-replied\nMessage-ID: <x@fernhill.example>", Automatic.LOOP),
        ("Message-ID: <x@fernhill.example>", Automatic.NO),
    ],
)  # fmt: skip
def test_mails_of_machines_are_told_from_peoples(fields: str, automatic: Automatic) -> None:
    mail = read_mail(
        "\n".join(filter(None, ["From: ann@example.com", fields, "Subject: Hello"])).encode() + b"\n\nHi\n", OWN
    )
    assert mail.automatic is automatic


@pytest.mark.parametrize(
    "subject",
    ["Out of Office: Re: x", "Automatic reply: x", "Автоответ: заказ", "Abwesenheitsnotiz", "Réponse automatique : x",
     "Respuesta automática: x", "Risposta automatica: x", "Automatisch antwoord: x", "Odpowiedź automatyczna: x",
     "Автоматический ответ: x", "Autosvar: x", "Resposta automática: x", "Автоматична відповідь: x"],
)  # fmt: skip
def test_subjects_of_automatic_replies(subject: str) -> None:
    assert read_mail(f"From: a@b.c\nSubject: {subject}\n\nx".encode()).automatic is Automatic.REPLY
    assert read_mail(f"From: a@b.c\nSubject: Re: {subject}\n\nx".encode()).automatic is Automatic.NO


def test_a_mail_without_a_sender_is_somebodys_all_the_same() -> None:
    (value,) = inbound(read_mail(b"Subject: x\n\nhello"), "id")
    assert isinstance(value, MessageArrived) and value.sender.value.endswith(".invalid") and value.text == "hello"


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b"\x00" * 50, b"\x7fELF\x02\x01\x01" + bytes(range(32)) * 50])
def test_what_is_no_mail_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_mail(data)
