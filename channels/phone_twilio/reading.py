"""Webhooks of calls to values: pure, the same every time. Raises Unreadable and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from channels.contract import Address, Delivery, Ignored, Inbound, Medium, Profile, Unreadable
from channels.phone_twilio.settings import Settings
from channels.twilio import forms
from channels.twilio.account import SID
from channels.twilio.forms import Form
from channels.voice import CallArrived, KeysPressed, LegChanged, LegEnd, LegState, LineQuality, RecordingReady

QUALITY = "quality"  # the one route that takes JSON
SDK_EVENT = "com.twilio.voice.insights.call-event.sdk"
_MAX_EVENTS = 1000
_KEYS = re.compile(r"[0-9A-D*#]{0,64}")
_STATES: Mapping[str, tuple[LegState, LegEnd | None]] = {
    "queued": (LegState.DIALLING, None),
    "initiated": (LegState.DIALLING, None),
    "ringing": (LegState.RINGING, None),
    "in-progress": (LegState.ANSWERED, None),
    "answered": (LegState.ANSWERED, None),
    "completed": (LegState.ENDED, LegEnd.HUNG_UP),
    "busy": (LegState.ENDED, LegEnd.BUSY),
    "no-answer": (LegState.ENDED, LegEnd.NO_ANSWER),
    "canceled": (LegState.ENDED, LegEnd.CANCELLED),
    "failed": (LegState.ENDED, LegEnd.FAILED),
}


def parse(settings: Settings, delivery: Delivery) -> list[Inbound]:
    """What a webhook says; never empty."""
    if delivery.body[:1] in (b"[", b"{"):
        return _quality(delivery)
    form = forms.read(delivery)
    line = form.get("CallSid")
    if not SID["CA"].fullmatch(line):
        return [Ignored("malformed_call_id")]
    match route_of(form):
        case "voice":
            return [_arrived(settings, delivery, form)]
        case "step":
            return [_keys(form)]
        case "recording":
            return [_recording(delivery, form)]
        case "status":
            return [_status(delivery, form)]
    return [Ignored("no_such_webhook")]


def route_of(form: Form) -> str:
    """Which webhook it is: by its address, else (a kept body alone) by what it says."""
    if form.route:
        return form.route
    if form.get("RecordingStatus"):
        return "recording"
    if "Digits" in form.fields:
        return "step"
    arrives = form.get("CallStatus") == "ringing" and form.get("Direction") == "inbound"
    return "voice" if arrives else "status"


def key_of(form: Form) -> str:
    """The delivery's key: the same for each repetition, and for what is fetched later after a loss."""
    line = forms.key_part(form.get("CallSid"))
    match route_of(form):
        case "step":
            return f"{line}/{forms.key_part(form.ours('step'))}/{forms.key_part(form.ours('turn'))}"
        case "recording":
            return f"{forms.key_part(form.get('RecordingSid'))}/{forms.key_part(form.get('RecordingStatus'))}"
        case "status":
            return f"{line}/{forms.key_part(form.get('CallStatus'))}"
    return f"{line}/voice"


def _arrived(settings: Settings, delivery: Delivery, form: Form) -> Inbound:
    """A call comes in. Whoever withholds their number, or has none we can call back, has no address."""
    if form.get("From").startswith("client:"):
        return Ignored("softphone_test")
    if form.get("To") != settings.number:
        return Ignored("unknown_number")
    number = forms.caller(form.get("From"))
    return CallArrived(
        line=form.get("CallSid"),
        caller=Address(Medium.PHONE, number) if number else None,
        called=form.get("To"),
        at=forms.at(delivery, form.get("Timestamp")),
        profile=Profile(name=form.get("CallerName").strip()[:100], phone=number or ""),
    )


def _keys(form: Form) -> Inbound:
    pressed = form.get("Digits")
    if pressed == "hangup":  # how a Record ends that was hung up on; the leg's own end is told by its status
        return Ignored("hung_up")
    if form.get("RecordingSid"):
        pressed = ""  # the key that ended the recording says nothing
    if not _KEYS.fullmatch(pressed):
        return Ignored("malformed_keys")
    return KeysPressed(form.get("CallSid"), form.ours("step"), pressed)


def _status(delivery: Delivery, form: Form) -> Inbound:
    found = _STATES.get(form.get("CallStatus"))
    if found is None:
        return Ignored("unknown_call_status")
    state, end = found
    return LegChanged(
        line=form.get("CallSid"),
        state=state,
        at=forms.at(delivery, form.get("Timestamp")),
        leg_id=form.ours("leg")[:64],
        end=end,
        sequence=form.number("SequenceNumber") or 0,
        seconds=form.number("CallDuration") if state is LegState.ENDED else None,
    )


def _recording(delivery: Delivery, form: Form) -> Inbound:
    recording = form.get("RecordingSid")
    if not SID["RE"].fullmatch(recording):
        return Ignored("malformed_recording_id")
    if form.get("RecordingStatus") != "completed":
        return Ignored("no_recording" if form.get("RecordingStatus") in ("absent", "failed") else "recording_goes_on")
    return RecordingReady(
        line=form.get("CallSid"),
        recording=recording,
        kind="voicemail" if form.ours("kind") == "voicemail" else "talk",
        seconds=form.number("RecordingDuration") or 0,
        at=_began(delivery, form),
        call_id=form.ours("call")[:64],
    )


def _began(delivery: Delivery, form: Form) -> datetime:
    return forms.at(delivery, form.get("RecordingStartTime"))


# --- the provider's measurements of its softphones, by its event stream ------------------------------------------


def _quality(delivery: Delivery) -> list[Inbound]:
    """Warnings about a softphone's network or sound: raised, and cleared again."""
    if len(delivery.body) > forms.MAX_BODY:
        raise Unreadable(f"a webhook of {len(delivery.body)} bytes; theirs have a few thousand")
    try:
        said = json.loads(delivery.body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON") from error
    events = said if isinstance(said, list) else [said]
    found = [_warning(event) for event in events[:_MAX_EVENTS]]
    return [each for each in found if each is not None] or [Ignored("no_warning")]


def _warning(event: Any) -> Inbound | None:
    data = event.get("data") if isinstance(event, dict) and event.get("type") == SDK_EVENT else None
    if not isinstance(data, dict):
        return None
    line, group, name = (str(data.get(part) or "") for part in ("call_sid", "group", "name"))
    raised, cleared = group.endswith("-warning-raised"), group.endswith("-warning-cleared")
    if not SID["CA"].fullmatch(line) or not (raised or cleared) or not re.fullmatch(r"[a-z0-9-]{1,40}", name):
        return None
    return LineQuality(line=line, leg_id="", warning=name, on=raised)
