"""Calls and recordings whose webhooks were lost, read from the account's lists and told as those would have."""

from __future__ import annotations

from collections.abc import AsyncIterator, Container, Iterator
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from channels.contract import Delivery
from channels.phone_twilio.doors import Doors
from channels.phone_twilio.settings import Settings
from channels.twilio import forms, signing
from channels.twilio.catchup import LIST_LIMIT, PAGE
from channels.twilio.rest import Rest

ENDED = ("completed", "busy", "no-answer", "canceled", "failed")


async def _listed(client: Any, since: datetime, **number: str) -> list[Any]:
    found = await client.calls.list_async(start_time_after=since, limit=LIST_LIMIT, page_size=PAGE, **number)
    return list(found)


async def _recorded(client: Any, since: datetime) -> list[Any]:
    found = await client.recordings.list_async(date_created_after=since, limit=LIST_LIMIT, page_size=PAGE)
    return list(found)


class CallsCatcher:
    """Ended calls to and from one number. What is still going on will tell its end itself, or at the next look."""

    def __init__(self, settings: Settings, rest: Rest, doors: Doors, auth_token: str) -> None:
        self._settings, self._rest, self._doors, self._token = settings, rest, doors, auth_token

    async def deliveries(self, since: datetime, known: Container[str]) -> AsyncIterator[Delivery]:
        """Calls that began since then and are over: that they came in, then that they ended; and their recordings."""
        ours: set[str] = set()
        for way in ("to", "from_"):
            asked = partial(_listed, since=since, **{way: self._settings.number})
            found = await self._rest.ask(asked)
            ours |= {str(each.sid) for each in found}
            for call in sorted(found, key=lambda each: each.start_time or each.date_created or forms.EPOCH):
                for delivery in self._told(call):
                    if delivery.key not in known:
                        yield delivery

        for recording in await self._rest.ask(partial(_recorded, since=since)) if ours else ():
            if str(recording.call_sid) in ours and str(recording.status) == "completed":
                delivery = self._recording(recording)
                if delivery.key not in known:
                    yield delivery

    def _recording(self, recording: Any) -> Delivery:
        """One that can be fetched. Which call of ours it is of, the hub knows by its line."""
        began = recording.start_time or recording.date_created
        fields = [
            ("AccountSid", self._settings.account_sid), ("CallSid", str(recording.call_sid)),
            ("RecordingSid", str(recording.sid)), ("RecordingStatus", "completed"),
            ("RecordingDuration", str(recording.duration or "0")), ("RecordingStartTime", forms.stamp(began)),
        ]  # fmt: skip
        kind = "voicemail" if str(recording.source) == "RecordVerb" else "talk"
        return self._delivery("recording", fields, began or forms.EPOCH, kind=kind)

    def _told(self, call: Any) -> Iterator[Delivery]:
        status = str(call.status)
        # What the fallback passed on to a telephone ("outbound-dial") is no leg of the hub's.
        if status not in ENDED or call.direction not in ("inbound", "outbound-api"):
            return
        ended = call.end_time or call.date_updated
        fields = [
            ("AccountSid", self._settings.account_sid),
            ("CallSid", str(call.sid)),
            ("From", str(call._from or "")),
            ("To", str(call.to or "")),
            ("Direction", str(call.direction or "")),
        ]
        if call.direction == "inbound":
            began = call.start_time or call.date_created
            arrival = [*fields, ("CallStatus", "ringing"), ("Timestamp", forms.stamp(began))]
            yield self._delivery("voice", arrival, began or forms.EPOCH)
        end = [*fields, ("CallStatus", status), ("CallDuration", str(call.duration or "0"))]
        yield self._delivery("status", [*end, ("Timestamp", forms.stamp(ended))], ended or forms.EPOCH)

    def _delivery(self, route: str, fields: list[tuple[str, str]], at: datetime, **query: str) -> Delivery:
        url = self._doors.place().url(route, **query)
        path = url.removeprefix(self._doors.public_url)
        headers = dict(signing.sign(self._token, url, fields))
        return self._doors.delivery(path, urlencode(fields).encode(), headers, at)
