"""The reply in a mail's text: quotes and signatures of many mail programs and languages, answers in place kept."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.text import split_reply

# ruff: noqa: E501 - a mail on one line, its reply below; None: nothing may be left out
CASES: list[tuple[str, str | None]] = [
    (
        "Test reply\n\nOn 04/19/2011 07:10 AM, Roman Tkachenko wrote:\n>> Test\n\nRegards, Roman",
        "Test reply\n\nRegards, Roman",
    ),
    (
        "Test reply\nOn 04/19/2011 07:10 AM, Roman Tkachenko wrote:\n\n>Test test\n>On 04/19/2011 07:10 AM, Roman Tkachenko wrote:\n>\n>>\n>> Test.\n>>\n>> Roman\n\nRegards, Roman",
        "Test reply\nRegards, Roman",
    ),
    (
        "Hi\n\nOn 04/19/2011 07:10 AM, Roman Tkachenko wrote:\n\n> Hello",
        "Hi",
    ),
    (
        "YOLO salvia Austin.\n\n------On 12/29/1987 17:32 PM, Julius Caesar wrote-----\n\nBrunch mumblecore",
        "YOLO salvia Austin.",
    ),
    (
        'Btw blah blah...\n\nOn Tue, Jan 27, 2015 at 12:42 PM -0800, "Company" <christine.hale@example.com> wrote:\n\nHi Mark,\nBlah blah? \nThanks,Christine \n\nOn Jan 27, 2015, at 11:55 AM, Mark Hale <mark@example.com> wrote:\n\nLorem ipsum?\nMark\n\nSent from Acompli',
        "Btw blah blah...",
    ),
    (
        "Replying ok\n2011/4/7 Nathan иova <support@example.com>\n\n>  Cool beans, scro",
        "Replying ok",
    ),
    (
        "Allo! Follow up MIME!\n\nFrom: somebody@example.com\nSent: March-19-11 5:42 PM\nTo: Somebody\nSubject: The manager has commented on your Loop\n\nBlah-blah-blah",
        "Allo! Follow up MIME!",
    ),
    (
        "Allo! Follow up MIME!\n\nVon: somebody@example.com\nGesendet: Dienstag, 25. November 2014 14:59\nAn: Somebody\nBetreff: The manager\n\nBlah",
        "Allo! Follow up MIME!",
    ),
    (
        "Lorem ipsum\n\nDe : Brendan Moss [mailto:brendan.moss@example.com]\nEnvoyé : vendredi 23 janvier 2015 16:39\nÀ : Camille Roux\nObjet : Follow Up\n\nBlah",
        "Lorem ipsum",
    ),
    (
        "Lorem ipsum\n\nLe 23 janv. 2015 à 22:03, Brendan Moss <brendan.moss@example.com<mailto:brendan.moss@example.com>> a écrit:\n\nBonjour!",
        "Lorem ipsum",
    ),
    (
        "Lorem ipsum\n\nW dniu 28 stycznia 2015 01:53 użytkownik Zoe Lind <zoe.lind@example.com>\nnapisał:\n\nBlah!",
        "Lorem ipsum",
    ),
    (
        "Allo! Follow up MIME!\n\nFra: somebody@example.com\nSendt: 19. march 2011 12:10\nTil: Somebody\nEmne: The manager",
        "Allo! Follow up MIME!",
    ),
    (
        "Allo! Follow up MIME!\nFrån: Anno Sportel [mailto:anno.spoel@hsbcssad.com]\nSkickat: den 26 augusti 2015 14:45\nTill: Isacson Leiff\nÄmne: RE: Week 36\n\nBlah",
        "Allo! Follow up MIME!",
    ),
    (
        "Lorem\nDen 14 september, 2015 02:23:18, Valentino Rudy (valentino@rudy.be) skrev:\n\nVeniam laborum mlkshk",
        "Lorem",
    ),
    (
        "Lorem\nPå 14 september 2015 på 02:23:18, Valentino Rudy (valentino@rudy.be) skrev:\n\nVeniam",
        "Lorem",
    ),
    (
        "Gluten-free culpa.\n\nOp 17-feb.-2015, om 13:18 heeft Julius Caesar <pantheon@rome.com> het volgende geschreven:\n\nSmall batch",
        "Gluten-free culpa.",
    ),
    (
        "Hello\n\nVào 14:24 8 tháng 6, 2017, Hùng Nguyễn <hungnguyen@example.com> đã viết:\n\n> Xin chào",
        "Hello",
    ),
    (
        "Visit us now for assistance...\n>>> >>>  http://www.domain.com <<<\nVisit our site by clicking the link above",
        "Visit us now for assistance...\n>>> >>>  http://www.domain.com <<<\nVisit our site by clicking the link above",
    ),
    (
        "8.45am-1pm\n\nFrom: somebody@example.com\nDate: Wed, 16 May 2012 00:15:02 -0600\n\n<http://email.example.com/c/dHJhY2tpbmdfY29kZT1mMDdjYzBmNzM1ZjYzMGIxNT\n>  <bob@example.com <mailto:bob@example.com> >\n\nRequester: ",
        "8.45am-1pm",
    ),
    (
        "Blah\n\nDate: Wed, 16 May 2012 00:15:02 -0600\nTo: klizhentas@example.com\n\n",
        "Blah",
    ),
    (
        "Hi\n\n  *From:* bob@example.com [mailto:\nbob@example.com]\n  *Sent:* Wednesday, June 27, 2012 3:05 PM\n  *To:* travis@example.com\n  *Subject:* Hello\n\n",
        "Hi",
    ),
    (
        "Blah\nDate: Fri=2C 28 Sep 2012 10:55:48 +0000\nFrom: tickets@example.com\nTo: bob@example.com\nSubject: [Ticket #8] Test\n",
        "Blah",
    ),
    (
        "FYI\n\n---------- Forwarded message ----------\nFrom: bob@example.com\nDate: Tue, Sep 4, 2012 at 1:35 PM\nSubject: Two\nline subject\nTo: rob@example.com\n\nText",
        None,
    ),
    (
        "Blah\n\n-----Original Message-----\n\nFYI\n\n---------- Forwarded message ----------\nFrom: bob@example.com\nDate: Tue, Sep 4",
        "Blah",
    ),
    (
        "Please enter your feedback below. Thank you.\n\n------------------------------------- Enter Feedback Below -------------------------------------\n\nThe user experience was unparallelled. Please continue production. I'm sending payment to ensure\nthat this line is intact.",
        None,
    ),
    (
        "Invitation for an interview:\n\nDate: Wednesday 3, October 2011 \nTime: 7 : 00am \nAddress: 130 Fox St\n\nPlease bring in your ID.",
        None,
    ),
    (
        "On 04/19/2011 07:10 AM, Roman Tkachenko wrote:\n\n>\n>Test\nTest reply",
        "Test reply",
    ),
    (
        "Test reply\n\nSent from Samsung MobileName <address@example.com> wrote:\n\n>\n> Test",
        "Test reply",
    ),
    (
        "Lorem\n\nOp 13-02-2014 3:18 schreef Julius Caesar <pantheon@rome.com>:\n\nVeniam laborum mlkshk",
        "Lorem",
    ),
    (
        "Test reply\n\n---- John Smith wrote ----\n\n>\n> x",
        "Test reply",
    ),
    (
        "Test reply\n\n    -----Original Message-----\n\nTest",
        "Test reply",
    ),
    (
        "Test reply\n\n-----Ursprüngliche Nachricht-----\n\nTest",
        "Test reply",
    ),
    (
        "Test reply\n-------- Oprindelig meddelelse --------\n\nTest",
        "Test reply",
    ),
    (
        "Test reply\n\nOn 11-Apr-2011, at 6:54 PM, Bob <bob@example.com> wrote:\n\n>\n> Test\n",
        "Test reply",
    ),
    (
        "Test reply\n\nOn Wed, May 18, 2011 at 11:23 PM, Roman Tkachenko\n<romant@example.com> wrote:\n\n> Test\n",
        "Test reply",
    ),
    (
        "Да, подходит.\n\nвт, 3 нояб. 2026 г. в 09:15, Иван Петров <i@x.ru>:\n\n> Здравствуйте\n> текст",
        "Да, подходит.",
    ),
    (
        "Да, подходит.\n\nвт, 3 нояб. 2026 г. в 09:15, Иван Петров <i@x.ru>:\n\nЗдравствуйте\nтекст",
        "Да, подходит.",
    ),
    (
        "Да.\n\n3 ноября 2015 г., 9:15 пользователь Иван Петров <i@x.ru> написал:\n\n> x",
        "Да.",
    ),
    (
        "Да.\n\n03.11.2026 9:15, Иван пишет:\n> x\n",
        "Да.",
    ),
    (
        "Да.\n\n> 3 нояб. 2026 г., в 9:15, Иван <i@x.ru> написал(а):\n> \n> x\n",
        "Да.",
    ),
    (
        "Да.\nОтправлено с iPhone\n\n> 3 нояб. 2026 г., в 9:15, Иван <i@x.ru> написал(а):\n> \n> x\n",
        "Да.",
    ),
    (
        "Да.\n\nОт: Иван\nОтправлено: 3 ноября 2026 г. 9:15\nКому: Пётр\nТема: Re: x\n\nтекст",
        "Да.",
    ),
    (
        "Да.\n\n\n--\nИван\nОтправлено из мобильной Почты Mail.ru",
        "Да.",
    ),
    (
        "Да.\n\n>Вторник,  3 ноября 2026, 09:15 +03:00 от Иван <i@x.ru>:\n>\n>текст\n>\n",
        "Да.",
    ),
    (
        "Да.\n\n\nВторник,  3 ноября 2026, 09:15 +03:00 от Иван <i@x.ru>:\n>текст\n>\n",
        "Да.",
    ),
    (
        'Да.\n\n03.11.2026, 09:15, "Иван Петров" <i@x.ru>:\n> текст\n',
        "Да.",
    ),
    (
        "Да.\n\n03.11.2026, 09:15, Иван Петров (i@x.ru):\nтекст\n",
        "Да.",
    ),
    (
        "Здравствуйте, Иван.\n\nВы писали 3 ноября 2026 г., 9:15:34:\n\n> текст\n\nДа.",
        "Здравствуйте, Иван.\n\nДа.",
    ),
    (
        "Да.\nIP> q\nнет",
        "Да.\nIP> q\nнет",
    ),
    (
        "ok\n\nAm Di., 3. Nov. 2026 um 09:15 Uhr schrieb Max <m@x.de>:\n\n> hallo",
        "ok",
    ),
    (
        "ok\n\nAm 03.11.26 um 09:15 schrieb Max:\n> hallo",
        "ok",
    ),
    (
        "ok\n\nEl mar, 3 nov 2026 a las 9:15, Ana (<a@x.es>) escribió:\n\n> hola",
        "ok",
    ),
    (
        "ok\n\nIl giorno mar 3 nov 2026 alle ore 09:15 Ana <a@x.it> ha scritto:\n\n> ciao",
        "ok",
    ),
    (
        "ok\n\nEm ter., 3 de nov. de 2026 às 09:15, Ana <a@x.pt> escreveu:\n\n> ola",
        "ok",
    ),
    (
        "ok\n\nwt., 3 lis 2026 o 09:15 Jan <j@x.pl> napisał(a):\n\n> hej",
        "ok",
    ),
    (
        "ok\n\nвт, 3 лист. 2026 р. о 09:15 Іван <i@x.ua> пише:\n\n> hej",
        "ok",
    ),
    (
        "ok\n\nEnvoyé de mon iPhone\n\n> Le 3 nov. 2026 à 09:15, A <a@x.fr> a écrit :\n> \n> x",
        "ok",
    ),
    (
        "ok\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: A <a@x>\nSent: Tuesday, November 3, 2026 9:15:00 AM\nTo: B <b@x>\nSubject: Re: x\n\nhi",
        "ok",
    ),
    (
        "On Monday I went to Berlin at 10:00 and asked:\nWhere is my order?\n\nThanks",
        None,
    ),
    (
        "My data:\nFrom: London\nTo: Paris\n\nThanks",
        None,
    ),
    (
        "Hi\n> q1\nanswer 1\n> q2\nanswer 2\n\n--\nJ",
        "Hi\n> q1\nanswer 1\n> q2\nanswer 2",
    ),
    (
        "Thanks!\n\nJohn Smith\nwrote:",
        None,
    ),
    (
        "yes\n\nOn Tuesday, 3 November 2026, 09:15:00 am GMT, A B <a@b.c> wrote:  \n \n  Hi there",
        "yes",
    ),
    (
        "Hello\n\nvon meinem iPhone gesendet",
        "Hello",
    ),
    (
        "Hello\n\nSent from Yahoo Mail on Android",
        "Hello",
    ),
    (
        "Hello\n\nSent from Mail for Windows",
        "Hello",
    ),
    (
        "Hello\n\nОтправлено из Почты Mail.ru для Android",
        "Hello",
    ),
    (
        "Hello\n\nОтправлено из мобильного приложения Яндекс Почты\n",
        "Hello",
    ),
    (
        "Hello\n\n---\nBest regards\nJohn",
        None,
    ),
    (
        "Bonjour\n\n________________________________\nDe : A <a@x>\nEnvoyé : mardi 3 novembre 2026 09:15\nÀ : B <b@x>\nObjet : RE: x\n\nhi",
        "Bonjour",
    ),
]


def words(text: str) -> list[str]:
    """Lines that say something."""
    return [line.rstrip() for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize(("text", "reply"), CASES)
def test_the_reply_is_what_is_new(text: str, reply: str | None) -> None:
    assert words(split_reply(text).reply) == words(text if reply is None else reply)


def test_a_forwarded_subject_keeps_the_quoted_mail() -> None:
    text = "Look\n\nFrom: a@b.c\nSent: Monday\nTo: d\nSubject: x\n\nnews"
    assert split_reply(text, "FW: x").reply == text
    assert split_reply(text, "Re: x").reply == "Look"


@given(st.lists(st.sampled_from(["text", "> quote", ">> deep", "", "On 2020-01-01 10:00, a <b@c.de> wrote:", "-- ", "From: x",
                                 "Sent: y", "To: z", "Subject: w", "____________________", "Sent from my iPhone", "-----Original Message-----",
                                 "--- Forwarded message ---", "От: x", "Кому: y"]), max_size=25))  # fmt: skip
def test_a_reply_is_never_empty_and_never_made_up(lines: list[str]) -> None:
    text = "\n".join(lines)
    reply = split_reply(text).reply
    assert bool(reply.strip()) == bool(text.strip())
    rest = iter(words(text))
    assert all(line in rest for line in words(reply))  # in their order


@given(st.text(max_size=500))
def test_any_text_is_split(text: str) -> None:
    assert isinstance(split_reply(text).reply, str)


@pytest.mark.parametrize(
    "piece",
    [
        "> " * 2_000 + "\n",
        "On 1.1.2020 10:00 a b wrote\n",
        "From: x\n",
        "A" * 5_000 + "\n",
        "-\n",
        "a, b: \n",
        "_" * 90 + "\n",
    ],
)
def test_splitting_takes_linear_time(piece: str) -> None:
    text = piece * (600_000 // len(piece))
    began = time.process_time()
    split_reply(text)
    assert time.process_time() - began < 1.5
