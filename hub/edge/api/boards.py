"""The board over HTTP: now, at a moment of the past, a day's line, a stretch to play, and alerts put aside.

The past is folded from the kept log in a reading thread; who may see whom is as today's oversight says.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from hub.actions import boards as actions
from hub.core.board import frames as core
from hub.core.board.named import named_on
from hub.core.board.view import BoardView
from hub.core.hours import local_day
from hub.core.terms import AgentId
from hub.edge import wire
from hub.edge.board_views import Eye, Shown, Sight, everything
from hub.edge.site import BOARDS, SETTINGS, STORE, Actor, answer, asked_day, asked_number, body
from hub.errors import Invalid, NotFound
from hub.store import frames, oversight
from hub.store.database import Connection, Store

LONGEST_PLAY = 3600  # seconds
MOST_STEPS = 3600


async def board(request: web.Request, me: Actor) -> web.Response:
    """The board as it is."""
    return answer(await request.app[BOARDS].view(me))


async def board_at(request: web.Request, me: Actor) -> web.Response:
    """`?at=`: the board as it was shown then."""
    store = request.app[STORE]
    return answer(await shown_at(store, me, min(asked_moment(request, "at"), store.clock())))


async def shown_at(store: Store, me: Actor, at: datetime) -> BoardView:
    """The board as it was shown at a moment, as this one may see it."""

    def ask(conn: Connection) -> BoardView:
        reel = frames.Reel(conn, at)
        shown = core.show(reel.board, at, oversight.overseen(conn, me.id, me.roles))
        return replace(shown, names=frames.names(conn, named_on(shown.agents, shown.alerts)))

    return await store.read(ask)


async def day(request: web.Request, me: Actor) -> web.Response:
    """`?date=`: how many waited each minute of a day of the firm's, its today unless another is asked for, and what is
    to be found in it."""
    zone, now = ZoneInfo(request.app[SETTINGS].plan.time_zone), request.app[STORE].clock()
    asked = asked_day(request) if request.query.get("date") else now.astimezone(zone).date()
    begin, end = local_day(asked, zone)

    def ask(conn: Connection) -> dict[str, object]:
        sees = oversight.overseen(conn, me.id, me.roles)
        told = frames.waiting_of(conn, begin, min(end, now))
        return {
            "date": asked, "from": begin, "to": end, "kept_from": frames.kept_from(conn),
            "minutes": [{"at": at, "waiting": waiting} for at, waiting in told],
            "marks": [each for each in frames.marks_of(conn, begin, end) if _may_see(each, sees)],
        }

    return answer(await request.app[STORE].read(ask))


async def play(request: web.Request, me: Actor) -> web.Response:
    """`?from=&seconds=&step=`: the board then, and what looks different at each step after it."""
    store = request.app[STORE]
    begin = min(asked_moment(request, "from"), store.clock())
    seconds = asked_number(request, "seconds", 600, LONGEST_PLAY)
    film = Film(begin, seconds, asked_number(request, "step", 1, LONGEST_PLAY))
    if film.seconds / film.step > MOST_STEPS:
        raise Invalid(f"That is more than {MOST_STEPS} steps; ask for longer ones.", field="step")
    return answer(await store.read(film.shown, me, store.clock()))


async def snooze(request: web.Request, me: Actor) -> web.Response:
    """Put an alert that stands aside for some minutes."""
    given, alert = wire.read(Snooze, await body(request)), request.match_info["id"]
    seen = await request.app[BOARDS].view(me)
    if alert not in {each.id for each in seen.alerts}:
        raise NotFound("There is no such alert, or it is over.")
    await request.app[STORE].do(actions.snooze_alert, me.id, alert, given.minutes)
    return answer({"ok": True})


@dataclass(frozen=True, slots=True)
class Snooze:
    """For how long, from now."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Film:
    """A stretch of the past, in steps of so many seconds."""

    begin: datetime
    seconds: int
    step: int

    def shown(self, conn: Connection, me: Actor, now: datetime) -> dict[str, Any]:
        """The start and what each step changes, up to now at most."""
        seen = oversight.overseen(conn, me.id, me.roles)
        reel, eye = frames.Reel(conn, self.begin), Eye()
        shown = Shown(Sight(None) if seen is None else Sight(frozenset(), named=seen))
        shown.turn(everything(reel.board, self.begin))
        shown.learn(frames.names(conn, shown.lacking()))
        start, steps = shown.whole(reel.board, self.begin), []
        for second in range(self.step, self.seconds + 1, self.step):
            at = self.begin + timedelta(seconds=second)
            if at > now:
                break
            reel.wind(at)
            parts = shown.turn(eye.again(reel.board, at))
            lacking = shown.lacking()
            if lacking and (names := shown.learn(frames.names(conn, lacking))):
                parts["names"] = names
            steps.append({"pos": reel.board.pos, "at": at, **parts})
        return {"start": start, "steps": steps}


def _may_see(mark: dict[str, object], sees: Collection[AgentId] | None) -> bool:
    return sees is None or mark["agent_id"] is None or mark["agent_id"] in sees


def asked_moment(request: web.Request, name: str) -> datetime:
    """A moment of the query. Raises Invalid."""
    try:
        found = datetime.fromisoformat(request.query.get(name, ""))
        moment = found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(f"{name} is a moment like 2026-11-30T12:00:00Z.", field=name) from None
    if found.tzinfo is None:
        raise Invalid(f"{name} needs its time zone, like Z.", field=name)
    return moment
