"""Mails that say a mail did not arrive, in the many forms older than RFC 3464 or beside it.

The notice is cut off from the returned mail; addresses in the notice that are not ours are the failed ones, and
the words around each are judged. When the notice names nobody, the returned mail's recipients are taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy

from channels.mime import dsn
from channels.mime.addresses import normal_address, read_addresses
from channels.mime.charsets import clean_line
from channels.mime.dsn import Failure, Original
from channels.mime.headers import Headers, read_ids
from channels.mime.reasons import find_code, find_reason, find_status, judge
from channels.mime.tree import Tree, split

_MAX_NOTICE = 60_000  # characters of a notice that are read
_MAX_FAILURES = 100
DAEMON = re.compile(
    r"(?i)^(?:mailer[-_.]?daemon|mail-?daemon|mailerdaemon|postmaster|post_?master|mdaemon|daemon|mail-?delivery"
    r"|mailsystem|mail-system|mailadmin|smtpd|bounce-?daemon|delivery|mailmaster|mta|uucp|listserv-?error|nondelivery)\b"
)
_DAEMON_NAME = re.compile(
    r"(?i)mail(?:er)? ?(?:delivery )?(?:sub)?(?:system|daemon)|delivery (?:sub)?system|internet mail delivery"
    r"|system administrator|systemadministrator|microsoft outlook|postmaster|mail administrator|mail delivery|daemon"
)
_SUBJECT = re.compile(
    r"(?i)^\W*(?:.{0,40}\b)?(?:delivery (?:status|failure|failed|has failed|report|problem|error|delay|notif|incomplete|attempt|unsuccess)"
    r"|delivery of .{0,40}fail|mail delivery|undeliver|non-?deliver|not deliver|returned (?:e-?)?mail|mail returned"
    r"|return(?:ed|ing) (?:message|to sender|mail)|message returned|failure notice|failed (?:mail|delivery)|(?:could not|unable to|cannot|can't|couldn't) (?:be )?(?:deliver|send)"
    r"|warning: (?:could not|message|e-?mail)|(?:message|mail) (?:delivery )?(?:delayed|status|failure|system error|undeliverable|error|not delivered)"
    r"|(?:e-?mail|mail|message) (?:delivery )?(?:fail|reject|bounc|problem|error)|delayed|user unknown|unknown user|ndn:|ndr|bounced?\b|rejected?\b|your message to|error (?:sending|delivering)"
    r"|unzustellbar|nicht zustellbar|zustellung|non remis|non distribu|échec de la remise|non délivr|недоставл|не доставл|не может быть доставлен|ошибка доставки"
    r"|no se (?:puede|pudo) entregar|no entregad|mancata consegna|recapito|niet bezorg|onbestelbaar|não entreg|não foi possível|не доставлен|повернен|niedostarcz|nie dostarcz|zwrot|недійсн"
    r"|配信|退信|系统退信|送信|デリバリ|returned|failure)"
)
# Sentences that only a mail system writes.
_STRONG = re.compile(
    r"(?i)qmail-send program|created automatically by mail delivery software|mail system at host|mail delivery (?:sub)?system|sorry to have to inform you"
    r"|permanent fatal errors|transcript of session follows|following (?:recipient|address|person|user)(?:\(?s\)?|es)?[^\n]{0,40}(?:fail|permanent|could not|cannot|did not|unable|was not|were not|has been|undeliver|not be reached|rejected)"
    r"|did not reach the following recipient|deliver(?:y|ed) to the following recipients?|undeliverable to the following|automatically generated delivery status"
    r"|message (?:that you sent )?(?:could|can|has|was|were)(?: ?not|n't)? (?:be |been )?(?:deliver|undeliver|bounce|reject|return)|(?:could|can|was|were) ?not (?:be )?deliver(?:ed)?[^\n]{0,30}to"
    r"|returned to (?:you|sender)|unable to deliver|diagnostic information for administrators|reporting-mta|failed to deliver|delivery (?:has )?failed|non-?delivery|not delivered|undeliver"
    r"|error (?:code|message) (?:is|follows|from)|failed recipient|user (?:is )?unknown|mailbox (?:is )?(?:full|unavailable|not found)|no such user|unknown user|quota|письмо не (?:может быть|было) доставлен|не удалось доставить|konnte nicht zugestellt|n'a pas pu être|over quota"
)  # fmt: skip
# Where the returned mail begins.
_ORIGINAL = re.compile(
    r"(?im)^(?:[-=*_#+<> \t]{0,80}(?:(?:begin(?:ning)? of |start of |copy of |text of |the )*(?:the )?(?:your |unsent |undelivered |undeliverable |returned |rejected |failed |bounced )*(?:original|unsent|undelivered|returned|forwarded|rejected|your|failed|bounced)"
    r" (?:message|mail|e-?mail|headers?|text)\b[^\n]{0,60}(?:follow|:|-{2,}|$|below|begin|header|text)"
    r"|below this line is a copy|this is a copy of (?:the|your)|(?:message|mail|text|headers?)(?: \w+){0,4} follows?\b|(?:the )?(?:header|text) (?:of|from) (?:the|your) (?:original|message|mail)|included is a copy|(?:a )?copy of (?:the|your) (?:original|message|mail)|the original message was included"
    r"|message contents|исходное (?:сообщение|письмо)|original(?:nachricht|-nachricht)|текст (?:письма|исходного)|mensaje original)[^\n]{0,120}"
    r"|(?:>\s?)?Received: (?:from|by|\(|via)[^\n]*|(?:>\s?)?Return-Path: ?[^\n]*|Content-Type: message/rfc822[^\n]*|From \S+@\S+ [^\n]*\d{4}[^\n]*|Message-ID: <[^\n]*|X-Mailer: [^\n]*|MIME-Version: 1[^\n]*)$"
)
_TRANSCRIPT = re.compile(r"(?i)session (?:transcript )?follows|transcript of session|error|reason|status|notification|explanation")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\"-]{1,100}@[A-Za-z0-9\u0080-\uffff](?:[A-Za-z0-9.\u0080-\uffff-]{0,200}[A-Za-z0-9\u0080-\uffff])?|\[[^\]\s]{1,60}@[^\]\s]{1,80}\]")
_PREFIX = re.compile(r"(?i)^(?:.*[;:=])?(?:smtp|rfc822|mailto|to)=(?=[^=]+@)")
_LEADING = re.compile(r"^[\s>*•-]{0,12}(?:<?(?:smtp:|rfc822;|mailto:)?\s?<?|(?:to|recipient|user|failed recipient|email|address|for|rcpt to|final-recipient)\b[:\s<]{1,6})$", re.I)
_NOT_FAILED = re.compile(r"(?i)(?:contact|write to|e-?mail to|mailto:|reply to|questions|please (?:send|forward|direct|e-?mail)|assistance|support|help|message-?id|from:|sender:|return-path|envelope-from|mail from|reporting|postmaster)[^\n]{0,60}$")
_REJECTED = re.compile(r"(?i)\breject")
_REPLY_SUBJECT = re.compile(r"(?i)\s*(?:re|fwd?|aw|wg|ha|ответ)\s?:")
# What introduces the list of failed addresses.
_INTRO = re.compile(
    r"(?im)(?:(?:following|these|one or more|address(?:\(?e?s\)?)? (?:to )?which|some) (?:of (?:its|the|your) )?(?:\w+ ){0,2}"
    r"(?:recipient|address|user|person|people|destination|mailbox)[^\n:]{0,160}(?:\n[^\n:]{1,100}){0,2}:"
    r"|failed (?:recipients?|addresses)[^\n]{0,30}follow[^\n]*$|(?:message|mail) not delivered to[^\n]{0,60}:)\W*$"
)
_RETRYING = re.compile(
    r"(?i)not (?:yet )?been delivered (?:yet|to (?:one or more|all))|has not yet been|no action is required on your part|will (?:be retried|continue to|keep trying|retry)"
    r"|still (?:be )?(?:being )?(?:re)?tr(?:y|ied)|just a warning|advisory-only|postponed|(?:do not|don't|not) need to resend|attempts will continue"
    r"|this is a warning message only|will-retry|will be (?:re)?tried (?:again|for)|(?:delivery|message) (?:\S+ ){0,2}(?:is|has been) delayed|mail server will (?:try|keep)"
)
_EXPANDED = re.compile(r"\(expanded from:? ?<?([^\s<>()]{1,100}@[^\s<>()]{1,200})>?\)", re.I)
_VERP = re.compile(r"[+-](?P<local>[\w.]+)=(?P<domain>[\w.-]+\.\w+)(?:@|$)")


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a bounce tells: who was not reached, and which mail of ours it was about."""

    failures: tuple[Failure, ...]
    delivered: tuple[str, ...] = ()
    original: Original = Original()
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
    if _REJECTED.search(headers.plain("auto-submitted", 100) + " " + headers.text("subject", 200)):
        rejection = dsn.read_rejection(tree)
        if rejection is not None:
            refused = tuple(_with_words(one, text) for one in rejection[0].failures)
            return Bounce(refused, (), Original(rejection[1]), "rejected by the mailbox")
    why = _suspicion(tree, headers, text)
    if not why:
        return None
    notice, rest = _cut_notice(tree, text)
    if not original.message_id and not original.recipients:
        original = dsn.read_original(rest.encode("utf-8", "replace")) if rest else original
    failures = _failures(tree, headers, notice, original)
    if not failures and why != "certain":
        failures = _by_library(tree.data)
        if not failures and not _is_report(tree):
            return None
    return Bounce(failures or _by_library(tree.data), (), original, "delivery failure notice")


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
    """ "" for no bounce, "certain", or "likely": then it must also name an address."""
    sender = next(iter(read_addresses(headers.raw("from"))), None)
    local = sender.address.partition("@")[0] if sender else ""
    local = local or headers.plain("from", 300).lstrip("\"'< ")
    path = headers.plain("return-path", 300)
    null_path = headers.has("return-path") and path.strip("<> ") in ("", "MAILER-DAEMON")
    daemon = bool(DAEMON.match(local)) or bool(sender and _DAEMON_NAME.search(sender.name)) or bool(
        DAEMON.match(path.strip("<> "))
    )  # fmt: skip
    subject = headers.text("subject", 300)
    about = bool(_SUBJECT.search(subject))
    start = text[:6_000]
    strong = bool(_STRONG.search(start))
    if _REPLY_SUBJECT.match(subject) and not daemon and not (about and strong and len(text) < 800):
        return ""
    if headers.has("x-failed-recipients") or (_is_report(tree) and (daemon or about)):
        return "certain"
    if strong and about and (daemon or null_path or any(
        part.content_type == "message/rfc822" and part.parent is not None for part in tree.leaves()
    )):
        return "certain"
    robot = local.startswith(("mailer-daemon", "mailer_daemon", "mailerdaemon")) or (daemon and about)
    score = 2 * daemon + null_path + about + 2 * strong
    return "likely" if robot or (score >= 3 and strong and (daemon or null_path or about)) else ""


def _cut_notice(tree: Tree, text: str) -> tuple[str, str]:
    """The system's own words, and the returned mail when it stands in the same text."""
    text = text[: _MAX_NOTICE * 4]
    for match in _ORIGINAL.finditer(text, 1):
        before = text[: match.start()]
        line = match.group()
        if not before.strip() or _TRANSCRIPT.search(line):
            continue
        if not _ADDRESS.search(before) and _ADDRESS.search(text, match.end()) and not _is_header_line(line):
            continue
        return before[:_MAX_NOTICE], text[match.start() if _is_header_line(line) else match.end() :]
    return text[:_MAX_NOTICE], ""


def _is_header_line(line: str) -> bool:
    return re.match(r"(?i)(?:>\s?)?(?:received|return-path|content-type|from|message-id|x-mailer|mime-version)[: ]", line) is not None


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
        verp = _VERP.search(" ".join(headers.all("to"))[:500])
        picked = {f"{verp['local']}@{verp['domain']}".lower(): notice} if verp else {}
    for expanded in _EXPANDED.findall(notice)[:_MAX_FAILURES]:
        if picked and normal_address(expanded):
            picked.setdefault(normal_address(expanded), next(iter(picked.values())))
    return tuple(_judged(address, words, notice) for address, words in picked.items())[:_MAX_FAILURES]


def _after_intro(notice: str, ours: set[str]) -> str:
    """The notice from "the following addresses failed:" on, when an address of theirs comes after it."""
    for match in _INTRO.finditer(notice):
        rest = notice[match.end() :]
        if any(normal_address(one) not in ours for one in _ADDRESS.findall(rest[:2_000])):
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
    for match in _ADDRESS.finditer(notice):
        address = normal_address(_PREFIX.sub("", match.group().strip("[]")))
        if not address or address in ours or DAEMON.match(address):
            continue
        line_start = notice.rfind("\n", 0, match.start()) + 1
        before = notice[line_start : match.start()][-120:]
        if _NOT_FAILED.search(before):
            continue
        words = _words_around(notice, match.start(), match.end())
        leading = _LEADING.match(before) is not None
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
        if number and (_ADDRESS.match(line.lstrip(" <\t")) or number > 8):
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
    with_reason = {a: words for a, words in found.items() if find_status(words) or find_code(words) or find_reason(words)}
    return with_reason or found


def _judged(address: str, words: str, notice: str) -> Failure:
    words = words.lstrip("! ")
    delayed = bool(_RETRYING.search(notice[:3_000]))
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

    try:
        temporary, permanent = all_failures(message_from_bytes(data, policy=policy.compat32))
    except Exception:  # a library on hostile input: whatever it raises means that it found nothing
        return ()
    out: list[Failure] = []
    for delayed, group in ((False, permanent), (True, temporary)):
        for raw in sorted(group):
            address = normal_address(raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw))
            if address:
                status, reason, hard = judge("", "", delayed)
                out.append(Failure(address, status, hard, reason, "", delayed))
    return tuple(out[:_MAX_FAILURES])
