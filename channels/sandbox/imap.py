"""The sandbox's IMAP server: as much of RFC 3501 and RFC 2177 (IDLE) as a mailbox reader needs, one folder INBOX.

Any name may sign in with any password: it serves this machine only, for the demo.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from dataclasses import dataclass

from channels.sandbox.post_office import Bell, Letter, PostOffice

CAPABILITIES = b"IMAP4rev1 IDLE UIDPLUS"
_LITERAL = re.compile(rb"\{(\d+)\+?\}$")
_PARTIAL = re.compile(r"BODY(?:\.PEEK)?\[(HEADER|TEXT)?\](?:<(\d+)\.(\d+)>)?", re.IGNORECASE)
_MAX_LINE = 64 * 1024


@dataclass(slots=True)
class _Line:
    """One client's connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    address: str = ""
    known: int = 0  # how many mails the client was told of

    def say(self, *parts: bytes) -> None:
        self.writer.write(b" ".join(parts) + b"\r\n")


class ImapServer:
    """One post office's mailboxes over IMAP."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client until it leaves."""
        line = _Line(reader, writer)
        line.say(b"* OK [CAPABILITY", CAPABILITIES + b"]", b"Rapport sandbox")
        try:
            while await self._command(line):
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _command(self, line: _Line) -> bool:
        raw = await _read_command(line)
        if not raw:
            return False
        tag, _, rest = raw.partition(" ")
        name, _, arguments = rest.partition(" ")
        name = name.upper()
        if name == "UID":
            name, _, arguments = arguments.partition(" ")
            name = f"UID {name.upper()}"
        answer = await self._run(line, name, arguments, tag)
        line.say(tag.encode(), answer)
        return name != "LOGOUT"

    async def _run(self, line: _Line, name: str, arguments: str, tag: str) -> bytes:
        if name == "CAPABILITY":
            line.say(b"* CAPABILITY", CAPABILITIES)
        elif name in ("LOGIN", "AUTHENTICATE"):
            line.address = _words(arguments)[0].lower() if name == "LOGIN" else ""
            return b"OK welcome" if line.address else b"NO use LOGIN"
        elif name == "LOGOUT":
            line.say(b"* BYE", b"until next time")
        elif not line.address:
            return b"NO sign in first"
        elif name in ("SELECT", "EXAMINE"):
            return self._select(line)
        elif name == "LIST":
            line.say(b'* LIST () "/" INBOX')
        elif name == "NOOP":
            self._news(line)
        elif name == "IDLE":
            await self._idle(line)
        elif name == "UID SEARCH":
            found = [letter.uid for letter in self._matching(line, arguments)]
            line.say(b"* SEARCH", *(str(uid).encode() for uid in found))
        elif name == "UID FETCH":
            self._fetch(line, arguments)
        elif name == "UID STORE":
            for letter in self._in_set(line, _words(arguments)[0]):
                self._office.mark_seen(line.address, letter.uid)
        elif name not in ("CLOSE", "UNSELECT", "CHECK", "EXPUNGE", "ID", "ENABLE"):
            return b"BAD unknown command"
        return b"OK done"

    def _select(self, line: _Line) -> bytes:
        letters = self._office.letters(line.address)
        line.known = len(letters)
        following = max((letter.uid for letter in letters), default=0) + 1
        line.say(b"* FLAGS (\\Seen)")
        line.say(b"* %d EXISTS" % line.known)
        line.say(b"* 0 RECENT")
        line.say(b"* OK [UIDVALIDITY %d] valid" % self._office.validity())
        line.say(b"* OK [UIDNEXT %d] next" % following)
        return b"OK [READ-WRITE] selected"

    def _news(self, line: _Line) -> None:
        count = len(self._office.letters(line.address))
        if count != line.known:
            line.known = count
            line.say(b"* %d EXISTS" % count)

    async def _idle(self, line: _Line) -> None:
        bell = Bell()
        loop = asyncio.get_running_loop()

        def ring() -> None:
            loop.call_soon_threadsafe(bell.ring)

        stop = self._office.watch(line.address, ring)
        line.say(b"+ idling")
        done = asyncio.ensure_future(line.reader.readline())
        try:
            while not done.done():
                self._news(line)
                await line.writer.drain()
                heard = asyncio.ensure_future(bell.heard())
                await asyncio.wait({done, heard}, return_when=asyncio.FIRST_COMPLETED)
                heard.cancel()
            if not done.result():
                raise ConnectionResetError
        finally:
            done.cancel()
            stop()

    def _matching(self, line: _Line, arguments: str) -> list[Letter]:
        words = arguments.upper().split()
        letters = self._office.letters(line.address)
        if "UID" in words:
            letters = self._in_set(line, words[words.index("UID") + 1])
        if "UNSEEN" in words:
            letters = [letter for letter in letters if not letter.seen]
        return letters

    def _in_set(self, line: _Line, numbers: str) -> list[Letter]:
        letters = self._office.letters(line.address)
        last = max((letter.uid for letter in letters), default=0)
        wanted: list[tuple[int, int]] = []
        for part in numbers.split(","):
            begin, _, end = part.partition(":")
            low = last if begin == "*" else int(begin)
            high = low if not end else (last if end == "*" else int(end))
            wanted.append((min(low, high), max(low, high)))
        return [letter for letter in letters if any(low <= letter.uid <= high for low, high in wanted)]

    def _fetch(self, line: _Line, arguments: str) -> None:
        numbers, _, items = arguments.partition(" ")
        order = {letter.uid: place for place, letter in enumerate(self._office.letters(line.address), 1)}
        for letter in self._in_set(line, numbers):
            line.writer.write(b"* %d FETCH (UID %d" % (order[letter.uid], letter.uid))
            if "FLAGS" in items.upper():
                line.writer.write(b" FLAGS (%s)" % (b"\\Seen" if letter.seen else b""))
            if "RFC822.SIZE" in items.upper():
                line.writer.write(b" RFC822.SIZE %d" % letter.size)
            for match in _PARTIAL.finditer(items):
                line.writer.write(_section(letter, match))
            if re.search(r"\bRFC822\b(?!\.)", items.upper()):
                body = letter.body()
                line.writer.write(b" RFC822 {%d}\r\n%s" % (len(body), body))
            line.writer.write(b")\r\n")
            if "PEEK" not in items.upper() and "BODY[" in items.upper():
                self._office.mark_seen(line.address, letter.uid)


def _section(letter: Letter, match: re.Match[str]) -> bytes:
    body = letter.body()
    part, start, length = match.groups()
    header, _, text = body.partition(b"\r\n\r\n") if b"\r\n\r\n" in body else body.partition(b"\n\n")
    if part:
        body = header + b"\r\n\r\n" if part.upper() == "HEADER" else text
    label = f"BODY[{(part or '').upper()}]"
    if start is not None:
        body = body[int(start) : int(start) + int(length)]
        label += f"<{start}>"
    return b" %s {%d}\r\n%s" % (label.encode(), len(body), body)


def _words(arguments: str) -> list[str]:
    found = [quoted or bare for quoted, bare in re.findall(r'"((?:[^"\\]|\\.)*)"|([^\s"]+)', arguments)]
    return [re.sub(r"\\(.)", r"\1", word) for word in found] or [""]


async def _read_command(line: _Line) -> str:
    """One command with its literals read in place (RFC 3501 §4.3)."""
    whole = b""
    while True:
        part = (await line.reader.readline()).rstrip(b"\r\n")
        literal = _LITERAL.search(part)
        whole += part[: literal.start()] if literal else part
        if not literal:
            return whole.decode("utf-8", "replace")
        if int(literal[1]) > _MAX_LINE:
            raise ValueError("literal too long")
        line.say(b"+ go on")
        await line.writer.drain()
        whole += b'"' + await line.reader.readexactly(int(literal[1])) + b'"'


async def serve_imap(office: PostOffice, host: str, port: int) -> asyncio.Server:
    """Listen; the caller closes the server."""
    return await asyncio.start_server(ImapServer(office).talk, host, port, limit=_MAX_LINE)
