"""What a visitor did: read from their JSON, written as a delivery's body, and read back as values.

`read_*` check what a browser sent and refuse it with a sentence; `body` and `parse` are each other's inverse
and pure. No I/O, no clock.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from channels.contract import (
    Address,
    Blob,
    Delivery,
    DeliveryReported,
    DeliveryState,
    Inbound,
    Medium,
    MessageArrived,
    Profile,
    RatingGiven,
    TalkEnded,
    TranscriptWanted,
    Unreadable,
)
from channels.visitors.refusal import Refused
from channels.webchat.files import TYPES, safe_name
from channels.webchat.identity import Claim

TEXT_MAX_CHARS = 5000
COMMENT_MAX_CHARS = 1000
LINES_PER_REPORT = 200
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,50}")
LINE_ID = re.compile(r"[A-Za-z0-9_.:-]{1,100}")
VISITOR = re.compile(r"v[0-9a-f]{40}")
MAIL_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]]{1,64}@[^\s@<>,;:\"()\[\]]{1,185}\.[^\s@.<>,;:\"()\[\]]{2,63}")
UTM_KEYS = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
_PROFILE_LIMITS = {
    "name": 120, "email": 254, "phone": 40, "language": 10, "topic": 120,
    "page_url": 2000, "referrer": 2000, "consent": 500,
}  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")

Head = dict[str, object]


def clean(text: str) -> str:
    """Text any database keeps and any screen shows: no control or half characters, one line end."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", _SURROGATE.sub("\ufffd", text))


# --- what a browser sent ---------------------------------------------------------------------------------


def read_client_id(said: Mapping[str, object]) -> str:
    """The visitor's own id of what they did: the same on every try."""
    value = said.get("client_id")
    if not isinstance(value, str) or not CLIENT_ID.fullmatch(value):
        raise Refused(
            "invalid",
            "client_id must be 8 to 50 letters, digits, - or _, the same on every try",
            field="client_id",
        )
    return value


def read_text(said: Mapping[str, object], field: str = "text", most: int = TEXT_MAX_CHARS) -> str:
    """The text of `field`. Too long is refused and never cut; empty is refused."""
    value = said.get(field)
    if not isinstance(value, str):
        raise Refused("invalid", f"{field} must be text", field=field)
    value = clean(value).strip()
    if len(value) > most:
        raise Refused(
            "too_long",
            f"{field} has {len(value):,} characters; at most {most:,} are taken: send it in parts",
            status=413,
            field=field,
        )
    if not value:
        raise Refused("empty", f"{field} is empty; write something", field=field)
    return value


def read_profile(said: Mapping[str, object], claim: Claim | None) -> Head:
    """What the visitor says of themselves; a signed claim wins over it and is marked verified."""
    given = said.get("profile", {})
    if not isinstance(given, dict):
        raise Refused("invalid", "profile must be an object", field="profile")
    profile: Head = {}
    for field, most in _PROFILE_LIMITS.items():
        value = given.get(field, "")
        if value == "":
            continue
        if not isinstance(value, str):
            raise Refused("invalid", f"profile.{field} must be text", field=field)
        value = clean(value).replace("\n", " ").strip()
        if field in ("page_url", "referrer"):
            value = value[:most]  # addresses of pages are hints: a long one is shortened
        if len(value) > most:
            raise Refused("invalid", f"profile.{field} is longer than {most} characters", field=field)
        if value:
            profile[field] = value
    if profile.get("email"):
        profile["email"] = read_email(str(profile["email"]))
    utm = given.get("utm", {})
    if isinstance(utm, dict):
        kept = {key: clean(str(utm[key]))[:200] for key in UTM_KEYS if isinstance(utm.get(key), str) and utm[key]}
        profile |= {"utm": kept} if kept else {}
    if claim is not None:
        profile |= {"external_ref": clean(claim.external_ref), "verified": True}
        profile |= {"name": clean(claim.name)} if claim.name else {}
        profile |= {"email": clean(claim.email)} if claim.email else {}
    return profile


def read_email(value: object) -> str:
    """A mail address as written, checked for its shape only."""
    if not isinstance(value, str) or len(value) > 254 or not MAIL_ADDRESS.fullmatch(value.strip()):
        raise Refused("invalid_email", "email must look like name@example.com", field="email")
    return value.strip()


def read_score(said: Mapping[str, object]) -> int:
    """1 (worst) to 5 (best)."""
    value = said.get("score")
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 5:
        raise Refused("invalid", "score must be a whole number from 1 to 5", field="score")
    return value


def read_lines(said: Mapping[str, object]) -> list[str]:
    """The lines a report speaks of."""
    value = said.get("lines")
    if not isinstance(value, list) or not 1 <= len(value) <= LINES_PER_REPORT:
        raise Refused("invalid", f"lines must be a list of 1 to {LINES_PER_REPORT} line ids", field="lines")
    if not all(isinstance(line, str) and LINE_ID.fullmatch(line) for line in value):
        raise Refused("invalid", "lines must hold line ids as they came", field="lines")
    return value


def read_state(said: Mapping[str, object]) -> str:
    """How far our lines got: delivered to the visitor's screen, or read by them."""
    value = said.get("state")
    if value not in (DeliveryState.DELIVERED, DeliveryState.READ):
        raise Refused("invalid", "state must be delivered or read", field="state")
    return str(value)


# --- as a delivery, and back -----------------------------------------------------------------------------


def body(head: Head, file: bytes = b"") -> bytes:
    """One line of JSON; a file's bytes follow it, as they are."""
    line = json.dumps(head, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return b"\n".join((line, file)) if "file" in head else line


def head_of(delivery: Delivery) -> tuple[Head, bytes]:
    """The JSON line and the bytes after it. Raises Unreadable."""
    line, _, rest = delivery.body.partition(b"\n")
    try:
        head = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Unreadable("the body does not begin with one line of JSON") from error
    if not isinstance(head, dict):
        raise Unreadable("the JSON of the body is not an object")
    return head, rest


def parse(delivery: Delivery) -> list[Inbound]:
    """What the visitor did, as values. Raises Unreadable for anything `body` did not write."""
    head, rest = head_of(delivery)
    visitor, client_id = head.get("visitor"), head.get("client_id")
    if not isinstance(visitor, str) or not VISITOR.fullmatch(visitor):
        raise Unreadable("visitor is not a visitor's id")
    if not isinstance(client_id, str) or not CLIENT_ID.fullmatch(client_id):
        raise Unreadable("client_id is not a client's id")
    sender = Address(Medium.CHAT, visitor)
    try:
        match head.get("kind"):
            case "message":
                return [_message(head, rest, sender, f"{visitor}/{client_id}")]
            case "seen":
                state = DeliveryState(read_state(head))
                return [DeliveryReported(f"{visitor}/{line}", state, address=sender) for line in read_lines(head)]
            case "end":
                return [TalkEnded(visitor, sender)]
            case "rating":
                return [RatingGiven(visitor, sender, read_score(head), _optional(head, "comment", COMMENT_MAX_CHARS))]
            case "transcript":
                return [TranscriptWanted(visitor, sender, read_email(head.get("email")))]
    except Refused as refused:
        raise Unreadable(refused.message) from refused
    raise Unreadable("kind is none of message, seen, end, rating, transcript")


def _optional(head: Head, field: str, most: int) -> str:
    return read_text(head, field, most) if head.get(field) else ""


def _message(head: Head, rest: bytes, sender: Address, external_id: str) -> MessageArrived:
    files: tuple[Blob, ...] = ()
    about = head.get("file")
    if isinstance(about, dict):
        files = (_blob(about, rest),)
    elif about is not None:
        raise Unreadable("file is not an object")
    return MessageArrived(
        external_id=external_id,
        sender=sender,
        text=_optional(head, "text", TEXT_MAX_CHARS) if files else read_text(head),
        profile=_profile(head.get("profile", {})),
        attachments=files,
        thread_key=sender.value,
    )


def _blob(about: Mapping[str, object], rest: bytes) -> Blob:
    name, content_type = about.get("name"), about.get("type")
    if not isinstance(name, str) or content_type not in {known for known, _ in TYPES.values()}:
        raise Unreadable("file has no name, or a type nobody sends")
    if about.get("size") != len(rest):
        raise Unreadable("file is not as long as it says")
    return Blob(safe_name(name), str(content_type), rest)


def _profile(said: object) -> Profile:
    if not isinstance(said, dict):
        raise Unreadable("profile is not an object")
    texts = {
        field: clean(value)
        for field in (*_PROFILE_LIMITS, "external_ref")
        if isinstance(value := said.get(field, ""), str) and value
    }
    utm = said.get("utm", {})
    kept = {key: clean(utm[key]) for key in UTM_KEYS if isinstance(utm.get(key), str)} if isinstance(utm, dict) else {}
    verified = said.get("verified") is True and bool(texts.get("external_ref"))
    return Profile(**texts, utm=kept, verified=verified)
