"""The ways in as a customer has them: the telephone network, the chat's HTTP, SMTP and a mailbox. One call a method.

What people do with them is visits. Raises `Away` where the firm or the network does not answer.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncGenerator, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, formatdate, make_msgid
from typing import Any
from urllib.parse import quote

import aiohttp
import aiosmtplib

from channels.sandbox.crowd.values import Firm, Person

SECONDS = 20.0  # for one answer
CARRIER = "/sandbox/carrier"


class Away(Exception):
    """The other side does not answer, or refuses; a customer would shrug and try again another day."""


class Outside:
    """Everything a customer can reach. `http` is the caller's to close."""

    def __init__(self, firm: Firm, http: aiohttp.ClientSession) -> None:
        self.firm, self._http = firm, http

    # --- telephone -------------------------------------------------------------------------------------------

    async def dial(self, person: Person) -> str:
        """Call the firm's number; the call's id."""
        answer = await self._ask("POST", f"{CARRIER}/handset/dial", {"from": person.phone, "to": self.firm.number})
        return str(answer["call"]["sid"])

    async def press(self, call: str, digits: str) -> bool:
        """Press keys; whether anybody wanted them."""
        answer = await self._ask("POST", f"{CARRIER}/handset/press", {"call": call, "digits": digits})
        return bool(answer["wanted"])

    async def hang_up(self, call: str) -> None:
        """End the call."""
        await self._ask("POST", f"{CARRIER}/handset/hangup", {"call": call})

    async def answer(self, call: str) -> None:
        """Take a call that rings."""
        await self._ask("POST", f"{CARRIER}/handset/answer", {"call": call})

    async def events(self, person: Person) -> AsyncGenerator[dict[str, Any], None]:
        """What happens to this person's telephone, as it happens; first `hello` with how things stand."""
        path = f"{self.firm.url}{CARRIER}/events?number={quote(person.phone, safe='')}"
        try:
            async with self._http.get(path, timeout=aiohttp.ClientTimeout(total=None, connect=SECONDS)) as answer:
                if answer.status >= 400:
                    raise Away(f"events: {answer.status}")
                async for line in answer.content:
                    if line.startswith(b"data:"):
                        yield json.loads(line[5:])
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Away(type(error).__name__) from error

    async def text(self, person: Person, text: str) -> None:
        """Send a text message to the firm."""
        await self._ask("POST", f"{CARRIER}/handset/text", {"from": person.phone, "to": self.firm.number, "text": text})

    # --- chat ------------------------------------------------------------------------------------------------

    async def chat(self, token: str, act: str, said: Mapping[str, object]) -> None:
        """Do something in a chat: "start", "message", "seen", "end", "rating"."""
        body = {"client_id": secrets.token_hex(8), **said}
        await self._ask("POST", f"/channels/{self.firm.chat}/{act}", body, token)

    async def identity(self, person: Person) -> str:
        """Sign in at the shop, whose server signs who this is."""
        answer = await self._ask("POST", "/shop/identity", {"email": person.email})
        return str(answer["identity"])

    async def talk(self, token: str, after: str) -> dict[str, Any]:
        """A chat as its visitor sees it."""
        return await self._ask("GET", f"/channels/{self.firm.chat}/talk?after={after}", token=token)

    # --- mail ------------------------------------------------------------------------------------------------

    async def mail(self, person: Person, subject: str, text: str, references: str = "") -> None:
        """Write to the firm by SMTP."""
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"], mail["Subject"] = formataddr((person.name, person.email)), self.firm.mail, subject
        mail["Date"], mail["Message-ID"] = formatdate(localtime=True), make_msgid(domain=person.email.partition("@")[2])
        if references:
            mail["In-Reply-To"], mail["References"] = references.split()[-1], references
        mail.set_content(text)
        try:
            await aiosmtplib.send(mail, hostname=self.firm.smtp_host, port=self.firm.smtp_port, timeout=SECONDS)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Away(type(error).__name__) from error

    async def letters(self, person: Person) -> list[dict[str, Any]]:
        """This person's mailbox, newest first."""
        answer = await self._ask("GET", f"/sandbox/api/letters?of={quote(person.email, safe='')}")
        return list(answer["letters"])

    async def _ask(
        self, method: str, path: str, body: Mapping[str, object] | None = None, token: str = ""
    ) -> dict[str, Any]:
        headers = {"Origin": self.firm.url, **({"Authorization": f"Bearer {token}"} if token else {})}
        limit = aiohttp.ClientTimeout(total=SECONDS)
        try:
            async with self._http.request(method, self.firm.url + path, json=body, headers=headers,
                                          timeout=limit) as answer:
                if answer.status >= 400:
                    raise Away(f"{method} {path.partition('?')[0]}: {answer.status}")
                found: dict[str, Any] = await answer.json()
                return found
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Away(type(error).__name__) from error
