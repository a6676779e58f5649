"""Admits visitors and hands over what they do: origin, identity and limits are checked here.

For HTTP and sockets alike. What must not live here: how a request or a socket frame looks (door, live), and
anything kept.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from channels.adapter import Mount
from channels.contract import Delivery, Talk
from channels.visitors.limits import MAX_KEYS, Places, Window
from channels.visitors.passes import LIFETIME, Pass, sign
from channels.visitors.refusal import Refused, busy, limited, origin_refused
from channels.webchat import acts
from channels.webchat.identity import read_claim
from channels.webchat.settings import Settings

READS_PER_10S = 60  # requests for the talk, of one visitor
REPORTS_PER_10S = 60  # read marks of one visitor
CALLS_PER_HOUR = 20  # of one visitor, and four times that of one address
TRANSCRIPTS_PER_HOUR = 3  # of one visitor, and twice that of one address
UPLOADS_AT_ONCE = 2  # of one visitor
FILES_IN_MEMORY = 2  # handed over at one time
NEWEST = "~"  # sorts after every line id: asks how the talk stands without its lines

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the visitor's id and the network address they come from."""

    visitor: str
    address: str


class Reception:
    """One channel's front desk. `clock` is monotonic, `wall` is Unix time, both in seconds."""

    def __init__(
        self,
        channel: str,
        settings: Settings,
        secret: str,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        key: str = "",
    ) -> None:
        self.channel = channel
        self.settings = settings
        self.sockets = Places(settings.sockets_per_address)
        self.uploads = Places(UPLOADS_AT_ONCE)
        self._secret, self._key = secret, key
        self._wall = wall
        self._site: Mount | None = None
        self._messages = Window(settings.messages_per_10s, 10, clock)
        self._openings = Window(settings.new_talks_per_hour, 3600, clock)
        self._reads = Window(READS_PER_10S, 10, clock)
        self._reports = Window(REPORTS_PER_10S, 10, clock)
        self._calls = Window(CALLS_PER_HOUR, 3600, clock)
        self._calls_from = Window(4 * CALLS_PER_HOUR, 3600, clock)
        self._transcripts = Window(TRANSCRIPTS_PER_HOUR, 3600, clock)
        self._transcripts_from = Window(2 * TRANSCRIPTS_PER_HOUR, 3600, clock)
        self._in_memory = asyncio.Semaphore(FILES_IN_MEMORY)
        self._open_talks: OrderedDict[str, None] = OrderedDict()
        self._reading = 0

    @property
    def site(self) -> Mount:
        """The hub's side; set by `mount`."""
        assert self._site is not None, "the channel is not mounted"
        return self._site

    def mount(self, site: Mount) -> None:
        """Remember the hub's side."""
        self._site = site

    # --- may they? ---------------------------------------------------------------------------------------

    def admit(self, origin: str, host: str) -> None:
        """Raise Refused unless a page of `origin` may use this chat; `host` is where the request was sent."""
        if origin in self.settings.origins and origin != "self":
            return
        scheme, _, netloc = origin.partition("://")
        if "self" in self.settings.origins and scheme in ("http", "https") and netloc and netloc == host:
            return
        raise origin_refused(origin)

    def read_limit(self, caller: Caller) -> None:
        """Count one look at the talk."""
        self._reading += 1
        self._count(self._reads, caller.visitor, str(self._reading), "too many requests")

    # --- what they do ------------------------------------------------------------------------------------

    async def message(self, caller: Caller, said: Mapping[str, object]) -> dict[str, object]:
        """A line the visitor wrote, the first or a later one."""
        head = self._message_head(caller, said)
        head["text"] = acts.read_text(said)
        return await self._message(caller, head, b"")

    async def file(
        self,
        caller: Caller,
        said: Mapping[str, object],
        about: Mapping[str, object],
        load: Callable[[], bytes],
    ) -> dict[str, object]:
        """A file the visitor sent; `load` reads its bytes when there is room for them."""
        head = self._message_head(caller, said)
        head["file"] = dict(about)
        async with self._in_memory:
            return await self._message(caller, head, load())

    async def seen(self, caller: Caller, said: Mapping[str, object]) -> dict[str, object]:
        """Our lines reached the visitor's screen, or were read."""
        head = self._head(caller, said, "seen") | {
            "state": acts.read_state(said),
            "lines": acts.read_lines(said),
        }
        self._count(self._reports, caller.visitor, str(head["client_id"]), "too many read marks")
        return await self._hand_over(caller, head)

    async def end(self, caller: Caller, said: Mapping[str, object]) -> dict[str, object]:
        """The visitor closed the talk."""
        head = self._head(caller, said, "end")
        self._count(self._messages, caller.visitor, str(head["client_id"]), "too many messages")
        self._open_talks.pop(caller.visitor, None)
        return await self._hand_over(caller, head)

    async def rating(self, caller: Caller, said: Mapping[str, object]) -> dict[str, object]:
        """The visitor rated the talk."""
        if not self.settings.rating:
            raise Refused("not_offered", "this chat asks for no rating", status=404)
        head = self._head(caller, said, "rating") | {"score": acts.read_score(said)}
        if said.get("comment"):
            head["comment"] = acts.read_text(said, "comment", acts.COMMENT_MAX_CHARS)
        self._count(self._messages, caller.visitor, str(head["client_id"]), "too many ratings")
        return await self._hand_over(caller, head)

    async def transcript(self, caller: Caller, said: Mapping[str, object]) -> dict[str, object]:
        """The visitor wants the talk by e-mail."""
        if not self.settings.transcript:
            raise Refused("not_offered", "this chat sends no transcript", status=404)
        head = self._head(caller, said, "transcript") | {"email": acts.read_email(said.get("email"))}
        client_id = str(head["client_id"])
        self._count(self._transcripts, caller.visitor, client_id, "too many transcripts asked for")
        self._count(self._transcripts_from, caller.address, client_id, "too many transcripts asked for")
        return await self._hand_over(caller, head)

    def call(self, caller: Caller, said: Mapping[str, object], origin: str) -> dict[str, object]:
        """A pass for a call in the browser, beside this talk."""
        if not self.settings.call:
            raise Refused("not_offered", "this chat has no calls", status=404)
        head = self._message_head(caller, said)
        self._count(self._calls, caller.visitor, str(head["client_id"]), "too many calls")
        self._count(self._calls_from, caller.address, str(head["client_id"]), "too many calls from your network")
        profile = head.get("profile", {})
        assert isinstance(profile, dict)
        given = Pass(self.channel, caller.visitor, origin, profile, self._wall() + LIFETIME)
        return {"ok": True, "channel": self.settings.call, "pass": sign(given, self._key)}

    async def talk(self, caller: Caller, after: str) -> Talk:
        """The visitor's own talk: there is no way to name another."""
        if after and not acts.LINE_ID.fullmatch(after):
            raise Refused("invalid", "after must be a line id as it came, or empty", field="after")
        talk = await asked(self.site.talk(self.channel, caller.visitor, after))
        self.note(caller.visitor, talk)
        return talk

    def note(self, visitor: str, talk: Talk) -> None:
        """Remember whether the talk is open, so that a further line in it is not counted as a new talk."""
        if talk.state in ("queued", "active"):
            self._open_talks[visitor] = None
            self._open_talks.move_to_end(visitor)
            while len(self._open_talks) > MAX_KEYS:
                self._open_talks.popitem(last=False)
        else:
            self._open_talks.pop(visitor, None)

    def forget(self, visitor: str) -> None:
        """A talk nobody watches may have ended: ask again before believing it open."""
        self._open_talks.pop(visitor, None)

    # --- the steps of it ---------------------------------------------------------------------------------

    def _head(self, caller: Caller, said: Mapping[str, object], kind: str) -> acts.Head:
        return {"v": 1, "kind": kind, "visitor": caller.visitor, "client_id": acts.read_client_id(said)}

    def _message_head(self, caller: Caller, said: Mapping[str, object]) -> acts.Head:
        head = self._head(caller, said, "message")
        signed, claim = said.get("identity"), None
        if signed:
            if not isinstance(signed, str):
                raise Refused("invalid", "identity must be the signed text", field="identity")
            claim = read_claim(signed, self._secret, channel=self.channel, now=self._wall())
        profile = acts.read_profile(said, claim)
        return head | ({"profile": profile} if profile else {})

    async def _message(self, caller: Caller, head: acts.Head, file: bytes) -> dict[str, object]:
        client_id = str(head["client_id"])
        self._count(self._messages, caller.visitor, client_id, "too many messages")
        if caller.visitor not in self._open_talks:
            talk = await asked(self.site.talk(self.channel, caller.visitor, NEWEST))
            self.note(caller.visitor, talk)
            if talk.state in ("new", "closed"):
                self._count(self._openings, caller.address, client_id, "too many new talks from your network")
        return await self._hand_over(caller, head, file)

    async def _hand_over(self, caller: Caller, head: acts.Head, file: bytes = b"") -> dict[str, object]:
        delivery = Delivery(
            channel=self.channel,
            body=acts.body(head, file),
            key=f"{caller.visitor}/{head['client_id']}",
            received_at=datetime.fromtimestamp(self._wall(), UTC),
        )
        taken = await asked(self.site.arrived(delivery))
        return {"ok": True, "client_id": head["client_id"], "state": taken.state}

    def _count(self, window: Window, key: str, tag: str, what: str) -> None:
        wait = window.wait(key, tag)
        if wait:
            raise limited(what, wait)


async def asked(question: Awaitable[Answer]) -> Answer:
    """The hub's answer. Raises Refused(busy) when it cannot answer now: the visitor's side tries again."""
    try:
        return await question
    except Exception as error:
        log.error("the hub did not answer the web chat", extra={"error": type(error).__name__})
        raise busy() from error
