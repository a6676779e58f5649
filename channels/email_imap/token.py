"""Signed marks of a conversation, in reply addresses and Message-IDs. Pure.

A mark shows that somebody got our mail; it cannot be made without the key (CVE-2026-47123 of a helpdesk that used
plain numbers). Marks survive being lower-cased and are compared in constant time.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Iterable

_SIGNATURE = 16  # characters of base32: 80 bits of HMAC-SHA256
_LOCAL_LIMIT = 64  # octets of a local part (RFC 5321 4.5.3.1.1)
_HEX = re.compile(r"(?:[0-9a-f]{2}){4,20}")
_PLAIN = re.compile(r"[0-9a-z]{1,40}")
_MESSAGE_ID = re.compile(r"<?rp\.([0-9a-z]{1,40})\.([0-9a-z]{1,40})\.([a-z2-7]{16})@", re.IGNORECASE)


def make_token(conversation: str, key: str) -> str:
    """The mark of a conversation for a reply address; "" for an id it cannot carry or without a key."""
    if not key or not _PLAIN.fullmatch(conversation):
        return ""
    short = f"h{_base32(bytes.fromhex(conversation))}" if _HEX.fullmatch(conversation) else f"p{conversation}"
    return short + _sign("token", conversation, key)


def read_token(token: str, key: str) -> str:
    """The conversation a mark belongs to, "" unless we made it."""
    token = token.lower()
    if not key or len(token) <= _SIGNATURE + 1:
        return ""
    kind, short, signature = token[0], token[1:-_SIGNATURE], token[-_SIGNATURE:]
    if kind == "h":
        try:
            conversation = base64.b32decode(short.upper() + "=" * (-len(short) % 8)).hex()
        except (binascii.Error, ValueError):
            return ""
    elif kind == "p":
        conversation = short
    else:
        return ""
    return conversation if _agrees(signature, _sign("token", conversation, key)) else ""


def reply_address(address: str, token: str) -> str:
    """`support@x` → `support+mark@x`; the plain address when the mark does not fit."""
    local, _, domain = address.rpartition("@")
    local = local.partition("+")[0]
    if not token or len(local) + 1 + len(token) > _LOCAL_LIMIT:
        return address
    return f"{local}+{token}@{domain}"


def make_message_id(conversation: str, message: str, key: str, domain: str) -> str:
    """`<rp.conversation.message.mark@domain>`, the same on every try."""
    return f"<rp.{conversation}.{message}.{_sign(f'id.{message}', conversation, key)}@{domain}>"


def find_conversation(addresses: Iterable[str], message_ids: Iterable[str], key: str) -> str:
    """The conversation that a verified mark among these names, "" for none."""
    if not key:
        return ""
    for address in addresses:
        token = address.rpartition("@")[0].partition("+")[2]
        conversation = read_token(token, key) if token else ""
        if conversation:
            return conversation
    for message_id in message_ids:
        match = _MESSAGE_ID.match(message_id)
        if match:
            conversation, message, signature = (one.lower() for one in match.groups())
            if _agrees(signature, _sign(f"id.{message}", conversation, key)):
                return conversation
    return ""


def _sign(purpose: str, conversation: str, key: str) -> str:
    digest = hmac.digest(key.encode(), f"rapport.{purpose}:{conversation}".encode(), "sha256")
    return _base32(digest)[:_SIGNATURE]


def _agrees(given: str, ours: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), ours.encode())


def _base32(body: bytes) -> str:
    return base64.b32encode(body).decode().rstrip("=").lower()
