"""The sandbox's page: a customer's telephone, messages, mail program and the shop. Its mail goes by real SMTP.

The telephone network is the carrier's. Only mounted by the demo. It serves whoever may reach the demo's port: bind
that to this machine.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from email.utils import formataddr, formatdate, make_msgid, parseaddr
from pathlib import Path

import aiosmtplib
from aiohttp import web

from channels.sandbox.crowd.values import Person
from channels.sandbox.post_office import Letter, PostOffice

PAGE = Path(__file__).parent / "page"
MAX_LETTERS = 200
MAX_TEXT = 100_000


Steps = Callable[[int | None], Awaitable[tuple[int, Sequence[dict[str, object]]]]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the page shows of the demo: the firm, whom one may play, what may be run, what happens inside.

    `begin` starts a story by its name and answers who takes part; `steps` gives the newest place of the hub's log and
    what happened after a place (after None: the last few).
    """

    firm: str
    address: str
    number: str
    people: tuple[Person, ...]
    stories: tuple[str, ...]
    begin: Callable[[str], str]
    steps: Steps


@dataclass(frozen=True, slots=True)
class SandboxPages:
    """What the page needs: the post office, where its SMTP listens, and what surrounds it."""

    office: PostOffice
    smtp_host: str
    smtp_port: int
    around: Surroundings

    def routes(self) -> list[web.RouteDef]:
        """The page, its files, and what it asks."""
        files = [path.name for path in sorted(PAGE.iterdir()) if path.suffix in (".js", ".css")]
        return [
            web.get("/sandbox", _file("sandbox.html")),
            *(web.get(f"/sandbox/{name}", _file(name)) for name in files),
            web.get("/sandbox/api/about", self._about),
            web.get("/sandbox/api/steps", self._steps),
            web.post("/sandbox/api/stories", self._story),
            web.get("/sandbox/api/letters", self._letters),
            web.post("/sandbox/api/letters", self._write),
        ]

    async def _about(self, request: web.Request) -> web.Response:
        around = self.around
        return web.json_response(
            {"firm": around.firm, "address": around.address, "number": around.number, "stories": around.stories,
             "people": [asdict(person) for person in around.people], "smtp": f"{self.smtp_host}:{self.smtp_port}"}
        )

    async def _steps(self, request: web.Request) -> web.Response:
        after = request.query.get("after", "")
        head, steps = await self.around.steps(int(after) if after.isascii() and after.isdigit() else None)
        return web.json_response({"head": head, "steps": steps}, headers={"Cache-Control": "no-store"})

    async def _story(self, request: web.Request) -> web.Response:
        try:
            story = str((await request.json())["story"])
        except (ValueError, KeyError, TypeError):
            story = ""
        if story not in self.around.stories:
            known = ", ".join(self.around.stories)
            return web.json_response({"message": f"story: give one of {known}"}, status=400)
        return web.json_response({"who": self.around.begin(story)})

    async def _letters(self, request: web.Request) -> web.Response:
        address = parseaddr(request.query.get("of", ""))[1].lower()
        if "@" not in address:
            return web.json_response({"message": "of: give an e-mail address"}, status=400)
        letters = (await asyncio.to_thread(self.office.letters, address))[-MAX_LETTERS:]
        shown = await asyncio.to_thread(lambda: [_shown(letter) for letter in reversed(letters)])
        return web.json_response({"letters": shown})

    async def _write(self, request: web.Request) -> web.Response:
        try:
            mail = _mail(await request.json(), self.around.address)
        except (ValueError, TypeError, AttributeError) as error:
            return web.json_response({"message": str(error)}, status=400)
        try:
            await aiosmtplib.send(mail, hostname=self.smtp_host, port=self.smtp_port, timeout=10)
        except aiosmtplib.SMTPException as error:
            return web.json_response({"message": f"the sandbox's SMTP server refused: {error}"}, status=502)
        return web.json_response({"message_id": mail["Message-ID"]})


def _file(name: str) -> Callable[[web.Request], Awaitable[web.FileResponse]]:
    async def serve(request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / name, headers={"Cache-Control": "no-cache"})

    return serve


def _mail(given: dict[str, str], firm: str) -> EmailMessage:
    sender = parseaddr(str(given.get("from", "")))[1]
    text = str(given.get("text", ""))
    if "@" not in sender:
        raise ValueError("from: give an e-mail address")
    if not text.strip() or len(text) > MAX_TEXT:
        raise ValueError(f"text: write something, at most {MAX_TEXT} characters")
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = formataddr((_line(given.get("name", "")), sender))
    mail["To"] = parseaddr(str(given.get("to", "")))[1] or firm
    mail["Subject"] = _line(given.get("subject", ""))[:500] or "(no subject)"
    mail["Date"] = formatdate(localtime=True)
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    parents = _line(given.get("references", "")).split()[-20:]
    if parents:
        mail["In-Reply-To"], mail["References"] = parents[-1], " ".join(parents)
    mail.set_content(text)
    return mail


def _line(value: object) -> str:
    return " ".join(str(value or "").split())


def _shown(letter: Letter) -> dict[str, object]:
    mail = email.message_from_bytes(letter.body(), policy=email.policy.default)
    part = mail.get_body(("plain", "html"))
    name, address = parseaddr(str(mail.get("From", "")))
    parents = f"{mail.get('References', '')} {mail.get('Message-ID', '')}".split()
    return {
        "uid": letter.uid,
        "name": name or address,
        "from": parseaddr(str(mail.get("Reply-To", "")))[1] or address,
        "subject": str(mail.get("Subject", "")),
        "date": str(mail.get("Date", "")),
        "text": str(part.get_content()) if part is not None else "",
        "references": " ".join(parents[-20:]),
        "in_reply_to": str(mail.get("In-Reply-To", "")),
        "message_id": str(mail.get("Message-ID", "")),
        "files": [found.get_filename() or "file" for found in mail.iter_attachments()],
    }
