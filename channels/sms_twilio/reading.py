"""Webhooks of messages to values: pure, the same every time. Raises Unreadable and nothing else."""

from __future__ import annotations

import re

from channels.contract import (
    Address,
    Blob,
    ConsentSaid,
    Delivery,
    DeliveryReported,
    DeliveryState,
    Ignored,
    Inbound,
    Medium,
    MessageArrived,
    Profile,
)
from channels.sms_twilio import frames, words
from channels.sms_twilio.frames import Media
from channels.sms_twilio.settings import Settings
from channels.twilio import errors, forms
from channels.twilio.account import E164
from channels.twilio.forms import Form

MESSAGE_ID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
SHORT_CODE = re.compile(r"\d{3,8}")
ALPHANUMERIC = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ._&+-]{1,11}")
_OUR_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_PART = re.compile(r"(\d{1,3})-(\d{1,3})")
_STATES = {
    "sent": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.READ,
    "undelivered": DeliveryState.FAILED,
    "failed": DeliveryState.FAILED,
    "canceled": DeliveryState.FAILED,
}
_ON_ITS_WAY = ("accepted", "scheduled", "queued", "sending", "partially_delivered")
# Why a file did not come, for agents of either language.
_FAULTS = {
    "too_large": "too large, not fetched · слишком большой, не загружен",
    "type": "not a kind that is taken · такой вид файлов не принимается",
    "gone": "not there any more · файла уже нет",
}
_UNREACHABLE = "could not be fetched · не удалось загрузить"
_ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/heic": "heic",
    "audio/amr": "amr", "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/ogg": "ogg", "audio/wav": "wav",
    "video/mp4": "mp4", "video/3gpp": "3gp", "video/quicktime": "mov", "application/pdf": "pdf",
    "text/vcard": "vcf", "text/x-vcard": "vcf", "text/plain": "txt", "text/calendar": "ics",
}  # fmt: skip


def parse(settings: Settings, delivery: Delivery) -> list[Inbound]:
    """What a webhook says; never empty."""
    raw, media = frames.split(delivery)
    form = forms.read(delivery, raw)
    if not MESSAGE_ID.fullmatch(form.get("MessageSid")):
        return [Ignored("malformed_message_id")]
    if route_of(form) == "status":
        return [_reported(form)]
    return _arrived(settings, delivery, form, media)


def route_of(form: Form) -> str:
    """Which webhook it is: by its address, else (a kept body alone) by what it says."""
    if form.route in ("message", "status"):
        return form.route
    return "status" if form.get("MessageStatus") else "message"


def key_of(form: Form) -> str:
    """The delivery's key: the same for each repetition, and for what is fetched later after a loss."""
    id = forms.key_part(form.get("MessageSid"))
    return f"{id}/{forms.key_part(form.get('MessageStatus'))}" if route_of(form) == "status" else id


def sender_of(text: str) -> str | None:
    """A sender as an address's value: a number in E.164, a short code, or a name of at most 11 letters and digits."""
    trimmed = text.strip()
    known = E164.fullmatch(trimmed) or SHORT_CODE.fullmatch(trimmed) or ALPHANUMERIC.fullmatch(trimmed)
    return trimmed if known else None


def _arrived(settings: Settings, delivery: Delivery, form: Form, media: list[Media]) -> list[Inbound]:
    if settings.number and not settings.messaging_service and form.get("To") != settings.number:
        return [Ignored("unknown_number")]
    sender = sender_of(form.get("From"))
    if sender is None:
        return [Ignored("not_a_text_message")]
    address = Address(Medium.SMS, sender)
    files = tuple(_file(place, each) for place, each in enumerate(media, 1) if not each.fault)
    missing = [f"[{each.content_type}: {_FAULTS.get(each.fault, _UNREACHABLE)}]" for each in media if each.fault]
    text = "\n".join(part for part in (form.get("Body").strip(), *missing) if part)
    if not text and not files:
        return [Ignored("empty")]
    id = form.get("MessageSid")
    phone = sender if E164.fullmatch(sender) else ""
    profile = Profile(name=form.get("ProfileName").strip()[:100], phone=phone)
    message = MessageArrived(id, address, text, profile, attachments=files, recipients=(form.get("To"),),
                             sent_at=delivery.received_at)
    word = words.known(form.get("Body"))
    asks = form.get("OptOutType").casefold() or (word.asks if word else "")
    if asks in (words.STOP, words.START):
        return [message, ConsentSaid(id, address, asks == words.START)]
    return [message]


def _file(place: int, media: Media) -> Blob:
    kind = media.content_type.partition(";")[0].strip().casefold()
    head = kind.partition("/")[0] if kind.startswith(("image/", "audio/", "video/")) else "file"
    return Blob(f"{head}-{place}.{_ENDINGS.get(kind, 'bin')}", kind, media.body)


def _reported(form: Form) -> Inbound:
    """How far one of ours got. Of a text sent in several messages the last one tells, and any that failed."""
    status = form.get("MessageStatus").casefold()
    state = _STATES.get(status)
    if state is None:
        return Ignored("on_its_way" if status in _ON_ITS_WAY else "unknown_message_status")
    part = _PART.fullmatch(form.ours("part"))
    if part and int(part[1]) < int(part[2]) and state is not DeliveryState.FAILED:
        return Ignored("part_of_a_message")
    code = form.number("ErrorCode")
    ours = form.ours("message")
    id = form.get("MessageSid")
    failed = state is DeliveryState.FAILED
    return DeliveryReported(
        external_id=f"{id}/{ours}" if _OUR_ID.fullmatch(ours) else id,
        state=state,
        reason=_reason(status, code) if failed else "",
        status=str(code) if failed and code else "",
        hard=failed and code in errors.HARD,
    )


def _reason(status: str, code: int | None) -> str:
    return errors.words(code).partition(": ")[2] if code else status
