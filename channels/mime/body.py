"""A mail's body and files: which parts are said, which are the same thing twice, which are attachments.

Follows RFC 2046 (mixed, alternative, related), RFC 2183 (disposition), RFC 3676 (format=flowed) and what mail
programs really send.
"""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from dataclasses import dataclass, field

from channels.contract import Blob
from channels.mime.charsets import clean_line, decode
from channels.mime.headers import decode_words, unfold
from channels.mime.html import HtmlText, read_html, safe_html, text_as_html
from channels.mime.limits import MAX_FILENAME, MAX_FILES, MAX_HTML, MAX_TEXT
from channels.mime.tree import Part, Tree, uuencoded
from channels.text import split_reply

_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad\u200b-\u200d\ufeff]")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\\/]+")
_RESERVED = re.compile(r"(?i)^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")
_EXTENSIONS = {"text/plain": ".txt", "text/html": ".html", "message/rfc822": ".eml", "text/calendar": ".ics",
               "image/jpeg": ".jpg", "application/ms-tnef": ".dat", "message/delivery-status": ".txt",
               "text/rfc822-headers": ".txt", "application/pgp-signature": ".asc"}  # fmt: skip
_HTML_START = re.compile(r"(?is)^\s*(?:<!doctype html|<html|<head|<body|<meta|<div|<table)\b")
_STUB = re.compile(r"(?i)html|e-?mail client|view (?:this|the) (?:message|mail|e-?mail)|почтов\w+ клиент")


@dataclass(slots=True)
class _Segment:
    """Text parts that say one thing: a single part, or the alternatives of one."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Body:
    """What the mail says, in full and without quotes, and what is attached."""

    text: str = ""
    reply: str = ""
    html: str = ""
    files: tuple[Blob, ...] = ()


def read_body(tree: Tree, subject: str, with_files: bool = True) -> Body:
    """Put the parts together."""
    segments: dict[int, _Segment] = {}
    files: list[Blob] = []
    room = MAX_TEXT
    for part in tree.leaves():
        if _is_text(part) and room > 0:
            segment = segments.setdefault(id(part.ancestor("multipart/alternative") or part), _Segment())
            room -= _read_text(tree, part, segment, files)
        elif len(files) < MAX_FILES and with_files and not _is_empty(tree, part):
            files.append(_file(tree, part, len(files) + 1))
    return _compose(list(segments.values()), subject, files)


def _is_empty(tree: Tree, part: Part) -> bool:
    """An unsplittable multipart or an empty nameless part is no file."""
    return not _given_name(part) and not tree.raw_body(part).strip()


def _is_text(part: Part) -> bool:
    if part.disposition == "attachment":
        return False
    if part.content_type in ("text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown"):
        return not _given_name(part) or (part.disposition == "inline" and part.parent is None) or _is_first(part)
    return part.content_type.startswith("multipart/") and not _given_name(part)


def _is_first(part: Part) -> bool:
    """Some programs give even the body a file name; then it is the first part or an alternative's."""
    above = part.parent
    if above is None:
        return True
    return part.disposition != "attachment" and above.content_type == "multipart/alternative"


def _read_text(tree: Tree, part: Part, segment: _Segment, files: list[Blob]) -> int:
    html = part.content_type == "text/html"
    text = tree.text(part, MAX_HTML if html else MAX_TEXT)
    if not html and part.content_type.startswith("text/") and _HTML_START.match(text[:300]) and "</" in text:
        html = True
    if html:
        segment.html.append(text)
        return len(text) // 2
    if "\nbegin " in text or text.startswith("begin "):
        text = _take_uuencoded(tree, part, text, files)
    if part.parameters.get("format", "").lower() == "flowed":
        text = unflow(text, part.parameters.get("delsp", "").lower() == "yes")
    if part.content_type in ("text/enriched", "text/richtext"):
        text = re.sub(r"</?[A-Za-z][A-Za-z-]{0,30}>", "", text.replace("<nl>", "\n").replace("<<", "<"))
    segment.plain.append(text)
    return len(text)


def _take_uuencoded(tree: Tree, part: Part, text: str, files: list[Blob]) -> str:
    raw = tree.body(part)
    found = uuencoded(raw)
    if not found or len(files) >= MAX_FILES:
        return text
    pieces: list[bytes] = []
    pos = 0
    for name, body, start, end in found:
        pieces.append(raw[pos:start])
        pos = end
        filename = safe_filename(decode_words(unfold(name)), "application/octet-stream", len(files) + 1)
        kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
        files.append(Blob(filename, kind, body))
    pieces.append(raw[pos:])
    return decode(b"".join(pieces), part.parameters.get("charset", ""))


def unflow(text: str, delsp: bool = False) -> str:
    """format=flowed (RFC 3676): lines that end with a blank go on in the next of the same quote depth."""
    out: list[str] = []
    run: list[str] = []
    depth_before = 0
    flowing = False
    for line in text.split("\n"):
        stripped = line.lstrip(">")
        depth = len(line) - len(stripped)
        content = stripped[1:] if stripped.startswith(" ") else stripped
        flows = content.endswith(" ") and content != "-- "
        shown = content[:-1] if flows and delsp else content
        if not (flowing and depth == depth_before and content != "-- "):
            out.append("".join(run))
            run = [">" * depth + " "] if depth else []
        run.append(shown)
        flowing, depth_before = flows, depth
    return "\n".join([*out[1:], "".join(run)])


def _compose(segments: list[_Segment], subject: str, files: list[Blob]) -> Body:
    texts: list[str] = []
    marked: list[str] = []
    htmls: list[str] = []
    any_html = any(segment.html for segment in segments)
    for segment in segments:
        plain = "\n".join(segment.plain).strip("\n")
        source = "\n".join(segment.html)
        read = read_html(source) if source else HtmlText("", "", 0, 0)
        stub = plain and len(plain) < 300 and len(read.text) > 3 * len(plain) and _STUB.search(plain)
        use_plain = bool(plain.strip()) and not stub
        texts.append(plain if use_plain else read.text)
        marked.append(_marked(plain, read) if use_plain and source else (plain or read.marked))
        if not source and any_html and plain.strip():
            htmls.append(text_as_html(plain))
        elif source:
            htmls.append(safe_html(source, read))
            if not htmls[-1]:
                any_html = False
        if use_plain is False and source:
            marked[-1] = read.marked
    text = "\n\n".join(one for one in texts if one.strip()).rstrip()[:MAX_TEXT]
    reply = split_reply("\n\n".join(one for one in marked if one.strip())[:MAX_TEXT], subject).reply
    return Body(text, reply or text, "\n".join(htmls) if any_html else "", tuple(files))


def _marked(plain: str, read: HtmlText) -> str:
    """The plain part, unless only the HTML part tells what is quoted."""
    if not read.marked or read.marked == read.text or split_reply(plain).folded:
        return plain
    from_html = split_reply(read.marked)
    return read.marked if from_html.folded and len(from_html.reply) < len(plain) else plain


def _given_name(part: Part) -> str:
    return part.disposition_parameters.get("filename") or part.parameters.get("name") or ""


def _file(tree: Tree, part: Part, number: int) -> Blob:
    kind = part.content_type
    body = tree.body(part)
    name = safe_filename(_given_name(part), kind, number)
    if not _given_name(part) and kind == "message/rfc822":
        name = f"message-{number}.eml"
    content_id = clean_line(unfold(part.headers.raw("content-id")[:500]), 300).strip("<> ")
    inline = bool(content_id) and part.disposition != "attachment" and kind.startswith("image/")
    return Blob(name, kind, body, content_id, inline)


def safe_filename(name: str, content_type: str, number: int) -> str:
    """A name that is safe to show and to save: no path, control, direction mark, device name or hidden file."""
    name = _BIDI.sub("", unicodedata.normalize("NFC", clean_line(name, 500)))
    name = re.split(r"[\\/]", name)[-1]
    name = _UNSAFE.sub("_", name).strip(" .\t")
    if not name or not any(char.isalnum() for char in name):
        extension = _EXTENSIONS.get(content_type) or mimetypes.guess_extension(content_type) or ".bin"
        return f"attachment-{number}{extension}"
    if _RESERVED.match(name):
        name = "_" + name
    if len(name) > MAX_FILENAME or len(name.encode()) > 240:
        stem, dot, extension = name.rpartition(".")
        extension = dot + extension if dot and len(extension) <= 10 else ""
        stem = (stem if extension else name)[: MAX_FILENAME - len(extension)]
        while len((stem + extension).encode()) > 240:
            stem = stem[:-1]
        name = stem + extension
    return name
