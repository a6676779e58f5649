"""The IMAP line on a real Dovecot and on servers that misbehave: every mail once, through everything."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import pytest

from channels.contract import Unreadable
from channels.email_imap import fetching
from channels.email_imap.fetching import Place, delivery_of
from channels.email_imap.sending import Login
from channels.email_imap.settings import Settings
from tests.channels.mail_stage import Hub, Wire, letter, listening, mailbox
from tests.services.dovecot import MailServer


async def test_a_mail_that_comes_while_we_idle_is_taken_at_once_and_marked_seen(dovecot: MailServer) -> None:
    login, password = dovecot.add_mailbox("idle")
    hub = Hub()
    channel = mailbox(dovecot.host, dovecot.imap_port, login, password)
    async with listening(channel, hub):
        await hub.is_up()
        await asyncio.to_thread(dovecot.deliver, login, letter(1))
        await hub.has(1, seconds=10)
    assert await _unseen(dovecot, login, password) == 0
    assert next(iter(hub.taken.values())).body.endswith(b"Good morning 1\r\n")


async def test_what_lay_there_unseen_is_taken_at_the_first_start_and_nothing_twice_at_the_second(
    dovecot: MailServer,
) -> None:
    login, password = dovecot.add_mailbox("first")
    for number in range(3):
        await asyncio.to_thread(dovecot.deliver, login, letter(number))
    hub = Hub()
    for _ in range(2):
        async with listening(mailbox(dovecot.host, dovecot.imap_port, login, password), hub):
            await hub.has(3)
            await asyncio.sleep(0.2)
    assert len(hub.taken) == 3 and hub.repeated == 0


async def test_mail_read_by_another_program_is_taken_all_the_same(dovecot: MailServer) -> None:
    login, password = dovecot.add_mailbox("seen")
    hub = Hub()
    channel = mailbox(dovecot.host, dovecot.imap_port, login, password)
    async with listening(channel, hub):
        await hub.is_up()
    await asyncio.to_thread(dovecot.deliver, login, letter(1))
    await _do(dovecot, login, password, "+FLAGS", r"(\Seen)")
    async with listening(channel, hub):
        await hub.has(1)


async def test_a_hundred_mails_through_restarts_and_broken_lines_are_all_taken_once(
    dovecot: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.email_imap.channel._FIRST_WAIT", 0.1)
    login, password = dovecot.add_mailbox("hundred")
    hub = Hub()
    async with Wire(dovecot.host, dovecot.imap_port).laid() as wire:
        async with listening(mailbox("127.0.0.1", wire.port, login, password), hub):
            await hub.is_up()
            for number in range(100):
                if number in (20, 60):
                    await asyncio.to_thread(dovecot.restart)
                    wire.cut()
                if number == 40:
                    wire.cut_after = 3_000  # in the middle of a mail
                await asyncio.to_thread(dovecot.deliver, login, letter(number, "word " * 200))
            await hub.has(100)
            await asyncio.sleep(0.3)
    assert len(hub.taken) == 100
    assert [state for state, _ in hub.states].count("down") >= 2  # the line did break


async def test_a_half_open_line_is_noticed_and_what_came_meanwhile_is_taken(
    dovecot: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.email_imap.channel._FIRST_WAIT", 0.1)
    monkeypatch.setattr(fetching, "COMMAND_SECONDS", 1.0)
    monkeypatch.setattr(fetching, "WAKE_SECONDS", 1.0)
    login, password = dovecot.add_mailbox("frozen")
    hub = Hub()
    async with Wire(dovecot.host, dovecot.imap_port).laid() as wire:
        async with listening(mailbox("127.0.0.1", wire.port, login, password), hub):
            await hub.is_up()
            wire.freeze()
            await asyncio.to_thread(dovecot.deliver, login, letter(1))
            async with asyncio.timeout(10):
                while not any(state == "down" for state, _ in hub.states):
                    await asyncio.sleep(0.05)
            wire.thaw()
            await hub.has(1)


async def test_a_mail_the_hub_could_not_keep_comes_again_and_is_not_marked(
    dovecot: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.email_imap.channel._FIRST_WAIT", 0.1)
    login, password = dovecot.add_mailbox("refused")
    hub = Hub(failing=2)
    await asyncio.to_thread(dovecot.deliver, login, letter(1))
    async with listening(mailbox(dovecot.host, dovecot.imap_port, login, password), hub):
        await hub.has(1)
    assert hub.failing == 0


async def test_a_renumbered_mailbox_is_read_again_under_the_same_keys(dovecot: MailServer) -> None:
    login, password = dovecot.add_mailbox("renumbered")
    for number in range(3):
        await asyncio.to_thread(dovecot.deliver, login, letter(number))
    hub = Hub()
    channel = mailbox(dovecot.host, dovecot.imap_port, login, password)
    async with listening(channel, hub):
        await hub.has(3)
        await hub.is_up()
    place = Place.read(hub.kept)
    hub.kept = str(Place(place.validity + 1, place.uid + 50))  # as if the server had begun a new numbering
    await asyncio.to_thread(dovecot.deliver, login, letter(9))
    async with listening(channel, hub):
        await hub.has(4)
        await hub.is_up(times=2)
    assert len(hub.taken) == 4 and hub.repeated == 3
    assert Place.read(hub.kept).validity == place.validity


async def test_of_a_mail_that_is_too_big_the_beginning_goes_to_quarantine(dovecot: MailServer) -> None:
    login, password = dovecot.add_mailbox("big")
    hub = Hub()
    channel = mailbox(dovecot.host, dovecot.imap_port, login, password, max_mail_mb=1)
    await asyncio.to_thread(dovecot.deliver, login, letter(1, "x" * 70 + "\r\n" + ("y" * 70 + "\r\n") * 20_000))
    async with listening(channel, hub):
        await hub.has(1)
    delivery = next(iter(hub.taken.values()))
    assert len(delivery.body) == fetching.BEGINNING and int(delivery.headers["truncated"]) > 1024 * 1024
    with pytest.raises(Unreadable, match="more than the 1 MB"):
        channel.parse(delivery)


async def test_an_empty_mail_and_one_with_every_byte_do_not_stop_the_next(dovecot: MailServer) -> None:
    login, password = dovecot.add_mailbox("odd")
    hub = Hub()
    for body in (b"\r\n", b"X: " + bytes(range(128, 256)) + b"\r\n\r\n{5}\r\n) * BYE\r\n", letter(1)):
        await asyncio.to_thread(dovecot.deliver, login, body)
    async with listening(mailbox(dovecot.host, dovecot.imap_port, login, password), hub):
        await hub.has(3)


async def test_a_wrong_password_is_told_to_the_operator_and_tried_again_slowly(dovecot: MailServer) -> None:
    login, _ = dovecot.add_mailbox("wrong")
    hub = Hub()
    async with listening(mailbox(dovecot.host, dovecot.imap_port, login, "nonsense"), hub):
        async with asyncio.timeout(15):
            while ("down", "the server refuses our name or password") not in hub.states:
                await asyncio.sleep(0.05)


async def test_a_server_that_is_not_there_is_told(unused_tcp_port_factory: Callable[[], int]) -> None:
    hub = Hub()
    async with listening(mailbox("127.0.0.1", unused_tcp_port_factory(), "a", "b"), hub):
        async with asyncio.timeout(10):
            while not any(state == "down" for state, _ in hub.states):
                await asyncio.sleep(0.02)
    assert "cannot be reached" in hub.states[1][1]


# --- servers that misbehave ------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def _server(idle: Callable[[asyncio.StreamWriter], None]) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server that greets, opens an empty folder, and does as told once a client idles."""
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK [CAPABILITY IMAP4rev1 IDLE] ready\r\n")
        with contextlib.suppress(ConnectionError):
            while line := await reader.readline():
                heard.append(line)
                tag, _, command = line.strip().partition(b" ")
                verb = command.split(b" ")[0].upper()
                if verb == b"CAPABILITY":
                    writer.write(b"* CAPABILITY IMAP4rev1 IDLE\r\n")
                elif verb == b"SELECT":
                    writer.write(b"* 0 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 1] ok\r\n")
                elif command.upper().startswith(b"UID SEARCH"):
                    writer.write(b"* SEARCH\r\n")
                    if sum(b"UID SEARCH" in said for said in heard) == 1:
                        writer.write(b"* 1 EXISTS\r\n")  # came while we searched, and is said only now
                elif verb == b"IDLE":
                    idle(writer)
                    continue
                if tag != b"DONE":
                    writer.write(tag + b" OK done\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], heard
    finally:
        server.close()


def _bye(writer: asyncio.StreamWriter) -> None:
    writer.write(b"+ idling\r\n* BYE going down\r\n")


def _cut(writer: asyncio.StreamWriter) -> None:
    writer.close()


def _silent(writer: asyncio.StreamWriter) -> None:
    pass


def _deaf(writer: asyncio.StreamWriter) -> None:
    writer.write(b"+ idling\r\n")


@pytest.mark.parametrize("behaviour", [_bye, _cut, _silent, _deaf])
async def test_a_line_that_dies_in_idle_is_noticed_and_opened_again(
    behaviour: Callable[[asyncio.StreamWriter], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.email_imap.channel._FIRST_WAIT", 0.05)
    monkeypatch.setattr(fetching, "COMMAND_SECONDS", 0.5)
    monkeypatch.setattr(fetching, "WAKE_SECONDS", 0.5)
    hub = Hub()
    async with _server(behaviour) as (port, _):
        async with listening(mailbox("127.0.0.1", port, "a", "b"), hub):
            await hub.is_up(times=2, seconds=15)


async def test_mail_announced_in_the_answer_to_a_search_is_asked_for_at_once() -> None:
    hub = Hub(kept="7:3")
    async with _server(_deaf) as (port, heard):
        async with listening(mailbox("127.0.0.1", port, "a", "b"), hub):
            async with asyncio.timeout(10):
                while not any(b"IDLE" in said for said in heard):
                    await asyncio.sleep(0.02)
    before_idle = heard[: next(at for at, said in enumerate(heard) if b" IDLE" in said)]
    assert sum(b"UID SEARCH" in said for said in before_idle) == 2


def test_a_dead_line_shows_within_ninety_seconds() -> None:
    assert fetching.WAKE_SECONDS + fetching.COMMAND_SECONDS <= 90


def test_the_place_reads_back_and_nonsense_is_no_place() -> None:
    assert Place.read(str(Place(12, 34))) == Place(12, 34)
    for nonsense in ("", "x", "1", "1:2:3", "-1:2"):
        assert Place.read(nonsense) == Place()


def test_the_key_is_the_mails_content() -> None:
    assert delivery_of("mail", b"a").key == delivery_of("mail", b"a").key
    assert len({delivery_of("mail", b"a").key, delivery_of("mail", b"b").key, delivery_of("mail", b"a", 9).key}) == 3


async def _unseen(server: MailServer, login: str, password: str) -> int:
    return len(await _do(server, login, password))


async def _do(server: MailServer, login: str, password: str, *store: str) -> list[int]:
    """The UIDs unseen in the mailbox; with `store`, flags set first, as another program would."""
    settings = Settings(imap_host=server.host, imap_port=server.imap_port, imap_tls="none", imap_login=login)
    line = fetching.Mailbox(settings, Login(login, password))
    try:
        await line.open()
        if store:
            await line._line.uid("store", "1:*", *store)
        return await line.search("UNSEEN")
    finally:
        await line.close()
