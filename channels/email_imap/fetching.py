"""The IMAP line of a mailbox: every mail once into the hub, through broken lines, restarts and renumberings.

The place is kept as UIDVALIDITY:UID (RFC 3501 2.3.1.1), never a date and never \\Seen. IDLE only wakes us up; what
is new is always asked by UID, after each waking and every minute. Every await on the line has a time limit of its
own, because the library may wait for ever (aioimaplib issue 110).
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import re
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import aioimaplib

from channels.adapter import Arrived, Mount
from channels.contract import Delivery, Taken
from channels.email_imap.reading import TRUNCATED
from channels.email_imap.sending import Login
from channels.email_imap.settings import Settings

log = logging.getLogger("rapport.channels.email")
logging.getLogger("aioimaplib").setLevel(logging.ERROR)  # it writes what mails say into its own log

COMMAND_SECONDS = 25.0  # the longest wait for an answer
WAKE_SECONDS = 50.0  # IDLE is left and new mail asked for this often; with COMMAND_SECONDS a dead line shows in 90 s
FETCH_SECONDS = 300.0  # for one mail, on a slow line
BEGINNING = 256 * 1024  # bytes taken of a mail that is too big
_BATCH = 50  # mails whose sizes are asked for at once, and after which the place is kept
_AT_ONCE = 32  # mails on their way into the hub at once, and their bytes
_AT_ONCE_BYTES = 32 * 1024 * 1024
_NUMBER = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")

T = TypeVar("T")


class LineLost(Exception):
    """The connection is gone or answers nonsense; `str` is a short reason for the operator."""


@dataclass(frozen=True, slots=True)
class Place:
    """Up to where mail was taken. `validity` 0: never."""

    validity: int = 0
    uid: int = 0

    def __str__(self) -> str:
        return f"{self.validity}:{self.uid}"

    @classmethod
    def read(cls, text: str) -> Place:
        """The inverse of `str`; anything else is no place."""
        match = re.fullmatch(r"(\d{1,12}):(\d{1,12})", text)
        return cls(int(match.group(1)), int(match.group(2))) if match else cls()


class Mailbox:
    """One connection to the server, from greeting to loss."""

    def __init__(self, settings: Settings, login: Login) -> None:
        self._settings = settings
        self._login = login
        self._lost = asyncio.Event()
        self._line: Any = None  # the library is untyped
        self._news = False  # the server spoke of new mail since we last asked

    async def open(self) -> tuple[int, int]:
        """Connect, log in, choose the folder. Gives its UIDVALIDITY and UIDNEXT (0 when not told)."""
        settings = self._settings
        kind = aioimaplib.IMAP4_SSL if settings.imap_tls == "tls" else aioimaplib.IMAP4
        self._line = kind(host=settings.imap_host, port=settings.imap_port, timeout=COMMAND_SECONDS)
        self._line.protocol.conn_lost_cb = lambda _error: self._lost.set()
        self._listen_for_news(self._line.protocol)
        # A refused connection shows only in this task of the library's.
        await self._within(asyncio.shield(self._line._client_task))
        await self._within(self._line.wait_hello_from_server())
        if self._login.password or settings.imap_login:
            answer = await self._within(self._line.login(self._login.name, self._login.password))
            if answer.result != "OK":
                raise LineLost("the server refuses our name or password")
        answer = await self._asked(self._line.select(_quoted(settings.folder)), "the folder cannot be opened")
        lines = b"\n".join(bytes(line) for line in answer.lines)
        validity = re.search(rb"UIDVALIDITY (\d+)", lines)
        following = re.search(rb"UIDNEXT (\d+)", lines)
        if not validity:
            raise LineLost("the server keeps no UIDVALIDITY")
        return int(validity.group(1)), int(following.group(1)) if following else 0

    def _listen_for_news(self, protocol: Any) -> None:
        """Hear EXISTS in the answer to any command: the server says it once, and IDLE will not repeat it."""
        usual = protocol._untagged_response

        def hear(line: bytes) -> Any:
            self._news = self._news or b" EXISTS" in line[:40]
            return usual(line)

        protocol._untagged_response = hear

    async def search(self, criteria: str) -> list[int]:
        """The UIDs that fulfil the criteria, in order."""
        self._news = False
        answer = await self._asked(self._line.uid_search(criteria, charset=None), "the search failed")
        found = {int(word) for line in answer.lines if re.fullmatch(rb"[\d ]+", bytes(line)) for word in line.split()}
        return sorted(found)

    async def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """The sizes of these mails in bytes; those that are gone are left out."""
        answer = await self._asked(
            self._line.uid("fetch", ",".join(map(str, uids)), "(UID RFC822.SIZE)"), "sizes cannot be asked"
        )
        found = {}
        for line in answer.lines:
            number, size = _NUMBER.search(bytes(line)), _SIZE.search(bytes(line))
            if number and size:
                found[int(number.group(1))] = int(size.group(1))
        return found

    async def fetch(self, uid: int, limit: int | None = None) -> bytes | None:
        """A mail's bytes, or its beginning; None when it is gone. Does not mark it as seen."""
        part = f"BODY.PEEK[]<0.{limit}>" if limit else "BODY.PEEK[]"
        answer = await self._asked(
            self._line.uid("fetch", str(uid), f"(UID {part})"), "a mail cannot be fetched", FETCH_SECONDS
        )
        for line in answer.lines:
            if isinstance(line, bytearray):
                return bytes(line)
        return b"" if any(b"FETCH" in bytes(line) and b"BODY[" in bytes(line) for line in answer.lines) else None

    async def mark_seen(self, uids: Sequence[int]) -> None:
        """Mark mails as read, for people who look into the mailbox."""
        await self._within(self._line.uid("store", ",".join(map(str, uids)), "+FLAGS.SILENT", r"(\Seen)"))

    async def wait(self, seconds: float) -> None:
        """Return when the server has something to say, or had since the last search, or after `seconds`."""
        if self._news:
            return
        if not self._line.has_capability("IDLE"):
            await self._lost_or(asyncio.sleep(seconds))
            return
        idle = await self._within(self._line.idle_start(timeout=seconds + COMMAND_SECONDS))
        try:
            with contextlib.suppress(TimeoutError):
                said = await self._lost_or(self._line.wait_server_push(timeout=seconds))
                if said and any(b"BYE" in bytes(line).upper()[:10] for line in said):
                    raise LineLost("the server said goodbye")
        finally:
            if self._line._idle_waiter is not None:
                self._line._idle_waiter.cancel()
        self._line.idle_done()
        await self._within(asyncio.shield(idle))

    async def close(self) -> None:
        """Leave, politely when that works at once."""
        if self._line is None:
            return
        line, self._line = self._line, None
        if line.protocol.transport is None:
            line._client_task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await line._client_task
        if line.protocol.transport is not None:
            if not self._lost.is_set() and line.protocol.pending_sync_command is None:
                with contextlib.suppress(Exception):
                    async with asyncio.timeout(2):
                        await line.logout()
            line.protocol.transport.abort()
        for task in (*line.tasks, *line.protocol.tasks):
            task.cancel()

    async def _asked(self, answer: Awaitable[Any], complaint: str, seconds: float = 0) -> Any:
        found = await self._within(answer, seconds)
        if found.result != "OK":
            raise LineLost(complaint)
        return found

    async def _within(self, answer: Awaitable[T], seconds: float = 0) -> T:
        """The answer, unless time is up (COMMAND_SECONDS when not told) or the line breaks first."""
        try:
            async with asyncio.timeout(seconds or COMMAND_SECONDS):
                return await self._lost_or(answer)
        except (TimeoutError, aioimaplib.CommandTimeout):
            raise LineLost("the server does not answer") from None
        except OSError as error:
            raise LineLost(f"the server cannot be reached: {error.strerror or type(error).__name__}") from None
        except (aioimaplib.Error, aioimaplib.Abort, AttributeError, RecursionError) as error:
            raise LineLost(f"the server's answer makes no sense: {type(error).__name__}") from None

    async def _lost_or(self, answer: Awaitable[T]) -> T:
        wanted = asyncio.ensure_future(answer)
        lost = asyncio.ensure_future(self._lost.wait())
        try:
            await asyncio.wait({wanted, lost}, return_when=asyncio.FIRST_COMPLETED)
            if wanted.done():
                return wanted.result()
            raise LineLost("the connection was lost")
        finally:
            lost.cancel()
            wanted.cancel()
            if wanted.done() and not wanted.cancelled():
                wanted.exception()  # looked at, so that nobody complains


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class Fetcher:
    """Takes what is new in a mailbox into the hub."""

    def __init__(self, channel: str, settings: Settings, login: Login, site: Mount) -> None:
        self._channel, self._settings, self._login, self._site = channel, settings, login, site

    async def visit(self, arrived: Arrived) -> None:
        """One connection's life: catch up, then wait and look, until the line is lost (raises LineLost)."""
        mailbox = Mailbox(self._settings, self._login)
        try:
            validity, following = await mailbox.open()
            place = Place.read(await self._site.bookmark(self._channel))
            place = await self._catch_up(mailbox, place, Place(validity, max(0, following - 1)), arrived)
            self._site.report(self._channel, "up")
            while True:
                await mailbox.wait(WAKE_SECONDS)
                place = await self._take_after(mailbox, place, arrived)
        finally:
            await mailbox.close()

    async def _catch_up(self, mailbox: Mailbox, kept: Place, end: Place, arrived: Arrived) -> Place:
        """From the kept place; from the beginning when the folder was renumbered: the hub knows repetitions."""
        if kept.validity == end.validity:
            return await self._take_after(mailbox, kept, arrived)
        if kept.validity:
            log.warning("the mailbox was renumbered and is read again", extra={"channel_id": self._channel})
            return await self._take_after(mailbox, Place(end.validity, 0), arrived)
        criteria = {"all": "ALL", "unseen": "UNSEEN"}.get(self._settings.first_fetch)
        if criteria:
            await self._take(mailbox, await mailbox.search(criteria), kept, arrived)
        await self._keep(end)
        return end

    async def _take_after(self, mailbox: Mailbox, place: Place, arrived: Arrived) -> Place:
        # "n:*" always names the last mail, also when its number is smaller (RFC 3501 6.4.8).
        uids = [uid for uid in await mailbox.search(f"UID {place.uid + 1}:*") if uid > place.uid]
        return await self._take(mailbox, uids, place, arrived)

    async def _take(self, mailbox: Mailbox, uids: list[int], place: Place, arrived: Arrived) -> Place:
        """Take these mails in order; the place follows each batch once all of it was committed."""
        for start in range(0, len(uids), _BATCH):
            batch = uids[start : start + _BATCH]
            sizes = await mailbox.sizes(batch)
            await self._take_batch(mailbox, [(uid, sizes[uid]) for uid in batch if uid in sizes], arrived)
            if place.validity:  # else the first time: the place is the folder's end once all is taken
                place = Place(place.validity, batch[-1])
                await self._keep(place)
        return place

    async def _take_batch(self, mailbox: Mailbox, mails: Sequence[tuple[int, int]], arrived: Arrived) -> None:
        """Fetch mails (UID, size) one after the other while earlier ones are taken in; the hub keeps their order."""
        taken = []
        async with _Handing(arrived) as handing:
            for uid, size in mails:
                too_big = size > self._settings.max_mail_mb * 1024 * 1024
                body = await mailbox.fetch(uid, BEGINNING if too_big else None)
                if body is not None:
                    await handing.over(delivery_of(self._channel, body, size if too_big else 0))
                    taken.append(uid)
            await handing.finish()
        if self._settings.mark_seen and taken:
            await mailbox.mark_seen(taken)

    async def _keep(self, place: Place) -> None:
        await self._site.keep_bookmark(self._channel, str(place))


class _Handing:
    """Mails on their way into the hub, side by side so that they share commits, within a limit."""

    def __init__(self, arrived: Arrived) -> None:
        self._arrived = arrived
        self._under_way: dict[asyncio.Future[Taken], int] = {}  # with their bytes

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        for each in self._under_way:
            each.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def over(self, delivery: Delivery) -> None:
        """Begin to hand over one more, as soon as there is room. Raises what an earlier one raised."""
        while len(self._under_way) >= _AT_ONCE or sum(self._under_way.values()) > _AT_ONCE_BYTES:
            await self._some(asyncio.FIRST_COMPLETED)
        self._under_way[asyncio.ensure_future(self._arrived(delivery))] = len(delivery.body)

    async def finish(self) -> None:
        """Return when all are taken."""
        if self._under_way:
            await self._some(asyncio.ALL_COMPLETED)

    async def _some(self, which: str) -> None:
        done, _ = await asyncio.wait(self._under_way, return_when=which)
        for each in done:
            del self._under_way[each]
            each.result()


def delivery_of(channel: str, body: bytes, whole_size: int = 0) -> Delivery:
    """A fetched mail as a delivery. Its key is its content, so that a renumbered mailbox brings nothing twice."""
    digest = hashlib.sha256(body + (f"\n{whole_size}".encode() if whole_size else b"")).hexdigest()
    return Delivery(channel, body, f"sha256:{digest}", {TRUNCATED: str(whole_size)} if whole_size else {})
