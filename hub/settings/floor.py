"""config/floor.toml as a FloorPlan: queues, skills, hours, dispositions, reasons, canned replies, topics."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from channels.contract import Medium
from hub.core.desk import AwayReason, CannedReply, ChannelInfo, Disposition, Skill
from hub.core.plan import FloorPlan, Hours, Overflow, QueuePlan, Relaxation
from hub.core.terms import ChannelId, DispositionCode, QueueId, SkillId
from hub.settings.alerts import read_alerts
from hub.settings.reading import Fault, Section, day, span
from hub.settings.sla import read_sla
from hub.settings.voice import read_voice, with_callers, with_channels

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
REQUIRABLE = ("note", "topic", "case", "case.type", "case.subject", "opportunity", "opportunity.amount",
              "opportunity.name", "callback", "campaign", "termination")
SUGGESTIBLE = ("case", "close_case", "opportunity", "callback", "termination")
Spans = tuple[tuple[time, time], ...]


def _spans(section: Section, key: str) -> Spans:
    found = []
    for text in section.texts(key):
        try:
            found.append(span(text))
        except ValueError as error:
            section.fault(key, f"{text!r} is not a span like 09:00-18:00: {error}")
    return tuple(found)


def _dates(section: Section, key: str) -> tuple[date, ...]:
    found = []
    for text in section.texts(key):
        try:
            found.append(day(text))
        except ValueError:
            section.fault(key, f"{text!r} is not a date like 2026-01-01")
    return tuple(found)


def _hours(name: str, section: Section, zone: str) -> Hours:
    time_zone = section.text("time_zone", zone)
    if time_zone not in zoneinfo.available_timezones():
        section.fault("time_zone", f"{time_zone!r} is not a time zone; write one like Europe/Moscow")
        time_zone = "UTC"
    week = {i: spans for i, key in enumerate(WEEKDAYS) if (spans := _spans(section, key))}
    special = {}
    for key, value in (section.take("special") or {}).items():
        inner = Section(section.file, f"{section.path}.special", {key: value}, section.faults)
        try:
            special[day(key)] = _spans(inner, key)
        except ValueError:
            section.fault(f"special.{key}", "must be named by a date like 2026-12-31")
    hours = Hours(name, time_zone, week, _dates(section, "days_off"), special)
    section.done()
    return hours


def _mediums(section: Section, key: str) -> tuple[Medium, ...]:
    found = []
    for text in section.texts(key):
        try:
            found.append(Medium(text))
        except ValueError:
            section.fault(key, f"{text!r} is not a medium; known: {', '.join(Medium)}")
    return tuple(found)


def _offer_seconds(section: Section) -> dict[Medium, int]:
    found = {}
    for text, seconds in section.numbers("offer_seconds").items():
        try:
            found[Medium(text)] = seconds
        except ValueError:
            section.fault("offer_seconds", f"{text!r} is not a medium; known: {', '.join(Medium)}")
    return found


def _queue(name: str, section: Section, plan: dict[str, Any]) -> QueuePlan:
    hours_name = section.text("hours", "")
    if hours_name and hours_name not in plan["hours"]:
        section.fault("hours", f"{hours_name!r} is not among [hours]; known: {', '.join(plan['hours'])}")
    relax = []
    for row in section.rows("relax"):
        relax.append(Relaxation(row.number("after_seconds", 60), SkillId(row.text("skill")), row.number("level", 0)))
        row.done()
    overflow = []
    for row in section.rows("overflow"):
        overflow.append(Overflow(row.number("after_seconds", 300), QueueId(row.text("to_queue"))))
        row.done()
    queue = QueuePlan(
        id=QueueId(name),
        name=section.names("name", plan["languages"]),
        hours=plan["hours"].get(hours_name, Hours("always")),
        priority=section.number("priority", 5, 1, 10),
        skills={SkillId(skill): level for skill, level in section.numbers("skills").items()},
        relax=tuple(relax),
        overflow=tuple(overflow),
        offer_seconds=_offer_seconds(section),
        target_seconds=section.number("target_seconds", 20, 1),
        target_share=section.number("target_percent", 80, 1, 100) / 100,
        wrapup_seconds=section.number("wrapup_seconds", 90, 5),
        reopen_hours=section.number("reopen_hours", 72),
        last_agent_seconds=section.number("last_agent_seconds", 60),
        age_priority_minutes=section.number("age_priority_minutes", 5, 1),
        written_outside_hours=section.flag("written_outside_hours"),
    )
    if caller := section.text("caller_id", ""):
        plan["callers"][queue.id] = caller
    section.done()
    return queue


def _check_queues(queues: dict[QueueId, QueuePlan], skills: set[str], root: Section) -> None:
    for queue in queues.values():
        for overflow in queue.overflow:
            if overflow.to_queue not in queues:
                root.fault(f"queues.{queue.id}.overflow", f"{overflow.to_queue!r} is not a queue")
        for skill in {*queue.skills, *(step.skill for step in queue.relax)}:
            if skill not in skills:
                root.fault(f"queues.{queue.id}.skills", f"{skill!r} is not among [skills]")


def _disposition(code: str, section: Section, languages: tuple[str, ...], queues: set[str]) -> Disposition:
    for queue in section.texts("queues"):
        if queue not in queues:
            section.fault("queues", f"{queue!r} is not a queue; known: {', '.join(sorted(queues))}")
    requires, suggests = section.texts("requires"), section.texts("suggests")
    for item in requires:
        if item not in REQUIRABLE:
            section.fault("requires", f"{item!r} cannot be required; known: {', '.join(REQUIRABLE)}")
    for item in suggests:
        if item not in SUGGESTIBLE:
            section.fault("suggests", f"{item!r} cannot be suggested; known: {', '.join(SUGGESTIBLE)}")
    resolved = section.choice("resolved", ("yes", "no", "ask"), "ask")
    found = Disposition(
        code=DispositionCode(code),
        name=section.names("name", languages),
        group=section.text("group", ""),
        queues=tuple(QueueId(queue) for queue in section.texts("queues")),
        requires=requires,
        suggests=suggests,
        resolved={"yes": True, "no": False, "ask": None}[resolved],
        topic=section.text("topic", ""),
    )
    section.done()
    return found


def _reason(code: str, section: Section, languages: tuple[str, ...]) -> AwayReason:
    limit = section.number("minutes_a_day", 0)
    found = AwayReason(code, section.names("name", languages), limit or None)
    section.done()
    return found


def _canned(name: str, section: Section, languages: tuple[str, ...]) -> CannedReply:
    found = CannedReply(name, section.names("name", languages), section.names("text", languages),
                        _mediums(section, "mediums"))
    section.done()
    return found


def _named(section: Section, languages: tuple[str, ...]) -> dict[str, str]:
    names = section.names("name", languages)
    section.done()
    return names


@dataclass(frozen=True, slots=True)
class Served:
    """The channels as channels.toml tells of them: what they are, their queue, and the menu of those with calls."""

    infos: dict[ChannelId, ChannelInfo]
    queue: dict[ChannelId, str]
    menu: dict[ChannelId, str]


def read_floor(values: dict[str, Any], served: Served, keys: tuple[bytes, str], faults: list[Fault]) -> FloorPlan:
    """The plan in floor.toml, joined with the channels it serves. `keys` are the token key and the mail domain."""
    root = Section("floor.toml", "", values, faults)
    firm = Section("floor.toml", "firm", root.take("firm") or {}, faults)
    languages = firm.texts("languages") or ("en", "ru")
    zone = firm.text("time_zone", "UTC")
    hours = {name: _hours(name, section, zone) for name, section in root.sections("hours").items()}
    shared: dict[str, Any] = {"hours": hours, "languages": languages, "callers": {}}
    queues = {QueueId(name): _queue(name, section, shared) for name, section in root.sections("queues").items()}
    if not queues:
        root.fault("queues", "there must be at least one queue, like [queues.support]")
    skills = tuple(Skill(name, _named(section, languages)) for name, section in root.sections("skills").items())
    _check_queues(queues, {skill.id for skill in skills}, root)
    voice = with_channels(read_voice(root, languages, queues), served.menu, served.infos, faults)
    voice = with_callers(voice, shared["callers"], served.infos, root)
    for channel, queue in served.queue.items():
        if queue not in queues:
            faults.append(Fault("channels.toml", f"{channel}.queue", f"{queue!r} is not a queue in floor.toml"))
    topics = {topic: QueueId(str(queue)) for topic, queue in (root.take("topics") or {}).items()}
    for topic, queue in topics.items():
        if queue not in queues:
            root.fault(f"topics.{topic}", f"{queue!r} is not a queue")
    rules = Section("floor.toml", "rules", root.take("rules") or {}, faults)
    plan = FloorPlan(
        firm=firm.text("name", "Rapport"),
        languages=languages,
        time_zone=zone,
        currency=firm.text("currency", "EUR"),
        queues=queues,
        channel_queue={channel: QueueId(queue) for channel, queue in served.queue.items()},
        channels=served.infos,
        dispositions={DispositionCode(code): _disposition(code, section, languages, set(queues))
                      for code, section in root.sections("dispositions").items()},
        reasons=tuple(_reason(code, section, languages) for code, section in root.sections("reasons").items()),
        skills=skills,
        canned=tuple(_canned(name, section, languages) for name, section in root.sections("replies").items()),
        topics=topics,
        undo_seconds=rules.number("undo_seconds", 6, 0, 60),
        wrapup_extension_seconds=rules.number("wrapup_extension_seconds", 60, 10),
        wrapup_extensions=rules.number("wrapup_extensions", 2),
        case_prefix=rules.text("case_prefix", "RC-"),
        opportunity_prefix=rules.text("opportunity_prefix", "OP-"),
        case_reopen_days=rules.number("case_reopen_days", 14),
        answer_within_seconds={Medium.CHAT: rules.number("answer_chat_seconds", 60, 5),
                               Medium.EMAIL: rules.number("answer_email_seconds", 14_400, 60)},
        automatic_answer=rules.names("automatic_answer", languages) if rules.has("automatic_answer") else {},
        subject_thread_days=rules.number("subject_thread_days", 14),
        token_key=keys[0],
        mail_domain=keys[1],
        voice=voice,
        alerts=read_alerts(root),
        sla=read_sla(root, hours, queues),
    )
    for section in (firm, rules, root):
        section.done()
    return plan
