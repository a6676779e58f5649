"""What bounces look like: senders, subjects, sentences and the lines where the returned mail begins.

Only words; `bounces.py` decides.
"""

from __future__ import annotations

import re

# ruff: noqa: E501 - one pattern's words stand together

DAEMON = re.compile(
    r"(?i)^(?:mailer[-_.]?daemon|mail-?daemon|mailerdaemon|postmaster|post_?master|mdaemon|daemon|mail-?delivery"
    r"|mailsystem|mail-system|mailadmin|smtpd|bounce-?daemon|delivery|mailmaster|mta|uucp|listserv-?error|nondelivery)\b"
)
DAEMON_NAME = re.compile(
    r"(?i)mail(?:er)? ?(?:delivery )?(?:sub)?(?:system|daemon)|delivery (?:sub)?system|internet mail delivery"
    r"|system administrator|systemadministrator|microsoft outlook|postmaster|mail administrator|mail delivery|daemon"
)
SUBJECT = re.compile(
    r"(?i)^\W*(?:.{0,40}\b)?(?:delivery (?:status|failure|failed|has failed|report|problem|error|delay|notif|incomplete|attempt|unsuccess)"
    r"|delivery of .{0,40}fail|mail delivery|undeliver|non-?deliver|not deliver|returned (?:e-?)?mail|mail returned"
    r"|return(?:ed|ing) (?:message|to sender|mail)|message returned|failure notice|failed (?:mail|delivery)|(?:could not|unable to|cannot|can't|couldn't) (?:be )?(?:deliver|send)"
    r"|warning: (?:could not|message|e-?mail)|(?:message|mail) (?:delivery )?(?:delayed|status|failure|system error|undeliverable|error|not delivered)"
    r"|(?:e-?mail|mail|message) (?:delivery )?(?:fail|reject|bounc|problem|error)|delayed|user unknown|unknown user|ndn:|ndr|bounced?\b|rejected?\b|your message to|error (?:sending|delivering)"
    r"|unzustellbar|nicht zustellbar|zustellung|non remis|non distribu|échec de la remise|non délivr|недоставл|не доставл|не может быть доставлен|не уда(?:ется|лось) (?:доставить|выполнить доставку)|не вдалося доставити|ошибка доставки"
    r"|no se (?:puede|pudo) entregar|no entregad|mancata consegna|recapito|niet bezorg|onbestelbaar|não entreg|não foi possível|не доставлен|повернен|niedostarcz|nie dostarcz|zwrot|недійсн"
    r"|配信|退信|系统退信|送信|デリバリ|returned|failure)"
)
# Sentences that only a mail system writes.
STRONG = re.compile(
    r"(?i)qmail-send program|created automatically by mail delivery software|mail system at host|mail delivery (?:sub)?system|sorry to have to inform you"
    r"|permanent fatal errors|transcript of session follows|following (?:recipient|address|person|user)(?:\(?s\)?|es)?[^\n]{0,40}(?:fail|permanent|could not|cannot|did not|unable|was not|were not|has been|undeliver|not be reached|rejected)"
    r"|did not reach the following recipient|deliver(?:y|ed) to the following recipients?|undeliverable to the following|automatically generated delivery status"
    r"|message (?:that you sent )?(?:could|can|has|was|were)(?: ?not|n't)? (?:be |been )?(?:deliver|undeliver|bounce|reject|return)|(?:could|can|was|were) ?not (?:be )?deliver(?:ed)?[^\n]{0,30}to"
    r"|returned to (?:you|sender)|unable to deliver|diagnostic information for administrators|reporting-mta|failed to deliver|delivery (?:has )?failed|non-?delivery|not delivered|undeliver"
    r"|error (?:code|message) (?:is|follows|from)|failed recipient|user (?:is )?unknown|mailbox (?:is )?(?:full|unavailable|not found)|no such user|unknown user|quota|письмо не (?:может быть|было) доставлен|не удалось доставить|konnte nicht zugestellt|n'a pas pu (?:être|etre)|over quota|не удалось выполнить доставку|не вдалося доставити|fehler bei der zustellung|échec de la remise|no se pudo entregar|impossibile recapitare|não foi possível entregar|nie można dostarczyć|kunde inte levereras|kon niet worden bezorgd|could not be delivered to: <"
)  # fmt: skip
# Where the returned mail begins.
ORIGINAL = re.compile(
    r"(?im)^(?:[-=*_#+<> \t]{0,80}(?:(?:begin(?:ning)? of |start of |copy of |text of |the )*(?:the )?(?:your |unsent |undelivered |undeliverable |returned |rejected |failed |bounced )*(?:original|unsent|undelivered|returned|forwarded|rejected|your|failed|bounced)"
    r" (?:message|mail|e-?mail|headers?|text)\b[^\n]{0,60}(?:follow|:|-{2,}|$|below|begin|header|text)"
    r"|below this line is a copy|this is a copy of (?:the|your)|(?:message|mail|text|headers?)(?: \w+){0,4} follows?\b|(?:the )?(?:header|text) (?:of|from) (?:the|your) (?:original|message|mail)|included is a copy|(?:a )?copy of (?:the|your) (?:original|message|mail)|the original message was included"
    r"|message contents|исходное (?:сообщение|письмо)|original(?:nachricht|-nachricht)|текст (?:письма|исходного)|mensaje original)[^\n]{0,120}"
    r"|(?:>\s?)?Received: (?:from|by|\(|via)[^\n]*|(?:>\s?)?Return-Path: ?[^\n]*|Content-Type: message/rfc822[^\n]*|From \S+@\S+ [^\n]*\d{4}[^\n]*|Message-ID: <[^\n]*|X-Mailer: [^\n]*|MIME-Version: 1[^\n]*)$"
)
TRANSCRIPT = re.compile(
    r"(?i)session (?:transcript )?follows|transcript of session|error|reason|status|notification|explanation"
)
ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\"-]{1,100}@[A-Za-z0-9\u0080-\uffff](?:[A-Za-z0-9.\u0080-\uffff-]{0,200}[A-Za-z0-9\u0080-\uffff])?|\[[^\]\s]{1,60}@[^\]\s]{1,80}\]"
)
PREFIX = re.compile(r"(?i)^(?:.*[;:=])?(?:smtp|rfc822|mailto|to)=(?=[^=]+@)")
LEADING = re.compile(
    r"^[\s>*•-]{0,12}(?:<?(?:smtp:|rfc822;|mailto:)?\s?<?|(?:to|recipient|user|failed recipient|email|address|for|rcpt to|final-recipient)\b[:\s<]{1,6})$",
    re.I,
)
NOT_FAILED = re.compile(
    r"(?i)(?:contact|write to|e-?mail to|mailto:|reply to|questions|please (?:send|forward|direct|e-?mail)|assistance|support|help|message-?id|from:|sender:|return-path|envelope-from|mail from|reporting|postmaster)[^\n]{0,60}$"
)
REJECTED = re.compile(r"(?i)\breject")
REPLY_SUBJECT = re.compile(r"(?i)\s*(?:re|fwd?|aw|wg|ha|ответ)\s?:")
# What introduces the list of failed addresses.
INTRO = re.compile(
    r"(?im)(?:(?:following|these|one or more|address(?:\(?e?s\)?)? (?:to )?which|some) (?:of (?:its|the|your) )?(?:\w+ ){0,2}"
    r"(?:recipient|address|user|person|people|destination|mailbox)[^\n:]{0,160}(?:\n[^\n:]{1,100}){0,2}:"
    r"|failed (?:recipients?|addresses)[^\n]{0,30}follow[^\n]*$|(?:message|mail) not delivered to[^\n]{0,60}:)\W*$"
)
RETRYING = re.compile(
    r"(?i)not (?:yet )?been delivered (?:yet|to (?:one or more|all))|has not yet been|no action is required on your part|will (?:be retried|continue to|keep trying|retry)"
    r"|still (?:be )?(?:being )?(?:re)?tr(?:y|ied)|just a warning|advisory-only|postponed|(?:do not|don't|not) need to resend|attempts will continue"
    r"|this is a warning message only|will-retry|will be (?:re)?tried (?:again|for)|(?:delivery|message) (?:\S+ ){0,2}(?:is|has been) delayed|mail server will (?:try|keep)"
)
EXPANDED = re.compile(r"\(expanded from:? ?<?([^\s<>()]{1,100}@[^\s<>()]{1,200})>?\)", re.I)
VERP = re.compile(r"[+-](?P<local>[\w.]+)=(?P<domain>[\w.-]+\.\w+)(?:@|$)")
SHORT_REFUSAL = re.compile(r"(?i)could not be deliver|n'a pas pu|konnte nicht|не может быть доставлен|не доставлен")
LISTING = re.compile(r"(?i)recipient|address|deliver|not reach|users?\b")
