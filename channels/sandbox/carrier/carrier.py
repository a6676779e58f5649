"""The carrier whole: all its parts joined, its routes, and what Python callers may do with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from aiohttp import web

from channels.sandbox.carrier.account import NOWHERE, Account, File
from channels.sandbox.carrier.clients import Clients
from channels.sandbox.carrier.clock import RealTime, Time
from channels.sandbox.carrier.dialling import Dialling
from channels.sandbox.carrier.faults import Faults
from channels.sandbox.carrier.handset import HandsetCall, own_texts
from channels.sandbox.carrier.lines import Lines
from channels.sandbox.carrier.pages import Pages
from channels.sandbox.carrier.phones import Phone, Phones
from channels.sandbox.carrier.rest import AccountRest, Rest, RestError
from channels.sandbox.carrier.rest_calls import CallRest, TapeRest
from channels.sandbox.carrier.rest_rooms import RoomRest
from channels.sandbox.carrier.rest_texts import TextRest
from channels.sandbox.carrier.rooms import Rooms
from channels.sandbox.carrier.script import Performer
from channels.sandbox.carrier.shapes import Shapes
from channels.sandbox.carrier.state import Book, Event, Text
from channels.sandbox.carrier.tapes import Tapes
from channels.sandbox.carrier.texts import Texts
from channels.sandbox.carrier.voices import Voices
from channels.sandbox.carrier.wire import Sent, Wire


class Carrier:
    """A telephone company for one account. `base_url` is where its routes can be reached from outside.

    `media` "none" leaves every call without real sound; "real" starts a media process when first needed.
    """

    def __init__(
        self, account: Account, base_url: str, time: Time | None = None, media: str = "none",
        folder: Path | None = None,
    ) -> None:  # fmt: skip
        self.time: Time = time or RealTime()
        self.faults = Faults()
        self.book = Book(account, base_url, self.time)
        self.phones = Phones()
        self._wire = Wire(account.token, self.time, self.faults)
        self._lines = Lines(self.book, self._wire, self.phones)
        self._tapes = Tapes(self.book, self._wire)
        self._rooms = Rooms(self.book, self._wire, self._tapes)
        self._texts = Texts(self.book, self._wire, self.phones)
        performer = Performer(self.book, self._wire, self._lines, self._tapes)
        self._dialling = Dialling(self.book, self._lines, self._rooms, self._tapes, performer)
        self._lines.perform, self._rooms.play = performer.perform, performer.play_out
        performer.dial = self._dialling.dial
        self._rooms.drop = partial(self._lines.end, status="canceled")
        self._lines.over += [self._tapes, self._rooms]
        self._pages = Pages(self.book, self._wire, self._lines, self._texts, self.phones)
        self._voices = Voices(self.book, folder) if media == "real" else None
        if self._voices is not None:
            self._pages.voices = self._tapes.recorder = self._voices
            self._rooms.changed, self._voices.lost = self._voices.changed, self._lines.hang_up
            self._lines.over.append(self._voices)
        self._wire.on_sent = self._told

    def routes(self, prefix: str) -> list[web.RouteDef]:
        """Everything it serves, below `prefix`."""
        rest, shapes = Rest(self.book, self.faults), Shapes(self.book)
        parts = (
            AccountRest(self.book, shapes), CallRest(self.book, self._lines, self._dialling, shapes),
            TapeRest(self.book, self._tapes, shapes), TextRest(self.book, self._texts, shapes),
            RoomRest(self.book, self._lines, self._rooms, self._dialling, shapes),
        )  # fmt: skip
        found = [route for part in parts for route in part.routes(rest, prefix)]
        clients = Clients(self.book, self._lines, self._voices)
        unknown = [rest.route(prefix, method, "{rest:.*}", _unknown) for method in ("GET", "POST", "DELETE")]
        return [*found, *self._pages.routes(prefix), *clients.routes(prefix), *unknown]

    async def close(self) -> None:
        """Hang up everything and stop."""
        for line in list(self.book.lines.values()):
            line.report = NOWHERE
            self._lines.end(line, "failed")
        self._pages.close()
        if self._voices is not None:
            await self._voices.close()
        await self._wire.close()

    # --- callers ---------------------------------------------------------------------------------------

    async def dial(self, from_: str, to: str, shown: str | None = None) -> HandsetCall:
        """Call one of the account's numbers. `shown` is the number they show, "" when they withhold it."""
        return HandsetCall(self._lines.arrive(from_, to, shown), self._lines, self.time)

    async def text(self, from_: str, to: str, body: str, media: Sequence[File] = ()) -> str:
        """Send a text to one of the account's numbers. Returns its sid."""
        return self._texts.arrive(from_, to, body, tuple(media)).sid

    def phone(self, number: str) -> Phone:
        """The telephone of a number: what it does when it rings."""
        return self.phones.phone(number)

    def client(self, identity: str) -> Phone:
        """The softphone of an identity: what it does when it rings."""
        return self.phones.phone(f"client:{identity}")

    def calls(self, address: str) -> list[HandsetCall]:
        """The calls of a number or of `client:<identity>`, newest first."""
        return [HandsetCall(line, self._lines, self.time) for line in reversed(self.book.lines.values())
                if line.handset.partition("?")[0] == address]

    def texts(self, number: str) -> list[Text]:
        """The texts of a number, oldest first."""
        return own_texts(self.book, number)

    def watch(self, told: Callable[[Event], None]) -> Callable[[], None]:
        """Call `told` with every event; returns what ends that."""
        return self.book.watch(told)

    @property
    def wire(self) -> tuple[Sent, ...]:
        """The newest requests to the account's site, oldest first."""
        return tuple(self._wire.sent)

    def _told(self, sent: Sent) -> None:
        self.book.emit("wire", wire=sent.kind, url=sent.url, status=sent.status, fault=sent.fault)


async def _unknown(request: web.Request, form: object) -> web.StreamResponse:
    raise RestError(404, 20404, f"The requested resource {request.path} was not found")


__all__ = ["Carrier"]
