"""Mails that say a mail did not arrive, in the many forms older than RFC 3464 or beside it.

The notice is cut off from the returned mail; addresses in the notice that are not ours are the failed ones, and
the words around each are judged. When the notice names nobody, the returned mail's recipients are taken.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy

from channels.mime import bounce_words as says
from channels.mime import dsn
from channels.mime.addresses import normal_address, read_addresses
from channels.mime.charsets import clean_line
from channels.mime.dsn import Failure, Original
from channels.mime.headers import Headers, read_ids
from channels.mime.reasons import find_code, find_reason, find_status, judge
from channels.mime.tree import Tree, split

_MAX_NOTICE = 60_000  # characters of a notice that are read
_MAX_FAILURES = 100


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a bounce tells: who was not reached, and which mail of ours it was about."""

    failures: tuple[Failure, ...]
    delivered: tuple[str, ...] = ()
    original: Original = field(default_factory=Original)
    why: str = ""


def read_bounce(tree: Tree, text: str) -> Bounce | None:
    """The mail as a bounce, None when it is none. `text` is its body as text."""
    headers = tree.top.headers
    report = dsn.read_report(tree)
    if report is None and (inner := _report_inside(tree)):
        tree, report = inner, dsn.read_report(inner)
    original = dsn.find_original(tree)
    if report is not None and (report.failures or report.delivered):
        if not original.message_id:
            original = _original_in_text(tree, text) or original
        failures = tuple(_with_words(one, text) for one in report.failures)
        return Bounce(failures, report.delivered, original, "delivery status notification")
    if says.REJECTED.search(headers.plain("auto-submitted", 100) + " " + headers.text("subject", 200)):
        rejection = dsn.read_rejection(tree)
        if rejection is not None:
            refused = tuple(_with_words(one, text) for one in rejection[0].failures)
            return Bounce(refused, (), Original(rejection[1]), "rejected by the mailbox")
    why = _suspicion(tree, headers, text)
    if not why:
        return None
    notice, rest = _cut_notice(tree, text)
    if not original.message_id:
        told = _original_in_text(tree, text)
        original = Original(told.message_id, original.recipients or told.recipients, told.sender) if told else original
    if not original.recipients and rest:
        original = dsn.read_original(rest.encode("utf-8", "replace"))
    failures = _failures(tree, headers, notice, original)
    failures = failures or _by_library(tree.data)
    if not failures and why != "certain" and not _is_report(tree):
        return None
    if why == "perhaps" and all(one.reason == "undefined" for one in failures) and not _listed(notice, failures):
        return None
    return Bounce(failures, (), original, "delivery failure notice")


def _report_inside(tree: Tree) -> Tree | None:
    """A report that a gateway wrapped whole into another mail."""
    for part in tree.leaves():
        if part.content_type == "message/rfc822" and part.parent is not None:
            body = tree.body(part)
            if b"multipart/report" in body[:20_000]:
                inner = split(body)
                return inner if _is_report(inner) else None
    return None


def _with_words(failure: Failure, text: str) -> Failure:
    """A report without a diagnostic may have it in the text beside it."""
    if failure.reason != "undefined" and failure.detail not in ("", "failed"):
        return failure
    at = text.lower().find(failure.address)
    if at < 0:
        return failure
    words = _words_around(text[:_MAX_NOTICE], at, at + len(failure.address))
    status, reason, hard = judge(failure.status, words, failure.delayed)
    if reason == "undefined":
        return failure
    return Failure(failure.address, status, hard, reason, clean_line(words, 300), failure.delayed)


def _is_report(tree: Tree) -> bool:
    top = tree.top
    return top.content_type == "multipart/report" and "delivery-status" in top.parameters.get("report-type", "")


def _suspicion(tree: Tree, headers: Headers, text: str) -> str:
    """ "" for no bounce, "certain", "likely": it must also name an address, "perhaps": and say why, too."""
    sender = next(iter(read_addresses(headers.raw("from"))), None)
    local = sender.address.partition("@")[0] if sender else ""
    local = local or headers.plain("from", 300).lstrip("\"'< ")
    path = headers.plain("return-path", 300)
    null_path = headers.has("return-path") and path.strip("<> ") in ("", "MAILER-DAEMON")
    daemon = bool(says.DAEMON.match(local)) or bool(sender and says.DAEMON_NAME.search(sender.name)) or bool(
        says.DAEMON.match(path.strip("<> "))
    )  # fmt: skip
    subject = headers.text("subject", 300)
    about = bool(says.SUBJECT.search(subject))
    start = text[:6_000]
    strong = bool(says.STRONG.search(start))
    if says.REPLY_SUBJECT.match(subject) and not daemon and not (about and says.SHORT_REFUSAL.search(text[:150])):
        return ""
    if headers.has("x-failed-recipients") or (_is_report(tree) and (daemon or about)):
        return "certain"
    if strong and about and (daemon or null_path or _has_mail_inside(tree)):
        return "certain"
    robot = local.startswith(("mailer-daemon", "mailer_daemon", "mailerdaemon")) or (daemon and about)
    score = 2 * daemon + null_path + about + 2 * strong
    if robot or (score >= 3 and strong and (daemon or null_path)):
        return "likely"
    return "perhaps" if strong and about else ""


def _has_mail_inside(tree: Tree) -> bool:
    return any(part.content_type == "message/rfc822" and part.parent is not None for part in tree.leaves())


def _cut_notice(tree: Tree, text: str) -> tuple[str, str]:
    """The system's own words, and the returned mail when it stands in the same text."""
    text = text[: _MAX_NOTICE * 4]
    for match in says.ORIGINAL.finditer(text, 1):
        before = text[: match.start()]
        line = match.group()
        if not before.strip() or says.TRANSCRIPT.search(line) or says.LISTING.search(line):
            continue
        if not says.ADDRESS.search(before) and says.ADDRESS.search(text, match.end()) and not _is_header_line(line):
            continue
        return before[:_MAX_NOTICE], text[match.start() if _is_header_line(line) else match.end() :]
    return text[:_MAX_NOTICE], ""


def _is_header_line(line: str) -> bool:
    return (
        re.match(r"(?i)(?:>\s?)?(?:received|return-path|content-type|from|message-id|x-mailer|mime-version)[: ]", line)
        is not None
    )


def _original_in_text(tree: Tree, text: str) -> Original | None:
    _, rest = _cut_notice(tree, text)
    found = dsn.read_original(rest.encode("utf-8", "replace")) if rest else Original()
    if found.message_id:
        return found
    match = re.search(r"(?im)^\W*message-id:?\s*(<[^<>\s]+>)", rest or text)
    return Original(read_ids(match.group(1))[0], found.recipients, found.sender) if match else None


def _failures(tree: Tree, headers: Headers, notice: str, original: Original) -> tuple[Failure, ...]:
    ours = _our_addresses(headers, original)
    named = [one.address for one in read_addresses(headers.raw("x-failed-recipients")) if one.address]
    found = _named_in(_after_intro(notice, ours), ours)
    if named:
        return tuple(_judged(address, found.get(address, notice), notice) for address in named)
    picked = _pick(found, original)
    if not picked:
        picked = dict.fromkeys([one for one in original.recipients if one not in ours][:10], notice)
    if not picked:
        verp = says.VERP.search(" ".join(headers.all("to"))[:500])
        picked = {f"{verp['local']}@{verp['domain']}".lower(): notice} if verp else {}
    for expanded in says.EXPANDED.findall(notice)[:_MAX_FAILURES]:
        if picked and normal_address(expanded):
            picked.setdefault(normal_address(expanded), next(iter(picked.values())))
    return tuple(_judged(address, words, notice) for address, words in picked.items())[:_MAX_FAILURES]


def _listed(notice: str, failures: tuple[Failure, ...]) -> bool:
    """Whether an address has a line to itself, as in a system's list."""
    for line in notice.split("\n"):
        if any(one.address in line.lower() for one in failures):
            if not any(char.isalpha() for char in says.ADDRESS.sub("", line)):
                return True
    return False


def _after_intro(notice: str, ours: set[str]) -> str:
    """The notice from "the following addresses failed:" on, when an address of theirs comes after it."""
    for match in says.INTRO.finditer(notice):
        rest = notice[match.end() :]
        if any(normal_address(one) not in ours for one in says.ADDRESS.findall(rest[:2_000])):
            return rest
    return notice


def _our_addresses(headers: Headers, original: Original) -> set[str]:
    ours = {one.address for name in ("from", "to", "reply-to", "sender", "delivered-to", "x-original-to")
            for one in read_addresses(headers.raw(name))}  # fmt: skip
    if original.sender:
        ours.add(original.sender)
    return ours - {""}


def _named_in(notice: str, ours: set[str]) -> dict[str, str]:
    """Addresses in the notice with the words around each; those at the start of a line come marked."""
    found: dict[str, str] = {}
    for match in says.ADDRESS.finditer(notice):
        address = normal_address(says.PREFIX.sub("", match.group().strip("[]")))
        if not address or address in ours or says.DAEMON.match(address):
            continue
        line_start = notice.rfind("\n", 0, match.start()) + 1
        before = notice[line_start : match.start()][-120:]
        if says.NOT_FAILED.search(before):
            continue
        words = _words_around(notice, match.start(), match.end())
        leading = says.LEADING.match(before) is not None
        known = found.get(address, "")
        if not known or (leading and known[0] != "!") or (not find_reason(known) and find_reason(words)):
            found[address] = ("!" if leading or known[:1] == "!" else " ") + words
        if len(found) >= _MAX_FAILURES * 2:
            break
    return found


def _words_around(notice: str, start: int, end: int) -> str:
    """The address's line and what follows until an empty line or the next address."""
    line_start = notice.rfind("\n", 0, start) + 1
    words = notice[line_start:start] + notice[end : end + 1_000]
    kept: list[str] = []
    for number, line in enumerate(words.split("\n")):
        if number and (says.ADDRESS.match(line.lstrip(" <\t")) or number > 8):
            break
        if not line.strip():
            if find_reason(" ".join(kept)) or number > 3:
                break
            continue
        kept.append(line.strip())
    return " ".join(kept)


def _pick(found: dict[str, str], original: Original) -> dict[str, str]:
    """Those that stand like an entry of a list, else those the mail went to, else those with a reason."""
    known = {address: words for address, words in found.items() if address in original.recipients}
    leading = {address: words for address, words in found.items() if words[0] == "!"}
    for chosen in (leading, known):
        if chosen:
            return chosen
    with_reason = {
        a: words for a, words in found.items() if find_status(words) or find_code(words) or find_reason(words)
    }
    return with_reason or found


def _judged(address: str, words: str, notice: str) -> Failure:
    words = words.lstrip("! ")
    delayed = bool(says.RETRYING.search(notice[:3_000]))
    text = words if find_reason(words) or find_code(words) or find_status(words) else notice[:4_000]
    status, reason, hard = judge("", text, delayed)
    if delayed and status.startswith("5"):
        status = "4" + status[1:]
    return Failure(address, status, hard, reason, clean_line(words, 300), delayed)


def _by_library(data: bytes) -> tuple[Failure, ...]:
    """flufl.bounce for the formats it alone knows. Small mails only: it uses the standard parser."""
    if len(data) > 200_000:
        return ()
    from flufl.bounce import all_failures

    logging.getLogger("flufl.bounce").disabled = True  # it writes a trace for each broken mail
    try:
        temporary, permanent = all_failures(message_from_bytes(data, policy=policy.compat32))
    except Exception:  # a library on hostile input: whatever it raises means that it found nothing
        return ()
    out: list[Failure] = []
    for delayed, group in ((False, permanent), (True, temporary)):
        for raw in sorted(group):
            address = normal_address(bytes(raw).decode("utf-8", "replace"))
            if address:
                status, reason, hard = judge("", "", delayed)
                out.append(Failure(address, status, hard, reason, "", delayed))
    return tuple(out[:_MAX_FAILURES])
