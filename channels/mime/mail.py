"""A mail read: bytes in, one `ParsedMail` out, and the hub's values made of it. Pure; raises nothing but Unreadable."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from channels.contract import (
    Address,
    Automatic,
    DeliveryReported,
    DeliveryState,
    Ignored,
    Inbound,
    Medium,
    MessageArrived,
    Profile,
    Unreadable,
)
from channels.mime.addresses import Mailbox, read_addresses
from channels.mime.body import Body, read_body
from channels.mime.bounces import Bounce, read_bounce
from channels.mime.dsn import Failure
from channels.mime.headers import Headers, read_date, read_ids
from channels.mime.kinds import is_receipt, read_automatic, read_complaint
from channels.mime.tree import Tree, split

_BLANK = b"\x00\r\n\t "
NOBODY = "unknown@unknown.invalid"  # RFC 6761: the sender of a mail that names none
_MAX_IDS = 64_000  # characters of References that are read


class Kind(StrEnum):
    """What a mail is to us."""

    MESSAGE = "message"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    AUTO_REPLY = "auto_reply"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """All we read out of a mail."""

    kind: Kind
    sender: Mailbox
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    reply_to: tuple[Mailbox, ...] = ()
    subject: str = ""
    body: Body = field(default_factory=Body)
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    sent_at: datetime | None = None
    automatic: Automatic = Automatic.NO
    failures: tuple[Failure, ...] = ()
    delivered: tuple[str, ...] = ()
    about: str = ""  # the Message-ID of the mail of ours that a bounce or complaint is about
    why: str = ""
    seen_by: tuple[str, ...] = ()  # every address it was sent through, for finding reply tokens


def read_mail(data: bytes, own: frozenset[str] = frozenset()) -> ParsedMail:
    """Read a mail. `own` are our addresses in lower case, for knowing our own automatic mail again."""
    if not (data[:4_096].strip(_BLANK) or data.strip(_BLANK)):
        raise Unreadable("the mail is empty")
    tree = split(data)
    headers = tree.top.headers
    if not headers.fields and not _looks_like_text(data):
        raise Unreadable("this is not a mail: it has no header")
    subject = headers.text("subject")
    body = read_body(tree, subject)
    in_reply_to = read_ids(headers.plain("in-reply-to", _MAX_IDS))
    ids = read_ids(headers.plain("message-id"))
    kind, automatic, found = _judge(tree, body, own)
    bounce = found if isinstance(found, Bounce) else None
    return ParsedMail(
        kind=kind,
        sender=_sender(headers),
        to=tuple(read_addresses(headers.raw("to"))),
        cc=tuple(read_addresses(headers.raw("cc"))),
        reply_to=tuple(read_addresses(headers.raw("reply-to"), 5)),
        subject=subject,
        body=body,
        message_id=ids[0] if ids else "",
        in_reply_to=in_reply_to[0] if in_reply_to else "",
        references=read_ids(headers.plain("references", _MAX_IDS)),
        sent_at=read_date(headers.plain("date", 200)),
        automatic=automatic,
        failures=bounce.failures if bounce else found[0] if isinstance(found, tuple) else (),
        delivered=bounce.delivered if bounce else (),
        about=bounce.original.message_id if bounce else found[1] if isinstance(found, tuple) else "",
        why=bounce.why if bounce else _why(kind, automatic),
        seen_by=_seen_by(headers),
    )


def _looks_like_text(data: bytes) -> bool:
    sample = data[:2_000]
    return sum(1 for byte in sample if byte < 9 or 13 < byte < 32 or byte == 127) * 50 < len(sample)


def _judge(
    tree: Tree, body: Body, own: frozenset[str]
) -> tuple[Kind, Automatic, Bounce | tuple[tuple[Failure, ...], str] | None]:
    complaint = read_complaint(tree)
    if complaint is not None:
        address, about = complaint
        failure = Failure(address, "5.7.1", False, "feedback", "marked as spam by the recipient")
        return Kind.COMPLAINT, Automatic.BULK, ((failure,) if address else (), about)
    bounce = read_bounce(tree, body.text)
    if bounce is not None and is_receipt(tree) and not bounce.failures:
        bounce = None
    if bounce is not None:
        kind = Kind.BOUNCE if bounce.failures or not bounce.delivered else Kind.IGNORED
        return kind, Automatic.REPLY, bounce
    automatic = Automatic.REPLY if is_receipt(tree) else read_automatic(tree.top.headers, own)
    if automatic is Automatic.REPLY:
        return Kind.AUTO_REPLY, automatic, None
    return (Kind.IGNORED if automatic is Automatic.LOOP else Kind.MESSAGE), automatic, None


def _why(kind: Kind, automatic: Automatic) -> str:
    if kind is Kind.COMPLAINT:
        return "spam complaint"
    return "" if automatic is Automatic.NO else f"automatic: {automatic.value}"


def _sender(headers: Headers) -> Mailbox:
    """From, else whoever else the mail names (RFC 5322 3.6.2); the name of From is kept."""
    name = ""
    for field_name in ("from", "sender", "reply-to", "return-path", "x-envelope-from"):
        for one in read_addresses(headers.raw(field_name), 5):
            name = name or one.name
            if one.address:
                return Mailbox(name, one.address)
    return Mailbox(name, "")


def _seen_by(headers: Headers) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to"):
        for key, value in headers.fields:
            if key == name and len(found) < 100:
                found.update(dict.fromkeys(one.address for one in read_addresses(value) if one.address))
    return tuple(found)


def inbound(mail: ParsedMail, external_id: str, thread_token: str = "") -> list[Inbound]:
    """The hub's values of a mail. A bounce is news of what we sent; the mail itself is kept by the hub anyway."""
    if mail.kind in (Kind.BOUNCE, Kind.COMPLAINT) or mail.delivered:
        news = [*_failed(mail), *_delivered(mail)]
        return news or [Ignored(f"{mail.kind.value}_names_nobody")]
    if mail.kind is Kind.IGNORED:
        return [Ignored("own_loop")]
    address = Address(Medium.EMAIL, mail.sender.address or NOBODY)
    return [
        MessageArrived(
            external_id=external_id,
            sender=address,
            text=mail.body.text,
            profile=Profile(name=mail.sender.name, email=mail.sender.address),
            reply="" if mail.body.reply == mail.body.text else mail.body.reply,
            html=mail.body.html,
            subject=mail.subject,
            recipients=tuple(one.address for one in mail.to if one.address),
            copies=tuple(one.address for one in mail.cc if one.address),
            attachments=mail.body.files,
            sent_at=mail.sent_at,
            message_id=mail.message_id,
            in_reply_to=mail.in_reply_to,
            references=mail.references,
            thread_token=thread_token,
            automatic=mail.automatic,
        )
    ]


def _failed(mail: ParsedMail) -> list[Inbound]:
    news: list[Inbound] = []
    for one in mail.failures:
        state = DeliveryState.SENT if one.delayed else DeliveryState.FAILED
        if mail.kind is Kind.COMPLAINT:
            state = DeliveryState.DELIVERED  # it got there, and was not welcome
        reason = f"{one.reason}: {one.detail}" if one.detail else one.reason
        news.append(DeliveryReported(mail.about, state, reason[:300], one.status, one.hard, _email(one.address)))
    if not news and mail.about:
        news.append(DeliveryReported(mail.about, DeliveryState.FAILED, "undefined"))
    return news


def _delivered(mail: ParsedMail) -> list[Inbound]:
    return [
        DeliveryReported(mail.about, DeliveryState.DELIVERED, address=_email(address)) for address in mail.delivered
    ]


def _email(address: str) -> Address | None:
    return Address(Medium.EMAIL, address) if address else None
