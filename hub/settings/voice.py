"""The [voice] and [menus.*] tables of config/floor.toml as a VoicePlan, joined with what channels.toml says of menus.

The firm's other rules are read in floor.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from channels.contract import Medium
from hub.core import prompts
from hub.core.desk import ChannelInfo
from hub.core.plan import Menu, MenuKey, QueuePlan, VoicePlan
from hub.core.seats import CALLS
from hub.core.terms import ChannelId, QueueId
from hub.settings.reading import Fault, Section

KEYS = frozenset("0123456789*#")
RECORDING = ("off", "announce")
LONGEST_KEPT_DAYS = 3650
Queues = Mapping[QueueId, QueuePlan]


def read_voice(root: Section, languages: tuple[str, ...], queues: Queues) -> VoicePlan:
    """The plan for calls in floor.toml, without the channels' part. Faults go to `root`."""
    section = Section(root.file, "voice", root.take("voice") or {}, root.faults)
    usual = VoicePlan()
    plan = VoicePlan(
        recording=section.choice("recording", RECORDING, usual.recording),
        notice=section.names("notice", languages) if section.has("notice") else usual.notice,
        texts=_texts(section, languages),
        talk_days=section.number("talk_days", usual.talk_days, 1, LONGEST_KEPT_DAYS),
        voicemail_days=section.number("voicemail_days", usual.voicemail_days, 1, LONGEST_KEPT_DAYS),
        wait_seconds=section.number("wait_seconds", usual.wait_seconds, 5, 120),
        answer_seconds=section.number("answer_seconds", usual.answer_seconds, 5, 60),
        ring_seconds=section.number("ring_seconds", usual.ring_seconds, 10, 120),
        reconnect_seconds=section.number("reconnect_seconds", usual.reconnect_seconds, 5, 300),
        voicemail_seconds=section.number("voicemail_seconds", usual.voicemail_seconds, 10, 3600),
        languages=_languages(section, languages),
        menus=_menus(root, languages, queues),
    )
    section.done()
    return plan


def with_channels(
    plan: VoicePlan, menus: Mapping[ChannelId, str], channels: Mapping[ChannelId, ChannelInfo], faults: list[Fault]
) -> VoicePlan:
    """The plan with what channels.toml says of menus: every channel that carries calls names one."""
    for channel, info in channels.items():
        named = menus.get(channel, "")
        if info.medium not in CALLS:
            if named:
                faults.append(Fault("channels.toml", f"{channel}.menu", "is for channels that carry calls; remove it"))
        elif not named:
            faults.append(Fault("channels.toml", f"{channel}.menu", f"is required: {_known(plan)}"))
        elif named not in plan.menus:
            faults.append(Fault("channels.toml", f"{channel}.menu", f"{named!r} is not a menu in floor.toml; "
                                                                     f"{_known(plan)}"))
    kept = {channel: name for channel, name in menus.items() if name in plan.menus}
    return replace(plan, channel_menu=kept)


def with_callers(
    plan: VoicePlan, callers: Mapping[QueueId, str], channels: Mapping[ChannelId, ChannelInfo], root: Section
) -> VoicePlan:
    """The plan with whose number each queue's agents call from: a phone channel, by the queue's `caller_id`."""
    phones = [channel for channel, info in channels.items() if info.medium is Medium.PHONE]
    for queue, channel in callers.items():
        if channel not in phones:
            known = ", ".join(phones) or "none"
            root.fault(f"queues.{queue}.caller_id", f"{channel!r} is not a phone channel; known: {known}")
    return replace(plan, queue_caller={queue: ChannelId(channel) for queue, channel in callers.items()})


def _known(plan: VoicePlan) -> str:
    names = ", ".join(plan.menus)
    return f"known menus: {names}" if names else "write one in floor.toml, like [menus.main]"


def _languages(section: Section, languages: tuple[str, ...]) -> dict[str, str]:
    found = {}
    given: Any = section.take("languages") or {}
    if not isinstance(given, dict):
        section.fault("languages", 'must name a language for each beginning of a number, like { "+7" = "ru" }')
        return {}
    for prefix, language in given.items():
        if not (prefix.startswith("+") and prefix[1:].isdigit()):
            section.fault(f"languages.{prefix}", 'must be the beginning of an international number, like "+7"')
        elif language not in languages:
            section.fault(f"languages.{prefix}", f"{language!r} is not one of the firm's languages")
        else:
            found[prefix] = str(language)
    return found


def _texts(section: Section, languages: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """The firm's own words for what callers hear; their {places} are those of the usual words."""
    found = {}
    inner = Section(section.file, f"{section.path}.texts", section.take("texts") or {}, section.faults)
    for name, usual in prompts.TEXTS.items():
        if not inner.has(name):
            continue
        found[name] = inner.names(name, languages)
        known = {place for words in usual.values() for place in _places(words)}
        for language, words in found[name].items():
            for place in sorted(_places(words) - known):
                allowed = ", ".join(f"{{{each}}}" for each in sorted(known)) or "none"
                inner.fault(f"{name}.{language}", f"{{{place}}} has no meaning here; known: {allowed}")
    inner.known(prompts.TEXTS)
    inner.done()
    return found


def _places(words: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
    except ValueError:
        return {"{"}


def _menus(root: Section, languages: tuple[str, ...], queues: Queues) -> dict[str, Menu]:
    sections = root.sections("menus")
    menus = {name: _menu(name, section, languages, queues) for name, section in sections.items()}
    for name, menu in menus.items():
        for key, leads in menu.keys.items():
            if leads.menu and leads.menu not in menus:
                sections[name].fault(f"keys.{key}.menu", f"{leads.menu!r} is not a menu; known: {', '.join(menus)}")
    return menus


def _menu(name: str, section: Section, languages: tuple[str, ...], queues: Queues) -> Menu:
    queue = section.text("queue", "")
    if queue and queue not in queues:
        section.fault("queue", f"{queue!r} is not a queue; known: {', '.join(queues)}")
    menu = Menu(
        id=name,
        greeting=section.names("greeting", languages),
        keys={key: _key(key, inner, languages, queues) for key, inner in section.sections("keys").items()},
        tries=section.number("tries", 3, 1, 10),
        queue=QueueId(queue) if queue else None,
    )
    section.done()
    return menu


def _key(key: str, section: Section, languages: tuple[str, ...], queues: Queues) -> MenuKey:
    if key not in KEYS:
        section.fault("", "is not one key of a telephone; name it by one of 0-9 * #")
    queue, menu, language = section.text("queue", ""), section.text("menu", ""), section.text("language", "")
    if not (queue or menu or language) or (queue and menu):
        section.fault("", 'must lead somewhere: { queue = "orders" }, { menu = "repairs" } or { language = "ru" }')
    if queue and queue not in queues:
        section.fault("queue", f"{queue!r} is not a queue; known: {', '.join(queues)}")
    if language and language not in languages:
        section.fault("language", f"{language!r} is not one of the firm's languages: {', '.join(languages)}")
    section.done()
    return MenuKey(QueueId(queue) if queue else None, menu, language)
