"""What a visitor's browser is told, as JSON values: the talk, and the channel's looks. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

from channels.contract import Talk, TalkLine
from channels.webchat.acts import TEXT_MAX_CHARS
from channels.webchat.settings import ASKABLE, Settings

Json = dict[str, object]


def talk(of: Talk) -> Json:
    """A talk as the widget reads it. `cursor` is the greatest line id in it, "" when it holds no line."""
    return {
        "state": of.state,
        "lines": [line(each) for each in of.lines],
        "states": dict(of.states),
        "agent": of.agent_name,
        "position": of.position,
        "wait": list(of.wait_seconds) if of.wait_seconds else None,
        "rating_wanted": of.rating_wanted,
        "cursor": max((each.id for each in of.lines), default=""),
    }


def line(of: TalkLine) -> Json:
    """One line of a talk; its files are fetched by line id and place."""
    return {
        "id": of.id,
        "author": of.author,
        "name": of.name,
        "text": of.text,
        "at": moment(of.at),
        "state": of.state,
        "client_id": of.client_id.rpartition("/")[2],
        "files": [{"name": f.filename, "type": f.content_type, "size": f.size} for f in of.files],
    }


def looks(channel: str, settings: Settings, is_open: bool, opens_at: datetime | None) -> Json:
    """What the widget must know before anybody has written."""
    return {
        "channel": channel,
        "brand": settings.brand,
        "initials": settings.initials or _initials(settings.brand),
        "colour": settings.colour,
        "languages": list(settings.languages),
        "greeting": dict(settings.greeting),
        "topics": {language: list(words) for language, words in settings.topics.items()},
        "consent": dict(settings.consent),
        "consent_link": settings.consent_link,
        "waiting_tip": dict(settings.waiting_tip),
        "fields": {name: settings.fields.get(name, "off") for name in ASKABLE},
        "answer_by": list(settings.answer_by),
        "open": is_open,
        "opens_at": moment(opens_at) if opens_at else None,
        "max_text_chars": TEXT_MAX_CHARS,
        "max_file_bytes": settings.max_file_bytes,
        "file_types": list(settings.file_types),
        "call": settings.call,
        "rating": settings.rating,
        "transcript": settings.transcript,
    }


def moment(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _initials(brand: str) -> str:
    words = brand.split()
    return "".join(word[0] for word in words[:2]).upper()
