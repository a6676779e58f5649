"""Which of an agent's consoles has the phone, and its sound: WebRTC offers go to the carrier of the agent's own leg.

One tab at a time has the phone, so that a second one cannot take a call away. A tab keeps it over a broken line; it is
free the moment its tab's last socket is gone. Kept in this process only: sockets are too.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from channels.adapter import VoiceChannel
from channels.contract import ChannelError, Permanent
from channels.voice import LegState
from hub.core.terms import AgentId
from hub.edge.site import Actor
from hub.errors import Invalid, NotFound, PhoneElsewhere, Unavailable
from hub.readers.tail import Tail
from hub.settings import Settings
from hub.store import phones
from hub.store.database import Store
from hub.store.phones import PhoneLeg

log = logging.getLogger("rapport.phones")

LARGEST_SDP = 64 * 1024
LINE_COMES_WITHIN = timedelta(seconds=6)  # a leg that is being dialled has no line yet


@dataclass(frozen=True, slots=True)
class Holder:
    """The console that has an agent's phone. `tab` stays the same while a page is reloaded."""

    sid: str
    tab: str


class Phones:
    """Who has whose phone."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._holders: dict[AgentId, Holder] = {}

    def claim(self, agent: AgentId, sid: str, tab: str) -> bool:
        """Have the phone if it is free or this tab's own. False while another tab has it."""
        held = self._holders.get(agent)
        if held is not None and held.sid != sid and (not tab or held.tab != tab):
            return False
        self._holders[agent] = Holder(sid, tab)
        return True

    async def take(self, agent: AgentId, sid: str, tab: str) -> str:
        """Have the phone though another tab has it; answers the socket that lost it, "" where none did.

        Raises PhoneElsewhere while there is a call on it.
        """
        if self.claim(agent, sid, tab):
            return ""
        if await self._store.read(phones.is_talking, agent):
            raise PhoneElsewhere()
        before, self._holders[agent] = self._holders.get(agent), Holder(sid, tab)
        return before.sid if before is not None else ""

    def leave(self, agent: AgentId, sid: str) -> bool:
        """This socket is gone; True where the phone is free now."""
        held = self._holders.get(agent)
        if held is None or held.sid != sid:
            return False
        del self._holders[agent]
        return True


class Sound:
    """Exchanges a console's WebRTC offer for the carrier's answer."""

    def __init__(self, store: Store, settings: Settings, tail: Tail) -> None:
        self._store, self._settings, self._tail = store, settings, tail

    async def connect(self, actor: Actor, payload: object) -> dict[str, object]:
        """`{leg_id, sdp}`: the answer's SDP. Raises NotFound for a leg that is not mine or is over, Invalid."""
        leg_id, sdp = _read(payload)
        leg = await self._with_line(actor, leg_id)
        channel = cast(VoiceChannel, self._settings.channels[leg.channel_id])
        try:
            said = await channel.connect(leg.line or leg.id, sdp)
        except Permanent as error:
            log.info("an agent's sound was refused", extra={"leg_id": leg.id, "code": error.code})
            raise NotFound("This call is not there any more, or its sound does not come through the hub.",
                           field="leg_id") from None
        except ChannelError:
            raise Unavailable("The carrier does not answer; try again in a moment.") from None
        return {"ok": True, "sdp": said}

    async def _with_line(self, actor: Actor, leg_id: str) -> PhoneLeg:
        """My leg, once its carrier has given it a line; a console is faster than a carrier."""
        until, pos = self._store.clock() + LINE_COMES_WITHIN, self._tail.position
        while True:
            leg = await self._store.read(phones.leg, leg_id)
            if leg is None or leg.agent_id != actor.id or leg.state is LegState.ENDED:
                raise NotFound("This call is not there any more.", field="leg_id")
            if leg.line or self._store.clock() >= until:
                return leg
            batch = await self._tail.after(pos, until)
            pos = batch[-1].pos if batch else pos


def _read(payload: object) -> tuple[str, str]:
    fields = payload if isinstance(payload, dict) else {}
    leg_id, sdp = fields.get("leg_id"), fields.get("sdp")
    if not isinstance(leg_id, str) or not leg_id:
        raise Invalid("Name the leg of the call.", field="leg_id")
    if not isinstance(sdp, str) or not sdp.startswith("v=0") or len(sdp) > LARGEST_SDP:
        raise Invalid("sdp is a WebRTC offer (RFC 8866), at most 64 KiB.", field="sdp")
    return leg_id, sdp
