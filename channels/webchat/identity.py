"""Who a visitor is: by a secret of their browser's and, when logged in, by a claim the shop's server signed.

The hub keeps neither the browser's token nor the signed claim: only the visitor id derived from the token and
what the claim said. No I/O here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from dataclasses import dataclass

from channels.visitors.refusal import Refused

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 bits, base64url without padding
CLAIM_MAX_CHARS = 4096
CLAIM_LIFETIME = 3600  # seconds a signed claim may live, from now
CLOCK_LEEWAY = 60  # seconds the shop's clock may be ahead of ours
SECRET_MIN_BYTES = 32  # RFC 7518 §3.2: the key of HS256 is at least as long as its hash


@dataclass(frozen=True, slots=True)
class Claim:
    """What the shop's server signed of a logged-in visitor."""

    external_ref: str
    name: str = ""
    email: str = ""


def visitor_id(token: str) -> str:
    """The public id of the browser that holds `token`. Raises Refused when the token is not one of ours.

    The token has 256 bits of its own, so a plain hash cannot be turned back or guessed.
    """
    if not TOKEN.fullmatch(token):
        raise Refused(
            "token_missing",
            "the Authorization header must be `Bearer` and the visitor's token: 43 characters of base64url",
            status=401,
            field="Authorization",
        )
    return "v" + hashlib.sha256(b"rapport visitor\0" + token.encode("ascii")).hexdigest()[:40]


def read_claim(signed: str, secret: str, *, channel: str, now: float) -> Claim:
    """The claim in a signed identity: a JWT (RFC 7519), HS256: `sub`, `exp`, perhaps `name`, `email`, `aud`.

    `now` is the Unix time. Raises Refused when anything is wrong; the algorithm is fixed, whatever it says.
    """
    if not secret:
        raise _refuse("this chat takes no signed identity: set `identity_secret_env` of the channel")
    parts = signed.split(".") if len(signed) <= CLAIM_MAX_CHARS else []
    if len(parts) != 3:
        raise _refuse("it must be header.payload.signature, at most 4,096 characters")
    wanted = hmac.new(secret.encode(), f"{parts[0]}.{parts[1]}".encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(wanted, _bytes(parts[2])):
        raise _refuse("its signature does not agree with the secret of this channel")
    if _object(parts[0]).get("alg") != "HS256":
        raise _refuse("its header must say alg HS256")
    return _claim(_object(parts[1]), channel, now)


def _claim(said: dict[str, object], channel: str, now: float) -> Claim:
    expires, reference = said.get("exp"), said.get("sub")
    if isinstance(expires, bool) or not isinstance(expires, (int, float)):
        raise _refuse("`exp` must be a Unix time in seconds")
    if not now < expires:
        raise _refuse("it has expired; ask the shop's server for a new one")
    if not expires <= now + CLAIM_LIFETIME + CLOCK_LEEWAY:
        raise _refuse("`exp` must be within one hour")
    if said.get("aud", channel) != channel:
        raise _refuse("`aud` names another channel")
    if not isinstance(reference, str) or not 0 < len(reference) <= 200:
        raise _refuse("`sub` must be the customer's number, 1 to 200 characters")
    return Claim(reference, _text(said, "name"), _text(said, "email"))


def _text(said: dict[str, object], field: str) -> str:
    value = said.get(field, "")
    if not isinstance(value, str) or len(value) > 254:
        raise _refuse(f"`{field}` must be text of at most 254 characters")
    return value


def _bytes(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise _refuse("it is not base64url") from error


def _object(part: str) -> dict[str, object]:
    try:
        value = json.loads(_bytes(part))
    except (ValueError, RecursionError) as error:
        raise _refuse("its header and payload must be JSON") from error
    if not isinstance(value, dict):
        raise _refuse("its header and payload must be JSON objects")
    return value


def _refuse(why: str) -> Refused:
    return Refused("identity_refused", f"the signed identity is refused: {why}", status=403, field="identity")
