"""Mails we build and send: what the other side reads, and what a refusal or a broken line means."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels.contract import Address, Medium, OutboundFile, Permanent, Retry, Unknown
from channels.email_imap import EmailImap
from channels.email_imap import open as open_mailbox
from channels.email_imap.composing import compose
from channels.email_imap.settings import Settings
from channels.email_imap.token import find_conversation
from channels.mime import read_mail
from tests.channels.mail_stage import outbound, table
from tests.services.smtp import SmtpSink

KEY = "k" * 32
CONVERSATION = "0193a5b2c3d47e8f9a0b1c2d3e4f5a6b"
SETTINGS = Settings(
    address="support@fernhill.example", sender_name="Fernhill", smtp_host="x", plus_addressing=True, token_key=KEY
)


def sender(sink: SmtpSink, **more: object) -> EmailImap:
    """A channel that sends into the sink."""
    values = table(smtp_host=sink.host, smtp_port=sink.port, **more)
    return open_mailbox("mail", values, {"token_key": KEY})


async def test_a_message_arrives_as_it_was_written(smtp_sink: SmtpSink, tmp_path: Path) -> None:
    (tmp_path / "blob").write_bytes(b"\x00\x01" * 50_000)
    file = OutboundFile("Счёт № 5.pdf", "application/pdf", str(tmp_path / "blob"), 100_000)
    text = "Здравствуйте, Анна!\n.\nFrom here\n" + "long " * 100 + "\n-- \nFernhill"
    message = outbound(
        text=text, html="<p>Hi <script>x</script></p>", subject="Re: Ваш заказ 😀 " + "очень " * 30, files=(file,),
        copies=("bob@example.com",), blind_copies=("eve@example.com",), in_reply_to="<a@b.c>",
        references=tuple(f"<{number}@example.com>" for number in range(200)), sender_name="Анна Ли", language="ru",
    )  # fmt: skip
    receipt = await sender(smtp_sink).send(message)
    (letter,) = await smtp_sink.wait_for(1)
    mail = read_mail(letter.data)
    assert receipt.external_id == mail.message_id == "<m1.abc@fernhill.example>"
    assert mail.body.text == text and mail.subject == message.subject.strip()
    assert mail.sender == ("Анна Ли", "support@fernhill.example")
    assert mail.in_reply_to == "<a@b.c>" and mail.references[0] == "<0@example.com>" and len(mail.references) == 30
    assert [(one.filename, len(one.body)) for one in mail.body.files] == [("Счёт № 5.pdf", 100_000)]
    assert "script" not in mail.body.html
    assert letter.recipients == ("ann@example.com", "bob@example.com", "eve@example.com")
    assert b"eve@" not in letter.data
    assert max(map(len, letter.data.split(b"\r\n"))) <= 200
    assert letter.message["Subject"] == message.subject.strip()  # Python's own parser agrees
    assert [part.get_filename() for part in letter.message.iter_attachments()] == ["Счёт № 5.pdf"]


async def test_our_own_machines_mail_says_so(smtp_sink: SmtpSink) -> None:
    await sender(smtp_sink).send(outbound(automatic=True))
    (letter,) = await smtp_sink.wait_for(1)
    head = letter.message
    assert head["Auto-Submitted"] == "auto-replied" and head["X-Auto-Response-Suppress"] == "All"
    assert head["X-Loop"] == "support@fernhill.example"


@pytest.mark.parametrize("where", ["subject", "sender_name", "in_reply_to", "language", "message_id", "id", "file"])
def test_nobody_writes_a_header_of_their_own(where: str, tmp_path: Path) -> None:
    bad = "x\r\nBcc: eve@example.com\r\n\r\nbody\n\u2028Bcc: a\x85b\x00"
    (tmp_path / "blob").write_bytes(b"x")
    file = OutboundFile(bad, bad, str(tmp_path / "blob"), 1)
    body = compose(SETTINGS, outbound(**({"files": (file,)} if where == "file" else {where: bad}))).body
    assert b"\nBcc:" not in body and b"\rBcc:" not in body and b"\nbody" not in body


@pytest.mark.parametrize("address", ["a@b\r\nRCPT TO:<eve@x>", "nobody", "", "a b@c", "a@b>c"])
def test_an_impossible_recipient_is_refused_for_good(address: str) -> None:
    try:
        letter = compose(SETTINGS, outbound(to=Address(Medium.EMAIL, address)))
    except Permanent:
        return
    assert all("\r" not in one and " " not in one and ">" not in one for one in letter.recipients)


def test_the_reply_address_and_the_message_id_carry_a_signed_mark() -> None:
    body = compose(SETTINGS, outbound(reply_token=CONVERSATION, message_id="")).body
    again = compose(SETTINGS, outbound(reply_token=CONVERSATION, message_id="")).body
    assert body.split(b"Date:")[1][40:] == again.split(b"Date:")[1][40:]
    mail = read_mail(body)
    (reply_to,) = mail.reply_to
    assert reply_to.address.startswith("support+")
    assert find_conversation([reply_to.address], [], KEY) == CONVERSATION
    assert find_conversation([], [mail.message_id], KEY) == CONVERSATION
    assert find_conversation([reply_to.address], [mail.message_id], "other key") == ""


@pytest.mark.parametrize(
    ("stage", "answer", "error"),
    [
        ("MAIL", "451 4.3.0 later", Retry), ("MAIL", "550 5.7.1 no", Permanent), ("RCPT", "450 4.2.1 full", Retry),
        ("RCPT", "550 5.1.1 unknown", Permanent), ("DATA", "451 4.7.1 greylisted", Retry),
        ("DATA", "554 5.7.1 spam", Permanent), ("DATA", "421 4.3.2 closing", Retry),
    ],
)  # fmt: skip
async def test_an_answer_says_whether_to_try_again(
    smtp_sink: SmtpSink, stage: str, answer: str, error: type[Exception]
) -> None:
    smtp_sink.answer(stage, answer)
    channel = sender(smtp_sink)
    with pytest.raises(error) as told:
        await channel.send(outbound())
    assert "ann@example.com" not in str(told.value)
    await channel.send(outbound())
    (letter,) = await smtp_sink.wait_for(1)
    assert read_mail(letter.data).message_id == "<m1.abc@fernhill.example>"


async def test_a_line_that_breaks_after_the_data_leaves_it_unknown(smtp_sink: SmtpSink) -> None:
    smtp_sink.lose_after_data()
    with pytest.raises(Unknown):
        await sender(smtp_sink).send(outbound())


async def test_a_refused_copy_does_not_hold_up_the_mail(smtp_sink: SmtpSink) -> None:
    channel = sender(smtp_sink)
    smtp_sink.answer("RCPT", "250 OK")
    smtp_sink.answer("RCPT", "550 5.1.1 unknown")
    await channel.send(outbound(copies=("bob@example.com", "carl@example.com")))
    assert len(await smtp_sink.wait_for(1)) == 1


async def test_a_server_that_is_away_is_tried_again(unused_tcp_port: int) -> None:
    channel = open_mailbox("mail", table(smtp_host="127.0.0.1", smtp_port=unused_tcp_port), {})
    with pytest.raises(Retry, match="cannot be reached"):
        await channel.send(outbound())


def test_attachments_that_are_too_large_or_gone_are_refused(tmp_path: Path) -> None:
    big = OutboundFile("a.bin", "x/y", str(tmp_path / "a"), 26 * 1024 * 1024)
    with pytest.raises(Permanent, match="larger"):
        compose(SETTINGS, outbound(files=(big,)))
    with pytest.raises(Permanent, match="cannot be read"):
        compose(SETTINGS, outbound(files=(OutboundFile("a.bin", "x/y", str(tmp_path / "gone"), 1),)))


def test_faults_of_a_table_are_told_all_at_once() -> None:
    with pytest.raises(ValueError) as told:
        open_mailbox("m", table(address="x", imap_host="mail.example", imap_port="1", smpt_host="y", mark_seen=1), {})
    assert [line.partition(":")[0] for line in str(told.value).splitlines()] == ["imap_port", "smpt_host", "mark_seen"]
    with pytest.raises(ValueError, match="in the clear"):
        open_mailbox("m", table(imap_host="mail.example"), {})


def test_a_mailbox_shows_no_secret() -> None:
    channel = open_mailbox("m", table(imap_host="127.0.0.1"), {"password": "hunter2", "token_key": KEY})
    shown = repr(channel.settings) + repr(channel.__dict__)
    assert "hunter2" not in shown and KEY not in shown
