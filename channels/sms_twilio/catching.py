"""Messages whose webhooks were lost, read from the account's list and told as their webhooks would have."""

from __future__ import annotations

from collections.abc import AsyncIterator, Container
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from channels.contract import Delivery
from channels.sms_twilio.doors import Doors
from channels.sms_twilio.settings import Settings
from channels.twilio import forms, signing
from channels.twilio.catchup import LIST_LIMIT, PAGE
from channels.twilio.rest import Rest

ENDED = ("sent", "delivered", "undelivered", "failed", "read", "canceled")


async def _listed(client: Any, since: datetime, **number: str) -> list[Any]:
    found = await client.messages.list_async(date_sent_after=since, limit=LIST_LIMIT, page_size=PAGE, **number)
    return list(found)


async def _media(client: Any, sid: str) -> list[Any]:
    return list(await client.messages(sid).media.list_async(limit=10))


class MessagesCatcher:
    """Messages to and from one number; of a messaging service without one, all messages of the account."""

    def __init__(self, settings: Settings, rest: Rest, doors: Doors, auth_token: str) -> None:
        self._settings, self._rest, self._doors, self._token = settings, rest, doors, auth_token

    async def deliveries(self, since: datetime, known: Container[str]) -> AsyncIterator[Delivery]:
        """What came in since then, and how far what went out has got."""
        number = self._settings.number
        for given in ({"to": number}, {"from_": number}) if number else ({},):
            asked = partial(_listed, since=since, **given)
            found = await self._rest.ask(asked)
            for message in sorted(found, key=lambda each: each.date_sent or each.date_created or forms.EPOCH):
                # A known message's files are not fetched again.
                delivery = await self._told(message) if str(message.sid) not in known else None
                if delivery is not None and delivery.key not in known:
                    yield delivery

    async def _told(self, message: Any) -> Delivery | None:
        fields = [
            ("AccountSid", self._settings.account_sid),
            ("MessageSid", str(message.sid)),
            ("From", str(message.from_ or "")),
            ("To", str(message.to or "")),
        ]
        at = message.date_sent or message.date_created or forms.EPOCH
        if message.direction == "inbound":
            fields += [("Body", str(message.body or "")), *await self._files(message)]
            return await self._doors.with_files(self._delivery("message", fields, at))
        # What answered by TwiML ("outbound-reply") is no message of the hub's.
        if message.direction != "outbound-api" or str(message.status) not in ENDED:
            return None
        fields.append(("MessageStatus", str(message.status)))
        if message.error_code:
            fields.append(("ErrorCode", str(message.error_code)))
        return self._delivery("status", fields, message.date_updated or at)

    async def _files(self, message: Any) -> list[tuple[str, str]]:
        """The links of a message's files, as its webhook would have named them."""
        count = str(message.num_media or "0")
        fields = [("NumMedia", count)]
        if count == "0":
            return fields
        account = self._settings.account_sid
        base = f"{self._settings.account.api_url}/2010-04-01/Accounts/{account}/Messages/{message.sid}/Media"
        for place, each in enumerate(await self._rest.ask(partial(_media, sid=str(message.sid)))):
            fields += [(f"MediaUrl{place}", f"{base}/{each.sid}"), (f"MediaContentType{place}", each.content_type)]
        return fields

    def _delivery(self, route: str, fields: list[tuple[str, str]], at: datetime) -> Delivery:
        url = self._doors.url(route)
        return self._doors.delivery(url, urlencode(fields).encode(), dict(signing.sign(self._token, url, fields)), at)
