"""Who sees a whisper: who said it, the agent it was said to, and who oversees that agent. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, select

from hub.core.desk import ThreadRow
from hub.core.terms import MessageKind, Role
from hub.store import tables as t
from hub.store.oversight import EVERY_TEAM

_a = t.agent.c


def seers(conn: Connection, row: ThreadRow, among: Collection[str]) -> set[str]:
    """Those of these agents who may see this line. Anybody may see what is no whisper."""
    if row.kind is not MessageKind.WHISPER:
        return set(among)
    parties = {row.data.get("to_agent_id", ""), row.author_id or ""}
    team = conn.execute(select(_a.team).where(_a.id == row.data.get("to_agent_id", ""))).scalar()
    found = set(among) & parties
    for agent, roles, oversees in conn.execute(
        select(_a.id, _a.roles, _a.oversees).where(_a.id.in_(sorted(set(among) - parties)))
    ):
        if Role.ADMIN in roles or (Role.SUPERVISOR in roles and {EVERY_TEAM, team} & {*(oversees or ())}):
            found.add(agent)
    return found


def seen_by(conn: Connection, rows: Iterable[ThreadRow], agent: str) -> list[ThreadRow]:
    """These lines without the whispers this agent may not see."""
    return [row for row in rows if row.kind is not MessageKind.WHISPER or agent in seers(conn, row, {agent})]
