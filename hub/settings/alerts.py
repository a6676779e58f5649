"""[alerts] of config/floor.toml: from when a board calls for a supervisor."""

from __future__ import annotations

from channels.contract import Medium
from hub.core.plan import LONG_TALKS, LONG_WAITS, AlertRules
from hub.settings.reading import Section

MOST_MINUTES = 60  # a board remembers no more


def read_alerts(root: Section) -> AlertRules:
    """The limits; the usual ones where nothing is said."""
    section = Section("floor.toml", "alerts", root.take("alerts") or {}, root.faults)
    usual = AlertRules()
    rules = AlertRules(
        level_minutes=section.number("level_minutes", usual.level_minutes, 0, MOST_MINUTES),
        level_least=section.number("level_least", usual.level_least, 1),
        no_agent_seconds=section.number("no_agent_seconds", usual.no_agent_seconds),
        wait_seconds=_by_medium(section, "wait_seconds", LONG_WAITS),
        talk_seconds=_by_medium(section, "talk_seconds", LONG_TALKS),
        wrapup_seconds=section.number("wrapup_seconds", usual.wrapup_seconds),
        away_seconds=section.number("away_seconds", usual.away_seconds),
    )
    section.done()
    return rules


def _by_medium(section: Section, key: str, usual: dict[str, int]) -> dict[str, int]:
    """Seconds by medium; those not named keep the usual limit, 0 is none."""
    given = section.numbers(key)
    for medium, seconds in given.items():
        if medium not in tuple(Medium):
            section.fault(f"{key}.{medium}", f"{medium!r} is not a medium; known: {', '.join(Medium)}")
        if seconds < 0:
            section.fault(f"{key}.{medium}", f"must be 0 (never) or more seconds, not {seconds}")
    return {**usual, **given}
