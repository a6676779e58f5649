"""Where a signature begins at the end of a text: delimiters, phone and mail program footers, list footers."""

from __future__ import annotations

from channels.text import phrases

_MAX_LINE = 500
_LOOSE = 12  # lines a signature under a bare `--` may have
_STRICT = 60  # lines under the standard `-- ` (RFC 3676 4.3)
_FOOTER = 8  # lines of a mailing list's footer
_TAIL = 12  # last lines looked through for phone footers


def strip_signature(lines: list[str]) -> list[str]:
    """The lines without what is clearly a signature; a polite closing with a name stays."""
    lines = _trimmed(lines)
    first = _last_words(lines, _STRICT)
    for index in range(first, len(lines)):
        line = lines[index][:_MAX_LINE]
        rest = sum(1 for one in lines[index + 1 : index + 1 + 4 * _STRICT] if one.strip())
        if phrases.DELIMITER.match(line) and rest <= (_STRICT if line.strip() == "--" else _LOOSE):
            lines = _trimmed(lines[:index])
            break
        if phrases.LIST_FOOTER.match(line) and rest <= _FOOTER:
            lines = _trimmed(lines[:index])
            break
    lines = _without_phone_footer(lines)
    return _without_name(lines)


def _last_words(lines: list[str], count: int) -> int:
    """Where the last `count` lines with words begin, one more before them."""
    for index in range(len(lines) - 1, max(-1, len(lines) - 4 * count), -1):
        if lines[index].strip():
            count -= 1
            if count < 0:
                return index
    return max(0, len(lines) - 4 * _STRICT)


def _trimmed(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def _without_phone_footer(lines: list[str]) -> list[str]:
    start = max(0, len(lines) - _TAIL)
    kept = lines[:start]
    for line in lines[start:]:
        short = line[:_MAX_LINE]
        if not (phrases.SENT_FROM.match(short) or phrases.SCANNED.match(short)):
            kept.append(line)
    return _trimmed(kept)


def _without_name(lines: list[str]) -> list[str]:
    """`-Name` alone under an empty line, unless the text has bullets."""
    if len(lines) < 2 or not phrases.NAME_DASH.match(lines[-1][:_MAX_LINE]):
        return lines
    if lines[-2].strip() or any(line.lstrip()[:2] in ("- ", "* ", "– ") for line in lines[:-1]):
        return lines
    return _trimmed(lines[:-1])
