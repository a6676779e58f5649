"""The hub's message to the bytes of a mail (RFC 5322, RFC 2045-2047, RFC 2231, RFC 3834). Reads files, else pure.

Every value passes `_line`, so that nobody writes a header field of their own; long fields are folded.
"""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote

from channels.contract import Outbound, OutboundFile, Permanent
from channels.email_imap.settings import Settings
from channels.email_imap.token import make_message_id, make_token, reply_address
from channels.mime.addresses import normal_address
from channels.mime.html import read_html, safe_html

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_ATOM = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]*")
_ID = re.compile(r"<[!-;=?-~]{1,300}@[!-;=?-~]{1,300}>")
_TYPE = re.compile(r"[A-Za-z0-9][\w.+-]{0,80}/[A-Za-z0-9][\w.+-]{0,120}")
_FOLD_AT = 76  # characters of a header line
_WORD_BYTES = 42  # bytes in one encoded word: 75 characters with its frame (RFC 2047 2)
_MAX_REFERENCES = 30
_READ = 57 * 1024  # bytes of a file encoded at once: whole base64 lines


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail ready to leave: who it says it is from, to whom, and its bytes."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    body: bytes


def compose(settings: Settings, message: Outbound) -> Letter:
    """Build the mail. The same message gives the same Message-ID and boundaries each time."""
    to = _address(message.to.value)
    copies = [_address(one) for one in message.copies]
    blind = [_address(one) for one in message.blind_copies]
    message_id = _message_id(settings, message)
    fields = _fields(settings, message, message_id, (to, copies))
    head = "\r\n".join(fields).encode("utf-8")
    body = _body(message, settings.max_attachment_mb * 1024 * 1024)
    return Letter(message_id, settings.address, tuple(dict.fromkeys([to, *copies, *blind])), head + b"\r\n" + body)


def _message_id(settings: Settings, message: Outbound) -> str:
    given = _line(message.message_id).strip()
    if given and not given.startswith("<"):
        given = f"<{given}>"
    if _ID.fullmatch(given):
        return given
    conversation = re.sub(r"[^0-9a-z]", "", message.reply_token.lower())[:40] or "0"
    own = re.sub(r"[^0-9a-z]", "", message.id.lower())[:40] or "0"
    return make_message_id(conversation, own, settings.token_key, settings.domain)


def _fields(settings: Settings, message: Outbound, message_id: str, shown: tuple[str, list[str]]) -> list[str]:
    to, copies = shown
    reply_to = reply_address(settings.address, make_token(message.reply_token, settings.token_key))
    names = [one for one in (message.sender_name, settings.sender_name) if one.strip()]
    name = f"{names[0]} ({names[1]})" if len(names) > 1 and names[0] != names[1] else "".join(names[:1])
    out = [
        f"From: {_mailbox(name, settings.address)}",
        _folded("To", [to], ", "),
        *([_folded("Cc", copies, ", ")] if copies else []),
        f"Subject: {_words(message.subject, len('Subject: '))}",
        f"Date: {format_datetime((message.sent_at or datetime.now(UTC)).astimezone(UTC))}",
        f"Message-ID: {message_id}",
    ]
    parent = _ids([message.in_reply_to])
    references = _ids(message.references)
    if parent:
        out.append(f"In-Reply-To: {parent[0]}")
    if references or parent:
        chain = list(dict.fromkeys([*references, *parent]))
        if len(chain) > _MAX_REFERENCES:  # the first and the newest (RFC 5322 3.6.4)
            chain = chain[:1] + chain[-(_MAX_REFERENCES - 1) :]
        out.append(_folded("References", chain, " "))
    if settings.plus_addressing and reply_to != settings.address:
        out.append(f"Reply-To: {_mailbox(name, reply_to)}")
    if message.automatic:
        out += ["Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All", f"X-Loop: {settings.address}"]
    if message.language:
        out.append(f"Content-Language: {re.sub(r'[^A-Za-z0-9-]', '', message.language)[:20]}")
    return [*out, "MIME-Version: 1.0"]


# --- header values ---------------------------------------------------------------------------------------


def _line(text: str) -> str:
    """A text that cannot leave its header field."""
    return _CONTROLS.sub(" ", text).encode("utf-8", "replace").decode("utf-8")


def _address(text: str) -> str:
    """An address fit for an envelope. Raises Permanent for anything else."""
    address = normal_address(_line(text))
    local, _, domain = address.rpartition("@")
    if not local or not domain:
        raise Permanent("the recipient's address is not a mail address")
    try:
        return f"{local}@{domain.encode('idna').decode()}" if not domain.isascii() else address
    except UnicodeError:
        raise Permanent("the recipient's address has an impossible domain") from None


def _mailbox(name: str, address: str) -> str:
    name = _line(name).strip()
    if not name:
        return address
    if not name.isascii():
        return f"{_words(name, 10)} <{address}>"
    if not _ATOM.fullmatch(name):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        name = f'"{escaped}"'
    return f"{name} <{address}>"


def _ids(given: Iterable[str]) -> list[str]:
    wanted = [one if one.startswith("<") else f"<{one}>" for one in (_line(text).strip() for text in given) if one]
    return [one for one in dict.fromkeys(wanted) if _ID.fullmatch(one)]


def _folded(name: str, items: list[str], between: str) -> str:
    """A field of a list, folded between its items."""
    lines = [f"{name}: {items[0]}"]
    for item in items[1:]:
        if len(lines[-1]) + len(between) + len(item) > _FOLD_AT:
            lines[-1] += between.rstrip()
            lines.append(f" {item}")
        else:
            lines[-1] += between + item
    return "\r\n".join(lines)


def _words(text: str, used: int) -> str:
    """A free text for a header: as it is when it is short ASCII, else encoded words (RFC 2047)."""
    text = " ".join(_line(text).split())[:900]
    if text.isascii() and len(text) + used <= 200 and "=?" not in text:
        return text
    chunks: list[bytes] = [b""]
    for char in text:
        raw = char.encode("utf-8")
        if len(chunks[-1]) + len(raw) > _WORD_BYTES:
            chunks.append(b"")
        chunks[-1] += raw
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(chunk).decode()}?=" for chunk in chunks)


# --- body ------------------------------------------------------------------------------------------------


def _body(message: Outbound, limit: int) -> bytes:
    if sum(file.size for file in message.files) > limit:
        raise Permanent("the attachments are larger than this mailbox may send")
    mark = re.sub(r"[^0-9A-Za-z]", "", message.id)[:40] or "0"
    text = _text_part(message.text, "plain")
    if message.html:
        html = _text_part(safe_html(message.html, read_html(message.html)), "html")
        text = _multipart("alternative", f"=_alt_{mark}", [text, html])
    if not message.files:
        return text
    return _multipart("mixed", f"=_mix_{mark}", [text, *(_file_part(file) for file in message.files)])


def _text_part(text: str, kind: str) -> bytes:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    raw = text.encode("utf-8", "replace")
    encoded = quopri.encodestring(raw).replace(b"\n", b"\r\n")
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode() + encoded + b"\r\n"


def _multipart(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    # "=_" stands in no quoted-printable and no base64 text, so the boundary cannot come up inside (RFC 2045 6.7).
    mark = boundary.encode()
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join(b"--" + mark + b"\r\n" + part for part in parts) + b"--" + mark + b"--\r\n"


def _file_part(file: OutboundFile) -> bytes:
    name = _line(file.filename).strip() or "file"
    plain = re.sub(r"[^A-Za-z0-9 ._()-]", "_", name)[:60]
    kind = file.content_type if _TYPE.fullmatch(file.content_type) else "application/octet-stream"
    if kind.startswith(("multipart/", "message/")):
        kind = "application/octet-stream"  # these may not be base64 (RFC 2046 5.2)
    shown = name if name == plain else _words(name, 0)
    out = bytearray(
        f'Content-Type: {kind};\r\n name="{shown}"\r\n'
        f"Content-Disposition: attachment;\r\n {_filename(name, plain)}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n".encode()
    )
    try:
        with Path(file.path).open("rb") as source:
            while block := source.read(_READ):
                out += base64.encodebytes(block).replace(b"\n", b"\r\n")
    except OSError as error:
        raise Permanent(f"an attachment cannot be read: {error.strerror or type(error).__name__}") from error
    return bytes(out)


def _filename(name: str, plain: str) -> str:
    """`filename=` for plain ASCII, else RFC 2231 sections."""
    if name == plain:
        return f'filename="{plain}"'
    encoded = quote(name.encode("utf-8", "replace")[:400], safe="")
    if len(encoded) <= 60:
        return f"filename*=utf-8''{encoded}"
    pieces = re.findall(r"(?:%[0-9A-F]{2}|[^%]){1,18}", encoded)
    return ";\r\n ".join(
        f"filename*{number}*={piece if number else chr(39).join(('utf-8', '', piece))}"
        for number, piece in enumerate(pieces)
    )
