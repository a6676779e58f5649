"""The reply in HTML mails of many programs: each marks the quoted mail in its own way."""

from __future__ import annotations

import pytest

from channels.mime import read_mail

# ruff: noqa: E501 - bodies as they come
REPLY = "Hi. I am fine.\n\nThanks,\nAlex"
BODIES = {
    "gmail": '<div dir="ltr">Hi. I am fine.<br><br>Thanks,<br>Alex<div class="gmail_extra"><br><br><div class="gmail_quote">On Thu, Jan 1, 2013 at 6:35 PM, bob <span dir="ltr">&lt;<a href="mailto:bob@example.com" target="_blank">bob@example.com</a>&gt;</span> wrote:<br><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex"><div dir="ltr">Hello! How are you?</div></blockquote></div><br></div></div>',
    "mailru": '<HTML><BODY><p>Hi. I am fine.<br><br>Thanks,<br>Alex<br></p><blockquote style="border-left:1px solid #0857A6;margin:10px;padding:0 0 0 10px;">Четверг, 16 января 2014, 16:25 +04:00 от Bob &lt;bob@example.com&gt;:<br><div>Hello! How are you?</div></blockquote></BODY></HTML>',
    "yandex": '<div>Hi. I am fine.<br><br>Thanks,<br>Alex</div><div> </div><div>16.01.2014, 16:25, "bob" &lt;bob@example.com&gt;:</div><blockquote type="cite"><p>Hello! How are you?</p></blockquote>',
    "hotmail": '<html><body class="hmmessage"><div dir="ltr">Hi. I am fine.<br><br>Thanks,<br>Alex<br><br><div><hr id="stopSpelling">Subject: Test<br>From: bob@example.com<br>To: alex@example.com<br>Date: Thu, 16 Jan 2014 16:25:00 +0000<br><br>Hello! How are you?</div></div></body></html>',
    "thunderbird": '<html><body><div class="moz-cite-prefix">On 16.01.2014 16:25, bob wrote:<br></div><blockquote cite="mid:1@x" type="cite">Hello! How are you?</blockquote>Hi. I am fine.<br><br>Thanks,<br>Alex</body></html>',
    "thunderbird2": '<html><body>Hi. I am fine.<br><br>Thanks,<br>Alex<br><div class="moz-cite-prefix">On 16.01.2014 16:25, bob wrote:<br></div><blockquote cite="mid:1@x" type="cite">Hello! How are you?</blockquote></body></html>',
    "outlook2010": "<div class=WordSection1><p class=MsoNormal>Hi. I am fine.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Thanks,<o:p></o:p></p><p class=MsoNormal>Alex<o:p></o:p></p><div><div style='border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in'><p class=MsoNormal><b><span>From:</span></b><span> bob@example.com [mailto:bob@example.com] <br><b>Sent:</b> Thursday, January 16, 2014 4:25 PM<br><b>To:</b> alex@example.com<br><b>Subject:</b> Test<o:p></o:p></span></p></div></div><p class=MsoNormal>Hello! How are you?</p></div>",
    "outlook2003": "<div>Hi. I am fine.<br><br>Thanks,<br>Alex</div><div class=MsoNormal align=center style='text-align:center'><hr size=3 width=\"100%\" align=center tabIndex=-1></div><p class=MsoNormal><b><span>From:</span></b> bob@example.com [mailto:bob@example.com] <br><b><span>Sent:</span></b> Thursday, January 16, 2014 4:25 PM<br><b>To:</b> alex@example.com<br><b>Subject:</b> Test</p><p>Hello! How are you?</p>",
    "winmail": '<div>Hi. I am fine.<br><br>Thanks,<br>Alex</div><div style="border-top-color: rgb(229, 229, 229); border-top-width: 2px; border-top-style: solid;"><strong>От:</strong>&nbsp;<a href="mailto:bob@example.com">bob@example.com</a><br><strong>Отправлено:</strong>&nbsp;четверг, 16 января 2014 г. 16:25<br><strong>Кому:</strong>&nbsp;alex@example.com</div><div>Hello! How are you?</div>',
    "apple": '<html><body>Hi. I am fine.<br><br>Thanks,<br>Alex<br><div><div>On Jan 16, 2014, at 4:25 PM, bob@example.com wrote:</div><br class="Apple-interchange-newline"><blockquote type="cite">Hello! How are you?</blockquote></div></body></html>',
    "yahoo": '<div style="color:#000">Hi. I am fine.<br><br>Thanks,<br>Alex</div><div class="yahoo_quoted" style="display: block;"> <br> <div>On Thursday, January 16, 2014 4:25 PM, bob &lt;bob@example.com&gt; wrote:<br></div><div>Hello! How are you?</div></div>',
    "owa": '<div>Hi. I am fine.<br><br>Thanks,<br>Alex</div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font><b>From:</b> bob &lt;bob@example.com&gt;<br><b>Sent:</b> Thursday, January 16, 2014 4:25:00 PM<br><b>To:</b> alex<br><b>Subject:</b> Test</font></div><div>Hello! How are you?</div>',
    "comcast": '<html><body>Hi. I am fine.<br><br>Thanks,<br>Alex<br><br><hr id="zwchr"><div style="color:#000"><b>From: </b>bob@example.com<br><b>To: </b>alex@example.com<br><b>Sent: </b>Thursday, January 16, 2014 4:25:00 PM<br><b>Subject: </b>Test<br><br>Hello! How are you?</div></body></html>',
    "aol": '<div>Hi. I am fine.<br><br>Thanks,<br>Alex</div><div style="font-family:helvetica,arial"><br>-----Original Message-----<br>From: bob &lt;bob@example.com&gt;<br>To: alex &lt;alex@example.com&gt;<br>Sent: Thu, Jan 16, 2014 4:25 pm<br>Subject: Test<br><br><div>Hello! How are you?</div></div>',
    "proton": '<div>Hi. I am fine.<br><br>Thanks,<br>Alex</div><div class="protonmail_signature_block"><div>Sent with Proton Mail secure email.</div></div><div class="protonmail_quote">On Thursday, January 16th, 2014 at 4:25 PM, bob &lt;bob@example.com&gt; wrote:<br><blockquote class="protonmail_quote" type="cite">Hello! How are you?</blockquote></div>',
    "gmail_hu": '<div dir="ltr">Hi. I am fine.<br><br>Thanks,<br>Alex</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">bob &lt;<a href="mailto:bob@example.com">bob@example.com</a>&gt; ezt írta (időpont: 2014. jan. 16., Cs, 16:25):<br></div><blockquote class="gmail_quote"><div>Hello! How are you?</div></blockquote></div>',
    "zimbra": '<html><body><div>Hi. I am fine.<br><br>Thanks,<br>Alex<br></div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><blockquote><b>From: </b>"bob" &lt;bob@example.com&gt;<br><b>To: </b>"alex"<br><b>Sent: </b>Thu<br></blockquote></div><div data-marker="__QUOTED_TEXT__"><blockquote>Hello! How are you?</blockquote></div></body></html>',
    "top_sig": '<div>Hi. I am fine.<br><br>Thanks,<br>Alex</div><div class="gmail_signature">Alex Big<br>CEO</div><div class="gmail_quote">On Thu, Jan 1, 2013 at 6:35 PM, bob &lt;bob@example.com&gt; wrote:<br><blockquote>Hello! How are you?</blockquote></div>',
}


@pytest.mark.parametrize("program", BODIES)
def test_the_reply_is_found_in_html(program: str) -> None:
    mail = read_mail(
        b"From: a@b.c\nSubject: Re: x\nContent-Type: text/html; charset=utf-8\n\n" + BODIES[program].encode()
    )
    assert "".join(mail.body.reply.split()) == "".join(REPLY.split())
    assert "Hello! How are you?" in mail.body.text  # nothing is lost


def test_the_html_part_tells_what_the_plain_one_does_not() -> None:
    mail = read_mail(
        b"From: a@b.c\nSubject: Re: x\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        b"Fine\n\nHello! How are you?\n--b\nContent-Type: text/html\n\n<p>Fine</p><div class='yahoo_quoted'>Hello! How are you?</div>\n--b--\n"
    )
    assert mail.body.reply == "Fine" and mail.body.text == "Fine\n\nHello! How are you?"
