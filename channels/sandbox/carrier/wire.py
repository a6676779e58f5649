"""The carrier's way to the customer's site: signed requests with the provider's rule of retries, and faults on demand.

Nothing here knows what a call is. Reports (status callbacks) of one key go out in order, unless a fault says otherwise.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import logging
import uuid
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

import aiohttp
from yarl import URL

from channels.sandbox.carrier.account import Hook
from channels.sandbox.carrier.clock import Time
from channels.sandbox.carrier.faults import Fault, Faults

READ_SECONDS = 15.0
CONNECT_SECONDS = 5.0
OVERTAKEN = (0.5, 3.0)  # seconds that a reordered report is held back
KEPT = 500
CONNECTIONS = 200

Form = Mapping[str, str]
log = logging.getLogger("rapport.sandbox.carrier")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answered."""

    status: int
    type: str
    body: bytes
    url: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as it went out. `status` 0: no answer. `fault` names what was done to it on purpose."""

    at: datetime
    kind: str
    url: str
    params: Form
    status: int
    fault: str = ""


class NoAnswer(Exception):
    """The site cannot be asked. `code` is the provider's: 11200 a bad or late answer, 11205 no connection.

    `why` is what the overrides call it: "ct" no connection, "rt" too late, "4xx", "5xx".
    """

    def __init__(self, code: int, message: str, why: str, status: int = 0) -> None:
        super().__init__(message)
        self.code, self.why, self.status = code, why, status


@dataclass(frozen=True, slots=True)
class _Way:
    """What the provider's connection overrides in an address's fragment ask for."""

    url: str
    tries: int
    policy: frozenset[str]  # which failures are tried again: ct rt 4xx 5xx
    connect: float
    read: float


def signature(token: str, url: str, params: Form) -> str:
    """X-Twilio-Signature: HMAC-SHA1 of the address and the sorted fields with their values, base64."""
    text = url + "".join(f"{name}{params[name]}" for name in sorted(params))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


class Wire:
    """Sends requests, one pool of connections for all. Open `close` when done."""

    def __init__(self, token: str, time: Time, faults: Faults) -> None:
        self._token, self._time, self.faults = token, time, faults
        self.sent: deque[Sent] = deque(maxlen=KEPT)
        self.on_sent: Callable[[Sent], None] = lambda sent: None
        self._http: aiohttp.ClientSession | None = None
        self._last: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def close(self) -> None:
        """Stop what is under way and give the connections back."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run beside; cancelled by `close`. What fails there is logged."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, NoAnswer):
            log.error("a part of the sandbox's carrier failed", exc_info=error)

    async def ask(self, kind: str, hook: Hook, params: Form) -> Answer:
        """Ask the hook's address, then its fallback. Raises NoAnswer when neither answers well.

        Once begun, a request is finished though whoever asked is gone: the provider does not take one back.
        """
        return await asyncio.shield(self.spawn(self._ask(kind, hook, params)))

    async def _ask(self, kind: str, hook: Hook, params: Form) -> Answer:
        try:
            return await self._tried(kind, hook.method, hook.url, params)
        except NoAnswer as failure:
            if not hook.fallback_url:
                raise
            extra = {**params, "ErrorCode": str(failure.code), "ErrorUrl": hook.url.partition("#")[0]}
            return await self._tried(kind, hook.fallback_method, hook.fallback_url, extra)

    def tell(self, kind: str, key: str, hook: Hook, params: Form) -> None:
        """Report something; the answer does not matter. Reports of one key keep their order."""
        before = self._last.get(key)
        fault = self.faults.of(kind)
        late = self.faults.happens(fault.reorder)
        task = self.spawn(self._told(kind, hook, params, None if late else before, late))
        if not late:
            self._last[key] = task
            task.add_done_callback(lambda done: self._forget(key, done))

    def _forget(self, key: str, done: asyncio.Task[None]) -> None:
        if self._last.get(key) is done:
            del self._last[key]

    async def _told(
        self, kind: str, hook: Hook, params: Form, before: asyncio.Task[None] | None, late: bool
    ) -> None:
        if late:
            await self._time.sleep(self.faults.between(OVERTAKEN))
        elif before is not None:
            await asyncio.wait({before})
        try:
            await self._ask(kind, hook, params)
        except NoAnswer:
            return

    async def fetch(self, url: str) -> Answer:
        """Get a sound. Raises NoAnswer."""
        return await self._once(_way(url), "GET", {}, "")

    async def _tried(self, kind: str, method: str, url: str, params: Form) -> Answer:
        """One address, with the retries its overrides allow; each try is the same request with the same token."""
        way, fault = _way(url), self.faults.of(kind)
        token = str(uuid.uuid4())
        await self._time.sleep(self.faults.between(fault.delay))
        for left in range(way.tries, -1, -1):
            try:
                return await self._faulty(kind, fault, way, method, params, token)
            except _Lost:
                again, failure = True, NoAnswer(11200, "HTTP retrieval failure: no answer", "rt")
            except NoAnswer as found:
                failure, again = found, found.why in way.policy or "all" in way.policy
            if not again or not left:
                raise failure
        raise AssertionError("the last try returns or raises")

    async def _faulty(
        self, kind: str, fault: Fault, way: _Way, method: str, params: Form, token: str
    ) -> Answer:
        if self.faults.happens(fault.drop):
            self._log(kind, way.url, params, 0, "drop")
            raise NoAnswer(11205, "HTTP connection failure", "ct")
        copies = [self.spawn(self._quietly(way, method, params, token)) for _ in range(fault.duplicate)]
        with self._time.busy():
            try:
                answer = await self._once(way, method, params, token)
            except NoAnswer as failure:
                self._log(kind, way.url, params, failure.status, "")
                raise
            finally:
                if copies:
                    await asyncio.wait(copies)
        lost = self.faults.happens(fault.lost)
        self._log(kind, way.url, params, answer.status, "lost" if lost else "duplicate" if copies else "")
        if lost:
            raise _Lost
        return answer

    async def _quietly(self, way: _Way, method: str, params: Form, token: str) -> None:
        try:
            await self._once(way, method, params, token)
        except NoAnswer:
            return

    async def _once(self, way: _Way, method: str, params: Form, token: str) -> Answer:
        url = way.url
        form: Form | None = params
        if method.upper() == "GET" and params:
            url, form = url + ("&" if "?" in url else "?") + urlencode(params), None
        headers = {"X-Twilio-Signature": signature(self._token, url, form or {}), "User-Agent": "TwilioProxy/1.1",
                   "Accept": "*/*", **({"I-Twilio-Idempotency-Token": token} if token else {})}
        limit = aiohttp.ClientTimeout(total=READ_SECONDS, sock_connect=way.connect, sock_read=way.read)
        body = urlencode(form).encode() if form is not None and method.upper() != "GET" else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        with self._time.busy():
            try:
                async with self._pool().request(method.upper(), URL(url, encoded=True), data=body, headers=headers,
                                                timeout=limit) as answer:
                    found = Answer(answer.status, answer.content_type, await answer.read(), url)
            except TimeoutError:
                raise NoAnswer(11200, "HTTP retrieval failure: time-out", "rt") from None
            except (aiohttp.ClientError, OSError, ValueError) as error:
                raise NoAnswer(11205, f"HTTP connection failure: {type(error).__name__}", "ct") from None
        if found.status >= 400:
            why = "4xx" if found.status < 500 else "5xx"
            raise NoAnswer(11200, f"HTTP retrieval failure: status {found.status}", why, found.status)
        return found

    def _pool(self) -> aiohttp.ClientSession:
        if self._http is None:
            many = aiohttp.TCPConnector(limit=CONNECTIONS)
            self._http = aiohttp.ClientSession(connector=many, cookie_jar=aiohttp.DummyCookieJar())
        return self._http

    def _log(self, kind: str, url: str, params: Form, status: int, fault: str) -> None:
        sent = Sent(self._time.now(), kind, url, params, status, fault)
        self.sent.append(sent)
        self.on_sent(sent)


class _Lost(Exception):
    """The site has it, its answer is gone."""


def _way(url: str) -> _Way:
    """Read the connection overrides of an address (#rc=2&rp=5xx,rt&rt=5000); the fragment is never sent nor signed."""
    bare, _, fragment = url.partition("#")
    given = {name: values[-1] for name, values in parse_qs(fragment).items()}
    tries = min(int(given["rc"]), 5) if given.get("rc", "").isdigit() else 1
    policy = frozenset(given.get("rp", "ct").split(","))
    connect, read = given.get("ct", ""), given.get("rt", "")
    return _Way(bare, tries, policy, _seconds(connect, CONNECT_SECONDS), _seconds(read, READ_SECONDS))


def _seconds(text: str, otherwise: float) -> float:
    return min(max(int(text), 100) / 1000, otherwise * 2) if text.isdigit() else otherwise
