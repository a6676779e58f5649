"""What may be configured of a web chat, and the check of it. No I/O; all faults are told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from urllib.parse import urlsplit

from channels.webchat.files import TYPES, USUAL
from channels.webchat.identity import SECRET_MIN_BYTES

LANGUAGES = ("en", "ru")
ASKED = ("required", "optional", "off")
ASKABLE = ("name", "email", "phone")
ANSWERS = ("email", "phone")
MAX_FILE_MB = 25
# Keys of the channel's table that belong to the hub, not to the adapter.
FOREIGN = frozenset({"kind", "name", "queue", "id", "enabled", "identity_secret_env"})


@dataclass(frozen=True, slots=True)
class Settings:
    """The table of one web chat in config/channels.toml."""

    origins: tuple[str, ...] = ("self",)  # pages that may use it, `https://shop.example`; "self": the hub's own
    brand: str = "Rapport"  # the firm's name in the head of the window
    initials: str = ""  # one or two letters in the round sign; from `brand` when empty
    colour: str = "#4146C9"  # the brand colour, #RRGGBB; the text on it is chosen by contrast
    languages: tuple[str, ...] = LANGUAGES  # the first is used when the page's is not among them
    greeting: Mapping[str, str] = field(default_factory=dict)  # by language
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by language; none: not asked
    consent: Mapping[str, str] = field(default_factory=dict)  # the sentence to agree to; none: not asked
    consent_link: str = ""  # what is stored and why, an address of the firm's
    waiting_tip: Mapping[str, str] = field(default_factory=dict)  # shown while in line
    fields: Mapping[str, str] = field(default_factory=lambda: {"name": "optional", "email": "optional", "phone": "off"})
    answer_by: tuple[str, ...] = ("email",)  # how a visitor may be answered after closed hours
    max_file_mb: int = 10  # MB
    file_types: tuple[str, ...] = USUAL  # extensions
    messages_per_10s: int = 10  # of one visitor
    new_talks_per_hour: int = 5  # of one address
    sockets_per_address: int = 20
    call: str = ""  # the channel (kind "webcall") behind the button "call us in the browser"; none: no button
    rating: bool = True
    transcript: bool = True

    @property
    def max_file_bytes(self) -> int:
        """The largest file a visitor may send, in bytes."""
        return self.max_file_mb * 1024 * 1024


def read(table: Mapping[str, object], secrets: Mapping[str, str]) -> Settings:
    """The settings in `table`. Raises ValueError with every fault, one a line, each naming key and remedy."""
    faults = [*_unknown(table), *_wrong_shapes(table)]
    if not faults:
        settings = Settings(**{f.name: _frozen(table[f.name]) for f in fields(Settings) if f.name in table})  # type: ignore[arg-type]
        faults = [*_wrong_values(settings), *_weak_secret(secrets)]
        if not faults:
            return settings
    raise ValueError("\n".join(faults))


def _frozen(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return tuple(value)
    if isinstance(value, Mapping):
        return {key: _frozen(inner) for key, inner in value.items()}
    return value


def _unknown(table: Mapping[str, object]) -> list[str]:
    known = {f.name for f in fields(Settings)} | FOREIGN
    return [
        f"{key}: not a setting of a web chat; remove it or correct its spelling" for key in table if key not in known
    ]


_WORDS_BY_LANGUAGE = ("greeting", "consent", "waiting_tip", "fields")
_LISTS = ("origins", "languages", "answer_by", "file_types")
_COUNTS = ("max_file_mb", "messages_per_10s", "new_talks_per_hour", "sockets_per_address")


def _wrong_shapes(table: Mapping[str, object]) -> list[str]:
    faults = []
    for key, value in table.items():
        if key in _LISTS and not _is_words(value):
            faults.append(f"{key}: give a list of texts")
        elif key in _WORDS_BY_LANGUAGE and not (
            isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values())
        ):
            faults.append(f"{key}: give a table of texts")
        elif key == "topics" and not (isinstance(value, Mapping) and all(_is_words(v) for v in value.values())):
            faults.append("topics: give a list of texts for each language")
        elif key in _COUNTS and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
            faults.append(f"{key}: give a whole number, 1 or more")
        elif key in ("rating", "transcript") and not isinstance(value, bool):
            faults.append(f"{key}: give true or false")
        elif key in ("brand", "initials", "colour", "consent_link", "call") and not isinstance(value, str):
            faults.append(f"{key}: give a text")
    return faults


def _is_words(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(word, str) for word in value)


def _wrong_values(settings: Settings) -> list[str]:
    faults = [
        f"origins: {origin!r} is not an origin; write it as https://shop.example, without a path"
        for origin in settings.origins
        if not is_origin(origin)
    ]
    if not settings.origins:
        faults.append('origins: name at least one page, for example "https://shop.example"')
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", settings.colour):
        faults.append(f"colour: {settings.colour!r} is not a colour; write it as #RRGGBB")
    if len(settings.initials) > 2:
        faults.append("initials: at most two letters")
    if settings.max_file_mb > MAX_FILE_MB:
        faults.append(f"max_file_mb: at most {MAX_FILE_MB}")
    if settings.consent_link and not settings.consent_link.startswith(("https://", "http://", "/")):
        faults.append("consent_link: give an address that begins with https://")
    faults += _not_among("languages", settings.languages, LANGUAGES)
    faults += _not_among("answer_by", settings.answer_by, ANSWERS)
    faults += _not_among("file_types", settings.file_types, tuple(TYPES))
    faults += _not_among("fields", tuple(settings.fields), ASKABLE)
    faults += _not_among("fields", tuple(settings.fields.values()), ASKED)
    for key in ("greeting", "topics", "consent", "waiting_tip"):
        faults += _not_among(key, tuple(getattr(settings, key)), LANGUAGES)
    return faults


def _not_among(key: str, given: tuple[str, ...], known: tuple[str, ...]) -> list[str]:
    return [f"{key}: {word!r} is not one of {', '.join(known)}" for word in given if word not in known]


def _weak_secret(secrets: Mapping[str, str]) -> list[str]:
    secret = secrets.get("identity_secret", "")
    if secret and len(secret.encode()) < SECRET_MIN_BYTES:
        return [f"identity_secret_env: the secret must be at least {SECRET_MIN_BYTES} bytes long"]
    return []


def is_origin(text: str) -> bool:
    """Whether `text` is "self" or an origin (RFC 6454): scheme, host, perhaps a port, nothing after it."""
    if text == "self":
        return True
    try:
        parts = urlsplit(text)
        return (
            bool(parts.hostname)
            and parts.scheme in ("http", "https")
            and text == f"{parts.scheme}://{parts.netloc}"
            and ("@" not in parts.netloc and text == text.lower() and (parts.port is None or parts.port > 0))
        )
    except ValueError:
        return False
