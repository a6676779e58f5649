"""Who asks: server-side sign-ins by cookie, passwords by argon2 off the loop, limits on tries.

The cookie holds a random token; the store holds its hash only. An actor is remembered for a few seconds, and
forgotten at once when the log says that someone signed out or changed.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http.cookies import CookieError, SimpleCookie

from aiohttp import web
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hub.actions import accounts
from hub.core.terms import AgentId
from hub.edge.site import COOKIE, Actor
from hub.errors import Invalid, SignInNeeded, WrongCredentials
from hub.store import account_rows
from hub.store.database import Store

REMEMBER = timedelta(seconds=10)
SHIFT = timedelta(hours=14)
SHORT = timedelta(hours=2)
MIN_PASSWORD = 10
MAX_PASSWORD = 200

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's floor for argon2id
_NOBODY = _hasher.hash("nobody signs in with this")  # so that an unknown e-mail takes as long as a known one


def hash_password(password: str) -> str:
    """The password's argon2id hash; slow on purpose. Raises Invalid for one that is too short or too long."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise Invalid(f"The password must have {MIN_PASSWORD} to {MAX_PASSWORD} characters.", field="password")
    return _hasher.hash(password)


def agrees(password_hash: str, password: str) -> bool:
    """Whether the password is the hashed one; slow on purpose."""
    try:
        return _hasher.verify(password_hash, password[:MAX_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


class Doorman:
    """Signs people in and out and knows who stands behind a cookie."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[Actor, datetime]] = {}
        self._slow = ThreadPoolExecutor(1, thread_name_prefix="passwords")

    async def actor(self, request: web.Request) -> Actor | None:
        """Who sent this request, None when nobody is signed in."""
        return await self._actor_of_token(request.cookies.get(COOKIE, ""))

    async def actor_of_cookie(self, header: str) -> Actor | None:
        """Who holds this Cookie header."""
        try:
            found = SimpleCookie(header).get(COOKIE)
        except CookieError:
            return None
        return await self._actor_of_token(found.value if found else "")

    async def still(self, actor: Actor) -> Actor:
        """The same actor with today's rights. Raises SignInNeeded when the sign-in has ended."""
        now = await self._find(actor.token_hash)
        if now is None:
            raise SignInNeeded()
        return now

    async def sign_in(self, email: str, password: str, source: str, lasts: timedelta = SHORT) -> tuple[AgentId, str]:
        """The agent and the cookie's token. Raises WrongCredentials or Limited."""
        await self._store.do(accounts.count_attempt, email.strip().lower(), source)
        found = await self._store.read(account_rows.password_of, email.strip().lower())
        loop = asyncio.get_running_loop()
        password_hash = found.password_hash if found else _NOBODY
        right = await loop.run_in_executor(self._slow, agrees, password_hash, password)
        if found is None or not right:
            raise WrongCredentials()
        token = secrets.token_urlsafe(32)
        await self._store.do(accounts.sign_in, found.agent_id, digest(token), lasts)
        return found.agent_id, token

    async def sign_out(self, actor: Actor) -> None:
        """End this sign-in."""
        self._known.pop(actor.token_hash, None)
        await self._store.do(accounts.sign_out, actor.id, actor.token_hash)

    async def hash(self, password: str) -> str:
        """`hash_password` off the loop."""
        return await asyncio.get_running_loop().run_in_executor(self._slow, hash_password, password)

    async def agrees(self, agent: AgentId, password: str) -> bool:
        """Whether this is the agent's password."""
        found = await self._store.read(account_rows.password_hash_of, agent)
        return await asyncio.get_running_loop().run_in_executor(self._slow, agrees, found or _NOBODY, password)

    def forget(self, agent: AgentId) -> None:
        """Ask the store again for this agent: their rights or sign-ins changed."""
        self._known = {key: known for key, known in self._known.items() if known[0].id != agent}

    async def _actor_of_token(self, token: str) -> Actor | None:
        return await self._find(digest(token)) if token else None

    async def _find(self, token_hash: str) -> Actor | None:
        now = self._store.clock()
        known = self._known.get(token_hash)
        if known and known[1] > now:
            return known[0]
        self._known.pop(token_hash, None)
        found = await self._store.read(account_rows.signed_in, token_hash, now)
        if found is None:
            return None
        actor = Actor(found.agent_id, found.roles, token_hash)
        if len(self._known) > 10_000:
            self._known.clear()
        self._known[token_hash] = (actor, now + REMEMBER)
        return actor
