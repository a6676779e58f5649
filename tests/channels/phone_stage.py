"""What the tests of a number on Twilio share: the channel on a provider of ours, in a hub that only counts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from channels.contract import Delivery, Inbound
from channels.phone_twilio import PhoneTwilio, open
from channels.voice import CallArrived, CallScript, Gather, HangUp, KeysPressed, Say, Wait
from tests.channels.twilio_stage import ACCOUNT, CUSTOMER, NUMBER, SECRETS, Counter, Provider

LINE = "CA" + "1" * 32
AGENT = "0192f0c1a2b37c4d8e5f60718293a4b5"
ROOM = "0192f0c1a2b37c4d8e5f60718293a4c6"
VOICE = {"CallSid": LINE, "AccountSid": ACCOUNT, "From": CUSTOMER, "To": NUMBER, "CallStatus": "ringing",
         "Direction": "inbound", "CallerName": "ANNA"}  # fmt: skip
WAITING = CallScript((Wait("queue", (Say("You are next.", "en"),)),))


@asynccontextmanager
async def stage(**settings: object) -> AsyncIterator[tuple[Provider, Counter, PhoneTwilio]]:
    """A number on a provider of ours, in a small hub."""
    async with Provider() as provider:
        table = {"kind": "phone_twilio", "number": NUMBER, "account_sid": ACCOUNT, "api_url": provider.url, **settings}
        channel = open("phone", table, SECRETS)
        async with Counter(channel, script_for=_script) as hub:
            yield provider, hub, channel
        assert not provider.wrong


def _script(inbound: Inbound) -> CallScript | None:
    if isinstance(inbound, CallArrived):
        return CallScript((Say("Welcome.", "en"), Gather("menu", (Say("Press 1.", "en"),))))
    if isinstance(inbound, KeysPressed):
        return WAITING if inbound.step != "bye" else CallScript((HangUp(),))
    return None


def parsed(route: str, **fields: str) -> list[Inbound]:
    """What a webhook says."""
    channel = opened()
    body = "&".join(f"{name}={_quoted(value)}" for name, value in fields.items()).encode()
    at = datetime(2026, 11, 22, 10, tzinfo=UTC)
    url = f"https://hub.example/channels/phone/{route}"
    return channel.parse(Delivery("phone", body, "k", url=url, received_at=at))


def _quoted(value: str) -> str:
    return value.replace("+", "%2B").replace(" ", "%20")


def opened(**settings: object) -> PhoneTwilio:
    """The channel without anything around it."""
    return open("phone", {"kind": "phone_twilio", "number": NUMBER, "account_sid": ACCOUNT, **settings}, SECRETS)
