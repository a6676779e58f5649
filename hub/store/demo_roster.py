"""The demo's roster: four weeks back as its agents were there, two ahead; scripted colleagues from today on.

Planned on whole quarters where presence (demo_presence) is not, so that adherence is high and not 100 %.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from hub.core.terms import ShiftKind
from hub.store import demo_presence
from hub.store import tables as t
from hub.store.ids import id_at

DAYS_BACK, DAYS_AHEAD = 28, 14
MONDAY, TUESDAY, WEDNESDAY, SATURDAY, SUNDAY = 0, 1, 2, 5, 6
QUARTER = timedelta(minutes=15)

_DAY = (  # by the hub's clock, a quarter later for each agent but one
    (ShiftKind.WORK, time(6, 45), time(15, 30)), (ShiftKind.BREAK, time(11, 15), time(12, 0)),
    (ShiftKind.BREAK, time(13, 45), time(14, 0)),
)  # fmt: skip
_LATER = (0, 1, 2, 2, 3)  # quarters
_COLLEAGUES = (  # early and late
    ((ShiftKind.WORK, time(5, 30), time(13, 30)), (ShiftKind.BREAK, time(9, 30), time(10, 0))),
    ((ShiftKind.WORK, time(11, 0), time(19, 0)), (ShiftKind.BREAK, time(15, 0), time(15, 30))),
)
_TRAINING = (ShiftKind.TRAINING, time(12, 30), time(13, 30))
_MEETING = (ShiftKind.MEETING, time(8, 0), time(8, 30))

Piece = tuple[ShiftKind, time, time]


def fill(conn: Connection, team: Sequence[str], colleagues: Sequence[str], now: datetime) -> int:
    """Write it; how many shifts. The last of the team leads and enters it."""
    rows = [row for place, agent in enumerate(team) for days in range(-DAYS_BACK, DAYS_AHEAD + 1)
            for row in _rows(agent, now, days, _own(place, now, days), _LATER[place % len(_LATER)])]
    rows += [row for place, agent in enumerate(colleagues) for days in range(DAYS_AHEAD + 1)
             if _day(now, days).weekday() not in ((SATURDAY, SUNDAY) if place % 2 else (MONDAY, TUESDAY))
             for row in _rows(agent, now, days, _COLLEAGUES[place % 2], place // 2)]
    entered = {"entered_by": team[-1], "entered_at": now - timedelta(days=DAYS_BACK)}
    conn.execute(insert(t.shift), [{**row, **entered} for row in rows])
    return len(rows)


def _own(place: int, now: datetime, days: int) -> Sequence[Piece]:
    """One of the team's days; what is to come has trainings and meetings too."""
    weekday = _day(now, days).weekday()
    if demo_presence.is_off(place, _day(now, days)):
        return ()
    more = [_MEETING] if weekday == MONDAY else [_TRAINING] if weekday == WEDNESDAY + place % 2 else []
    return (*_DAY, *more) if days > 0 else _DAY


def _day(now: datetime, days: int) -> date:
    return (now + timedelta(days=days)).date()


def _rows(agent: str, now: datetime, days: int, pieces: Sequence[Piece], later: int) -> Iterator[dict[str, Any]]:
    for kind, *clock in pieces:
        begins, ends = (datetime.combine(_day(now, days), at, tzinfo=now.tzinfo) + later * QUARTER for at in clock)
        yield {"id": id_at(begins), "agent_id": agent, "kind": kind.value, "begins_at": begins, "ends_at": ends}
