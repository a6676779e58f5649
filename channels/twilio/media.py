"""Files behind the account's login, fetched with limits: pictures in messages, recordings.

Only from the provider's own host, and over its redirects without the login; never more bytes than allowed.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import aiohttp

from channels.contract import Permanent, Retry
from channels.twilio.account import PROVIDER, Account
from channels.twilio.errors import refusal
from channels.twilio.rest import Rest

# Where the provider keeps the bytes; its answers lead there with an address that is good for a short time.
_STORES = (".twilio.com", ".twiliocdn.com", ".amazonaws.com")
_REDIRECTS = 4
_CHUNK = 64 * 1024
_REST_SECONDS = 30.0  # between two chunks
TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Found:
    """Bytes with the type that the store gives them."""

    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Want:
    """A file to fetch. `allow`: beginnings of content types; `seconds` for all of it."""

    url: str
    max_bytes: int
    allow: tuple[str, ...] = ()
    seconds: float = 60.0


class Store:
    """The account's files."""

    def __init__(self, account: Account, rest: Rest) -> None:
        self._account, self._rest = account, rest
        parts = urlsplit(account.api_url)
        self._own = (parts.scheme, parts.netloc)

    def is_theirs(self, url: str) -> bool:
        """Whether the login may be shown there: the configured base, or the provider's API hosts."""
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
            if (parts.scheme, parts.netloc) == self._own:
                return True
            named = host == "api.twilio.com" or (host.startswith("api.") and host.endswith(".twilio.com"))
            return self._account.is_provider and parts.scheme == "https" and named and parts.port in (None, 443)
        except ValueError:
            return False

    async def fetch(self, want: Want) -> Found:
        """The bytes. Raises Retry, or Permanent: not theirs, not allowed, gone, too large (detail TOO_LARGE)."""
        taken = bytearray()
        try:
            async with asyncio.timeout(want.seconds), await self._open(want) as answer:
                async for chunk in answer.content.iter_chunked(_CHUNK):
                    taken += chunk
                    if len(taken) > want.max_bytes:
                        raise Permanent(TOO_LARGE)
                return Found(answer.content_type, bytes(taken))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Retry(f"a file cannot be fetched: {type(error).__name__}") from None

    async def save(self, want: Want, path: Path) -> tuple[str, int]:
        """The bytes into a file; its type and size. Raises as `fetch`; then nothing is left behind."""
        size = 0
        try:
            async with asyncio.timeout(want.seconds), await self._open(want) as answer:
                with path.open("wb") as file:
                    async for chunk in answer.content.iter_chunked(_CHUNK):
                        size += len(chunk)
                        if size > want.max_bytes:
                            raise Permanent(TOO_LARGE)
                        await asyncio.to_thread(file.write, chunk)
                return answer.content_type, size
        except BaseException as error:
            path.unlink(missing_ok=True)
            if isinstance(error, (aiohttp.ClientError, TimeoutError, OSError)):
                raise Retry(f"a file cannot be fetched: {type(error).__name__}") from None
            raise

    async def _open(self, want: Want) -> aiohttp.ClientResponse:
        """The answer that holds the file, after at most four redirects. The caller closes it."""
        if not self.is_theirs(want.url):
            raise Permanent("the file's address is not the provider's")
        url, head = want.url, {"Authorization": aiohttp.encode_basic_auth(*self._rest.auth)}
        for _ in range(_REDIRECTS + 1):
            timeout = aiohttp.ClientTimeout(connect=10.0, sock_read=_REST_SECONDS)
            answer = await self._rest.line.client.get(url, headers=head, allow_redirects=False, timeout=timeout)
            if answer.status not in (301, 302, 303, 307, 308):
                return self._checked(answer, want)
            url = urljoin(url, answer.headers.get("Location", ""))
            answer.close()
            if not self._may_lead(url):
                raise Permanent("the file's address leads away from the provider")
            head = head if self.is_theirs(url) else {}
        raise Permanent("the file's address leads in a circle")

    def _checked(self, answer: aiohttp.ClientResponse, want: Want) -> aiohttp.ClientResponse:
        fault = None
        if answer.status != 200:
            fault = refusal(answer.status, "", answer.headers.get("Retry-After", "")) if answer.status >= 400 else (
                Permanent(f"{answer.status}: no file")
            )
        elif want.allow and not answer.content_type.startswith(want.allow):
            fault = Permanent(f"a file of type {answer.content_type} is not taken")
        elif (answer.content_length or 0) > want.max_bytes:
            fault = Permanent(TOO_LARGE)
        if fault is not None:
            answer.close()
            raise fault
        return answer

    def _may_lead(self, url: str) -> bool:
        if self.is_theirs(url):
            return True
        try:
            parts = urlsplit(url)
            named = (parts.hostname or "").endswith(_STORES)
            return self._account.api_url == PROVIDER and parts.scheme == "https" and named
        except ValueError:
            return False
