"""Rows as the provider's JSON: the same names, dates (RFC 2822), prices and ids; null where there is nothing to say."""

from __future__ import annotations

import math
from datetime import datetime
from decimal import Decimal
from email.utils import format_datetime
from typing import Any

from channels.sandbox.carrier.account import API_VERSION, Account, App, Number, sid_of
from channels.sandbox.carrier.state import CURRENCY, Book, Line, Notice, Room, Seat, Tape, Text

Shape = dict[str, Any]


class Shapes:
    """Writes the rows of one account."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._root = f"/{API_VERSION}/Accounts/{book.account.sid}"

    def account(self) -> Shape:
        """The account itself, and so its secret: as the provider does."""
        account, root = self._book.account, self._root
        parts = ("messages", "calls", "conferences", "recordings", "incoming_phone_numbers", "applications", "keys")
        return {
            "sid": account.sid, "friendly_name": account.name, "auth_token": account.token, "status": "active",
            "type": "Full", "owner_account_sid": account.sid, "uri": f"{root}.json",
            "date_created": _date(self._book.opened), "date_updated": _date(self._book.opened),
            "subresource_uris": {part: f"{root}/{_camel(part)}.json" for part in parts},
        }

    def balance(self) -> Shape:
        """What is left of a hundred dollars."""
        left = str(Decimal(100) - self._book.spent)
        return {"account_sid": self._book.account.sid, "balance": left, "currency": CURRENCY}

    def call(self, line: Line) -> Shape:
        """A line as a Call."""
        uri = f"{self._root}/Calls/{line.sid}"
        number = self._book.account.number(line.ours)
        seconds = math.ceil((line.ended - line.answered).total_seconds()) if line.ended and line.answered else 0
        return {
            "sid": line.sid, "account_sid": self._book.account.sid, "api_version": API_VERSION,
            "date_created": _date(line.made), "date_updated": _date(line.updated or line.made),
            "parent_call_sid": line.parent or None, "to": line.to, "to_formatted": line.to, "from": line.from_,
            "from_formatted": line.from_, "phone_number_sid": number.sid if number else None, "status": line.status,
            "start_time": _date(line.answered), "end_time": _date(line.ended),
            "duration": str(seconds) if line.ended else None, "price": _price(line.price), "price_unit": CURRENCY,
            "direction": line.direction, "answered_by": None, "forwarded_from": None, "group_sid": None,
            "caller_name": None, "queue_time": "0", "trunk_sid": None, "annotation": None, "uri": f"{uri}.json",
            "subresource_uris": {
                "recordings": f"{uri}/Recordings.json", "notifications": f"{uri}/Notifications.json",
                "events": f"{uri}/Events.json",
            },
        }

    def room(self, room: Room) -> Shape:
        """A Conference."""
        uri = f"{self._root}/Conferences/{room.sid}"
        return {
            "sid": room.sid, "account_sid": self._book.account.sid, "api_version": API_VERSION,
            "friendly_name": room.name, "region": "us1", "status": room.status,
            "date_created": _date(room.made), "date_updated": _date(room.updated or room.made),
            "reason_conference_ended": room.reason or None, "call_sid_ending_conference": room.ended_by or None,
            "uri": f"{uri}.json",
            "subresource_uris": {"participants": f"{uri}/Participants.json", "recordings": f"{uri}/Recordings.json"},
        }

    def seat(self, room: Room, seat: Seat) -> Shape:
        """A Participant."""
        states = {"queued": "queued", "ringing": "ringing", "in-progress": "connected"}
        return {
            "account_sid": self._book.account.sid, "call_sid": seat.line.sid, "conference_sid": room.sid,
            "label": seat.label or None, "call_sid_to_coach": seat.coaching or None, "coaching": bool(seat.coaching),
            "date_created": _date(seat.made), "date_updated": _date(seat.updated or seat.made),
            "end_conference_on_exit": seat.ends, "muted": seat.muted, "hold": seat.hold,
            "start_conference_on_enter": seat.starts,
            "status": states.get(seat.line.status, "complete" if seat.line.answered else "failed"),
            "queue_time": "0",
            "uri": f"{self._root}/Conferences/{room.sid}/Participants/{seat.line.sid}.json",
        }

    def tape(self, tape: Tape, under: str = "") -> Shape:
        """A Recording. `under` is the path of the call or conference it was asked under, "" for the account."""
        done = tape.status in ("completed", "absent")
        seconds = str(round(tape.seconds(self._book.time.now()))) if done else "-1"
        uri = f"{self._root}{under}/Recordings/{tape.sid}"
        shape: Shape = {
            "sid": tape.sid, "account_sid": self._book.account.sid, "api_version": API_VERSION,
            "call_sid": tape.line or None, "conference_sid": tape.room or None,
            "date_created": _date(tape.made), "date_updated": _date(tape.updated or tape.made),
            "start_time": _date(tape.made), "duration": seconds, "channels": tape.channels, "source": tape.source,
            "status": tape.status, "error_code": None, "encryption_details": None, "price_unit": CURRENCY,
            "price": _price(tape.price), "uri": f"{uri}.json",
        }
        if under.startswith("/Calls"):
            return shape | {"track": tape.track, "price": float(tape.price) if tape.price is not None else None}
        if under:
            return shape
        media = f"{self._book.base_url}{uri}"
        return shape | {"media_url": media, "subresource_uris": {"add_on_results": f"{uri}/AddOnResults.json",
                                                                 "transcriptions": f"{uri}/Transcriptions.json"}}

    def text(self, text: Text) -> Shape:
        """A Message. The provider tells the price once it was sent."""
        uri = f"{self._root}/Messages/{text.sid}"
        return {
            "sid": text.sid, "account_sid": self._book.account.sid, "api_version": API_VERSION,
            "messaging_service_sid": text.sender_pool or None, "body": text.body, "from": text.from_ or None,
            "to": text.to, "direction": text.direction, "status": text.status,
            "num_segments": str(text.segments), "num_media": str(len(text.media)),
            "date_created": _date(text.made), "date_updated": _date(text.updated or text.made),
            "date_sent": _date(text.sent), "error_code": text.error or None,
            "error_message": "Unreachable destination handset" if text.error else None,
            "price": _price(text.price), "price_unit": CURRENCY, "uri": f"{uri}.json",
            "subresource_uris": {"media": f"{uri}/Media.json"},
        }

    def media(self, text: Text, sid: str) -> Shape:
        """A file of a Message."""
        kind = next(file.type for known, file in text.media if known == sid)
        return {
            "sid": sid, "account_sid": self._book.account.sid, "parent_sid": text.sid, "content_type": kind,
            "date_created": _date(text.made), "date_updated": _date(text.made),
            "uri": f"{self._root}/Messages/{text.sid}/Media/{sid}.json",
        }

    def number(self, number: Number) -> Shape:
        """An IncomingPhoneNumber."""
        voice, voice_fallback = number.way("VoiceMethod"), number.way("VoiceFallbackMethod")
        sms, sms_fallback = number.way("SmsMethod"), number.way("SmsFallbackMethod")
        return {
            "sid": number.sid, "account_sid": self._book.account.sid, "api_version": API_VERSION,
            "phone_number": number.number, "friendly_name": number.name or number.number, "origin": "twilio",
            "address_requirements": "none", "address_sid": None, "identity_sid": None, "bundle_sid": None,
            "trunk_sid": None, "beta": False, "status": "in-use", "type": "local",
            "capabilities": {"voice": number.voice, "sms": number.sms, "mms": number.sms, "fax": False},
            "date_created": _date(self._book.opened), "date_updated": _date(self._book.opened),
            "sms_application_sid": number.sms_app or None, "voice_application_sid": number.voice_app or None,
            "sms_url": number.sms_url or None, "sms_method": sms, "sms_fallback_url": number.sms_fallback_url or None,
            "sms_fallback_method": sms_fallback, "voice_url": number.voice_url or None, "voice_method": voice,
            "voice_fallback_url": number.voice_fallback_url or None, "voice_fallback_method": voice_fallback,
            "voice_receive_mode": "voice", "voice_caller_id_lookup": False,
            "status_callback": number.status_callback or None,
            "status_callback_method": number.way("StatusCallbackMethod"),
            "emergency_status": "Inactive", "emergency_address_sid": None, "emergency_address_status": "unregistered",
            "uri": f"{self._root}/IncomingPhoneNumbers/{number.sid}.json",
        }

    def app(self, app: App) -> Shape:
        """An Application."""
        return {
            "sid": app.sid, "account_sid": self._book.account.sid, "api_version": API_VERSION,
            "friendly_name": app.name,
            "date_created": _date(self._book.opened), "date_updated": _date(self._book.opened),
            "voice_url": app.voice.url or None, "voice_method": app.voice.method,
            "voice_fallback_url": app.voice.fallback_url or None, "voice_fallback_method": app.voice.fallback_method,
            "voice_caller_id_lookup": False, "sms_url": app.sms.url or None, "sms_method": app.sms.method,
            "sms_fallback_url": app.sms.fallback_url or None, "sms_fallback_method": app.sms.fallback_method,
            "sms_status_callback": None, "message_status_callback": None, "status_callback": app.status.url or None,
            "status_callback_method": app.status.method, "public_application_connect_enabled": False,
            "uri": f"{self._root}/Applications/{app.sid}.json",
        }

    def key(self, sid: str) -> Shape:
        """An API key, without its secret."""
        at = _date(self._book.opened)
        return {"sid": sid, "friendly_name": sid_of("key ", sid)[:12], "date_created": at, "date_updated": at}

    def notice(self, notice: Notice) -> Shape:
        """A Notification of a call."""
        uri = f"{self._root}/Calls/{notice.line}/Notifications/{notice.sid}.json"
        at = _date(notice.at)
        return {
            "sid": notice.sid, "account_sid": self._book.account.sid, "api_version": API_VERSION,
            "call_sid": notice.line or None, "error_code": str(notice.code), "log": str(notice.level),
            "message_date": at, "date_created": at, "date_updated": at, "message_text": notice.message,
            "more_info": more_info(notice.code), "request_method": "POST", "request_url": notice.url or None,
            "uri": uri,
        }

    def token(self, sid: str, seconds: int) -> Shape:
        """A Token for network traversal; this carrier needs no such servers."""
        at = _date(self._book.time.now())
        return {"account_sid": self._book.account.sid, "username": sid, "password": sid[::-1], "ttl": str(seconds),
                "ice_servers": [], "date_created": at, "date_updated": at}


def account_of(account: Account) -> Shape:
    """What anybody may know of the account."""
    numbers = [{"number": found.number, "name": found.name or found.number, "voice": found.voice, "sms": found.sms}
               for found in account.numbers]
    return {"account": account.sid, "numbers": numbers}


def more_info(code: int) -> str:
    """Where the provider explains an error."""
    return f"https://www.twilio.com/docs/errors/{code}"


def _date(at: datetime | None) -> str | None:
    return format_datetime(at) if at is not None else None


def _price(price: Decimal | None) -> str | None:
    return f"{price:.5f}" if price is not None else None


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


__all__ = ["Shapes"]
