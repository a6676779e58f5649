"""A mailbox's delivery to the hub's values: pure, so that a limited worker may do it."""

from __future__ import annotations

import dataclasses
import hashlib

from channels.contract import Delivery, Inbound, Unreadable
from channels.email_imap.settings import Settings
from channels.email_imap.token import find_conversation
from channels.mime import ParsedMail, inbound, read_mail

TRUNCATED = "truncated"  # a Delivery header: the size in bytes of a mail too big to be fetched whole


def parse(settings: Settings, delivery: Delivery) -> list[Inbound]:
    """Bytes to values. Raises Unreadable only."""
    size = delivery.headers.get(TRUNCATED)
    if size:
        limit = settings.max_mail_mb
        raise Unreadable(f"the mail has {size} bytes, more than the {limit} MB taken; only its beginning is kept")
    mail = read_mail(delivery.body, settings.own)
    token = find_conversation(mail.seen_by, (mail.in_reply_to, *reversed(mail.references)), settings.token_key)
    return inbound(_with_person(mail, settings), external_id(mail), token)


def external_id(mail: ParsedMail) -> str:
    """The same for two copies of a mail that came by different ways, different for another mail of the same id."""
    digest = hashlib.sha256()
    for text in (mail.message_id, mail.sender.address, mail.subject, mail.body.text, str(mail.sent_at)):
        digest.update(text.encode("utf-8", "replace") + b"\x00")
    for blob in mail.body.files:
        digest.update(hashlib.sha256(blob.body).digest())
    return f"{mail.message_id[:200]}/{digest.hexdigest()[:32]}"


def _with_person(mail: ParsedMail, settings: Settings) -> ParsedMail:
    """A form of our own site writes from our own address; the person is then in Reply-To."""
    if mail.sender.address not in settings.own:
        return mail
    person = next((one for one in mail.reply_to if one.address and one.address not in settings.own), None)
    return dataclasses.replace(mail, sender=person) if person else mail
