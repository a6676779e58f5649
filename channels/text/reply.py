"""The reply in a mail's text: without the quoted mail and the signature, inline answers left in place.

Nothing is ever lost by this: the hub keeps the whole text and folds what is not in the reply. Every line is
looked at a bounded number of times, so hostile text costs linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from channels.text import phrases
from channels.text.signature import strip_signature

_MAX_LINE = 500  # characters of a line that are matched
_MAX_LINES = 6_000  # lines that are looked at; what follows is like the last of them
_WINDOW = 5  # lines an attribution may be broken over
_BLOCK = 12  # lines a quoted header block may take


@dataclass(frozen=True, slots=True)
class Split:
    """The reply, and whether anything was folded away to get it."""

    reply: str
    folded: bool


@dataclass(slots=True)
class _Segment:
    """A run of lines that are all quote or all not. `known`: an attribution line says whose words they are."""

    quoted: bool
    lines: list[str]
    known: bool = False


def split_reply(text: str, subject: str = "") -> Split:
    """Find the reply in `text`. A forwarded mail is news and is kept whole; an empty reply becomes the text."""
    lines = [line.rstrip() for line in text.split("\n")]
    segments, forwarded = _segments(lines, bool(phrases.FORWARD_SUBJECT.match(subject[:100])))
    whole = _join(lines)
    if forwarded:
        return Split(whole, False)
    reply = _join(_keep(segments))
    if not reply:
        return Split(whole, False)
    return Split(reply, reply != whole)


def _join(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n").rstrip()


def _segments(lines: list[str], forward: bool) -> tuple[list[_Segment], bool]:
    """Cut into runs; stops at what quotes everything after it. True: it is a forwarded mail."""
    out: list[_Segment] = []
    at = 0
    while at < len(lines):
        if at >= _MAX_LINES:
            _add(out, out[-1].quoted, lines[at:])
            break
        line = lines[at][:_MAX_LINE]
        after_quote = bool(out) and out[-1].quoted
        if not line.strip():
            _add(out, after_quote, [line])
            at += 1
        elif phrases.FORWARD.match(line) and not line.lstrip().startswith(">"):
            return out, True
        elif _cuts(lines, at):
            return out, forward or not _says_something(out)
        elif phrases.STRONG_QUOTE.match(line) or (after_quote and phrases.WEAK_QUOTE.match(line)):
            _add(out, True, [lines[at]])
            at += 1
        elif count := attribution(lines, at):
            quote = _quote_follows(lines, at + count)
            if not quote and _says_something(out):
                return out, False
            _add(out, bool(quote), lines[at : at + count], known=True)
            at += count
        else:
            _add(out, after_quote and _wrapped(lines, at), [lines[at]])
            at += 1
    return out, False


def _add(out: list[_Segment], quoted: bool, lines: list[str], known: bool = False) -> None:
    if out and out[-1].quoted == quoted and not (known and quoted and out[-1].known):
        out[-1].lines += lines
        out[-1].known = out[-1].known or known
    else:
        known = known or (quoted and attribution([phrases.unquoted(line) for line in lines], 0) > 0)
        out.append(_Segment(quoted, list(lines), known))


def _says_something(segments: list[_Segment]) -> bool:
    return any(line.strip() for segment in segments if not segment.quoted for line in segment.lines)


def _cuts(lines: list[str], at: int) -> bool:
    """Whether everything from this line on is another mail."""
    line = lines[at][:_MAX_LINE]
    if line[:1] == ">":
        return False
    if phrases.ORIGINAL.match(line) or phrases.ABOVE_LINE.match(line):
        return True
    if phrases.DASHED_WROTE.match(line):
        return not _quote_follows(lines, at + 1)
    if phrases.UNDERLINE.match(line):
        following = _next_words(lines, at + 1)
        return following >= 0 and header_block(lines, following)
    return header_block(lines, at)


def header_block(lines: list[str], at: int) -> bool:
    """Whether a quoted header (From, Sent, To, Subject in any of our languages) begins at this line."""
    first = lines[at][:_MAX_LINE]
    starts_from = phrases.FROM_FIELD.match(first)
    if not starts_from and not phrases.SENT_FIELD.match(first) and not phrases.TO_FIELD.match(first):
        return False
    if starts_from and phrases.ONE_LINE_BLOCK.search(first):
        return True
    seen: set[str] = set()
    strange = 0
    to_mail = False
    for line in lines[at : at + _BLOCK]:
        line = line[:_MAX_LINE]
        if not line.strip():
            continue
        kind = _field(line, seen)
        if kind:
            seen.add(kind)
            strange = 0
            to_mail = to_mail or (kind == "to" and "@" in line)
        else:
            strange += 1
            if strange > 2:
                break
    if "from" in seen:
        return "sent" in seen or {"to", "subject"} <= seen
    return bool(phrases.SENT_FIELD.match(first)) and to_mail


def _field(line: str, seen: set[str]) -> str:
    for name, pattern in phrases.FIELDS.items():
        if name not in seen and pattern.match(line):
            return name
    return ""


def attribution(lines: list[str], at: int) -> int:
    """How many lines from here say "On …, … wrote:", 0 for none."""
    first = lines[at][:_MAX_LINE]
    if phrases.YOU_WROTE.match(first):
        return 1
    if phrases.DASHED_WROTE.match(first):
        return 1
    dated = bool(phrases.DATE.search(first) or phrases.MAIL.search(first))
    if not dated:
        bare = first.rstrip().endswith(":") and phrases.BARE_WROTE.match(first)
        return 1 if bare and _quote_follows(lines, at + 1, 1) else 0
    if not phrases.STARTS.match(first):
        return 0
    joined = ""
    for count in range(1, _WINDOW + 1):
        if at + count > len(lines):
            return 0
        line = lines[at + count - 1].strip()
        if not line or (count > 1 and line.startswith(">")):
            return 0
        joined = f"{joined} {line}".strip()
        if len(joined) > _MAX_LINE:
            return 0
        if _attributes(joined, lines, at + count):
            return count
    return 0


def _attributes(joined: str, lines: list[str], after: int) -> bool:
    if joined[-1] in ":：>-." and phrases.WROTE_END.search(joined[-60:]):
        return True
    if phrases.DATE_MAIL.match(joined):
        return _quote_follows(lines, after, 1)
    if not joined.endswith((":", "：")):
        return False
    if not phrases.MAIL.search(joined):
        return bool(phrases.VERB_FIRST.search(joined)) and _quote_follows(lines, after, 1)
    if phrases.YEAR_OR_TIME.search(joined):
        return True
    return _quote_follows(lines, after, 1)


def _next_words(lines: list[str], at: int) -> int:
    for index in range(at, min(at + 6, len(lines))):
        if lines[index].strip():
            return index
    return -1


def _quote_follows(lines: list[str], at: int, within: int = 2) -> bool:
    """Whether one of the next few non-empty lines is marked as a quote."""
    seen = 0
    for line in lines[at : at + 12]:
        if not line.strip():
            continue
        if phrases.STRONG_QUOTE.match(line) or phrases.WEAK_QUOTE.match(line):
            return True
        seen += 1
        if seen >= within:
            return False
    return False


def _wrapped(lines: list[str], at: int) -> bool:
    """A short line between two quoted ones: the end of a quoted line that was broken on its way."""
    before, line = lines[at - 1], lines[at].strip()
    after = lines[at + 1] if at + 1 < len(lines) else ""
    return (len(before) >= 60 and len(line) <= 40 and before.startswith(">") and after.startswith(">")) or (
        line.endswith(">") and before.startswith((">", "<")) and "<" in before and ">" not in before[1:]
    )


def _keep(segments: list[_Segment]) -> list[str]:
    """Leave out the quotes that are not answered in place, and signatures."""
    segments = [one for one in segments if any(line.strip() for line in one.lines)]
    quotes = sum(1 for one in segments if one.quoted)
    for _ in range(4):
        before = len(segments)
        if segments and not segments[-1].quoted:
            segments[-1].lines = strip_signature(segments[-1].lines)
            if not any(line.strip() for line in segments[-1].lines):
                segments.pop()
        while segments and segments[-1].quoted:
            segments.pop()
        if len(segments) == before:
            break
    inline = quotes >= 2 and _answered(segments)
    out: list[str] = []
    for index, one in enumerate(segments):
        if one.quoted and not inline and (one.known or index == 0):
            out.append("")
            continue
        out += one.lines if one.quoted or index == len(segments) - 1 else _without_footer(one.lines)
    return _squeezed(out)


def _answered(segments: list[_Segment]) -> bool:
    """Whether text stands after a quote that is left: answers in place."""
    seen_quote = False
    for one in segments:
        if one.quoted:
            seen_quote = True
        elif seen_quote:
            return True
    return False


def _without_footer(lines: list[str]) -> list[str]:
    """Text above a quote: only a whole `Sent from my phone` line goes."""
    return [line for line in lines if not phrases.SENT_FROM.match(line[:_MAX_LINE])]


def _squeezed(lines: list[str]) -> list[str]:
    text = re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines))
    return text.split("\n")
