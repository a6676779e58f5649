"""People at the ends of a number on Twilio: the provider's REST and its signed webhooks, by its documentation."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from channels.contract import Inbound
from channels.phone_twilio import PhoneTwilio, open
from tests.channels.twilio_stage import ACCOUNT, CUSTOMER, NUMBER, SECRETS, Asked, Counter, Provider, call, page
from tests.channels.twiml_rules import faults
from tests.channels.voice_story import ROOM, Ends, waiting

CONFERENCE = "CF" + "9" * 32


@dataclass(slots=True)
class Leg:
    """A call at the provider: its state, and where its reports go."""

    sid: str
    status: str
    callback: str = ""
    sequence: int = 0
    reports: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TwilioEnds:
    """The provider's side of the story."""

    provider: Provider
    hub: Counter
    channel: PhoneTwilio
    legs: dict[str, Leg] = field(default_factory=dict)
    action: str = ""  # where the customer's keys go
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def told(self) -> Sequence[Inbound]:
        """All that was told."""
        return self.hub.inbounds

    async def call(self) -> None:
        """The number's webhook, answered with TwiML."""
        leg = Leg(f"CA{next(self._numbers):031x}f", "ringing")
        self.legs[leg.sid] = leg
        await self._hears(leg, f"channels/{self.channel.id}/voice", {"CallStatus": "ringing"})
        leg.status = "in-progress"

    async def press(self, line: str, keys: str) -> None:
        """The Gather's action."""
        fields = {"CallStatus": "in-progress", "Digits": keys}
        await self._hears(self.legs[line], self.action.removeprefix(self.hub.public_url + "/"), fields)

    async def _hears(self, leg: Leg, path: str, fields: dict[str, str]) -> None:
        said = {"CallSid": leg.sid, "AccountSid": ACCOUNT, "From": CUSTOMER, "To": NUMBER, "Direction": "inbound"}
        # The provider may repeat a webhook; both hear the same.
        answers = {await self.hub.post(f"{self.hub.public_url}/{path}", {**said, **fields}) for _ in range(2)}
        ((status, document),) = answers
        assert status == 200 and faults(document) == []
        self.action = document.partition('action="')[2].partition('"')[0].replace("&amp;", "&")

    async def answer(self, line: str) -> None:
        """The console's softphone answers by itself."""
        await self.tell(self.legs[line], "in-progress")

    async def hang_up(self, line: str) -> None:
        """The call is completed."""
        await self.tell(self.legs[line], "completed")

    async def lose(self, line: str) -> None:
        """The provider completes a call whose media broke."""
        await self.tell(self.legs[line], "completed")

    async def tell(self, leg: Leg, status: str) -> None:
        """A status callback, twice; a number's own callback tells only the end."""
        if leg.status in ("completed", "canceled"):
            return
        leg.status = status
        url = leg.callback or f"{self.hub.public_url}/channels/{self.channel.id}/status"
        fields = {"CallSid": leg.sid, "AccountSid": ACCOUNT, "From": NUMBER, "To": NUMBER, "CallStatus": status,
                  "Timestamp": "Sun, 22 Nov 2026 09:47:55 +0000", "SequenceNumber": str(leg.sequence),
                  "CallDuration": "5", "CallbackSource": "call-progress-events"}  # fmt: skip
        leg.sequence += 1
        for _ in range(2):
            assert (await self.hub.post(url, fields))[0] == 204

    def requested(self, asked: Asked) -> Any:
        """What the provider does when asked."""
        if asked.method == "POST" and asked.path == "Calls.json":
            leg = Leg(f"CA{next(self._numbers):031x}e", "queued", asked.get("StatusCallback"))
            self.legs[leg.sid] = leg
            assert faults(asked.get("Twiml")) == []
            self._soon(leg, "initiated", "ringing")
            return 201, call(leg.sid, status="queued")
        if asked.path == "Conferences.json":
            return page("conferences", [{"sid": CONFERENCE, "friendly_name": ROOM, "status": "in-progress"}])
        if asked.method == "POST" and asked.path.startswith("Calls/") and asked.path.count("/") == 1:
            return self._changed(self.legs[asked.path[6:-5]], asked)
        return None

    def _changed(self, leg: Leg, asked: Asked) -> Any:
        ringing, over = leg.status in ("queued", "initiated", "ringing"), leg.status in ("completed", "canceled")
        status = asked.get("Status")
        if over or (ringing and status != "canceled") or (not ringing and status == "canceled"):
            return 400, {"code": 21220, "message": "Invalid call state", "status": 400}
        if status:
            self._soon(leg, status)
        return call(leg.sid, status=leg.status)

    def _soon(self, leg: Leg, *statuses: str) -> None:
        async def tell() -> None:
            for status in statuses:
                await self.tell(leg, status)

        task = asyncio.get_running_loop().create_task(tell())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


@asynccontextmanager
async def ends(folder: Path) -> AsyncIterator[Ends]:
    """A number on a provider of ours."""
    async with Provider() as provider:
        table = {"kind": "phone_twilio", "number": NUMBER, "account_sid": ACCOUNT, "api_url": provider.url}
        channel = open("phone", table, SECRETS)
        async with Counter(channel, script_for=waiting) as hub:
            made = TwilioEnds(provider, hub, channel)
            provider.answer = made.requested
            yield made
            for task in list(made._tasks):
                await task
        assert not provider.wrong
