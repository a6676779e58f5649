"""Calls whose webhooks were lost, read from the account's list and told as their webhooks would have."""

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


class CallsCatcher:
    """Ended calls to and from one number. What is still going on will tell its end itself, or at the next look."""

    def __init__(self, settings: Settings, rest: Rest, doors: Doors, auth_token: str) -> None:
        self._settings, self._rest, self._doors, self._token = settings, rest, doors, auth_token

    async def deliveries(self, since: datetime, known: Container[str]) -> AsyncIterator[Delivery]:
        """Calls that began since then and are over: that they came in, then that they ended."""
        for way in ("to", "from_"):
            asked = partial(_listed, since=since, **{way: self._settings.number})
            found = await self._rest.ask(asked)
            for call in sorted(found, key=lambda each: each.start_time or each.date_created or forms.EPOCH):
                for delivery in self._told(call):
                    if delivery.key not in known:
                        yield delivery

    def _told(self, call: Any) -> Iterator[Delivery]:
        status = str(call.status)
        if status not in ENDED:
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

    def _delivery(self, route: str, fields: list[tuple[str, str]], at: datetime) -> Delivery:
        url = self._doors.place().url(route)
        path = url.removeprefix(self._doors.public_url)
        headers = dict(signing.sign(self._token, url, fields))
        return self._doors.delivery(path, urlencode(fields).encode(), headers, at)
