"""What is done to live calls: each order as one or two requests to the account.

A leg that is gone is no error: the order returns. The rooms are conferences named by the call's id; a participant is
changed by the conference's own id, which is told by its webhook or looked up by name.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from channels.contract import Medium, Permanent, Retry
from channels.phone_twilio.doors import Doors, Rooms
from channels.twilio import twiml
from channels.twilio.account import E164
from channels.twilio.errors import GONE
from channels.twilio.rest import Rest, refused
from channels.voice import (
    AgentPhone,
    CallScript,
    Dial,
    Drop,
    Hold,
    Move,
    Mute,
    Order,
    Part,
    Placed,
    PressKeys,
    RecordCall,
    TakePart,
    Tape,
)

STATUS_EVENTS = ["initiated", "ringing", "answered", "completed"]
LIVE = ("queued", "ringing", "in-progress")
ADDED_SECONDS = 5  # the provider rings so much longer than it is asked to
CURRENT = "Twilio.CURRENT"  # stands for the id of a call's running recording
_ROOM_SECONDS = 1.0  # before asking again for a room that is not open yet
_REMEMBERED = 2000
_KEYS = re.compile(r"[0-9A-D*#w]{1,64}")


async def _update(conference: str, line: str, changes: Mapping[str, Any], account: Any) -> None:
    await account.conferences(conference).participants(line).update_async(**changes)


class Actor:
    """Performs orders on one account."""

    def __init__(self, number: str, rest: Rest, doors: Doors, rooms: Rooms) -> None:
        self._number, self._rest, self._doors, self._rooms = number, rest, doors, rooms
        self._done: OrderedDict[str, Placed] = OrderedDict()  # a Dial given again shall not ring twice

    async def perform(self, order: Order) -> Placed:
        """Do it. Raises Retry, Permanent or Unknown; for a leg that is gone already, returns."""
        if (before := self._done.get(order.id)) is not None:
            return before
        placed = await self._perform(order)
        self._done[order.id] = placed
        while len(self._done) > _REMEMBERED:
            self._done.popitem(last=False)
        return placed

    async def _perform(self, order: Order) -> Placed:
        match order:
            case Dial():
                return await self._dial(order)
            case Move():
                place = self._doors.place(order.call_id, order.leg_id, f"{order.id}.1")
                await self._change(order.line, twiml=twiml.inline(order.script, place))
            case Drop():
                await self._drop(order)
            case RecordCall():
                await self._tape(order)
            case Hold() | Mute() | TakePart() | PressKeys():
                await self._participant(order)
        return Placed()

    async def _dial(self, order: Dial) -> Placed:
        """A new call, which runs its script when it is answered."""
        script = CallScript((*order.notice, order.join))
        place = self._doors.place(order.call_id, order.leg_id, f"{order.id}.1")
        document = twiml.inline(script, place)
        made = await self._rest.ask(
            lambda account: account.calls.create_async(
                to=self._to(order), from_=order.caller_id or self._number, twiml=document,
                timeout=max(5, order.seconds - ADDED_SECONDS),
                status_callback=place.url("status", leg=order.leg_id, call=order.call_id),
                status_callback_method="POST", status_callback_event=STATUS_EVENTS,
            )
        )  # fmt: skip
        return Placed(str(made.sid))

    def _to(self, order: Dial) -> str:
        if isinstance(order.to, AgentPhone):
            # The parameters reach the softphone, so that it knows which leg rings.
            given = urlencode({"leg": order.leg_id, "call": order.call_id})
            return f"client:{order.to.agent_id}?{given}"
        if order.to.medium is not Medium.PHONE or not E164.fullmatch(order.to.value):
            raise Permanent("this is not a number that can be called; write it with its country, as +14155550100")
        return order.to.value

    async def _change(self, line: str, **changes: Any) -> bool:
        """Change a call; False when it is over already."""
        try:
            await self._rest.ask(lambda account: account.calls(line).update_async(**changes))
        except Permanent as error:
            if refused(error, *GONE):
                return False
            raise
        return True

    async def _drop(self, order: Drop) -> None:
        """`completed` ends an answered call, `canceled` one that still rings."""
        if not await self._change(order.line, status="completed"):
            await self._change(order.line, status="canceled")

    async def _participant(self, order: Hold | Mute | TakePart | PressKeys) -> None:
        changes = self._changes(order)
        for conference in await self._conferences(order.call_id):
            try:
                await self._rest.ask(partial(_update, conference, order.line, changes))
                return
            except Permanent as error:
                if not refused(error, *GONE):
                    raise
                self._rooms.forget(order.call_id)
        if await self._is_live(order.line):
            raise Retry("this leg is not in its room yet", _ROOM_SECONDS)

    def _changes(self, order: Hold | Mute | TakePart | PressKeys) -> dict[str, Any]:
        place = self._doors.place(order.call_id, order.leg_id)
        match order:
            case Hold(on=True):
                return {"hold": True, "hold_url": place.url("music"), "hold_method": "GET"}
            case Hold():
                return {"hold": False}
            case Mute():
                return {"muted": order.on}
            case PressKeys():
                if not _KEYS.fullmatch(order.keys):
                    raise Permanent("keys are of 0-9, A-D, * and #; w waits half a second")
                return {"announce_url": place.url("keys", digits=order.keys), "announce_method": "POST"}
            case TakePart(part=Part.WHISPER):
                return {"muted": False, "coaching": True, "call_sid_to_coach": order.beside}
            case TakePart():
                return {"muted": order.part is Part.LISTEN, "coaching": False}

    async def _conferences(self, call_id: str) -> list[str]:
        """The ids of the call's room: the one we know, then those found by its name."""
        known = self._rooms.of(call_id)
        if known:
            return [known]
        found = await self._rest.ask(lambda account: account.conferences.list_async(friendly_name=call_id, limit=20))
        open_ones = [str(each.sid) for each in found if each.status in ("init", "in-progress")]
        if open_ones:
            self._rooms.keep(call_id, open_ones[0])
        return open_ones

    async def _is_live(self, line: str) -> bool:
        try:
            call = await self._rest.ask(lambda account: account.calls(line).fetch_async())
        except Permanent as error:
            if refused(error, *GONE):
                return False
            raise
        return call.status in LIVE

    async def _tape(self, order: RecordCall) -> None:
        """The customer's leg is recorded: all they say and all they hear. A pause leaves no gap to listen through."""
        try:
            if order.tape is Tape.START:
                await self._start(order)
            else:
                status = {Tape.PAUSE: "paused", Tape.RESUME: "in-progress", Tape.STOP: "stopped"}[order.tape]
                pause = {"pause_behavior": "skip"} if order.tape is Tape.PAUSE else {}
                await self._rest.ask(
                    lambda account: account.calls(order.line)
                    .recordings(CURRENT)
                    .update_async(status=status, **pause)
                )
        except Permanent as error:
            if not refused(error, *GONE):
                raise

    async def _start(self, order: RecordCall) -> None:
        url = self._doors.place().url("recording", call=order.call_id, kind="talk")
        await self._rest.ask(
            lambda account: account.calls(order.line).recordings.create_async(
                recording_channels="mono", recording_track="both", recording_status_callback=url,
                recording_status_callback_method="POST", recording_status_callback_event=["completed", "absent"],
            )
        )  # fmt: skip
