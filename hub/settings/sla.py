"""[sla.…] of floor.toml: promises of time, in the order of the file; the first that fits a matter counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from channels.contract import Medium
from hub.core.plan import Hours, SlaPolicy
from hub.core.terms import CaseType, ClockKind, QueueId
from hub.settings.reading import Section

COVERS = ("cases", "messages")
WRITTEN = (Medium.EMAIL, Medium.SMS, Medium.CHAT)
PROMISES = {
    "cases": (ClockKind.FIRST_REPLY, ClockKind.RESOLUTION),
    "messages": (ClockKind.FIRST_REPLY, ClockKind.NEXT_REPLY),
}
NOTIFY = ("owner", "supervisors")
LONGEST_MINUTES = 60 * 24 * 365


def read_sla(root: Section, hours: Mapping[str, Hours], queues: Iterable[QueueId]) -> tuple[SlaPolicy, ...]:
    """Every policy; mistakes are noted with the key they stand at."""
    known = tuple(str(each) for each in queues)
    return tuple(_policy(name, section, hours, known) for name, section in root.sections("sla").items())


def _policy(name: str, section: Section, hours: Mapping[str, Hours], queues: tuple[str, ...]) -> SlaPolicy:
    covers = section.choice("covers", COVERS, "cases")
    targets = _targets(section, covers)
    warn = section.number("warn_minutes", 0, 0, LONGEST_MINUTES) * 60
    for kind, seconds in targets.items():
        if warn >= seconds:
            section.fault("warn_minutes", f"must be less than {kind}_minutes")
    hours_name = section.text("hours", "always")
    if hours_name not in hours and hours_name != "always":
        section.fault("hours", f"{hours_name!r} is not among [hours]; known: {', '.join(hours)}")
    to_queue = section.text("to_queue", "")
    found = SlaPolicy(
        id=name,
        covers=covers,
        hours=hours.get(hours_name, Hours("always")),
        targets=targets,
        warn_seconds=warn,
        case_types=tuple(CaseType(each) for each in _among(section, "case_types", tuple(CaseType))),
        mediums=tuple(Medium(each) for each in _among(section, "mediums", WRITTEN)),
        queues=tuple(QueueId(each) for each in _among(section, "queues", queues)),
        priority_from=section.number("priority_from", 1, 1, 10),
        vip=section.flag("vip"),
        raise_priority=section.number("raise_priority", 0, 0, 9),
        to_queue=QueueId(to_queue) if _is_queue(section, to_queue, queues) else None,
        notify=_among(section, "notify", NOTIFY) if section.has("notify") else NOTIFY,
    )
    if covers == "cases" and found.mediums:
        section.fault("mediums", "belong to promises that cover messages; leave them out")
    if covers == "messages" and found.case_types:
        section.fault("case_types", "belong to promises that cover cases; leave them out")
    section.done()
    return found


def _targets(section: Section, covers: str) -> dict[ClockKind, int]:
    targets: dict[ClockKind, int] = {}
    for kind in PROMISES[covers]:
        if section.has(f"{kind}_minutes"):
            targets[kind] = section.number(f"{kind}_minutes", 60, 1, LONGEST_MINUTES) * 60
    names = " or ".join(f"{kind}_minutes" for kind in PROMISES[covers])
    section.known(f"{kind}_minutes" for kind in PROMISES[covers])
    if not targets:
        section.fault("", f"promises nothing; give {names}")
    return targets


def _among(section: Section, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    given = section.texts(key)
    for each in given:
        if each not in allowed:
            section.fault(key, f"{each!r} is not known; known: {', '.join(allowed)}")
    return tuple(each for each in given if each in allowed)


def _is_queue(section: Section, name: str, queues: tuple[str, ...]) -> bool:
    if name and name not in queues:
        section.fault("to_queue", f"{name!r} is not a queue; known: {', '.join(queues)}")
    return name in queues
