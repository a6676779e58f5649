"""Why a mail was not delivered, as one word, and whether the address is dead (RFC 3463, RFC 5321 4.2).

The words are those of common bounce analysers, so that operators can look them up: userunknown, hostunknown,
mailboxfull, expired, … "hard" means the address itself is at fault for good; anything else may pass.
"""

from __future__ import annotations

import re

# ruff: noqa: E501 - one pattern to a line, so that they can be compared

HARD = frozenset({"userunknown", "hostunknown", "hasmoved", "notaccept"})

# In this order; the first that is found in the diagnostic text wins.
_PHRASES: tuple[tuple[str, str], ...] = (
    ("mailboxfull", r"(?:mail)?box\W*(?:\S+ ){0,4}(?:is |are )?(?:already )?(?:over[- ]?)?full|over ?-?(?:disk ?)?quota|quota (?:is )?(?:exceeded|full|overflow|violation)|exceed\w* (?:\S+ ){0,4}(?:quota|storage)|(?:insufficient|not enough) (?:disk|storage|system storage)|disk (?:space )?(?:full|quota)|mailbox (?:\S+ ){0,3}(?:size limit|exceed)|out of (?:storage|disk)|too much mail data|maildir (?:delivery failed|over)|inbox (?:\S+ ){0,2}full|переполнен|box full|mailfolder is full|storage limit|is over the (?:maximum|limit)"),
    ("hasmoved", r"(?:user|recipient|address|mailbox|account|he|she|who) (?:\S+ ){0,4}has (?:been )?(?:moved|changed|left)|(?:has|have) (?:moved to|changed (?:his|her|their|my|its) )|new e-?mail address|address has been changed|no longer (?:works|employed|with us|at this)|please update your (?:records|address)"),
    ("virusdetected", r"virus|malware|infected|trojan|worm\b"),
    ("authfailure", r"dmarc|\bspf\b|\bdkim\b|sender policy framework|unauthenticated (?:e-?mail|sender)"),
    ("norelaying", r"rela(?:y|ying|yed) (?:\S+ ){0,4}(?:denied|permitted|allowed|prohibited|refused|rejected|attempt)|(?:not|n't) (?:\S+ ){0,3}relay|relay access|we don't handle mail|unable to relay|not allowed as relay|no relaying|rcpthosts|authenticate first|isn't in my control/locals"),
    ("rejected", r"sender (?:e-?mail )?(?:address |domain |verify |verification )?(?:is )?(?:\S+ ){0,2}(?:rejected|denied|refused|failed|invalid|blocked)|(?:return|from|originator) (?:\S+ ){0,3}(?:address )?rejected|envelope sender|sender (?:domain|address) (?:must|does not)|domain of sender|sender(?:'s)? (?:\S+ ){0,3}does(?:n't| not) (?:exist|resolve)"),
    ("blocked", r"black ?-?list|block(?:ed)? (?:list|using|by|for|due)|dnsbl|\brbl\b|spamhaus|spamcop|barracudacentral|sorbs|reputation|(?:client host|your (?:ip|host|server|network|mail server)|ip address|connecting ip)[^\n]{0,60}(?:reject|block|banned|denied|list|refus)|access (?:denied|not allowed)\b(?![^\n]{0,20}user)|ptr record|reverse dns|rdns|dynamic(?:ally)? (?:ip|allocated|assigned)|\bbanned\b|not accepting (?:connections|mail) from"),
    ("spamdetected", r"\bspam(?:my|ming|med|assassin)?\b|\bjunk\b|unsolicited|bulk (?:e-?)?mail|\buce\b|\bube\b|looks like (?:spam|advert)|identified as spam|suspected spam|content filter"),
    ("emailtoolarge", r"(?:message|mail|file|attachment|e-?mail|size)\W+(?:\S+ ){0,5}(?:is |are )?too (?:big|large|long)|(?:message|mail|fixed max\w*|max\w* message) ?size|size (?:limit|exceed)|exceed\w* (?:\S+ ){0,5}(?:size|length|maximum)|larger than|too large for"),
    ("toomanyconn", r"too many (?:concurrent |simultaneous |smtp )?(?:connections|sessions)|connection (?:rate )?limit|maximum (?:number of )?connections"),
    ("ratelimited", r"rate[- ]?limit|too fast|throttl|too many (?:messages|mails|e-?mails|recipients|requests|unknown)|(?:sending|message|delivery) rate|frequency|graylist|greylist|message limit|(?:hourly|daily) (?:\S+ ){0,2}(?:limit|quota)"),
    ("suspend", r"(?:account|mailbox|user|recipient|address|mail box|e-?mail)(?: \S+){0,5} (?:is |are |has been |was |been )?(?:currently |temporarily |permanently )?(?:disabled|suspended|locked|inactive|deactivated|frozen|not active|expired|blocked|unavailable due|discontinued|cancelled|closed)|(?:inactive|disabled|suspended|locked) (?:user|account|mailbox|recipient)|временно заблокирован|ящик заблокирован|account_?(?:disabled|inactive)"),
    ("filtered", r"user (?:has )?reject|recipient (?:\S+ ){0,3}(?:is )?not accept|not accepting (?:mail|messages)|refused by (?:the )?recipient|does not (?:accept|want) (?:mail|messages) from|because the recipient (?:is not|is only)|permission to send|restricted|not authorized to send|notauthorized|sender not authorized|only accept(?:s|ing)? mail from"),
    ("hostunknown", r"host (?:or domain )?(?:name )?(?:\S+ ){0,4}(?:lookup (?:failure|failed)|(?:was )?not found|unknown|is unknown)|(?:unknown|no such|invalid|illegal|bad|non-?existent|unable to resolve) (?:destination )?(?:host|domain|system)|domain (?:name )?(?:\S+ ){0,4}(?:not (?:found|known|exist)|does(?:n't| not) exist|unknown|invalid)|nxdomain|name or service not known|unroute?able mail domain|no (?:valid )?mx (?:record|host)?|couldn't find any host|dns (?:\S+ ){0,4}(?:error|fail)|can't find (?:\S+ )?host|host found but no data|non-?existent host|name server (?:\S+ ){0,2}error|server can't be found|address resolution"),
    ("notaccept", r"null ?mx|does not accept (?:any )?(?:e-?)?mail|host does not (?:receive|accept)|no smtp service here|does not receive mail"),
    ("userunknown", r"user\W*(?:\S+ ){0,4}(?:is )?(?:unknown|not (?:found|known|exist|listed|local|have|here)|does(?:n't| not)|doesnt|couldn't be found|invalid|have an account)|(?:unknown|no such|invalid|bad|illegal|non-?existent|undeliverable|unroute?able|unrecognized|not a valid|wrong|unable to find|unresolvable) (?:\W*\S+ ){0,2}?(?:user|mailbox|account|recipient|address|person|addressee|local|name|login|e-?mail|destination mailbox)|(?:recipient|address|mailbox|account|addressee|person|e-?mail|name|login|here|box)\W*(?:\S+ ){0,6}(?:not (?:found|exist|known|listed|valid|available|in|recogni[sz]ed|local|a known|here|defined|present|match)|does(?:n't| not)|doesnt|rejected|unknown|invalid|is no longer|no longer|could ?n(?:o|')t be found|isn't|unavailable|not a)|no (?:such )?(?:mailbox|user|one|account|person)(?: \S+){0,2} (?:here|by that|with that|named|found|exist)|there is no (?:one|such|user|account)|not (?:a )?(?:valid|listed in|our customer|in (?:the|my|our))|user ?unknown|no_such_user|recipnotfound|resolver\.adr|account (?:\S+ ){0,2}deleted|delivery not possible|cannot find the (?:recipient|address)|can't find|not on file|not exist|isn't (?:in|a)|не существует|не найден|неизвестн|нет такого|unzustellbar|unbekannt|inconnu|desconocid|sconosciut|no existe|not our|not known|bad address|bad destination|address error|undeliverable address|name not found|this user|no mailbox"),
    ("contenterror", r"content (?:rejected|error|block|refus)|banned file|attachment|mime|malformed|header (?:error|contains|too)|improper use of 8-bit|bare lf|message (?:\S+ ){0,3}(?:content|refused|rejected)"),
    ("policyviolation", r"policy|policies|not (?:authori[sz]ed|allowed|permitted)|prohibit|administrat\w+ (?:prohibit|den|reject|block)|closed (?:mailing )?list"),
    ("securityerror", r"starttls|tls (?:is )?required|authentication (?:is )?(?:required|failed|unsuccessful)|encryption"),
    ("expired", r"(?:delivery|retry|queue|time)\W*(?:\S+ ){0,3}(?:expired|exceeded|time ?-?out)|timed? ?-?out|(?:in|on) the (?:mail )?queue|(?:could|can|has|have)(?: ?not|n't) (?:yet )?(?:been |be )?(?:deliver|sen[dt])\w*(?: \S+){0,6} (?:for|within|after|since|past)|too long|giving up|\bexpired\b|not yet been|still trying|will (?:keep|continue|be retried|retry)|has been delayed|is delayed|delayed (?:mail|\d)|warning: message|for the (?:past|last) \d"),
    ("networkerror", r"connection (?:\S+ ){0,3}(?:refused|reset|timed|lost|failed|dropped|closed|died|attempt)|no route|unreachable|(?:could|can)(?: ?not|n't) connect|unable to (?:connect|contact|reach)|mail(?:er)? loop|too many hops|hop count|routing loop|loops? back|broken pipe|not responding|deferred|no answer|network (?:error|problem)|establish an? smtp connection|bad connection|too many transfers|forwarding loop"),
    ("syntaxerror", r"syntax error|command (?:not |un)recogni[sz]ed|bad sequence|protocol (?:error|violation)|unimplemented"),
    ("mailererror", r"command (?:died|failed|output)|exit (?:code|status)|unknown mailer|pipe to|mailer (?:error|returned)|child (?:status|process)|program failure|procmail|local delivery failed|dead\.letter"),
    ("systemerror", r"(?:system|internal|server|local|configuration|configured|temporary|software|processing|database|ldap|i/o|unexpected|resource)\w*\W*(?:\S+ ){0,3}(?:error|problem|fail|trouble|busy|shortage)|can(?:'t|not) (?:create|open|write|append)|permission denied|read-only|temporar(?:y|ily)|try again|interrupted|input/output|service (?:not available|unavailable)|lost connection|out of memory"),
)  # fmt: skip
_COMPILED = tuple((name, re.compile(pattern, re.I)) for name, pattern in _PHRASES)

# RFC 3463 detail → reason, where the text says nothing.
_BY_STATUS = {
    "1.0": "userunknown", "1.1": "userunknown", "1.2": "hostunknown", "1.3": "userunknown", "1.4": "userunknown",
    "1.6": "hasmoved", "1.7": "rejected", "1.8": "rejected", "1.9": "rejected", "1.10": "notaccept",
    "2.0": "filtered", "2.1": "suspend", "2.2": "mailboxfull", "2.3": "emailtoolarge", "2.4": "filtered",
    "3.0": "systemerror", "3.1": "systemfull", "3.2": "notaccept", "3.3": "systemerror", "3.4": "emailtoolarge",
    "3.5": "systemerror", "4.0": "networkerror", "4.1": "networkerror", "4.2": "networkerror", "4.3": "systemerror",
    "4.4": "hostunknown", "4.5": "networkerror", "4.6": "networkerror", "4.7": "expired", "4.8": "networkerror",
    "5.0": "mailererror", "5.2": "syntaxerror", "5.3": "toomanyrcpts", "6.0": "contenterror", "6.1": "contenterror",
    "7.0": "policyviolation", "7.1": "policyviolation", "7.2": "filtered", "7.7": "contenterror",
    "7.8": "securityerror", "7.9": "securityerror", "7.23": "authfailure", "7.26": "authfailure",
    "7.25": "blocked", "7.27": "notaccept",
}  # fmt: skip
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,2})\.(\d{1,3})(?![\d.]\d|\.\d)")
_CODE = re.compile(r"(?:^|(?<=[\s(\[<'\"=:;-]))([45])(\d)(\d)(?=[\s)\]>'\":;,.-]|$)(?![-.]\d)")
_SMTP_CODES = set("421 450 451 452 454 455 471 500 501 502 503 504 510 511 512 513 515 517 521 522 523 530 531 534 535 541 550 551 552 553 554 555 556 557 571".split())  # fmt: skip
_FALLBACK = {"userunknown": "1.1", "hostunknown": "1.2", "mailboxfull": "2.2", "hasmoved": "1.6", "suspend": "2.1",
             "emailtoolarge": "3.4", "expired": "4.7", "networkerror": "4.0", "spamdetected": "7.1"}  # fmt: skip


def find_status(text: str) -> str:
    """The first RFC 3463 code of class 4 or 5 in a diagnostic text, "" for none."""
    for match in _STATUS.finditer(text):
        if match.group(1) != "2":
            return ".".join(match.groups())
    return ""


def find_code(text: str) -> str:
    """The first SMTP reply code (RFC 5321) in a diagnostic text, "" for none."""
    for match in _CODE.finditer(text):
        if match.group(1) + match.group(2) + match.group(3) in _SMTP_CODES:
            return "".join(match.groups())
    return ""


def find_reason(text: str) -> str:
    """The reason a diagnostic text names, "" when it names none we know."""
    text = " ".join(text[:2_000].split())
    return next((name for name, pattern in _COMPILED if pattern.search(text)), "")


def judge(status: str, text: str, delayed: bool = False) -> tuple[str, str, bool]:
    """(status, reason, hard) from what the report gives; a missing status is made up from text and code."""
    stated = find_status(status)
    said = find_status(text)
    if not stated or stated.endswith(".0.0") or (said and stated[2:] in ("0.0", "5.0", "4.0")):
        stated = said or stated
    reason = find_reason(text)
    code = find_code(text)
    if not stated:
        family = code[:1] if code else ("4" if delayed else "5")
        stated = f"{family}.{_FALLBACK.get(reason, '0.0')}"
    if not reason and stated[2:] not in ("0.0",):
        reason = _BY_STATUS.get(stated[2:], "")
    if not reason and delayed:
        reason = "expired"
    permanent = stated[0] == "5" and not delayed
    hard = permanent and (reason in HARD or not reason)
    return stated, reason or "undefined", hard
