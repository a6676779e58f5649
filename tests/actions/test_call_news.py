"""What carriers tell, however often and in whatever order: one row, one answer; voicemail, recordings, who is who."""

import os
import random
import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import select

from channels.contract import Address, ConsentSaid, Medium, MessageArrived, Profile
from channels.voice import (
    CallArrived,
    Gather,
    HangUp,
    KeysPressed,
    LegChanged,
    LegEnd,
    LegState,
    LineQuality,
    Move,
    Record,
    RecordingReady,
    VoiceInbound,
    Wait,
)
from hub.actions import handle, hands, offer, phone, receive, switches
from hub.core.call_script import sounds
from hub.core.terms import AgentId, ChannelId, InteractionId, Role
from hub.errors import AlreadyTaken, Forbidden, HubError, OfferGone
from hub.store import tables
from hub.store.database import Store, open_store
from tests.actions.call_stage import CLARA, PHONE, WEB, CallFirm, phone_plan
from tests.actions.firm import CHAT, NOON, SUPPORT, channel

SMS = ChannelId("sms")
NOBODY = "no such line"


@pytest.fixture
def firm(database_url: str, tmp_path: Path) -> Iterator[CallFirm]:
    plan = phone_plan()
    sms = replace(channel(SMS, Medium.SMS, "+4930111111"), can_start=True)
    found = CallFirm(database_url, tmp_path, replace(
        plan, channels={**plan.channels, SMS: sms}, channel_queue={**plan.channel_queue, SMS: SUPPORT}))
    yield found
    found.close()


# --- again and again ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 2, 5])
def test_a_delivery_told_again_makes_one_row_and_hears_the_same(firm: CallFirm, times: int) -> None:
    arrived = firm.arrival(PHONE, "call/in", CallArrived("in-1", Address(Medium.PHONE, CLARA), "", NOON))
    keys = firm.arrival(PHONE, "call/keys", KeysPressed("in-1", "menu/main", "2"))
    ended = firm.arrival(PHONE, "call/end", LegChanged("in-1", LegState.ENDED, NOON, end=LegEnd.HUNG_UP))
    for each in (arrived, keys, ended):
        answers = [firm.take(each) for _ in range(times)]
        answers += firm.take_all([each] * times)
        assert len({(one.state, one.reason, one.script) for one in answers}) == 1
        assert each is ended or answers[0].script is not None
    assert (firm.count("call"), firm.count("leg"), firm.count("callback")) == (1, 1, 1)
    assert firm.count("delivery") == 3


def test_webhooks_in_parallel_make_one_call(firm: CallFirm) -> None:
    arrived = firm.arrival(PHONE, "call/in", CallArrived("in-1", Address(Medium.PHONE, CLARA), "", NOON))
    heard: list[object] = []
    threads = [threading.Thread(target=lambda: heard.append(firm.store.do_now(receive.many, [arrived])[0].script))
               for _ in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(heard) == 5 and len(set(heard)) == 1 and firm.count("call") == 1


def test_another_delivery_of_the_same_line_is_the_same_call(firm: CallFirm) -> None:
    firm.calls_in(key="one")
    again = firm.calls_in(key="two")
    assert isinstance(again.script.steps[0], Gather) and firm.count("call") == 1  # type: ignore[union-attr]


@pytest.mark.parametrize("news", [
    KeysPressed(NOBODY, "queue", "1"), LegChanged(NOBODY, LegState.ENDED, NOON),
    LegChanged("", LegState.ANSWERED, NOON),
    LegChanged(NOBODY, LegState.RINGING, NOON, "no such leg"), RecordingReady(NOBODY, "r", "talk", 3, NOON, "no call"),
    LineQuality(NOBODY, "", "high-rtt", True), LineQuality("", "", "x", False),
    KeysPressed("\0" * 500, "\ud800", "\0"),
])
def test_news_of_nobody_is_harmless(firm: CallFirm, news: VoiceInbound) -> None:
    before = firm.changed_tables()
    taken = firm.news(PHONE, news)
    assert (taken.state, taken.reason) == ("ignored", "unknown_call")
    if isinstance(news, KeysPressed):
        assert taken.script is not None and taken.script.steps == (HangUp(),)
    after = firm.changed_tables()
    assert {name for name in after if after[name] != before[name]} == {"delivery"}


def test_steps_that_are_late_change_nothing_and_are_not_silent(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    work = firm.connected(ann)
    for step in ("menu/main", "menu/gone", "queue", "closed", "callback", "voicemail", "what", ""):
        assert sounds(firm.presses(step, "1"))
    assert firm.work(work)["state"] == "active" and firm.count("callback") == 0
    firm.goes()
    assert firm.presses("queue", "1").steps == (HangUp(),)


STATUS = (LegState.RINGING, LegState.ANSWERED, LegState.ENDED)


def test_every_order_of_an_agents_reports_leaves_nobody_in_the_air(firm: CallFirm) -> None:
    """However they come, in the end the caller talks with somebody, waits with their age, or is given time."""
    for n, some in enumerate(permutations(STATUS)):
        ann = firm.phone_agent(f"Ann{n}")
        firm.queues_up(f"in-{n}", caller=None)
        work = firm.accept_next(ann).interaction_id
        firm.orders()
        for state in some:
            firm.moves("agent", state, LegEnd.LOST if state is LegState.ENDED else None, agent=ann)
            firm.orders()
        firm.clock.pass_by(40)
        firm.route()
        row = firm.work(work)
        leg = firm.leg("agent", ann)
        assert row["state"] in ("queued", "offered") and row["agent_id"] is None, some
        assert leg["state"] == "ended" and leg["answered_at"] is not None
        assert firm.call()["state"] == "queued" and firm.live_legs().count("agent") == 0
        firm.goes(f"in-{n}")
        firm.orders()


# --- two at once -------------------------------------------------------------------------------------------------


@pytest.fixture
def nodes(firm: CallFirm) -> Iterator[list[Store]]:
    """The hub's store, and on PostgreSQL that of a second node on the same database."""
    if firm.store.dialect == "sqlite":
        yield [firm.store, firm.store]
        return
    second = open_store(firm.url, clock=firm.clock, blobs=firm.folder / "blobs")
    second.house = firm.store.house
    yield [firm.store, second]
    second.close()


def test_two_agents_never_answer_one_call(firm: CallFirm, nodes: list[Store]) -> None:
    """RACES calls (a hundred), each accepted by one agent and pulled by another at the same instant."""
    agents = [firm.phone_agent("Ann"), firm.phone_agent("Bob")]
    store_of = dict(zip(agents, nodes, strict=True))
    dice = random.Random(3)
    for n in range(int(os.environ.get("RACES", "100"))):
        firm.queues_up(f"in-{n}", caller=f"+491510000{n:04d}")
        work = InteractionId(firm.all("interaction")[-1]["id"])
        firm.route()
        offered = [(agent, firm.offers(agent)[0]) for agent in agents if firm.offers(agent)]
        results: list[object] = []

        def take(agent: AgentId, work: InteractionId = work, offered: object = tuple(offered),
                 results: list[object] = results) -> None:
            try:
                pairs = dict(offered)  # type: ignore[call-overload]
                store = store_of[agent]
                found = (store.do_now(offer.accept, agent, pairs[agent]) if agent in pairs
                         else store.do_now(offer.pull, agent, work))
                results.append(found)
            except HubError as error:
                results.append(error)

        threads = [threading.Thread(target=take, args=(agent,)) for agent in dice.sample(agents, 2)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        refused = [each for each in results if isinstance(each, HubError)]
        assert len(refused) == 1 and isinstance(refused[0], (AlreadyTaken, OfferGone)), results
        o, g = tables.handling.c, tables.leg.c
        call = firm.call()["id"]
        assert len(firm.rows(select(o.id).where(o.interaction_id == work, o.ended_at.is_(None)))) == 1
        assert len(firm.rows(select(g.id).where(g.call_id == call, g.party == "agent"))) == 1
        owner = AgentId(firm.work(work)["agent_id"])
        firm.store.do_now(phone.hang_up, owner, work)
        _close(firm, owner)


def _close(firm: CallFirm, owner: AgentId) -> None:
    """Nothing is left of the round."""
    for row in firm.all("interaction"):
        if row["state"] not in ("closed", "abandoned"):
            firm.store.do_now(_shut, row["id"], owner)
    firm.store.do_now(_everybody_available)


def _shut(tx: object, interaction_id: str, owner: AgentId) -> None:
    handle.close(tx, hands.the_work(tx, InteractionId(interaction_id)), "logged")  # type: ignore[arg-type]


def _everybody_available(tx: object) -> None:
    seat = tables.seat
    tx.conn.execute(seat.update().values(presence="available", reason="", load={}))  # type: ignore[attr-defined]


# --- voicemail and recordings ------------------------------------------------------------------------------------


def test_a_voicemail_becomes_work_with_its_recording(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    firm.queues_up()
    firm.clock.pass_by(30)
    assert isinstance(firm.presses("queue", "2").steps[0], Record)
    (work,) = firm.all("interaction")
    assert work["state"] == "closed"  # nobody is to answer somebody who speaks to a machine
    assert isinstance(firm.presses("voicemail").steps[-1], HangUp)
    firm.goes()
    firm.report(RecordingReady("in-1", "rec-1", "voicemail", 12, firm.clock()))
    firm.report(RecordingReady("in-1", "rec-1", "voicemail", 12, firm.clock()))
    promised = firm.all("interaction")[-1]
    assert (promised["medium"], promised["state"], promised["queued_at"]) == ("callback", "queued", work["queued_at"])
    (line,) = firm.events("recording")
    (row,) = firm.all("recording")
    assert line["data"]["recording_id"] == row["id"] and line["conversation_id"] == promised["conversation_id"]
    assert (row["kind"], row["state"], row["seconds"], firm.count("callback")) == ("voicemail", "ready", 12, 1)
    assert firm.accept_next(ann).conversation_id == promised["conversation_id"]


@pytest.mark.parametrize("order", list(permutations(["keys", "end", "recording"])))
def test_a_voicemail_in_any_order_is_one_promise(firm: CallFirm, order: tuple[str, ...]) -> None:
    firm.queues_up(caller=None)
    firm.presses("queue", "2")
    for each in order:
        match each:
            case "keys":
                firm.presses("voicemail")
            case "end":
                firm.goes()
            case _:
                firm.report(RecordingReady("in-1", "rec", "voicemail", 3, firm.clock()))
    assert (firm.count("callback"), firm.count("recording"), firm.call()["ended_by"]) == (1, 1, "voicemail")


def test_what_the_customer_refused_is_not_kept(firm: CallFirm) -> None:
    """It is never fetched nor shown; what is due at once is that the carrier deletes its copy."""
    ann = firm.phone_agent()
    work = firm.connected(ann)
    firm.store.do_now(phone.record_call, ann, work, "stop", refused=True)
    firm.report(RecordingReady("in-1", "rec", "talk", 3, firm.clock()))
    (row,) = firm.all("recording")
    assert (row["state"], row["next_at"], firm.events("recording")) == ("gone", firm.clock(), [])


# --- who is who --------------------------------------------------------------------------------------------------


def test_a_number_that_texts_is_the_one_that_calls(firm: CallFirm) -> None:
    sms = MessageArrived("SM1", Address(Medium.SMS, CLARA), "Hello", thread_key=CLARA)
    firm.take(firm.arrival(SMS, "SM1", sms))
    firm.queues_up()
    (customer,) = firm.all("customer")
    assert firm.call()["customer_id"] == customer["id"]
    assert {(row["medium"], row["verified"]) for row in firm.all("identity")} == {("sms", True), ("phone", True)}


def test_a_number_that_calls_is_the_one_that_texts(firm: CallFirm) -> None:
    firm.queues_up()
    sms = MessageArrived("SM1", Address(Medium.SMS, CLARA), "Hello", thread_key=CLARA)
    firm.take(firm.arrival(SMS, "SM1", sms))
    assert firm.count("customer") == 1


def test_stop_and_start_change_consent(firm: CallFirm) -> None:
    sender = Address(Medium.SMS, CLARA)
    assert firm.news(SMS, ConsentSaid("SM0", sender, False)).reason == "unknown_sender"
    firm.take(firm.arrival(SMS, "SM1", MessageArrived("SM1", sender, "Hello", thread_key=CLARA)))
    assert firm.news(SMS, ConsentSaid("SM2", sender, False)).state == "handled"
    assert firm.news(SMS, ConsentSaid("SM3", sender, False)).reason == "old_news"
    assert firm.news(SMS, ConsentSaid("SM4", sender, True)).state == "handled"
    states = [(row["purpose"], row["state"]) for row in firm.all("consent")]
    assert sorted(states) == [("ads", "withdrawn"), ("service", "given"), ("service", "withdrawn")]


def test_a_web_call_belongs_to_the_chat_beside_it(firm: CallFirm) -> None:
    ann = firm.phone_agent()
    firm.chat("v1", "May I call?", name="Clara")
    chat = firm.accept_next(ann)
    taken = firm.calls_in("w-1", "v1", where=WEB, thread_key="v1", profile=Profile(name="Clara"))
    assert isinstance(taken.script.steps[0], Wait)  # type: ignore[union-attr]
    found = firm.accept_next(ann)
    assert found.conversation_id == chat.conversation_id and firm.load(ann) == {"chat": 1, "webcall": 1}
    firm.chat("v1", "I hear you")
    assert [row["interaction_id"] for row in firm.all("message") if row["kind"] == "text"] == [chat.interaction_id] * 2
    firm.goes("w-1", where=WEB)
    assert firm.work(chat.interaction_id)["state"] == "active"
    assert firm.work(found.interaction_id)["state"] == "wrapping" and firm.count("callback") == 0


def test_a_chat_after_a_web_call_goes_on_in_its_conversation(firm: CallFirm) -> None:
    firm.calls_in("w-1", "v1", where=WEB, thread_key="v1")
    firm.goes("w-1", where=WEB)
    firm.chat("v1", "It broke")
    assert firm.count("conversation") == 1 and firm.count("customer") == 1
    assert firm.all("interaction")[-1]["medium"] == "chat" and firm.all("message")[-1]["channel_id"] == CHAT


# --- the emergency switch ----------------------------------------------------------------------------------------


def test_an_emergency_reaches_who_calls_and_who_waits(firm: CallFirm) -> None:
    ann, sue = firm.phone_agent(), firm.phone_agent("Sue", roles=(Role.SUPERVISOR,))
    firm.queues_up()
    with pytest.raises(Forbidden):
        firm.store.do_now(switches.switch_off, ann, True, SUPPORT)
    firm.store.do_now(switches.switch_off, sue, True, SUPPORT, None, {"en": "Fire.", "ru": "Пожар."})
    (move,) = firm.orders()
    assert isinstance(move, Move) and move.script.steps[0].text == "Fire."  # type: ignore[union-attr]
    firm.goes()
    assert firm.all("interaction")[0]["state"] == "abandoned" and firm.count("callback") == 1
    script = firm.queues_up("in-2")
    assert script.steps[0].text == "Fire." and script.steps[-1] == HangUp()  # type: ignore[union-attr]
    firm.goes("in-2")
    assert firm.call()["ended_by"] == "emergency"
    firm.store.do_now(switches.switch_off, sue, False, SUPPORT)
    assert isinstance(firm.queues_up("in-3").steps[0], Wait)
    firm.store.do_now(switches.switch_off, sue, True, None, PHONE)
    taken = firm.calls_in("in-4")
    assert taken.script is not None and taken.script.steps[-1] == HangUp()
