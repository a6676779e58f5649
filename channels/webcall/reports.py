"""What happened to a line, written as a delivery's body and read back as values. Each is the other's inverse; pure.

A delivery's key is made of what it says (`<line>/answered`, `<line>/keys/3`), so that telling it again is one fact.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime

from channels.contract import Delivery, Inbound, Unreadable
from channels.party import Address, Medium, Profile
from channels.voice import CallArrived, KeysPressed, LegChanged, LegEnd, LegState, LineQuality, RecordingReady

VERSION = 1
LINE = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
KEYS = re.compile(r"[0-9*#A-D]{0,64}")
_TEXTS = ("name", "email", "phone", "language", "topic", "page_url", "referrer", "external_ref", "consent")

Report = CallArrived | KeysPressed | LegChanged | RecordingReady | LineQuality
Said = dict[str, object]


def delivery(channel: str, report: Report, key: str, at: datetime) -> Delivery:
    """A report as it is handed over; `key` says which of its line's reports it is."""
    said = {"v": VERSION, **_plain(report)}
    body = json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode()
    return Delivery(channel, body, f"{report.line}/{key}", received_at=at)


def parse(given: Delivery) -> list[Inbound]:
    """The values of a delivery. Raises Unreadable for anything `delivery` did not write."""
    try:
        said = json.loads(given.body)
        if not isinstance(said, dict) or said.get("v") != VERSION:
            raise Unreadable("the body is no report of a web call")
        return [_READ[_text(said, "kind")](said)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise Unreadable(f"the report cannot be read: {type(error).__name__}") from error


def line_of(given: Delivery) -> str:
    """Whose line a delivery is about. Raises Unreadable."""
    (value,) = parse(given)
    assert isinstance(value, CallArrived | KeysPressed | LegChanged | RecordingReady | LineQuality)
    return value.line


def _plain(report: Report) -> Said:
    match report:
        case CallArrived(line=line, caller=caller, called=called, at=at):
            profile = {name: text for name in _TEXTS if (text := getattr(report.profile, name))}
            about = profile | {"verified": report.profile.verified, "utm": dict(report.profile.utm)}
            who = {"visitor": caller.value if caller else "", "called": called, "thread": report.thread_key}
            return {"kind": "arrived", "line": line, **who, "at": at.isoformat(), "profile": about}
        case KeysPressed(line=line, step=step, keys=keys):
            return {"kind": "keys", "line": line, "step": step, "keys": keys}
        case LegChanged(line=line, state=state, at=at, leg_id=leg_id):
            more: Said = {"leg": leg_id, "end": report.end, "sequence": report.sequence, "seconds": report.seconds}
            return {"kind": "leg", "line": line, "state": state, "at": at.isoformat(), **more}
        case RecordingReady(line=line, recording=recording, kind=kind, seconds=seconds):
            rest: Said = {"call": report.call_id, "at": report.at.isoformat()}
            return {"kind": "recorded", "line": line, "recording": recording, "of": kind, "seconds": seconds, **rest}
        case LineQuality(line=line, leg_id=leg_id, warning=warning, on=on):
            return {"kind": "quality", "line": line, "leg": leg_id, "warning": warning, "on": on}


def _arrived(said: Mapping[str, object]) -> CallArrived:
    about = said.get("profile")
    if not isinstance(about, dict):
        raise Unreadable("profile is not an object")
    visitor = _text(said, "visitor")
    return CallArrived(
        line=_line(said), caller=Address(Medium.WEBCALL, visitor) if visitor else None, called=_text(said, "called"),
        at=_moment(said), profile=read_profile(about), thread_key=_text(said, "thread"),
    )  # fmt: skip


def _keys(said: Mapping[str, object]) -> KeysPressed:
    keys = _text(said, "keys")
    if not KEYS.fullmatch(keys):
        raise Unreadable("keys holds what no keypad has")
    return KeysPressed(_line(said), _text(said, "step"), keys)


def _leg(said: Mapping[str, object]) -> LegChanged:
    end = LegEnd(_text(said, "end")) if said.get("end") is not None else None
    seconds = said.get("seconds")
    if seconds is not None:
        seconds = _count(said, "seconds")
    return LegChanged(
        line=_line(said), state=LegState(_text(said, "state")), at=_moment(said), leg_id=_text(said, "leg"),
        end=end, sequence=_count(said, "sequence"), seconds=seconds,
    )  # fmt: skip


def _recorded(said: Mapping[str, object]) -> RecordingReady:
    kind = _text(said, "of")
    if kind not in ("talk", "voicemail"):
        raise Unreadable("a recording is of a talk or a voicemail")
    return RecordingReady(
        line=_line(said), recording=_text(said, "recording"), kind=kind, seconds=_count(said, "seconds"),
        at=_moment(said), call_id=_text(said, "call"),
    )  # fmt: skip


def _quality(said: Mapping[str, object]) -> LineQuality:
    return LineQuality(_line(said), _text(said, "leg"), _text(said, "warning"), said.get("on") is True)


_READ: Mapping[str, Callable[[Mapping[str, object]], Report]] = {
    "arrived": _arrived, "keys": _keys, "leg": _leg, "recorded": _recorded, "quality": _quality,
}  # fmt: skip


def read_profile(about: Mapping[str, object]) -> Profile:
    """What a chat's pass says of a visitor."""
    texts = {name: value for name in _TEXTS if isinstance(value := about.get(name), str)}
    utm = about.get("utm")
    kept = {str(key): str(value) for key, value in utm.items()} if isinstance(utm, dict) else {}
    return Profile(**texts, utm=kept, verified=about.get("verified") is True and bool(texts.get("external_ref")))


def _text(said: Mapping[str, object], key: str) -> str:
    value = said.get(key)
    if not isinstance(value, str) or len(value) > 2000:
        raise Unreadable(f"{key} is not a text")
    return value


def _line(said: Mapping[str, object]) -> str:
    line = _text(said, "line")
    if not LINE.fullmatch(line):
        raise Unreadable("line is not a line's id")
    return line


def _count(said: Mapping[str, object], key: str) -> int:
    value = said.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise Unreadable(f"{key} is not a count")
    return value


def _moment(said: Mapping[str, object]) -> datetime:
    at = datetime.fromisoformat(_text(said, "at"))
    if at.tzinfo is None:
        raise Unreadable("at has no time zone")
    return at
