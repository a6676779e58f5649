"""Text messages on Twilio: in with their files, out in whole, states in any order, known words, lost news."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from channels import registry
from channels.contract import (
    Address,
    ConsentSaid,
    Delivery,
    DeliveryReported,
    DeliveryState,
    Ignored,
    Inbound,
    Medium,
    MessageArrived,
    Outbound,
    OutboundFile,
    Permanent,
    Retry,
    Unknown,
)
from channels.sms_twilio import SmsTwilio, open, words
from channels.twilio import signing
from tests.channels.twilio_stage import (
    ACCOUNT,
    API,
    CUSTOMER,
    NUMBER,
    SECRETS,
    TOKEN,
    Asked,
    Counter,
    Provider,
    message,
    page,
    settled,
)
from tests.channels.twiml_rules import faults

SM = "SM" + "4" * 32
TEXT = {"MessageSid": SM, "AccountSid": ACCOUNT, "From": CUSTOMER, "To": NUMBER, "Body": "Where is it?",
        "NumMedia": "0"}  # fmt: skip


@asynccontextmanager
async def stage(**settings: object) -> AsyncIterator[tuple[Provider, Counter, SmsTwilio]]:
    """A number on a provider of ours, in a small hub."""
    async with Provider() as provider:
        table = {"kind": "sms_twilio", "number": NUMBER, "account_sid": ACCOUNT, "api_url": provider.url, **settings}
        channel = open("sms", table, SECRETS)
        async with Counter(channel) as hub:
            yield provider, hub, channel
        assert not provider.wrong


def opened(**settings: object) -> SmsTwilio:
    """The channel without anything around it."""
    return open("sms", {"kind": "sms_twilio", "number": NUMBER, "account_sid": ACCOUNT, **settings}, SECRETS)


def parsed(route: str, fields: dict[str, str]) -> list[Inbound]:
    """What a webhook says."""
    from urllib.parse import urlencode

    url = f"https://hub.example/channels/sms/{route}"
    return opened().parse(Delivery("sms", urlencode(fields).encode(), "k", url=url))


# --- in ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sender", "kept"),
    [(CUSTOMER, CUSTOMER), ("40404", "40404"), ("FernhillCo", "FernhillCo"), ("A1", "A1"),
     ("whatsapp:+4915112345678", None), ("", None), ("a name that is too long", None), ("+0", None)],
)  # fmt: skip
def test_senders_are_numbers_short_codes_or_names(sender: str, kept: str | None) -> None:
    (found,) = parsed("message", {**TEXT, "From": sender})
    if kept is None:
        assert found == Ignored("not_a_text_message")
    else:
        assert isinstance(found, MessageArrived) and found.sender == Address(Medium.SMS, kept)
        assert found.text == "Where is it?" and found.external_id == SM


def test_what_means_nothing_to_us_is_ignored_with_its_reason() -> None:
    assert parsed("message", {**TEXT, "To": "+14155550199"}) == [Ignored("unknown_number")]
    assert parsed("message", {**TEXT, "MessageSid": "SM1"}) == [Ignored("malformed_message_id")]
    assert parsed("message", {**TEXT, "Body": " "}) == [Ignored("empty")]
    assert parsed("status", {**TEXT, "MessageStatus": "sending"}) == [Ignored("on_its_way")]
    assert parsed("status", {**TEXT, "MessageStatus": "lost"}) == [Ignored("unknown_message_status")]


@pytest.mark.parametrize(
    ("text", "given"),
    [(word, False) for word in ("STOP", "stopall", "Unsubscribe", "CANCEL", "End", "quit", "СТОП", " отписаться. ",
                                "Отписка", "«Стоп»")]
    + [(word, True) for word in ("START", "unstop", "YES", "Старт", "ПОДПИСАТЬСЯ!")]
    + [(word, None) for word in ("HELP", "помощь", "please stop", "stop it", "Да", "стоп машина")],
)  # fmt: skip
def test_known_words_change_consent_and_are_shown_all_the_same(text: str, given: bool | None) -> None:
    found = parsed("message", {**TEXT, "Body": text})
    assert isinstance(found[0], MessageArrived) and found[0].text == text.strip()
    assert found[1:] == ([] if given is None else [ConsentSaid(SM, Address(Medium.SMS, CUSTOMER), given)])


def test_the_providers_own_word_counts_whatever_its_language() -> None:
    found = parsed("message", {**TEXT, "Body": "ARRET", "OptOutType": "STOP"})
    assert found[1:] == [ConsentSaid(SM, Address(Medium.SMS, CUSTOMER), False)]


async def test_a_message_is_kept_before_it_is_answered_and_once() -> None:
    async with stage() as (_, hub, _channel):
        answers = await asyncio.gather(*(hub.post("message", TEXT) for _ in range(5)))
        assert set(answers) == {(200, '<?xml version="1.0" encoding="UTF-8"?><Response />')}
        assert len(hub.inbounds) == 1 and hub.deliveries[0].key == SM
        assert (await hub.post("message", TEXT, token="another"))[0] == 403 and len(hub.deliveries) == 1
        hub.down = True
        assert (await hub.post("message", {**TEXT, "MessageSid": "SM" + "5" * 32}))[0] >= 500


@pytest.mark.parametrize(
    ("text", "table", "answered"),
    [
        ("HELP", {}, ""), ("STOP", {}, ""), ("HELP", {"provider_answers": False}, "Answer STOP"),
        ("ПОМОЩЬ", {}, "Ответьте СТОП"), ("СТОП", {}, "больше не будете"), ("Старт", {}, "снова будете"),
        ("STOP", {"provider_answers": False}, "no more messages"), ("please help", {"provider_answers": False}, ""),
        ("ПОМОЩЬ", {"help": {"ru": "Звоните"}}, "Звоните"), ("Hello", {}, ""),
    ],
)  # fmt: skip
async def test_a_known_word_is_answered_once_by_us_or_by_the_provider(
    text: str, table: dict[str, Any], answered: str
) -> None:
    async with stage(**table) as (_, hub, _channel):
        said = await asyncio.gather(*(hub.post("message", {**TEXT, "Body": text}) for _ in range(2)))
        assert said[0] == said[1] and faults(said[0][1], "messaging") == []
        assert (answered in said[0][1]) and (bool(answered) is ("<Message>" in said[0][1]))
        told = await hub.post("message", {**TEXT, "MessageSid": "SM" + "5" * 32, "Body": text, "OptOutType": "HELP"})
        assert "<Message>" not in told[1], "the provider has answered already"


async def test_pictures_are_fetched_with_limits_and_what_cannot_be_had_is_named() -> None:
    def files(asked: Asked) -> Any:
        kind = asked.path[-1]
        if kind == "1":
            return web.Response(body=b"\x89PNG", content_type="image/png")
        if kind == "2":
            return web.Response(body=b"x" * (6 * 1024 * 1024), content_type="image/jpeg")
        return web.Response(status=404 if kind == "3" else 503)

    async with stage() as (provider, hub, channel):
        provider.answer = files
        media = f"{provider.url}{API}/Messages/{SM}/Media/ME{'0' * 31}"
        kinds = ("image/png", "image/jpeg", "image/gif", "video/mp4", "application/x-dosexec")
        urls = {f"MediaUrl{place}": f"{media}{place + 1}" for place in range(5)}
        types = {f"MediaContentType{place}": kind for place, kind in enumerate(kinds)}
        status, _ = await hub.post("message", {**TEXT, "Body": "Look", "NumMedia": "5", **urls, **types})
        assert status == 200
        (found,) = hub.inbounds
        assert isinstance(found, MessageArrived)
        assert [(each.filename, each.content_type, each.body) for each in found.attachments] == [
            ("image-1.png", "image/png", b"\x89PNG")
        ]
        lines = found.text.splitlines()
        assert lines[0] == "Look" and "too large" in lines[1] and "not there any more" in lines[2]
        assert "could not be fetched" in lines[3] and "not a kind" in lines[4] and "не " in lines[4]
        assert not any("/Media/ME" + "0" * 31 + "5" in each.path for each in provider.asked), "a program is not fetched"
        channel.verify(hub.deliveries[0])
        forged = json.loads(hub.deliveries[0].body)
        forged["form"] += "&Body=other"
        with pytest.raises(Exception, match="does not agree"):
            one = hub.deliveries[0]
            channel.verify(Delivery(one.channel, json.dumps(forged).encode(), one.key, one.headers, one.url))


async def test_a_frame_of_files_cannot_come_from_outside() -> None:
    async with stage() as (_, hub, _channel):
        assert (await hub.post("message", TEXT, body=b'{"form": "a=b", "files": []}'))[0] == 400
        assert hub.deliveries == []


# --- how far it got ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        ("sent", "", DeliveryReported(f"{SM}/m1", DeliveryState.SENT)),
        ("delivered", "", DeliveryReported(f"{SM}/m1", DeliveryState.DELIVERED)),
        ("read", "", DeliveryReported(f"{SM}/m1", DeliveryState.READ)),
        ("undelivered", "30005", DeliveryReported(f"{SM}/m1", DeliveryState.FAILED,
                                                  "the number does not exist any more", "30005", True)),
        ("failed", "30003", DeliveryReported(f"{SM}/m1", DeliveryState.FAILED,
                                             "the phone is off or out of reach", "30003", False)),
        ("canceled", "", DeliveryReported(f"{SM}/m1", DeliveryState.FAILED, "canceled")),
    ],
)  # fmt: skip
def test_a_status_tells_how_far_ours_got(status: str, code: str, expected: DeliveryReported) -> None:
    assert parsed("status?message=m1", {**TEXT, "MessageStatus": status, "ErrorCode": code}) == [expected]


def test_every_order_of_states_ends_alike() -> None:
    told = [parsed("status?message=m1", {**TEXT, "MessageStatus": each})[0]
            for each in ("queued", "sent", "delivered", "read")]  # fmt: skip
    order = list(DeliveryState)
    ends = set()
    for way in itertools.permutations(told):
        states = [each.state for each in way if isinstance(each, DeliveryReported)]
        ends.add(max(states, key=order.index))
    assert ends == {DeliveryState.READ}


def test_of_a_text_in_parts_the_last_one_tells_and_any_that_failed() -> None:
    first, last = "status?message=m1&part=1-2", "status?message=m1&part=2-2"
    assert parsed(first, {**TEXT, "MessageStatus": "delivered"}) == [Ignored("part_of_a_message")]
    assert isinstance(parsed(last, {**TEXT, "MessageStatus": "delivered"})[0], DeliveryReported)
    assert isinstance(parsed(first, {**TEXT, "MessageStatus": "failed"})[0], DeliveryReported)


# --- out ---------------------------------------------------------------------------------------------------------


def outbound(text: str = "On its way", to: str = CUSTOMER, **more: Any) -> Outbound:
    """One of ours."""
    return Outbound("m1", Address(Medium.SMS, to), text, **more)


async def test_a_message_is_one_request_that_asks_for_reports() -> None:
    async with stage() as (provider, hub, channel):
        receipt = await channel.send(outbound())
        asked = provider.last("Messages.json")
        assert dict(asked.fields) == {"To": CUSTOMER, "From": NUMBER, "Body": "On its way",
                                      "StatusCallback": f"{hub.public_url}/channels/sms/status?message=m1"}  # fmt: skip
        assert receipt.external_id.startswith("SM") and receipt.state is DeliveryState.SENT
    async with stage(messaging_service="MG" + "7" * 32, number="") as (provider, _, channel):
        await channel.send(outbound())
        assert provider.last().get("MessagingServiceSid") == "MG" + "7" * 32 and provider.last().get("From") == ""


async def test_a_long_text_is_never_cut() -> None:
    text = "Слово за словом. " * 250
    async with stage() as (provider, _, channel):
        receipt = await channel.send(outbound(text))
        bodies = [each.get("Body") for each in provider.asked]
        assert "".join(bodies) == text and len(bodies) == 3 and all(len(each) <= 1600 for each in bodies)
        assert [each.get("StatusCallback").rpartition("part=")[2] for each in provider.asked] == ["1-3", "2-3", "3-3"]
        assert receipt.external_id.endswith("3")


async def test_a_later_part_that_fails_is_told_and_the_whole_is_not_sent_again() -> None:
    async with stage() as (provider, _, channel):
        provider.answer = lambda asked: None if len(provider.asked) == 1 else (400, {"code": 21610})
        with pytest.raises(Permanent, match="parts 1 to 1 of 3 were sent, not the rest: 21610"):
            await channel.send(outbound("x" * 4000))
        provider.answer = lambda asked: (
            None if len(provider.asked) == 3
            else web.json_response({"code": 20429}, status=429, headers={"Retry-After": "0"})
        )  # fmt: skip
        with pytest.raises(Unknown, match="parts 1 to 1 of 3 were sent"):
            await channel.send(outbound("x" * 4000))


@pytest.mark.parametrize(
    ("answer", "error", "told"),
    [((400, {"code": 21610}), Permanent, "STOP"), ((400, {"code": 21211}), Permanent, "not a number"),
     ((429, {"code": 20429}), Retry, "slower"), ((500, {}), Retry, "trouble"), ((502, {}), Unknown, "gateway")],
)  # fmt: skip
async def test_a_refusal_says_whether_to_try_again(answer: Any, error: type[Exception], told: str) -> None:
    async with stage() as (provider, _, channel):
        provider.answer = lambda asked: answer
        with pytest.raises(error, match=told):
            await channel.send(outbound())


async def test_who_cannot_be_written_to_is_refused_here() -> None:
    async with stage() as (provider, _, channel):
        for to, told in (("FernhillCo", "under a name"), ("nonsense number!", "not a number")):
            with pytest.raises(Permanent, match=told):
                await channel.send(outbound(to=to))
        with pytest.raises(Permanent, match="no files"):
            await channel.send(outbound(files=(OutboundFile("a.png", "image/png", "/x", 1),)))
        assert provider.asked == []


async def test_a_file_of_ours_is_fetched_by_its_link_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG")
    async with stage(mms=True) as (provider, hub, channel):
        await channel.send(outbound("", files=(OutboundFile("a.png", "image/png", str(path), 4),)))
        link = provider.last().get("MediaUrl")
        assert await hub.get(link) == (200, "image/png", b"\x89PNG")
        head, _, mark = link.rpartition(".")
        for bad in (head, f"{head}.{mark[:-1]}x", f"{head[:-2]}AA.{mark}"):
            assert (await hub.get(bad))[0] == 404
        assert channel.capabilities.attachments and not opened().capabilities.attachments


# --- what a lost webhook missed ----------------------------------------------------------------------------------


async def _one_look(hub: Counter, channel: SmsTwilio) -> None:
    hub.reports.clear()
    task = asyncio.create_task(channel.listen(hub.arrived))
    await settled(lambda: bool(hub.reports))
    task.cancel()


async def test_lost_messages_and_states_are_caught_up_with_and_none_is_told_twice() -> None:
    at = "Sun, 22 Nov 2026 09:00:00 +0000"

    def listed(asked: Asked) -> Any:
        if asked.path.endswith("/Media.json"):
            return page("media_list", [{"sid": "ME" + "0" * 31 + "1", "content_type": "image/png"}])
        if "/Media/" in asked.path:
            return web.Response(body=b"\x89PNG", content_type="image/png")
        if asked.path != "Messages.json" or asked.method != "GET":
            return None
        if asked.get("To") == NUMBER:
            return page("messages", [
                message(SM, _from=CUSTOMER, to=NUMBER, direction="inbound", status="received", body="Hello?",
                        num_media="1", date_sent=at),
            ])  # fmt: skip
        ours = {"to": CUSTOMER, "direction": "outbound-api", "date_sent": at, "num_media": "0"}
        return page("messages", [
            message("SM" + "6" * 32, status="undelivered", error_code=30005, **ours),
            message("SM" + "7" * 32, status="sending", **ours),
        ])  # fmt: skip

    async with stage() as (provider, hub, channel):
        provider.answer = listed
        await _one_look(hub, channel)
        assert hub.inbounds == []
        await _one_look(hub, channel)
        arrived, failed = hub.inbounds
        assert isinstance(arrived, MessageArrived) and arrived.text == "Hello?" and len(arrived.attachments) == 1
        assert arrived.sent_at == datetime(2026, 11, 22, 9, tzinfo=UTC)
        assert failed == DeliveryReported(
            "SM" + "6" * 32, DeliveryState.FAILED, "the number does not exist any more", "30005", True
        )
        assert (await hub.post("message", {**TEXT, "Body": "Hello?"}))[0] == 200
        await _one_look(hub, channel)
        assert len(hub.inbounds) == 2 and hub.reports == ["up"]


# --- set-up ------------------------------------------------------------------------------------------------------


async def test_the_check_finds_what_is_not_set_up() -> None:
    site = "https://hub.example"
    row = {"phone_number": NUMBER, "capabilities": {"sms": True}, "sms_url": f"{site}/channels/sms/message",
           "sms_method": "POST", "sms_fallback_url": ""}  # fmt: skip

    def said(asked: Asked) -> Any:
        if "Incoming" in asked.path:
            return page("incoming_phone_numbers", [row])
        return {"sid": ACCOUNT, "status": "active"}

    async with stage() as (provider, _, channel):
        provider.answer = said
        assert all(each.ok for each in await channel.examine(site))
        row["sms_url"] = "https://demo.twilio.com/welcome/sms/reply/"
        (wrong,) = (each for each in await channel.examine(site) if not each.ok)
        assert wrong.remedy == f"write {site}/channels/sms/message"


def test_every_fault_of_the_table_is_told_at_once() -> None:
    table = {"kind": "sms_twilio", "number": "12", "account_sid": "AC1", "messaging_service": "x", "help": {"de": "x"}}
    with pytest.raises(registry.SettingsError) as raised:
        registry.open_channel("sms", table, {})
    told = [line.partition(":")[0] for line in str(raised.value).splitlines()]
    assert told == ["number", "messaging_service", "account_sid", "auth_token_env", "help"]


def test_the_parsers_settings_hold_no_secret() -> None:
    assert not any(secret in repr(opened().settings) for secret in SECRETS.values())
    assert words.known("СТОП") == words.Word(words.STOP, "ru", False) and words.known("stop now") is None
    assert signing.sign(TOKEN, "https://x", [])[signing.HEADER]
