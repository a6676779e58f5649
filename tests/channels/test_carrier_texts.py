"""The text adapter on the sandbox's carrier: both ways, states in any order, opting out, what lost webhooks missed."""

from __future__ import annotations

import contextlib
from collections import Counter as Counted
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from channels import phone_twilio, sms_twilio
from channels.contract import (
    Address,
    ConsentSaid,
    DeliveryReported,
    DeliveryState,
    Medium,
    MessageArrived,
    Outbound,
    Permanent,
)
from channels.sandbox.carrier import Account, Carrier, File, Number, VirtualTime
from channels.sms_twilio.catching import MessagesCatcher
from channels.sms_twilio.channel import SmsTwilio
from channels.twilio.catchup import CatchUp
from tests.channels.carrier_stage import ACCOUNT, ANN, DESK, KEY, PREFIX, SECRET, TOKEN, free_port, world_of
from tests.channels.site import serve
from tests.channels.twilio_stage import Counter

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
SECRETS = {"auth_token": TOKEN, "api_key": KEY, "api_secret": SECRET}


@dataclass
class Rig:
    """The adapter with a hub of one hand, and the carrier it does not know."""

    hub: Counter
    channel: SmsTwilio
    carrier: Carrier
    time: VirtualTime
    number: Number

    async def look(self) -> int:
        """What the adapter does every few minutes."""
        catcher = MessagesCatcher(self.channel.settings, self.channel._rest, self.channel._doors, TOKEN)
        return await CatchUp("sms", self.hub, catcher, self.time.now).look(self.hub.arrived)

    def arrived(self) -> list[MessageArrived]:
        """The messages that came in."""
        return [inbound for inbound in self.hub.inbounds if isinstance(inbound, MessageArrived)]

    def states(self, id: str) -> list[DeliveryState]:
        """The states told of a message, by the carrier's id of it (our own may follow)."""
        told = [inbound for inbound in self.hub.inbounds if isinstance(inbound, DeliveryReported)]
        return [report.state for report in told if report.external_id.partition("/")[0] == id]


@contextlib.asynccontextmanager
async def rig() -> AsyncIterator[Rig]:
    base = f"http://127.0.0.1:{(port := free_port())}{PREFIX}"
    channel = sms_twilio.open("sms", {"number": DESK, "account_sid": ACCOUNT, "api_url": base}, SECRETS)
    async with Counter(channel) as hub:
        number = Number(DESK, "Orders", sms_url=f"{hub.public_url}/channels/sms/message", voice=False)
        clock = VirtualTime()
        carrier = Carrier(Account(ACCOUNT, TOKEN, keys={KEY: SECRET}, numbers=[number]), base, clock)
        wrong: list[str] = []
        runner, _ = await serve(world_of(carrier, wrong), port)
        try:
            yield Rig(hub, channel, carrier, clock, number)
        finally:
            await carrier.close()
            await runner.cleanup()
        assert not wrong, sorted(set(wrong))  # what the carrier answered to the adapter is as the provider's


def text(id: str, body: str = "Your order is on its way") -> Outbound:
    return Outbound(id, Address(Medium.SMS, ANN), body)


async def test_a_text_with_a_picture_comes_in_whole() -> None:
    async with rig() as stage:
        await stage.carrier.text(ANN, DESK, "Смотрите", [File("a.png", "image/png", PNG)])
        await stage.time.advance(2)
        (came,) = stage.arrived()
        assert (came.sender.value, came.text, came.attachments[0].body) == (ANN, "Смотрите", PNG)


async def test_an_answer_is_delivered_and_a_phone_that_is_off_is_told() -> None:
    async with rig() as stage:
        receipt = await stage.channel.send(text("m1"))
        await stage.time.advance(5)
        assert stage.carrier.texts(ANN)[0].body == "Your order is on its way"
        assert stage.states(receipt.external_id)[-1] is DeliveryState.DELIVERED
        stage.carrier.phone(ANN).off()
        lost = await stage.channel.send(text("m2"))
        await stage.time.advance(5)
        assert stage.states(lost.external_id)[-1] is DeliveryState.FAILED


@pytest.mark.parametrize("accident", ["duplicate", "reorder"])
async def test_states_come_through_accidents(accident: str) -> None:
    async with rig() as stage:
        stage.carrier.faults.set("text_status", **{accident: 2 if accident == "duplicate" else 0.5})
        sent = [await stage.channel.send(text(f"m{number}")) for number in range(10)]
        await stage.time.advance(20)
        for receipt in sent:
            counted = Counted(stage.states(receipt.external_id))
            assert counted[DeliveryState.DELIVERED] == 1 and counted[DeliveryState.SENT] == 1


async def test_stop_is_consent_withdrawn_and_the_carrier_refuses_what_follows() -> None:
    async with rig() as stage:
        for word, given in (("STOP", False), ("START", True), ("СТОП", False)):
            await stage.carrier.text(ANN, DESK, word)
            await stage.time.advance(5)
            said = [inbound for inbound in stage.hub.inbounds if isinstance(inbound, ConsentSaid)]
            assert said[-1].given is given
            if word == "STOP":
                with pytest.raises(Permanent):
                    await stage.channel.send(text("m1"))


async def test_what_a_lost_webhook_missed_is_caught_up_once() -> None:
    async with rig() as stage:
        assert await stage.look() == 0  # the first look keeps the place
        await stage.time.advance(60)
        stage.carrier.faults.set("text", drop=1.0)
        stage.carrier.faults.set("text_status", drop=1.0)
        for number in range(3):
            await stage.carrier.text(ANN, DESK, f"lost {number}", [File("a.png", "image/png", PNG)] if number else [])
        receipt = await stage.channel.send(text("m1"))
        await stage.time.advance(10)
        assert stage.arrived() == [] and stage.states(receipt.external_id) == []
        stage.carrier.faults.clear()
        await stage.carrier.text(ANN, DESK, "in time")
        await stage.time.advance(10)
        for _ in range(2):
            await stage.look()
        assert Counted(came.text for came in stage.arrived()) == {
            "in time": 1, "lost 0": 1, "lost 1": 1, "lost 2": 1}
        assert [len(came.attachments) for came in stage.arrived() if came.text == "lost 2"] == [1]
        assert stage.states(receipt.external_id) == [DeliveryState.DELIVERED]


async def test_the_check_of_an_account_says_what_is_wrong() -> None:
    async with rig() as stage:
        good = await stage.channel.examine(stage.hub.public_url)
        assert all(finding.ok for finding in good), good
        stage.number.sms_url = "https://elsewhere.example/sms"
        bad = await stage.channel.examine(stage.hub.public_url)
        assert [finding.what for finding in bad if not finding.ok] == [
            "A message comes in: https://elsewhere.example/sms"]
        table = {"number": "+493055509999", "account_sid": ACCOUNT, "api_url": stage.carrier.book.base_url}
        wrong = phone_twilio.open("phone", table, SECRETS)
        assert any("no number" in finding.what for finding in await wrong.examine(stage.hub.public_url))
        await wrong.close()

