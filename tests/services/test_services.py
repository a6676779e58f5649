"""Each service of the tests really serves: one round trip through each."""

import asyncio
from collections.abc import Callable
from email.message import EmailMessage
from functools import partial

import aioimaplib
import aiosmtplib
import pytest
import sqlalchemy
from playwright.async_api import Page, Route
from redis.asyncio import Redis

from tests.services.dovecot import MailServer
from tests.services.laid_out import LaidOut
from tests.services.redis import RedisServer
from tests.services.smtp import SmtpSink

IDLE_SECONDS = 10


def letter(subject: str) -> EmailMessage:
    """Write a short letter."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ann@example.com", "desk@example.org", subject
    message["Message-ID"] = "<one@example.com>"
    message.set_content("Здравствуйте!\n")
    return message


def test_a_database_answers_and_starts_empty(empty_url: str) -> None:
    engine = sqlalchemy.create_engine(empty_url)
    with engine.begin() as connection:
        assert sqlalchemy.inspect(connection).get_table_names() == []
        connection.execute(sqlalchemy.text("CREATE TABLE t (word TEXT)"))
        connection.execute(sqlalchemy.text("INSERT INTO t VALUES ('привет')"))
        assert connection.scalar(sqlalchemy.text("SELECT word FROM t")) == "привет"
    engine.dispose()


def test_each_made_database_is_another(make_database: Callable[[], str]) -> None:
    one, two = make_database(), make_database()
    assert one != two
    engine = sqlalchemy.create_engine(one)
    with engine.connect() as connection:
        assert connection.scalar(sqlalchemy.text("SHOW synchronous_commit")) == "on"
        assert connection.scalar(sqlalchemy.text("SELECT lower('ЁЖ')")) == "ёж"
    engine.dispose()


async def test_redis_answers_and_comes_back_empty(redis: RedisServer, redis_url: str) -> None:
    async with Redis.from_url(redis_url) as client:
        await client.set("key", "value")
    redis.daemon.restart()
    async with Redis.from_url(redis_url) as client:
        assert await client.ping()
        assert await client.get("key") is None


async def test_a_delivered_letter_wakes_a_waiting_mailbox(dovecot: MailServer) -> None:
    user, password = dovecot.add_mailbox("desk")
    client = aioimaplib.IMAP4(dovecot.host, dovecot.imap_port)
    await client.wait_hello_from_server()
    assert (await client.login(user, password)).result == "OK"
    await client.select("INBOX")
    idle = await client.idle_start(timeout=IDLE_SECONDS)
    dovecot.deliver(user, letter("Привет").as_bytes())
    told = await asyncio.wait_for(client.wait_server_push(), IDLE_SECONDS)
    client.idle_done()
    await asyncio.wait_for(idle, IDLE_SECONDS)
    assert any(b"EXISTS" in line for line in told)
    found = await client.uid("fetch", "1", "(RFC822.HEADER)")
    assert b"<one@example.com>" in b"".join(bytes(line) for line in found.lines)
    await client.logout()


async def test_a_stranger_is_not_let_into_a_mailbox(dovecot: MailServer) -> None:
    user, _ = dovecot.add_mailbox("desk")
    for name in (user, "nobody@example.org"):
        client = aioimaplib.IMAP4(dovecot.host, dovecot.imap_port)
        await client.wait_hello_from_server()
        assert (await client.login(name, "guess")).result == "NO"
        await client.logout()


def test_mail_outlives_a_restart_of_its_server(dovecot: MailServer) -> None:
    user, _ = dovecot.add_mailbox("desk")
    dovecot.deliver(user, letter("before").as_bytes())
    dovecot.restart()
    dovecot.deliver(user, letter("after").as_bytes())
    assert len(list((dovecot.folder / "mail" / user).glob("new/*"))) == 2


async def test_the_sink_keeps_letters_and_answers_as_told(smtp_sink: SmtpSink) -> None:
    smtp_sink.answer("RCPT", "451 4.7.1 Come back later")
    smtp_sink.answer("DATA", "554 5.7.1 No")
    send = partial(aiosmtplib.send, hostname=smtp_sink.host, port=smtp_sink.port)
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await send(letter("one"))
    assert refused.value.recipients[0].code == 451
    with pytest.raises(aiosmtplib.SMTPDataError) as rejected:
        await send(letter("two"))
    assert rejected.value.code == 554
    await send(letter("three"), username="desk", password="secret")
    [kept] = await smtp_sink.wait_for(1)
    assert (kept.sender, kept.recipients, kept.login) == ("ann@example.com", ("desk@example.org",), "desk")
    assert kept.message["Subject"] == "three"


async def test_the_sink_can_lose_the_line_after_taking_a_letter(smtp_sink: SmtpSink) -> None:
    smtp_sink.lose_after_data()
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await aiosmtplib.send(letter("lost"), hostname=smtp_sink.host, port=smtp_sink.port)
    assert [kept.message["Subject"] for kept in smtp_sink.letters] == ["lost"]


@pytest.mark.browser
async def test_a_page_is_drawn_and_has_a_microphone(page: Page) -> None:
    async def answer(route: Route) -> None:
        await route.fulfill(body="<h1>Привет</h1>", content_type="text/html; charset=utf-8")

    await page.route("http://localhost/", answer)
    await page.goto("http://localhost/")
    assert await page.locator("h1").inner_text() == "Привет"
    assert (await page.screenshot()).startswith(b"\x89PNG")
    tracks = "async () => (await navigator.mediaDevices.getUserMedia({audio: true})).getTracks().length"
    assert await page.evaluate(tracks) == 1


def test_a_database_is_lent_as_it_was_on_the_first_day(laid_out: LaidOut) -> None:
    def ask(url: str, statement: str) -> list[tuple[object, ...]]:
        engine = sqlalchemy.create_engine(url)
        with engine.begin() as connection:
            answer = connection.exec_driver_sql(statement)
            rows = [tuple(row) for row in answer] if answer.returns_rows else []
        engine.dispose()
        return rows

    laid_out.free.clear()
    with laid_out.lent() as url:
        first = url
        ask(url, "INSERT INTO reader (name, pos) VALUES ('x', 7)")
        before = ask(url, "SELECT nextval('fact_id_seq')"), ask(url, "SELECT name, value FROM setting")
    with laid_out.lent() as url:
        assert url == first
        assert ask(url, "SELECT * FROM reader") == []
        assert (ask(url, "SELECT nextval('fact_id_seq')"), ask(url, "SELECT name, value FROM setting")) == before
        ask(url, "ALTER TABLE reader ADD COLUMN whim text")
    with laid_out.lent() as url:
        assert url != first
