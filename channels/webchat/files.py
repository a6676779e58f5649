"""Which files a visitor may send, what they truly are, what they may be called. No I/O."""

from __future__ import annotations

import re
import unicodedata

from channels.visitors.refusal import Refused

HEAD_BYTES = 8192  # enough of a file's beginning to know what it is
NAME_MAX_CHARS = 120

# Extension → (content type, what the bytes must look like).
TYPES: dict[str, tuple[str, str]] = {
    "png": ("image/png", "png"),
    "jpg": ("image/jpeg", "jpeg"),
    "jpeg": ("image/jpeg", "jpeg"),
    "gif": ("image/gif", "gif"),
    "webp": ("image/webp", "webp"),
    "heic": ("image/heic", "mp4"),
    "svg": ("image/svg+xml", "markup"),
    "html": ("text/html", "markup"),
    "xml": ("application/xml", "markup"),
    "pdf": ("application/pdf", "pdf"),
    "txt": ("text/plain", "text"),
    "log": ("text/plain", "text"),
    "csv": ("text/csv", "text"),
    "zip": ("application/zip", "zip"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "zip"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "zip"),
    "odt": ("application/vnd.oasis.opendocument.text", "zip"),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", "zip"),
    "doc": ("application/msword", "ole"),
    "xls": ("application/vnd.ms-excel", "ole"),
    "mp4": ("video/mp4", "mp4"),
    "mov": ("video/quicktime", "mp4"),
    "m4a": ("audio/mp4", "mp4"),
    "webm": ("video/webm", "webm"),
    "mp3": ("audio/mpeg", "mp3"),
    "ogg": ("audio/ogg", "ogg"),
    "wav": ("audio/wav", "wav"),
}
USUAL = (
    "png", "jpg", "jpeg", "gif", "webp", "heic", "pdf", "txt", "log", "csv", "docx", "xlsx", "odt", "ods",
    "doc", "xls", "mp4", "mov", "m4a", "webm", "mp3", "ogg", "wav",
)  # fmt: skip

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"GIF87a", "gif"),
    (0, b"GIF89a", "gif"),
    (8, b"WEBP", "webp"),
    (8, b"WAVE", "wav"),
    (4, b"ftyp", "mp4"),
    (0, b"%PDF-", "pdf"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (0, b"\x1aE\xdf\xa3", "webm"),
    (0, b"ID3", "mp3"),
    (0, b"\xff\xfb", "mp3"),
    (0, b"\xff\xf3", "mp3"),
    (0, b"OggS", "ogg"),
)
_MARKUP = re.compile(
    rb"\s*(<!--.*?-->\s*)*<(!doctype|\?xml|html|head|body|svg|script|iframe|img|a|p|div|style)\b", re.I | re.S
)
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BAD_IN_NAMES = re.compile(r'[/\\:*?"<>|]')


def looks_like(head: bytes) -> str:
    """What the first bytes of a file say it is; "" when it is none of the known kinds."""
    for offset, magic, kind in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return kind
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(plain):
        return "markup"
    if plain and not _NOT_TEXT.search(plain):
        return "text"
    return ""


def check_type(name: str, head: bytes, allowed: tuple[str, ...]) -> str:
    """The content type of a file, from its name and its first bytes, which must agree. Raises Refused."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in allowed or extension not in TYPES:
        kinds = ", ".join(kind for kind in allowed if kind in TYPES)
        raise Refused("file_type", f"files of this type are not taken; send one of: {kinds}", status=415, field="name")
    content_type, expected = TYPES[extension]
    if looks_like(head) != expected:
        raise Refused(
            "file_disguised",
            f"the file is named .{extension} but holds something else; give it its true name",
            status=415,
            field="name",
        )
    return content_type


def safe_name(name: str) -> str:
    """A name that is safe to show and to save: no folders, no control, invisible or direction characters."""
    name = unicodedata.normalize("NFC", name)
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    name = _BAD_IN_NAMES.sub("_", name).strip(" .")
    if len(name) > NAME_MAX_CHARS:
        stem, dot, extension = name.rpartition(".")
        name = (
            stem[: NAME_MAX_CHARS - len(extension) - 1] + dot + extension
            if len(extension) < 12
            else name[:NAME_MAX_CHARS]
        )
    return name or "file"
