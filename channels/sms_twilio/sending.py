"""A message out: one request, or several for a text longer than the provider takes; it is never cut.

After the first of several has left, nothing is tried again by itself: what then fails is told as it is.
"""

from __future__ import annotations

import asyncio
from typing import Any

from channels.contract import ChannelError, Medium, Outbound, Permanent, Receipt, Retry, Unknown
from channels.sms_twilio.doors import Doors
from channels.sms_twilio.reading import ALPHANUMERIC, sender_of
from channels.sms_twilio.settings import Settings
from channels.text import sms
from channels.twilio.rest import Rest

LIMIT = 1600  # UTF-16 units of one message's Body
MAX_FILES = 10
_TRIES = 3  # of a later part, when the provider asks for patience


class Sender:
    """Sends for one number or messaging service."""

    def __init__(self, settings: Settings, rest: Rest, doors: Doors) -> None:
        self._settings, self._rest, self._doors = settings, rest, doors

    async def send(self, message: Outbound) -> Receipt:
        """Send once. Raises Retry, Permanent or Unknown."""
        value = sender_of(message.to.value) if message.to.medium is Medium.SMS else None
        if value is None:
            raise Permanent("this is not a number that messages can be sent to")
        if ALPHANUMERIC.fullmatch(value):
            raise Permanent("who writes under a name, and not from a number, cannot be answered")
        if message.files and (not self._settings.mms or len(message.files) > MAX_FILES):
            raise Permanent(f"this number sends {'at most 10' if self._settings.mms else 'no'} files")
        texts = sms.pieces(message.text, LIMIT)
        last = ""
        for place, text in enumerate(texts, 1):
            request = self._request(message, text, value, (place, len(texts)))
            last = await (self._first(request) if place == 1 else self._later(request, (place, len(texts))))
        return Receipt(last)

    def _request(self, message: Outbound, text: str, to: str, part: tuple[int, int]) -> dict[str, Any]:
        request: dict[str, Any] = {"to": to, "body": text or None}
        if self._settings.messaging_service:
            request["messaging_service_sid"] = self._settings.messaging_service
        if self._settings.number:
            request["from_"] = self._settings.number
        if self._doors.is_reachable:
            own = {"part": f"{part[0]}-{part[1]}"} if part[1] > 1 else {}
            request["status_callback"] = self._doors.url("status", message=message.id, **own)
        if message.files and part[0] == 1:
            request["media_url"] = [self._doors.file_url(file) for file in message.files]
        return {name: value for name, value in request.items() if value is not None}

    async def _first(self, request: dict[str, Any]) -> str:
        made = await self._rest.ask(lambda account: account.messages.create_async(**request))
        return str(made.sid)

    async def _later(self, request: dict[str, Any], part: tuple[int, int]) -> str:
        """A later part: those before it have left, so another try of the whole would send them twice."""
        told = f"parts 1 to {part[0] - 1} of {part[1]} were sent, not the rest"
        for left in range(_TRIES, 0, -1):
            try:
                return await self._first(request)
            except Retry as error:
                if left == 1:
                    raise Unknown(f"{told}: {error.detail}") from None
                await asyncio.sleep(min(error.after or 1.0, 10.0))
            except ChannelError as error:
                raise type(error)(f"{told}: {error.detail}") from None
        raise Unknown(told)
