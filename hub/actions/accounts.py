"""People who work here: adding them, signing in and out, new passwords. Hashing is slow and stays outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from channels.contract import Medium
from hub.core import facts
from hub.core.numbers import e164
from hub.core.plan import FloorPlan
from hub.core.terms import AgentId, PresenceState, Role
from hub.errors import Exists, Invalid, Limited
from hub.store import account_rows, floor_rows
from hub.store.account_rows import anybody
from hub.store.writer import Tx

__all__ = ["AgentDraft", "Own", "add_agent", "anybody", "change_own", "change_password", "count_attempt", "new_agent",
           "prepare_reset", "reset_password", "sign_in", "sign_out"]

ATTEMPTS = 10
ATTEMPT_WINDOW = timedelta(minutes=15)
FROM_ONE_PLACE = 50
RESET_LASTS = timedelta(hours=1)
CAPACITY = {
    Medium.PHONE.value: 1, Medium.WEBCALL.value: 1, Medium.CHAT.value: 3, Medium.SMS.value: 3, Medium.EMAIL.value: 4,
    Medium.CALLBACK.value: 1, "total": 6,
}  # fmt: skip
LEVELS = range(1, 11)


@dataclass(frozen=True, slots=True)
class AgentDraft:
    """Someone to add. `queues` and `skills` map to a preference and a level, 1 to 10."""

    email: str
    password_hash: str
    name: str
    roles: tuple[Role, ...]
    language: str
    team: str
    queues: Mapping[str, int]
    skills: Mapping[str, int]
    oversees: tuple[str, ...] = ("*",)  # the teams a supervisor sees; "*" all


def new_agent(plan: FloorPlan, email: str, password_hash: str, fields: Mapping[str, object]) -> AgentDraft:
    """A checked draft. Raises Invalid naming the field and what is allowed."""
    address = email.strip().lower()
    if "@" not in address:
        raise Invalid("Give an e-mail address.", field="email")
    name = str(fields.get("name", "")).strip()
    if not name:
        raise Invalid("Give a name.", field="name")
    language = str(fields.get("language") or plan.languages[0])
    if language not in plan.languages:
        raise Invalid(f"One of {', '.join(plan.languages)}.", field="language")
    queues = _levels(fields.get("queues"), set(plan.queues), "queue") or dict.fromkeys(plan.queues, 5)
    skills = _levels(fields.get("skills"), {skill.id for skill in plan.skills}, "skill")
    roles = tuple(Role(role) for role in cast("tuple[str, ...]", fields.get("roles") or (Role.AGENT,)))
    team, oversees = str(fields.get("team") or ""), cast("tuple[str, ...]", fields.get("oversees") or ())
    if oversees and Role.SUPERVISOR not in roles:
        raise Invalid("Only a supervisor oversees teams: add --role supervisor.", field="oversees")
    return AgentDraft(address, password_hash, name, roles, language, team, queues, skills, oversees or ("*",))


def _levels(given: object, known: set[str], field: str) -> dict[str, int]:
    """Names with levels, as a mapping or as texts `name` or `name=level`."""
    pairs = given.items() if isinstance(given, Mapping) else [
        (str(text).partition("=")[0], str(text).partition("=")[2] or "5")
        for text in cast("tuple[str, ...]", given or ())
    ]
    found = {}
    for name, level in pairs:
        if name not in known:
            raise Invalid(f"There is no {field} {name!r}; known: {', '.join(sorted(known))}.", field=field)
        if not str(level).isdigit() or int(level) not in LEVELS:
            raise Invalid(f"The level of {name} is a number from 1 to 10.", field=field)
        found[str(name)] = int(level)
    return found


def add_agent(tx: Tx, draft: AgentDraft) -> AgentId:
    """Someone new works here. Raises Exists when the address is taken."""
    if account_rows.email_taken(tx, draft.email):
        raise Exists("Somebody signs in with this address already.", field="email")
    agent = AgentId(tx.new_id())
    account_rows.add_agent(
        tx,
        {"id": agent, "name": draft.name, "email": draft.email, "password_hash": draft.password_hash,
         "roles": list(draft.roles), "language": draft.language, "team": draft.team, "queues": dict(draft.queues),
         "skills": dict(draft.skills), "capacity": CAPACITY, "created_at": tx.now,
         "oversees": list(draft.oversees)},
    )
    floor_rows.note_presence(tx, agent, PresenceState.OFFLINE, "")
    _tell_changed(tx, agent)
    return agent


def count_attempt(tx: Tx, email: str, source: str) -> None:
    """A try to sign in. Raises Limited after 10 by one login or 50 from one place in 15 minutes."""
    since = tx.now - ATTEMPT_WINDOW
    by_login = account_rows.attempts_since(tx, f"login:{email}", since)
    from_place = account_rows.attempts_since(tx, f"from:{source}", since)
    if by_login >= ATTEMPTS or from_place >= FROM_ONE_PLACE:
        raise Limited("Too many tries. Wait a quarter of an hour, or ask for a new password.",
                      data={"retry_after": int(ATTEMPT_WINDOW.total_seconds())})
    account_rows.add_attempt(tx, f"login:{email}")
    account_rows.add_attempt(tx, f"from:{source}")


def sign_in(tx: Tx, agent: AgentId, token_hash: str, lasts: timedelta) -> None:
    """The password was right: a sign-in begins, the tries are forgotten."""
    found = floor_rows.agent(tx, agent)
    if found is not None:
        account_rows.forget_attempts(tx, f"login:{found.email}", tx.now - ATTEMPT_WINDOW)
    account_rows.add_sign_in(tx, token_hash, agent, tx.now + lasts)


def sign_out(tx: Tx, agent: AgentId, token_hash: str) -> None:
    """This sign-in ends."""
    if account_rows.end_sign_in(tx, agent, token_hash):
        tx.record(facts.AgentSignedOut(agent))


def change_password(tx: Tx, agent: AgentId, password_hash: str, keep: str) -> None:
    """A new password ends every other sign-in."""
    account_rows.change_agent(tx, agent, password_hash=password_hash, must_change_password=False)
    account_rows.end_sign_ins(tx, agent, keep)
    tx.record(facts.AgentSignedOut(agent))
    _tell_changed(tx, agent)


@dataclass(frozen=True, slots=True)
class Own:
    """An agent's own settings; None leaves one as it is. `mobile` "" is none."""

    language: str | None = None
    theme: str | None = None
    signature: str | None = None
    mobile: str | None = None


def change_own(tx: Tx, agent: AgentId, own: Own) -> None:
    """An agent's own settings. Raises Invalid."""
    language, theme, mobile = own.language, own.theme, own.mobile
    if language is not None and language not in tx.house.languages:
        raise Invalid(f"One of {', '.join(tx.house.languages)}.", field="language")
    if theme is not None and theme not in ("auto", "light", "dark"):
        raise Invalid("One of auto, light, dark.", field="theme")
    if mobile:
        mobile = e164(mobile)
        if not mobile:
            raise Invalid("Write the number with its country, like +4915112345678.", field="mobile")
    given = {"language": language, "theme": theme, "signature": own.signature, "mobile": mobile}
    values = {name: value for name, value in given.items() if value is not None}
    if values:
        account_rows.change_agent(tx, agent, **values)
        _tell_changed(tx, agent)


def prepare_reset(tx: Tx, email: str, token_hash: str) -> str | None:
    """Make a reset token; answers the agent's language, None when nobody has this address (say nothing then)."""
    found = account_rows.agent_by_email(tx, email)
    if found is None:
        return None
    account_rows.add_reset(tx, token_hash, found[0], tx.now + RESET_LASTS)
    return found[1]


def reset_password(tx: Tx, token_hash: str, password_hash: str) -> AgentId:
    """A new password by a token; it works once. Raises Invalid for one that is unknown, used or too old."""
    agent = account_rows.take_reset(tx, token_hash)
    if agent is None:
        raise Invalid("This link was used already or is too old. Ask for a new one.", field="token")
    change_password(tx, agent, password_hash, keep="")
    return agent


def _tell_changed(tx: Tx, agent: AgentId) -> None:
    """Somebody's row changed: the log hears where they stand now."""
    found = floor_rows.agent(tx, agent)
    if found is not None:
        tx.record(facts.AgentChanged(agent, found.team, tuple(sorted(found.queues)), found.active))
