"""Header fields of a mail: unfolding (RFC 5322), encoded words (RFC 2047), parameters (RFC 2231), dates, ids.

Own code, linear in the length of the field: the standard parser's `policy.default` is quadratic on hostile
headers. Nothing here raises.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from channels.mime.charsets import clean, clean_line, decode
from channels.mime.limits import (
    MAX_FIELD,
    MAX_FIELDS,
    MAX_HEADER_BLOCK,
    MAX_PARAMETER,
    MAX_REFERENCES,
    MAX_TEXT_FIELD,
)

_NAME = re.compile(rb"[!-9;-~]{1,100}[ \t]{0,3}:")
_KNOWN = re.compile(
    rb"(?i)(?:x-[\w-]+|from|to|cc|bcc|date|subject|sender|reply-to|received|return-path|message-id|mime-version"
    rb"|content-[\w-]+|in-reply-to|references|delivered-to|list-[\w-]+|precedence|auto-submitted|dkim-signature"
    rb"|user-agent|importance|priority|[\w]+-[\w-]+):"
)
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r(?!\n)|\n|\Z)")
_WORD_START = re.compile(r"=\?([^?\s=]{1,60})\?([bBqQ])\?")
_PARAMETER = re.compile(r"\s*([^=;\s\"]{1,80})\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|\"([^;]*)|([^;]*))", re.S)
_SECTION = re.compile(r"^(.*?)(?:\*(\d{1,3}))?(\*)?$")
_ID = re.compile(r"<([^<>\s]{1,900})>")
_BARE_ID = re.compile(r"[^<>\s,;]{1,400}@[^<>\s,;]{1,400}")


@dataclass(slots=True)
class Headers:
    """The fields of one part in their order, as bytes; names are lower case."""

    fields: list[tuple[str, bytes]] = field(default_factory=list)

    def raw(self, name: str) -> bytes:
        """The first field of that name, b"" when there is none."""
        return next((value for key, value in self.fields if key == name), b"")

    def all(self, name: str) -> list[str]:
        """Every field of that name as decoded text."""
        return [unstructured(value) for key, value in self.fields if key == name]

    def text(self, name: str, limit: int = MAX_TEXT_FIELD) -> str:
        """The first field of that name as one line of decoded text."""
        return clean_line(decode_words(unfold(self.raw(name)[:MAX_FIELD])), limit)

    def plain(self, name: str, limit: int = MAX_TEXT_FIELD) -> str:
        """The first field of that name as one line, encoded words left alone."""
        return clean_line(unfold(self.raw(name)[: limit * 4]), limit)

    def has(self, name: str) -> bool:
        """Whether there is such a field."""
        return any(key == name for key, _ in self.fields)


def read_headers(data: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The fields between `start` and the first empty line, and where the body begins."""
    fields: list[tuple[str, bytearray]] = []
    body = _collect(fields, data, start, end)
    return Headers([(name, bytes(value)) for name, value in fields]), body


def _collect(fields: list[tuple[str, bytearray]], data: bytes, start: int, end: int) -> int:
    stop = min(end, start + MAX_HEADER_BLOCK)
    pos = start
    while pos < stop:
        match = _LINE.match(data, pos, end)
        line = match.group() if match else b""
        after = pos + len(line)
        bare = line.rstrip(b"\r\n")
        if not bare:
            return after
        if bare[:1] in (b" ", b"\t"):
            if not bare.strip() and _ends_here(data, after, end):
                return after
            _continue(fields, bare)
        elif bare[:2] != b"--" and _NAME.match(bare):
            _begin(fields, bare)
        elif bare.startswith((b"From ", b">From ")) and not fields:
            pass  # an mbox separator
        elif fields and bare[:2] != b"--" and _header_follows(data, after, end):
            _continue(fields, bare)
        else:
            return pos
        pos = after
    return pos


def _begin(fields: list[tuple[str, bytearray]], line: bytes) -> None:
    if len(fields) < MAX_FIELDS:
        name, _, value = line.partition(b":")
        fields.append((name.strip().decode("ascii", "replace").lower(), bytearray(value[:MAX_FIELD])))


def _continue(fields: list[tuple[str, bytearray]], line: bytes) -> None:
    if fields and len(fields) < MAX_FIELDS and len(fields[-1][1]) < MAX_FIELD:
        fields[-1][1].extend(b"\n" + line[:MAX_FIELD])


def _header_follows(data: bytes, pos: int, end: int) -> bool:
    """Whether a broken line is an accident inside the header: a known field comes right after it."""
    return _KNOWN.match(data, pos, min(end, pos + 200)) is not None


def _ends_here(data: bytes, pos: int, end: int) -> bool:
    """Whether a line of blanks was meant as the empty line: no field and no folding follows."""
    follows = data[pos : min(end, pos + 200)]
    return not (follows[:1] in (b" ", b"\t") or _NAME.match(follows))


def unfold(value: bytes) -> str:
    """A field's text on one line; raw 8-bit is UTF-8 (RFC 6532) or a guess."""
    text = decode(value.replace(b"\x00", b""))
    return re.sub(r"[\r\n]+[ \t]?", " ", text).strip() if "\n" in text else text.strip()


def unstructured(value: bytes) -> str:
    """A free-text field decoded."""
    return clean(decode_words(unfold(value)))


def decode_words(text: str) -> str:
    """RFC 2047, leniently: words inside quotes or of broken base64, and characters cut between two words."""
    if "=?" not in text:
        return text
    out: list[str] = []
    run: list[tuple[str, bytes]] = []
    for kind, value in _words(text):
        if isinstance(value, bytes):
            if run and run[-1][0] == kind:
                run[-1] = (kind, run[-1][1] + value)
            else:
                run.append((kind, value))
            continue
        if value.isspace() and run:
            run.append(("", value.encode()))
            continue
        out += _flush(run, final=False)
        out.append(value)
        run = []
    out += _flush(run, final=True)
    return "".join(out)


def _flush(run: list[tuple[str, bytes]], final: bool) -> list[str]:
    """White space between two encoded words is not text; after the last it is."""
    tail = [run.pop()[1].decode()] if run and not run[-1][0] else []
    merged: list[tuple[str, bytes]] = []
    for charset, body in run:
        if not charset:
            continue
        if merged and merged[-1][0] == charset:
            merged[-1] = (charset, merged[-1][1] + body)
        else:
            merged.append((charset, body))
    return [decode(body, charset) for charset, body in merged] + ([] if final else tail)


def _words(text: str) -> Iterator[tuple[str, str | bytes]]:
    """The text cut into plain strings and encoded words (charset, bytes)."""
    pos = 0
    while match := _WORD_START.search(text, pos):
        end = text.find("?=", match.end())
        if end < 0:
            break
        content = text[match.end() : end]
        if len(content) > 4_000 or "=?" in content:
            yield "", text[pos : match.end()]
            pos = match.end()
            continue
        if match.start() > pos:
            yield "", text[pos : match.start()]
        charset = match.group(1).partition("*")[0].lower()
        yield charset or "us-ascii", _word_bytes(content, match.group(2))
        pos = end + 2
    if pos < len(text):
        yield "", text[pos:]


def _word_bytes(content: str, encoding: str) -> bytes:
    raw = content.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(raw.replace(b" ", b"_"), header=True)
    return loose_base64(raw)


def loose_base64(body: bytes) -> bytes:
    """Base64 with strange characters skipped and missing padding made up (RFC 2045 6.8)."""
    body = body.translate(None, b"\r\n \t")
    try:
        return binascii.a2b_base64(body)
    except binascii.Error:
        kept = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
        if len(kept) % 4 == 1:
            kept = kept[:-1]
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def read_parameters(value: str) -> tuple[str, dict[str, str]]:
    """`text/plain; charset*=utf-8''x` → the value and its parameters, RFC 2231 sections joined."""
    value = value[:MAX_PARAMETER]
    main, _, rest = value.partition(";")
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    pos = 0
    while pos < len(rest) and len(pieces) < 100:
        match = _PARAMETER.match(rest, pos)
        if match:
            given = next((group for group in match.groups()[1:] if group is not None), "")
            if match.group(2) is not None:
                given = re.sub(r"\\(.)", r"\1", given)
            _keep_piece(pieces, match.group(1).lower(), given.strip())
            pos = match.end()
        following = rest.find(";", pos)
        if following < 0:
            break
        pos = following + 1
    return clean_line(main, 200).lower(), {name: _join(parts) for name, parts in pieces.items()}


def _keep_piece(pieces: dict[str, list[tuple[int, bool, str]]], name: str, given: str) -> None:
    match = _SECTION.match(name)
    if not match:
        return
    base, section, star = match.groups()
    parts = pieces.setdefault(base, [])
    if section is None and parts and not star:
        return  # the first of two plain values wins; name*= beats name=
    if section is None:
        parts.clear()
    if len(parts) < 100:
        parts.append((int(section or 0), star is not None, given))


def _join(parts: list[tuple[int, bool, str]]) -> str:
    parts = sorted(parts, key=lambda part: part[0])
    if not any(encoded for _, encoded, _ in parts):
        return clean_line(decode_words("".join(text for _, _, text in parts)), MAX_TEXT_FIELD)
    charset = ""
    body = b""
    for index, (_, encoded, text) in enumerate(parts):
        if encoded and index == 0 and text.count("'") >= 2:
            charset, _, text = text.partition("'")
            text = text.partition("'")[2]
        body += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
    return clean_line(decode_words(decode(body, charset)), MAX_TEXT_FIELD)


def read_date(text: str) -> datetime | None:
    """A Date field in UTC, None when it is nonsense or out of this world's range."""
    try:
        when = parsedate_to_datetime(text[:100])
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None
    return when if 1970 <= when.year <= 2200 else None


def read_ids(text: str) -> tuple[str, ...]:
    """Message ids of a References-like field, each once, as `<left@right>`; the first and the newest."""
    if "=?" in text:  # against RFC 2047 §5, yet Python's own mail library writes long ids so
        text = decode_words(text)
    found = _ID.findall(text) or _BARE_ID.findall(text[:4_000])
    ids = list(dict.fromkeys(f"<{clean(one)}>" for one in found))
    if len(ids) > MAX_REFERENCES:
        ids = ids[:1] + ids[-(MAX_REFERENCES - 1) :]
    return tuple(ids)
