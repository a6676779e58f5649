"""A pass: what a chat gives a visitor it has admitted, so that they may call. Signed, short-lived, kept nowhere.

It carries what the chat knows: whose it is, from which page, and what they said of themselves, verified or not.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass

from channels.visitors.refusal import Refused

LIFETIME = 180  # seconds from the button to the call: the browser asks for the microphone in between
MOST_CHARS = 16_000


@dataclass(frozen=True, slots=True)
class Pass:
    """Who may call: a visitor of `chat`, on a page of `origin`. `profile` as the chat writes it."""

    chat: str
    visitor: str
    origin: str
    profile: Mapping[str, object]
    expires: float  # Unix time


def sign(given: Pass, key: str) -> str:
    """The pass as text. `key` is the hub's, the same for all its channels."""
    said = {"chat": given.chat, "visitor": given.visitor, "origin": given.origin, "exp": given.expires}
    body = _text(json.dumps(said | {"profile": dict(given.profile)}, separators=(",", ":")).encode())
    return f"{body}.{_text(_mark(body, key))}"


def read(text: object, key: str, now: float) -> Pass:
    """The pass in a text. Raises Refused for one that is forged, damaged or too old."""
    body, _, mark = text.partition(".") if isinstance(text, str) and len(text) <= MOST_CHARS else ("", "", "")
    if not body or not hmac.compare_digest(_text(_mark(body, key)), mark):
        raise Refused("pass_refused", "the pass is not one of ours; ask the chat for another", status=403, field="pass")
    said = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    if not now < said["exp"] <= now + LIFETIME + 1:
        raise Refused("pass_old", "the pass is too old; ask the chat for another", status=403, field="pass")
    return Pass(said["chat"], said["visitor"], said["origin"], said["profile"], said["exp"])


def _mark(body: str, key: str) -> bytes:
    own = hashlib.sha256(b"rapport call pass\0" + key.encode()).digest()
    return hmac.new(own, body.encode(), hashlib.sha256).digest()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
