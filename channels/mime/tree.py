"""A mail cut into its MIME parts (RFC 2046) in one pass over its delimiter lines, without recursion.

A part is a slice of the raw bytes; bodies are decoded only when asked for. Missing, repeated and unclosed
boundaries give as many parts as can be told apart.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from channels.mime.charsets import decode
from channels.mime.headers import Headers, loose_base64, read_headers, read_parameters, unfold
from channels.mime.limits import MAX_PARTS

_DASHES = re.compile(rb"^--[^\r\n]{0,2000}", re.M)
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"
_BASE64_LINES = re.compile(rb"(?:[A-Za-z0-9+/=]*[ \t]*(?:\r\n|\n|\r))*+[A-Za-z0-9+/=]*")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n", re.M)
_FIRST_PART = re.compile(rb"^(--[^\r\n]{1,200})\r?\nContent-", re.M | re.I)
# Fields of which a mail has at least one; what has none is a bare text.
_USUAL = frozenset(
    "from to cc subject date sender received message-id mime-version content-type return-path reply-to delivered-to"
    " in-reply-to references content-transfer-encoding resent-from list-id final-recipient x-mailer user-agent".split()
)
_TYPE = re.compile(r"[\w.+-]{1,80}/[\w.+-]{1,120}")


@dataclass(slots=True, eq=False)
class Part:
    """One MIME part: its fields, its place in the raw bytes, and the part it lies in."""

    headers: Headers
    content_type: str
    parameters: dict[str, str]
    parent: Part | None
    start: int
    end: int = -1
    depth: int = 0
    children: int = 0
    disposition: str = ""
    disposition_parameters: dict[str, str] = field(default_factory=dict)

    @property
    def is_multipart(self) -> bool:
        """Whether it was split further."""
        return self.content_type.startswith("multipart/") and self.children > 0

    @property
    def transfer_encoding(self) -> str:
        """Content-Transfer-Encoding, first word only, lower case."""
        words = re.findall(r"[a-z0-9-]+", unfold(self.headers.raw("content-transfer-encoding")[:200]).lower())
        return words[0] if words else ""

    def ancestor(self, kind: str) -> Part | None:
        """The outermost part of that content type around this one."""
        found = None
        above = self.parent
        while above is not None:
            if above.content_type == kind:
                found = above
            above = above.parent
        return found


@dataclass(slots=True)
class Tree:
    """The whole mail: `parts` in order, the top one first; `cut` says that a limit stopped the reading."""

    data: bytes
    parts: list[Part]
    cut: bool = False

    @property
    def top(self) -> Part:
        """The mail itself."""
        return self.parts[0]

    def leaves(self) -> Iterator[Part]:
        """Parts with content of their own, in order."""
        return (part for part in self.parts if not part.is_multipart)

    def raw_body(self, part: Part) -> bytes:
        """The part's body as it came."""
        return self.data[part.start : part.end]

    def body(self, part: Part, limit: int | None = None) -> bytes:
        """The part's body with its transfer encoding undone, as well as that goes. Never raises."""
        raw = self.raw_body(part)
        if limit is not None:
            raw = raw[: limit * 4]
        return undo_encoding(raw, part.transfer_encoding)

    def text(self, part: Part, limit: int) -> str:
        """The part's body as text of at most `limit` characters."""
        return decode(self.body(part, limit), part.parameters.get("charset", ""), limit)


@dataclass(slots=True)
class _Frame:
    part: Part
    delimiter: bytes
    closed: bool = False


@dataclass(slots=True)
class _Frames:
    """The open multiparts, outermost first, and where each delimiter is in them."""

    stack: list[_Frame] = field(default_factory=list)
    levels: dict[bytes, list[int]] = field(default_factory=dict)

    def push(self, frame: _Frame) -> None:
        self.levels.setdefault(frame.delimiter, []).append(len(self.stack))
        self.stack.append(frame)

    def close_above(self, level: int, at: int) -> None:
        while len(self.stack) > level + 1:
            frame = self.stack.pop()
            self.levels[frame.delimiter].pop()
            if not frame.part.children:
                frame.part.end = at

    def find(self, line: bytes) -> tuple[int, bool]:
        """Which multipart a delimiter line belongs to, -1 for none: the innermost that is not closed."""
        for delimiter, closing in ((line, False), (line.removesuffix(b"--").rstrip(), True)):
            levels = self.levels.get(delimiter)
            if levels:
                still_open = (level for level in reversed(levels[-50:]) if not self.stack[level].closed)
                return next(still_open, levels[-1]), closing and delimiter != line
        return -1, False


def split(data: bytes) -> Tree:
    """Cut a mail into parts. Takes any bytes."""
    begin = len(data) - len(data.lstrip(b"\r\n \t\x00")) if data[:1] in b"\r\n \t\x00" else 0
    top, body = _open(data, begin, len(data), None)
    if top.headers.fields and not any(name in _USUAL for name, _ in top.headers.fields):
        top, body = Part(Headers(), "text/plain", {}, None, begin), begin  # a bare text that begins "One: …"
    tree = Tree(data, [top])
    frames = _Frames()
    _enter(frames, top, data)
    leaf = top
    for match in _DASHES.finditer(data, body):
        at = match.start()
        level, closing = frames.find(match.group().rstrip()) if at >= body else (-1, False)
        if level < 0:
            continue
        if leaf.end < 0:
            leaf.end = _before_break(data, leaf.start, at)
        frames.close_above(level, at)
        frames.stack[level].closed = closing
        if closing:
            continue
        if len(tree.parts) >= MAX_PARTS:
            tree.cut = True
            break
        leaf, body = _open(data, _after_line(data, match.end()), len(data), frames.stack[level].part)
        frames.stack[level].part.children += 1
        tree.parts.append(leaf)
        _enter(frames, leaf, data)
    _close_all(tree)
    return tree


def _open(data: bytes, start: int, end: int, parent: Part | None) -> tuple[Part, int]:
    # A delimiter inside the header ends it; `read_headers` sees `--x` as no field and stops there.
    headers, body = read_headers(data, start, end)
    default = "message/rfc822" if parent and parent.content_type == "multipart/digest" else "text/plain"
    given = unfold(headers.raw("content-type")[:16_384])
    kind, parameters = read_parameters(given)
    if not _TYPE.fullmatch(kind):
        match = _TYPE.match(kind)
        kind = match.group() if match else ("text/" + kind if kind in ("html", "plain") else default)
    disposition, disposition_parameters = read_parameters(unfold(headers.raw("content-disposition")[:16_384]))
    depth = parent.depth + 1 if parent else 0
    part = Part(headers, kind, parameters, parent, body, depth=depth)
    part.disposition, part.disposition_parameters = disposition, disposition_parameters
    return part, body


def _enter(frames: _Frames, part: Part, data: bytes) -> None:
    """Open a multipart; one whose boundary is missing or never comes is guessed from the first delimiter."""
    if not part.content_type.startswith("multipart/"):
        return
    delimiter = b"--" + part.parameters.get("boundary", "").rstrip().encode("utf-8", "replace")
    if delimiter == b"--" or (part.parent is None and delimiter not in data):
        match = _FIRST_PART.search(data, part.start, part.start + 65_536)
        if not match:
            return
        delimiter = match.group(1).rstrip()
    frames.push(_Frame(part, delimiter))


def _before_break(data: bytes, start: int, at: int) -> int:
    """The line break before a delimiter belongs to the delimiter (RFC 2046 5.1.1)."""
    if at > start and data[at - 1 : at] == b"\n":
        at -= 1
    if at > start and data[at - 1 : at] == b"\r":
        at -= 1
    return max(at, start)


def _after_line(data: bytes, at: int) -> int:
    end = data.find(b"\n", at)
    return len(data) if end < 0 else end + 1


def _close_all(tree: Tree) -> None:
    for part in tree.parts:
        if part.end < part.start:
            part.end = len(tree.data) if not part.children else part.start


def undo_encoding(raw: bytes, encoding: str) -> bytes:
    """Base64, quoted-printable or uuencode undone; anything else as it is."""
    if encoding == "base64":
        if not raw.translate(None, _BASE64):
            return loose_base64(raw)
        match = _BASE64_LINES.match(raw)
        clean = match.group() if match else b""
        return loose_base64(clean if len(clean) * 10 >= len(raw) * 9 or b" " in raw[len(clean) :] else raw)
    if encoding in ("quoted-printable", "quoted", "qp"):
        return binascii.a2b_qp(raw)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        found = uuencoded(raw)
        return found[0][1] if found else raw
    return raw


def uuencoded(raw: bytes, limit: int = 50) -> list[tuple[bytes, bytes, int, int]]:
    """Files written as `begin 644 name … end` in a text: (name, bytes, from, to)."""
    found: list[tuple[bytes, bytes, int, int]] = []
    pos = 0
    while len(found) < limit and (match := _UU_BEGIN.search(raw, pos)):
        end = raw.find(b"\nend", match.end() - 1)
        if end < 0:
            break
        lines = raw[match.end() : end].splitlines()
        body = b"".join(_uu_line(line) for line in lines)
        pos = _after_line(raw, end + 1)
        if body:
            found.append((match.group(1).strip(), body, match.start(), pos))
    return found


def _uu_line(line: bytes) -> bytes:
    if not line:
        return b""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        size = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:size])
        except binascii.Error:
            return b""
