"""Requests to the account through Twilio's own library, over an HTTP client of ours: whole base address, no log.

The library's edge and region only change the host's name; our client puts the configured base in front, so that a
carrier of our own can be spoken to. Every error is told apart here by what may be done next: try again (Retry),
never again (Permanent), or nobody knows (Unknown: the line broke after the request had left).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit, urlunsplit

import aiohttp
from twilio.base.exceptions import TwilioException
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from channels.contract import ChannelError, Permanent, Retry, Unknown
from channels.twilio.account import PROVIDER, Account, Secrets
from channels.twilio.errors import refusal

log = logging.getLogger("rapport.channels.twilio")
# Its own log writes addresses and numbers.
_SILENT = logging.Logger("rapport.channels.twilio.silent", logging.CRITICAL)

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 20.0
T = TypeVar("T")


class Line(AsyncHttpClient):  # type: ignore[misc]  # the library has no types
    """The HTTP client under the library. Opened when first used, inside a running loop."""

    def __init__(self, base: str) -> None:
        super().__init__(_SILENT, True, ANSWER_SECONDS)
        self._base = base
        self._client: aiohttp.ClientSession | None = None

    @property
    def client(self) -> aiohttp.ClientSession:
        """The pool of connections."""
        if self._client is None or self._client.closed:
            timeout = aiohttp.ClientTimeout(total=CONNECT_SECONDS + ANSWER_SECONDS, connect=CONNECT_SECONDS)
            self._client = aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())
        return self._client

    def moved(self, url: str) -> str:
        """The address below our base; the provider's own is left as the library made it (edge, region)."""
        if self._base == PROVIDER:
            return url
        base, asked = urlsplit(self._base), urlsplit(url)
        path = asked.path.removeprefix(base.path) if base.path else asked.path
        return urlunsplit((base.scheme, base.netloc, base.path + path, asked.query, ""))

    async def request(  # as the library calls it; `given` holds headers, auth and its own time limits
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        **given: Any,
    ) -> Response:
        """Ask once. Raises Retry, Permanent or Unknown for all but an answer that says yes."""
        head = dict(given.get("headers") or {})
        if auth := given.get("auth"):
            head["Authorization"] = aiohttp.encode_basic_auth(*auth)
        form = urlencode(data, doseq=True).encode() if data else None
        asked = {name: str(value) for name, value in (params or {}).items() if value is not None}
        changes = method.upper() != "GET"
        try:
            async with self.client.request(
                method.upper(), self.moved(uri), params=asked, data=form, headers=head, allow_redirects=False
            ) as answer:
                text = await answer.text()
                if answer.status >= 400:
                    raise refusal(answer.status, text, answer.headers.get("Retry-After", ""), changes)
                return Response(answer.status, text, answer.headers)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Retry(f"the provider cannot be reached: {type(error).__name__}") from None
        except (aiohttp.ClientError, TimeoutError, OSError, UnicodeDecodeError) as error:
            raise broken(error, changes) from None

    async def close(self) -> None:
        """Give the connections back."""
        if self._client is not None:
            await self._client.close()


def broken(error: Exception, changes: bool) -> ChannelError:
    """What a line that broke means: after a request that changes something has left, nobody knows what it did."""
    told = f"the line to the provider broke: {type(error).__name__}"
    return Unknown(told) if changes else Retry(told)


class Rest:
    """The account's resources. Opened when first used."""

    def __init__(self, account: Account, secrets: Secrets) -> None:
        self._account, self._secrets = account, secrets
        self.line = Line(account.api_url)
        self._client: Any = None

    @property
    def auth(self) -> tuple[str, str]:
        """The name and password of requests: the API key's when there is one."""
        if self._secrets.api_key:
            return self._secrets.api_key, self._secrets.api_secret
        return self._account.account_sid, self._secrets.auth_token

    def by_token(self) -> Rest:
        """The same account asked by its SID and Auth Token: a standard API key may not look at the account itself."""
        return Rest(self._account, Secrets(self._secrets.auth_token))

    def _made(self) -> Any:
        """Twilio's client (the library has no types), its parts loaded: a second of work, not for the loop."""
        name, password = self.auth
        made = Client(
            name, password, self._account.account_sid, http_client=self.line, environment={"": ""},
            region=self._account.region or None, edge=self._account.edge or None,
        )  # fmt: skip
        for part in ("calls", "conferences", "messages", "incoming_phone_numbers"):
            getattr(made, part)
        return made

    async def ask(self, request: Callable[[Any], Awaitable[T]]) -> T:
        """Do one thing with the resources. Raises Retry, Permanent or Unknown, and nothing else."""
        if self._client is None:
            self._client = await asyncio.to_thread(self._made)
        try:
            return await request(self._client)
        except ChannelError:
            raise
        except (TwilioException, ValueError, KeyError, TypeError) as error:
            # The library could not read an answer that said yes: it may have been done.
            log.warning("an answer of the provider cannot be read", extra={"error": type(error).__name__})
            raise Unknown(f"the provider's answer cannot be read: {type(error).__name__}") from None

    async def close(self) -> None:
        """Give the connections back."""
        await self.line.close()


def refused(error: Permanent, *codes: int) -> bool:
    """Whether it is one of these codes of the provider's."""
    return any(error.detail.startswith(f"{code}:") for code in codes)
