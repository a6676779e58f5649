"""When the demo's agents were there during the past months: five days a week with a lunch, so that reports know it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from hub.store import tables as t
from hub.store.ids import id_at

DAYS = 240
CHUNK = 500
SUNDAY = 6
_HOURS = (  # by the hub's clock, a little later for each agent; the last ends the day
    ("available", "", time(6, 45)), ("away", "lunch", time(11, 15)), ("available", "", time(12, 0)),
    ("away", "break", time(13, 45)), ("available", "", time(14, 0)), ("offline", "", time(15, 30)),
)


def fill(conn: Connection, agents: Sequence[str], now: datetime) -> int:
    """Write them up to yesterday; how many rows."""
    rows = [row for place, agent in enumerate(agents) for row in _days(agent, now, place)]
    for begin in range(0, len(rows), CHUNK):
        conn.execute(insert(t.presence_history), rows[begin : begin + CHUNK])
    return len(rows)


def is_off(place: int, day: date) -> bool:
    """Sundays are free, and one more day of the week, another for each of the team."""
    return day.weekday() in (SUNDAY, (place + 3) % SUNDAY)


def _days(agent: str, now: datetime, place: int) -> Iterator[dict[str, Any]]:
    later = timedelta(minutes=12 * place)
    for days in range(DAYS, 0, -1):
        day = (now - timedelta(days=days)).date()
        if is_off(place, day):
            continue
        for (state, reason, begins), (_, _, ends) in itertools.pairwise(_HOURS):
            began = datetime.combine(day, begins, tzinfo=now.tzinfo) + later
            ended = datetime.combine(day, ends, tzinfo=now.tzinfo) + later
            yield {"id": id_at(began), "agent_id": agent, "presence": state, "reason": reason, "began_at": began,
                   "ended_at": ended}
