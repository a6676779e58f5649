"""Accounts: agents as people who sign in, their server-side sign-ins, tries and reset tokens. Only hashes are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.core.terms import AgentId, PresenceState, Role
from hub.store import tables as t
from hub.store.sql import Connection, delete, func, insert, select, update
from hub.store.writer import Tx


@dataclass(frozen=True, slots=True)
class Password:
    """What a sign-in is checked against."""

    agent_id: AgentId
    password_hash: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who holds a valid sign-in."""

    agent_id: AgentId
    roles: tuple[Role, ...]


def password_of(conn: Connection, email: str) -> Password | None:
    """The working agent with this e-mail address."""
    row = conn.execute(
        select(t.agent.c.id, t.agent.c.password_hash).where(t.agent.c.email == email, t.agent.c.active)
    ).first()
    return None if row is None else Password(AgentId(row.id), row.password_hash)


def password_hash_of(conn: Connection, agent: AgentId) -> str | None:
    """An agent's password hash."""
    return conn.execute(select(t.agent.c.password_hash).where(t.agent.c.id == agent)).scalar_one_or_none()


def signed_in(conn: Connection, token_hash: str, now: datetime) -> SignedIn | None:
    """Who holds this sign-in, if it has not ended and they still work here."""
    row = conn.execute(
        select(t.agent.c.id, t.agent.c.roles)
        .join(t.sign_in, t.sign_in.c.agent_id == t.agent.c.id)
        .where(t.sign_in.c.token_hash == token_hash, t.sign_in.c.expires_at > now, t.agent.c.active)
    ).first()
    return None if row is None else SignedIn(AgentId(row.id), tuple(Role(role) for role in row.roles))


def language(conn: Connection, agent: AgentId) -> str:
    """The language an agent works in."""
    return conn.execute(select(t.agent.c.language).where(t.agent.c.id == agent)).scalar_one_or_none() or "en"


def name(conn: Connection, agent: AgentId) -> str:
    """What an agent is called."""
    return conn.execute(select(t.agent.c.name).where(t.agent.c.id == agent)).scalar_one_or_none() or ""


def own_settings(conn: Connection, agent: AgentId) -> dict[str, str]:
    """The theme, the signature and the mobile's number an agent has chosen."""
    c = t.agent.c
    row = conn.execute(select(c.theme, c.signature, c.mobile).where(c.id == agent)).first()
    return {"theme": row.theme, "signature": row.signature, "mobile": row.mobile} if row else {}


def mobile(conn: Connection, agent: AgentId) -> str:
    """An agent's own mobile, "+4915112345678"; "" where they gave none."""
    return conn.execute(select(t.agent.c.mobile).where(t.agent.c.id == agent)).scalar_one_or_none() or ""


def sign_in_ended(conn: Connection, token_hash: str, now: datetime) -> bool:
    """Whether this sign-in stands no more."""
    return signed_in(conn, token_hash, now) is None


def anybody(tx: Tx) -> bool:
    """Whether there is an agent at all."""
    return tx.conn.execute(select(t.agent.c.id).limit(1)).first() is not None


def email_taken(tx: Tx, email: str) -> bool:
    """Whether somebody signs in with this address."""
    return tx.conn.execute(select(t.agent.c.id).where(t.agent.c.email == email)).first() is not None


def add_agent(tx: Tx, row: Mapping[str, Any]) -> None:
    """An agent and their seat, offline."""
    tx.conn.execute(insert(t.agent), dict(row))
    tx.conn.execute(
        insert(t.seat),
        {"agent_id": row["id"], "presence": PresenceState.OFFLINE, "reason": "", "since": tx.now, "next": "",
         "idle_since": tx.now, "online": False, "lost_at": None, "load": {}},
    )


def change_agent(tx: Tx, agent: AgentId, **values: Any) -> int:
    """Change an agent's own settings or password."""
    return int(tx.conn.execute(update(t.agent).where(t.agent.c.id == agent).values(**values)).rowcount)


def attempts_since(tx: Tx, who: str, since: datetime) -> int:
    """Tries to sign in by this login, or from this place."""
    c = t.sign_in_attempt.c
    return int(tx.conn.execute(select(func.count()).where(c.who == who, c.at > since)).scalar_one())


def add_attempt(tx: Tx, who: str) -> None:
    """One more try."""
    tx.conn.execute(insert(t.sign_in_attempt), {"id": tx.new_id(), "who": who, "at": tx.now})


def forget_attempts(tx: Tx, who: str, before: datetime) -> None:
    """Tries that count no more."""
    c = t.sign_in_attempt.c
    tx.conn.execute(delete(t.sign_in_attempt).where((c.who == who) | (c.at < before)))


def add_sign_in(tx: Tx, token_hash: str, agent: AgentId, expires_at: datetime) -> None:
    """A sign-in begins."""
    tx.conn.execute(
        insert(t.sign_in),
        {"token_hash": token_hash, "agent_id": agent, "created_at": tx.now, "expires_at": expires_at,
         "last_seen_at": tx.now},
    )


def end_sign_in(tx: Tx, agent: AgentId, token_hash: str) -> int:
    """One sign-in ends; those that ran out go too."""
    c = t.sign_in.c
    tx.conn.execute(delete(t.sign_in).where(c.expires_at < tx.now))
    return int(tx.conn.execute(delete(t.sign_in).where(c.agent_id == agent, c.token_hash == token_hash)).rowcount)


def end_sign_ins(tx: Tx, agent: AgentId, keep: str = "") -> None:
    """All of an agent's sign-ins end but one."""
    c = t.sign_in.c
    tx.conn.execute(delete(t.sign_in).where(c.agent_id == agent, c.token_hash != keep))


def add_reset(tx: Tx, token_hash: str, agent: AgentId, expires_at: datetime) -> None:
    """A token to choose a new password with; earlier ones of this agent are void."""
    tx.conn.execute(delete(t.reset_token).where(t.reset_token.c.agent_id == agent))
    tx.conn.execute(insert(t.reset_token), {"token_hash": token_hash, "agent_id": agent, "expires_at": expires_at})


def take_reset(tx: Tx, token_hash: str) -> AgentId | None:
    """Whose token this is; it is used up by asking. None when unknown, used or too old."""
    c = t.reset_token.c
    row = tx.conn.execute(
        update(t.reset_token)
        .where(c.token_hash == token_hash, c.used_at.is_(None), c.expires_at > tx.now)
        .values(used_at=tx.now)
        .returning(c.agent_id)
    ).first()
    return None if row is None else AgentId(row.agent_id)


def agent_by_email(tx: Tx, email: str) -> tuple[AgentId, str] | None:
    """The working agent with this address, and their language."""
    row = tx.conn.execute(
        select(t.agent.c.id, t.agent.c.language).where(t.agent.c.email == email, t.agent.c.active)
    ).first()
    return None if row is None else (AgentId(row.id), row.language)
