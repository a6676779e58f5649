"""Which of an agent's consoles has the phone, and its sound: WebRTC offers go to the carrier of the agent's own leg.

One tab at a time has the phone, so that a second one cannot take a call away. A tab keeps it over a broken line; it is
free the moment its tab's last socket is gone. Kept in this process, as sockets are; other nodes are told by signals,
and a node that told nothing for a while has no say any more.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from channels.adapter import VoiceChannel
from channels.contract import ChannelError, Permanent
from channels.voice import LegState
from hub.core.terms import AgentId
from hub.edge.signals import Said, Signals
from hub.edge.site import Actor
from hub.errors import Invalid, NotFound, PhoneElsewhere, Unavailable
from hub.readers.tail import Tail
from hub.settings import Settings
from hub.store import phones
from hub.store.database import Store
from hub.store.phones import PhoneLeg

log = logging.getLogger("rapport.phones")

LARGEST_SDP = 64 * 1024
TOLD_AGAIN = timedelta(seconds=4)
FORGOTTEN_AFTER = 3 * TOLD_AGAIN
LINE_COMES_WITHIN = timedelta(seconds=6)  # a leg that is being dialled has no line yet


@dataclass(frozen=True, slots=True)
class Holder:
    """The console that has an agent's phone. `tab` stays the same while a page is reloaded."""

    sid: str
    tab: str


@dataclass(frozen=True, slots=True)
class Far:
    """A tab at another node that has an agent's phone, as we were told last."""

    tab: str
    until: datetime


Moved = Callable[[AgentId, str, str], None]


class Phones:
    """Who has whose phone."""

    def __init__(self, store: Store, nodes: Signals) -> None:
        self._store, self._nodes = store, nodes
        self._holders: dict[AgentId, Holder] = {}
        self._far: dict[AgentId, Far] = {}
        self._moved: list[Moved] = []
        nodes.on("phone", self._told)

    def on_moved(self, listener: Moved) -> None:
        """Tell (agent, socket, state) when another node's doing moves a phone: a socket lost it, or "": it is free."""
        self._moved.append(listener)

    def claim(self, agent: AgentId, sid: str, tab: str) -> bool:
        """Have the phone if it is free or this tab's own. False while another tab has it."""
        held = self._holders.get(agent)
        if held is not None and held.sid != sid and (not tab or held.tab != tab):
            return False
        far = self._far.get(agent)
        if held is None and far is not None and far.until > self._store.clock() and (not tab or far.tab != tab):
            return False
        self._hold(agent, Holder(sid, tab), "held")
        return True

    async def take(self, agent: AgentId, sid: str, tab: str) -> str:
        """Have the phone though another tab has it; answers the socket that lost it, "" where none here did.

        Raises PhoneElsewhere while there is a call on it.
        """
        if self.claim(agent, sid, tab):
            return ""
        if await self._store.read(phones.is_talking, agent):
            raise PhoneElsewhere()
        before = self._holders.get(agent)
        self._hold(agent, Holder(sid, tab), "taken")
        return before.sid if before is not None else ""

    def leave(self, agent: AgentId, sid: str) -> bool:
        """This socket is gone; True where the phone is free now."""
        held = self._holders.get(agent)
        if held is None or held.sid != sid:
            return False
        del self._holders[agent]
        self._nodes.send("phone", agent=agent, tab=held.tab, does="left")
        return True

    async def run(self) -> None:
        """Tell the other nodes again and again who has a phone here: one that has just begun does not know."""
        while True:
            await asyncio.sleep(TOLD_AGAIN.total_seconds())
            for agent, held in self._holders.items():
                self._nodes.send("phone", agent=agent, tab=held.tab, does="held")

    def _hold(self, agent: AgentId, holder: Holder, does: str) -> None:
        before, self._holders[agent] = self._holders.get(agent), holder
        self._far.pop(agent, None)
        if before is None or before.tab != holder.tab or does == "taken":
            self._nodes.send("phone", agent=agent, tab=holder.tab, does=does)

    def _told(self, said: Said) -> None:
        """A tab at another node has a phone now, took it from ours, or left it."""
        agent, tab, does = AgentId(said["agent"]), str(said["tab"]), said["does"]
        if does == "left":
            if (far := self._far.get(agent)) is not None and far.tab == tab:
                del self._far[agent]
                self._say(agent, "", "free")
            return
        held = self._holders.get(agent)
        if held is not None and does == "held" and held.tab != tab:
            return  # both took it in the same moment: whoever is asked next by the agent has it
        self._far[agent] = Far(tab, self._store.clock() + FORGOTTEN_AFTER)
        if held is not None:
            del self._holders[agent]
            if held.tab != tab:
                self._say(agent, held.sid, "elsewhere")

    def _say(self, agent: AgentId, sid: str, state: str) -> None:
        for listener in self._moved:
            listener(agent, sid, state)


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
