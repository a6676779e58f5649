"""Delivery status notifications: multipart/report of RFC 3464, wherever its fields turn up.

Values only; the older formats of mail programs that know no RFC 3464 are in `bounces.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from channels.mime.addresses import normal_address, read_addresses
from channels.mime.charsets import clean_line
from channels.mime.headers import Headers, read_headers, read_ids
from channels.mime.reasons import find_status, judge
from channels.mime.tree import Tree

_MAX_REPORT = 200_000  # bytes of a report that are read
_MAX_GROUPS = 500  # recipients in one report
_TYPED = re.compile(r"^\s*[\w.+-]{1,30}\s*;\s*")
_INLINE = re.compile(rb"(?mi)^(?:Final|Original)-Recipient:[^\r\n]*")
_MARKED = re.compile(rb"(?m)^> ?")
_FIRST_FIELD = re.compile(rb"(?m)^[A-Za-z][A-Za-z-]{1,40}: ")
_FOR = re.compile(rb"\bfor\s+<([^<>\s]{3,300})>")
_ORIGINAL_TYPES = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global",
                   "message/global-headers", "text/rfc822", "message/partial")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient a mail did not reach (or not yet). `reason` is a word of `reasons.py`."""

    address: str
    status: str = ""
    hard: bool = False
    reason: str = ""
    detail: str = ""  # the other side's own words, one line
    delayed: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What a delivery report says. `delivered` holds addresses it did reach."""

    failures: tuple[Failure, ...] = ()
    delivered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Original:
    """What came back of the mail that was reported on."""

    message_id: str = ""
    recipients: tuple[str, ...] = ()
    sender: str = ""


def read_report(tree: Tree) -> Report | None:
    """The per-recipient fields of the report, None when there is none."""
    for part in tree.leaves():
        if part.content_type in ("message/delivery-status", "message/global-delivery-status"):
            report = _read_fields(tree.body(part, _MAX_REPORT)[:_MAX_REPORT])
            if report is not None:
                return report
    for part in tree.leaves():
        if part.content_type in ("text/plain", "application/octet-stream", "message/delivery-status", "text/rfc822"):
            body = tree.body(part, _MAX_REPORT)[:_MAX_REPORT]
            match = _INLINE.search(body)
            if match and b"\nAction:" in body.replace(b"\r", b"").replace(b"action:", b"Action:"):
                start = max(body.rfind(b"\n\n", 0, match.start()), body.rfind(b"\n\r\n", 0, match.start()), 0)
                return _read_fields(body[start:].lstrip())
    return None


def read_rejection(tree: Tree) -> tuple[Report, str] | None:
    """A receipt (RFC 8098) by which a mailbox program refuses the mail (RFC 5429), and our Message-ID."""
    for part in tree.leaves():
        if part.content_type == "message/disposition-notification":
            body = tree.body(part, _MAX_REPORT)[:_MAX_REPORT]
            report = _read_fields(body)
            fields = _groups(body)
            ids = read_ids(fields[0].plain("original-message-id")) if fields else ()
            return (report, ids[0] if ids else "") if report else None
    return None


def _read_fields(body: bytes) -> Report | None:
    failures: dict[str, Failure] = {}
    delivered: list[str] = []
    found = False
    for group in _groups(body):
        address = _recipient(group)
        if not address:
            continue
        found = True
        action = group.plain("action", 60).lower().strip()
        if action.startswith(("delivered", "relayed", "expanded")):
            delivered.append(address)
            continue
        failure = _failure(group, address, action)
        if address not in failures or (failures[address].delayed and not failure.delayed):
            failures[address] = failure
    if not found:
        return None
    return Report(tuple(failures.values()), tuple(dict.fromkeys(delivered)))


def _groups(body: bytes) -> list[Headers]:
    groups: list[Headers] = []
    pos = 0
    while pos < len(body) and len(groups) < _MAX_GROUPS:
        headers, after = read_headers(body, pos, len(body))
        if headers.fields:
            groups.append(headers)
        if after <= pos:
            newline = body.find(b"\n", pos)
            after = len(body) if newline < 0 else newline + 1
        pos = after
    return groups


def _recipient(group: Headers) -> str:
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        value = group.plain(name)
        if value:
            address = normal_address(_TYPED.sub("", value))
            if address:
                return address
    return ""


def _failure(group: Headers, address: str, action: str) -> Failure:
    delayed = action.startswith("delayed")
    given = " ".join(group.all("diagnostic-code")) or group.plain("x-postfix-diagnostic") or group.plain("reason")
    detail = clean_line(_TYPED.sub("", given), 500)
    stated = group.plain("status", 200)
    status, reason, hard = judge(stated, detail, delayed)
    if status.startswith("4") and action.startswith("failed") and not find_status(stated):
        status = status.replace("4", "5", 1)
    return Failure(address, status, hard, reason, detail or action, delayed)


def find_original(tree: Tree) -> Original:
    """The returned mail's own Message-ID, recipients and sender, from the part that carries its header."""
    for part in tree.leaves():
        if part.content_type in _ORIGINAL_TYPES and part.parent is not None:
            original = read_original(tree.body(part, _MAX_REPORT))
            if original.message_id or original.recipients:
                return original
    return Original()


def read_original(body: bytes) -> Original:
    """Read a returned header, bare or inside a text."""
    body = _MARKED.sub(b"", body.lstrip()[:_MAX_REPORT])
    first = _FIRST_FIELD.search(body, 0, 600)
    body = body[first.start() :] if first else body
    headers, _ = read_headers(body, 0, len(body))
    ids = read_ids(headers.plain("message-id"))
    recipients = tuple(
        address
        for name in ("to", "cc", "x-original-to", "delivered-to", "envelope-to")
        for address in _addresses(headers, name)
    )
    received = b" ".join(value for name, value in headers.fields if name == "received")
    recipients += tuple(normal_address(one.decode("ascii", "replace")) for one in _FOR.findall(received)[:20])
    senders = _addresses(headers, "from")
    return Original(
        ids[0] if ids else "", tuple(one for one in dict.fromkeys(recipients) if one), senders[0] if senders else ""
    )


def _addresses(headers: Headers, name: str) -> list[str]:
    return [one.address for one in read_addresses(headers.raw(name)) if one.address]
