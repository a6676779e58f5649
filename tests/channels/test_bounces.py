"""Bounces of mail programs older than RFC 3464 or beside it: who was not reached, and is the address dead."""

from __future__ import annotations

import pytest

from channels.mime import Kind, read_mail

# ruff: noqa: E501 - notices as they come
RETURNED = (
    "\n\nReturn-Path: <shiro@example.jp>\nReceived: from x by y; Thu, 29 Apr 2010 00:00:00 +0000\n"
    "Message-Id: <orig1@example.jp>\nFrom: shiro@example.jp\nTo: kijitora@example.com\nSubject: Nyaan\n\n"
    "body of bob@example.net\n"
)
FAILED = "kijitora@example.com"
# sender, subject, notice ({returned}: the returned mail), hard, reason
NOTICES: dict[str, tuple[str, str, str, bool, str]] = {
    "exim": (
        "Mail Delivery System <Mailer-Daemon@mx.example.jp>",
        "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  kijitora@example.com\n    SMTP error from remote mail server after RCPT TO:<kijitora@example.com>:\n    host mx.example.com [192.0.2.1]: 550 5.1.1 User unknown\n\n------ This is a copy of the message, including all the headers. ------{returned}",
        True,
        "userunknown",
    ),
    "domino": (
        "Postmaster@example.com",
        "DELIVERY FAILURE: User kijitora (kijitora@example.com) not listed in Domino Directory",
        "Your message\n\n  Subject: Nyaan\n\nwas not delivered to:\n\n  kijitora@example.com\n\nbecause:\n\n  User kijitora (kijitora@example.com) not listed in Domino Directory\n",
        True,
        "userunknown",
    ),
    "groupwise": (
        "Mailer-Daemon@example.com",
        "Message status - undeliverable",
        "The message that you sent was undeliverable to the following:\n\tkijitora@example.com (550 5.1.1 User unknown)\n\n\nPossibly truncated original message follows:\n{returned}",
        True,
        "userunknown",
    ),
    "mailmarshal": (
        "<mailer-daemon@mm.example.com>",
        'Undeliverable Mail: "Nyaan"',
        "Your message:\n   From:    shiro@example.jp\n   Subject: Nyaan\n\nCould not be delivered because of\n\n550 5.1.1 User unknown\n\nThe following recipients were affected: \n    kijitora@example.com\n\n\nAdditional Information\n======================\n\nOriginal Sender:    <shiro@example.jp>\nSender-MTA:         <10.1.2.3>\n",
        True,
        "userunknown",
    ),
    "v5sendmail": (
        "Mail Delivery Subsystem <MAILER-DAEMON@example.jp>",
        "Returned mail: User unknown",
        "   ----- Transcript of session follows -----\nWhile talking to smtp.example.com:\n>>> RCPT To:<kijitora@example.com>\n<<< 550 5.1.1 <kijitora@example.com>... User Unknown\n550 <kijitora@example.com>... User unknown\n\n   ----- Unsent message follows -----{returned}",
        True,
        "userunknown",
    ),
    "x6": (
        "MAILER-DAEMON@example.jp",
        "There was an error sending your mail",
        "We had trouble delivering your message. Full details follow:\n\nSubject: 'Nyaan'\nDate:    'Thu, 29 Apr 2012 23:34:45 +0000'\n\n1 error(s):\n\nSMTP Server <mta2.example.com> rejected recipient <kijitora@example.com> \n  (Error following RCPT command). It responded as follows:\n  [550 5.1.1 User unknown]\n\n{returned}",
        True,
        "userunknown",
    ),
    "x2": (
        "MAILER-DAEMON@mta.example.jp",
        "Delivery failure",
        "Message from mta.example.jp.\nUnable to deliver message to the following address(es).\n\n<kijitora@example.com>:\nThis user doesn't have a example.com account (kijitora@example.com) [0]\n\n--- Original message follows.{returned}",
        True,
        "userunknown",
    ),
    "courier": (
        '"Courier mail server at example.jp" <@>',
        "NOTICE: mail delivery status.",
        "This is a delivery status notification from marutamachi.example.org,\nrunning the Courier mail server, version 0.65.2.\n\nThe original message was received on Sat, 11 Dec 2010 12:19:57 +0900\nfrom [127.0.0.1] (c10920.example.com [192.0.2.20])\n\n---------------------------------------------------------------------------\n\n                           UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<kijitora@example.com>:\n    mx.example.com [74.207.247.95]:\n>>> RCPT TO:<kijitora@example.com>\n<<< 550 5.1.1 <kijitora@example.com>... User Unknown\n\n---------------------------------------------------------------------------\n\nIf your message was also sent to additional recipients, their delivery\nstatus is not included in this report.\n",
        True,
        "userunknown",
    ),
    "ex2003": (
        "System Administrator <postmaster@example.com>",
        "Undeliverable: Nyaan",
        "Your message\n\n  To:      kijitora@example.com\n  Subject: Nyaan\n  Sent:    Thu, 29 Apr 2010 18:14:35 +0900\n\ndid not reach the following recipient(s):\n\nkijitora@example.com on Thu, 29 Apr 2010 18:14:36 +0900\n    The recipient name is not recognized\n\tThe MTS-ID of the original message is: c=jp;a= ;p=E;l=EXCH\n    MSEXCH:IMS:KIJITORA CAT:EXAMPLE:EXCHANGE 0 (000C05A6) Unknown Recipient\n",
        True,
        "userunknown",
    ),
    "ex2007": (
        "Microsoft Exchange <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.org>",
        "Undeliverable: Nyaan",
        "Delivery has failed to these recipients or distribution lists:\n\nkijitora@example.com<mailto:kijitora@example.com>\nThe e-mail address you entered couldn't be found. Please check the recipient's e-mail address and try to resend the message. If the problem continues, please contact your helpdesk.\n\nDiagnostic information for administrators:\n\nGenerating server: mta22.example.org\n\nkijitora@example.com\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\nOriginal message headers:\n\nReceived: from a\nMessage-ID: <orig1@example.jp>\nTo: kijitora@example.com\n",
        True,
        "userunknown",
    ),
    "o365": (
        "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@x.onmicrosoft.com>",
        "Undeliverable: Nyaan",
        "Your message to kijitora@example.com couldn't be delivered.\n\nkijitora wasn't found at example.com.\n\nshiro Office 365 example.com\nAction Required Recipient\n\nUnknown To address\n\nHow to Fix It\nThe address may be misspelled or may not exist.\n\nOriginal Message Details\nCreated Date: 4/29/2018\nSender Address: shiro@example.jp\nRecipient Address: kijitora@example.com\nSubject: Nyaan\n\nError Details\nReported error: 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient kijitora@example.com not found by SMTP address lookup\n",
        True,
        "userunknown",
    ),
    "mcafee": (
        "Mail Delivery System <mailer-daemon@example.com>",
        "Delivery Status",
        "--- The following addresses had delivery problems ---\n\n<kijitora@example.com>   (User unknown kijitora@example.com)\n{returned}",
        True,
        "userunknown",
    ),
    "surf": (
        "postmaster@example.com",
        "Your message could not be sent",
        "Your message could not be sent.\nA transcript of the attempts to send the message follows.\nThe number of attempts made: 1\nAddressed To: kijitora@example.com\n\nThu 29 Apr 2010 23:34:45 +0900\nFailed to send to identified host,\nkijitora@example.com: [192.0.2.5], 550 kijitora@example.com... No such user\n--- Message non-deliverable.\n",
        True,
        "userunknown",
    ),
    "opensmtpd": (
        "Mailer Daemon <MAILER-DAEMON@example.jp>",
        "Delivery status notification: error",
        "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n    An error has occurred while attempting to deliver a message for\n    the following list of recipients:\n\nkijitora@example.com: 550 5.2.2 <kijitora@example>... Mailbox Full\n\n    Below is a copy of the original message:\n{returned}",
        False,
        "mailboxfull",
    ),
    "james": (
        "Postmaster <postmaster@example.jp>",
        "[BOUNCE]",
        "Hi. This is the James mail server at smtp.example.jp.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.  Below\nI include the list of recipients and the reason why I was unable to deliver\nyour message.\n\nFailed recipient(s):\nkijitora@example.com\n\nError message:\n550 - Requested action not taken: no such user here\n\nMessage details:\n  Subject: Nyaan\n  Sent date: Thu Apr 29 01:20:50 JST 2015\n  MAIL FROM: shiro@example.jp\n  RCPT TO: kijitora@example.com\n  From: Neko <shiro@example.jp>\n  To: kijitora@example.com\n  Size (in bytes): 1024\n",
        True,
        "userunknown",
    ),
    "msgserver": (
        "Internet Mail Delivery <postmaster@example.com>",
        "Delivery Notification: Delivery has failed",
        "This report relates to a message you sent with the following header fields:\n\n  Return-path: <shiro@example.jp>\n  To: kijitora@example.com\n  Message-id: <orig1@example.jp>\n  From: shiro@example.jp\n  Subject: Nyaan\n\nYour message cannot be delivered to the following recipients:\n\n  Recipient address: kijitora@example.com\n  Reason: Remote SMTP server has rejected address\n  Diagnostic code: smtp;550 5.1.1 <kijitora@example.com>... User Unknown\n  Remote system: dns;mx.example.com\n",
        True,
        "userunknown",
    ),
    "gmx": (
        '"GMX Mailer Daemon" <mailer-daemon@gmx.net>',
        "Mail delivery failed: returning message to sender",
        'This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to\none or more of its recipients. The following addresses\nfailed:\n\n"kijitora@example.com":\nSMTP error from remote server after RCPT command:\nhost: mx.example.com\n5.1.1 <kijitora@example.com>... User Unknown\n\n\n--- The header of the original message is following. ---\n{returned}',
        True,
        "userunknown",
    ),
    "biglobe": (
        "postmaster@biglobe.ne.jp",
        "Returned mail: ",
        "   ----- The following addresses had delivery problems -----\nkijitora@example.com\n\n   ----- Non-delivered information -----\nThe number of messages in recipient's mailbox exceeded the local limit.\n{returned}",
        False,
        "mailboxfull",
    ),
    "dragonfly": (
        "MAILER-DAEMON <>",
        "Mail delivery failed",
        "This is the DragonFly Mail Agent v0.13 at df.example.jp.\n\nThere was an error delivering your mail to <kijitora@example.com>.\n\nemail.example.jp [192.0.2.25] did not like our RCPT TO:\n552 5.2.2 <kijitora@example.com>: Recipient address rejected: Mailbox full\n\nMessage headers follow.\n{returned}",
        False,
        "mailboxfull",
    ),
    "zoho": (
        "mailer-daemon@mail.zoho.com",
        "Undelivered Mail Returned to Sender",
        "This message was created automatically by mail delivery software.\nA message that you sent could not be delivered to one or more of its recipients. This is a permanent error.\n\nkijitora@example.com Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 <kijitora@example.com>... User Unknown\n\nReceived:from mail.zoho.com by mx.zohomail.com\n\twith SMTP id 1; Fri, 1 May 2015 00:00:00 -0700 (PDT)\nMessage-ID:<orig1@example.jp>\nTo:kijitora@example.com\n",
        True,
        "userunknown",
    ),
    "yahoo": (
        "MAILER-DAEMON@yahoo.com",
        "Failure Notice",
        "Sorry, we were unable to deliver your message to the following address.\n\n<kijitora@example.com>:\nRemote host said: 550 5.1.1 <kijitora@example.com>... User Unknown [RCPT_TO]\n\n--- Below this line is a copy of the message.\n{returned}",
        True,
        "userunknown",
    ),
    "gmail_old": (
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        "Delivery Status Notification (Failure)",
        "Delivery to the following recipient failed permanently:\n\n     kijitora@example.com\n\nTechnical details of permanent failure: \nGoogle tried to deliver your message, but it was rejected by the recipient domain. We recommend contacting the other email provider for further information about the cause of this error. The error that the other server returned was: 550 550 Unknown user kijitora@example.com (state 14).\n\n   ----- Original message -----{returned}",
        True,
        "userunknown",
    ),
    "ezweb": (
        "<Postmaster@ezweb.ne.jp>",
        "Mail System Error - Returned Mail",
        "The user(s) account is disabled.\n\n<kijitora@example.com>: 550 user unknown (in reply to RCPT TO command)\n\n{returned}",
        True,
        "userunknown",
    ),
    "kddi": (
        "no-reply@app.auone-net.jp",
        "配信不能",
        "Your mail sent on: Thu, 29 Apr 2010 11:04:47 +0900\n    Could not be delivered to: <kijitora@example.com>\n    As their mailbox is full.\n",
        False,
        "mailboxfull",
    ),
    "imail": (
        '"Postmaster" <postmaster@example.com>',
        "Undeliverable Mail",
        "Unknown user: kijitora@example.com\n\nOriginal message follows.\n{returned}",
        True,
        "userunknown",
    ),
    "interscan": (
        "InterScan MSS <notification@example.com>",
        "Mail could not be delivered",
        "Sent <<< RCPT TO:<kijitora@example.com>\nReceived >>> 550 5.1.1 <kijitora@example.com>... user unknown\n\nUnable to deliver message to <kijitora@example.com>.\n\n************* End of message **********\n",
        True,
        "userunknown",
    ),
    "mfilter": (
        "MailerDaemon@example.jp",
        "failure notice",
        "Your mail could not be delivered to the following address:\n\n-------server message \n550 5.1.1 unknown user <kijitora@example.com>\n\n-------SMTP command \nRCPT TO:<kijitora@example.com>\n\n-------original message \n{returned}",
        True,
        "userunknown",
    ),
    "ru_exch": (
        "postmaster@example.com",
        "Не удается доставить: Счёт",
        "Не удалось выполнить доставку следующим получателям или группам:\n\nkijitora@example.com\nНе удалось найти введенный адрес электронной почты.\n\nДиагностические сведения для администраторов:\n\nСоздающий сервер: mx.example.com\n\nkijitora@example.com\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n",
        True,
        "userunknown",
    ),
    "mailru": (
        "mailer-daemon@corp.mail.ru",
        "Mail failure.",
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  kijitora@example.com\n    retry timeout exceeded\n",
        False,
        "expired",
    ),
    "smtp_not_found": (
        "MAILER-DAEMON@x.jp",
        "Undeliverable mail",
        "<kijitora@example.com>: host unknown\n",
        True,
        "hostunknown",
    ),
}
PEOPLE = [
    ("Fwd: Undelivered Mail Returned to Sender", "What does this mean?\n\n<kijitora@example.com>: user unknown\n"),
    (
        "Delivery problem",
        "My parcel could not be delivered to the following address: Main st 5. Write to ann2@example.com\n",
    ),
    ("Returned order", "Hi, I was unable to deliver the parcel back to you. Email: bob@example.com\n"),
    ("Delivery delayed", "Your delivery has failed because nobody was at home. contact courier@dpd.example\n"),
    ("Mail", "The mailbox is full of spam, what should I do?\n"),
]


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_names_who_was_not_reached(name: str) -> None:
    sender, subject, notice, hard, reason = NOTICES[name]
    head = f"From: {sender}\nTo: shiro@example.jp\nSubject: {subject}\nMessage-Id: <b@x>\n\n"
    mail = read_mail((head + notice.replace("{returned}", RETURNED)).encode())
    assert mail.kind is Kind.BOUNCE
    assert [(one.address, one.hard, one.reason) for one in mail.failures] == [(FAILED, hard, reason)]
    if "orig1" in notice + ("orig1" if "{returned}" in notice else ""):
        assert mail.about == "<orig1@example.jp>"


@pytest.mark.parametrize(("subject", "text"), PEOPLE)
def test_people_who_write_of_deliveries_are_no_bounces(subject: str, text: str) -> None:
    assert read_mail(f"From: ann@example.com\nTo: a@b.c\nSubject: {subject}\n\n{text}".encode()).kind is Kind.MESSAGE


def test_a_report_wrapped_into_another_mail_is_found() -> None:
    inner = (
        "From: postmaster@example.com\nTo: a@b.c\nSubject: Delivery Status Notification (Failure)\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=i\n\n--i\n\nfailed\n--i\n"
        "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822;kijitora@example.com\nAction: failed\nStatus: 5.1.1\n\n--i--\n"
    )
    outer = (
        "From: postmaster@example.com\nTo: a@b.c\nSubject: Delivery Status Notification (Failure)\n"
        f"Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: message/rfc822\n\n{inner}\n--o--\n"
    )
    (failure,) = read_mail(outer.encode()).failures
    assert (failure.address, failure.status, failure.hard) == (FAILED, "5.1.1", True)


def test_a_refusal_by_receipt_is_a_bounce() -> None:
    mail = (
        "From: Mail Delivery Subsystem <admin@example.com>\nTo: a@b.c\nSubject: Automatically rejected mail\n"
        "Auto-Submitted: auto-replied (rejected)\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
        "--b\n\nYour message to <kijitora@example.com> was automatically rejected:\nQuota exceeded\n--b\n"
        "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; kijitora@example.com\n"
        "Original-Message-ID: <m1@b.c>\nDisposition: automatic-action/MDN-sent-automatically; deleted\n\n--b--\n"
    )
    found = read_mail(mail.encode())
    assert [(one.address, one.reason, one.hard) for one in found.failures] == [(FAILED, "mailboxfull", False)]
    assert found.about == "<m1@b.c>"


def test_a_read_receipt_is_an_automatic_reply() -> None:
    mail = "From: a@b.c\nSubject: Read: x\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nread\n--b--\n"
    assert read_mail(mail.encode()).kind is Kind.AUTO_REPLY
