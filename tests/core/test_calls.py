"""Laws of a call: reports in any order end alike, nobody who has gone is ordered about, no script is silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import voice
from channels.contract import Address, Medium
from channels.voice import (
    CallScript,
    Dial,
    Gather,
    HangUp,
    Join,
    LegChanged,
    LegEnd,
    LegState,
    Order,
    Part,
    Play,
    Record,
    Refuse,
    Say,
    Tape,
    Wait,
)
from hub.core import call_orders, call_script
from hub.core.call_codec import plain, read_order, read_script
from hub.core.call_orders import Follows, Ring
from hub.core.call_script import Place, Voice
from hub.core.calls import Call, Happening, Leg, Scene, advance, happened, talk_seconds
from hub.core.numbers import dialled, e164, known_caller, twins
from hub.core.plan import FloorPlan, Menu, MenuKey, VoicePlan
from hub.core.terms import CallId, CallState, ChannelId, Direction, LegId, Party, QueueId, Taping

T0 = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROOM = CallScript((Join("call"),))
SECONDS = st.integers(0, 600).map(lambda each: T0 + timedelta(seconds=each))


def leg(party: Party = Party.AGENT, state: LegState = LegState.DIALLING, key: str = "", **values: Any) -> Leg:
    """One leg."""
    made = Leg(
        LegId(key or party), CallId("call"), ChannelId("phone"), None, party, None, "phone:+4915112345678", "", state,
        Part.TALK, False, False, False, "", "", T0, T0, None, None, None,
    )
    return replace(made, **values)


def call(**values: Any) -> Call:
    """A call in which they talk."""
    made = Call(
        CallId("call"), ChannelId("phone"), Medium.PHONE, Direction.INBOUND, CallState.TALKING, "queue", 0, None, None,
        None, "phone:+4915112345678", "", "", "en", QueueId("support"), Taping.OFF, T0, T0, None, None, 0, None, "",
        None, 1,
    )
    return replace(made, **values)


REPORTS = st.builds(
    LegChanged, line=st.just("CA1"), state=st.sampled_from(LegState), at=SECONDS, leg_id=st.just("agent"),
    end=st.sampled_from([None, *LegEnd]), seconds=st.one_of(st.none(), st.integers(0, 100)),
)


def after(start: Leg, reports: Any) -> Leg:
    """The leg once it has heard all of them."""
    for each in reports:
        start = advance(start, each)
    return start


@pytest.mark.parametrize("end", LegEnd)
def test_every_order_of_status_reports_ends_in_the_same_leg(end: LegEnd) -> None:
    told = [
        LegChanged("CA1", LegState.DIALLING, T0, "agent"),
        LegChanged("CA1", LegState.RINGING, T0 + timedelta(seconds=1), "agent"),
        LegChanged("CA1", LegState.ANSWERED, T0 + timedelta(seconds=5), "agent"),
        LegChanged("CA1", LegState.ENDED, T0 + timedelta(seconds=65), "agent", end, 9, 60),
    ]
    for size in range(1, 4):
        for some in permutations(told[:size]):
            assert after(leg(), some).state is max((each.state for each in some), key=list(LegState).index)
    ends = {after(leg(), some) for some in permutations(told)}
    assert len(ends) == 1
    (only,) = ends
    assert (only.state, only.ended_by, only.billed_seconds) == (LegState.ENDED, end.value, 60)
    assert only.answered_at == T0 + timedelta(seconds=5) and only.ended_at == T0 + timedelta(seconds=65)


@given(st.lists(REPORTS, max_size=8), st.data())
def test_a_report_told_twice_changes_nothing(reports: list[LegChanged], data: st.DataObject) -> None:
    once = after(leg(), reports)
    if reports:
        again = data.draw(st.sampled_from(reports))
        assert advance(once, again) == replace(once, billed_seconds=advance(once, again).billed_seconds)


@given(st.lists(REPORTS, max_size=8))
def test_states_only_move_forward_and_each_step_means_something_once(reports: list[LegChanged]) -> None:
    now, meant = leg(), []
    for each in reports:
        then = advance(now, each)
        assert list(LegState).index(then.state) >= list(LegState).index(now.state)
        meant.append(happened(now, then))
        now = then
    news = [each for each in meant if each is not Happening.NOTHING]
    assert len(news) == len(set(news)) <= 2


@given(st.sampled_from(Party), st.booleans())
def test_the_end_of_a_leg_we_dropped_is_no_news_but_of_the_customer(party: Party, answered: bool) -> None:
    before = leg(party, LegState.ANSWERED if answered else LegState.RINGING, dropped=True)
    gone = advance(before, LegChanged("", LegState.ENDED, T0))
    assert (happened(before, gone) is Happening.NOTHING) is (party is not Party.CUSTOMER)


# --- orders ------------------------------------------------------------------------------------------------------

LEGS = st.builds(
    leg, st.sampled_from(Party), st.sampled_from(LegState), key=st.uuids().map(str), dropped=st.booleans(),
    part=st.sampled_from(Part), held=st.booleans(), answered_at=st.one_of(st.none(), SECONDS),
    ended_at=st.one_of(st.none(), SECONDS),
)
SCENES = st.builds(
    lambda states, legs: Scene(states, tuple(legs)),
    st.builds(call, state=st.sampled_from(CallState), taping=st.sampled_from(Taping),
              direction=st.sampled_from([Direction.INBOUND, Direction.OUTBOUND]),
              held_since=st.one_of(st.none(), SECONDS), answered_at=st.one_of(st.none(), SECONDS)),
    st.lists(LEGS, max_size=5),
)


def all_that_follows(scene: Scene, now: datetime) -> list[tuple[Order, ...]]:
    """What may be ordered in a scene, by everything that can happen."""
    follows: list[Follows] = [
        call_orders.agent_answered(scene, now, ROOM, record=True),
        call_orders.customer_answered(scene, now, record=True),
        call_orders.agent_lost(scene, now, 30), call_orders.held(scene, now, True), call_orders.held(scene, now, False),
        call_orders.back_to_queue(scene, now, ROOM), call_orders.over(scene, now, "talked"),
    ]
    each_leg = [
        made for one in scene.legs for made in (
            call_orders.dial(scene, one, Ring("+49", 20)), call_orders.mute(scene, one, True),
            call_orders.take_part(scene, one, Part.WHISPER), call_orders.press(scene, one, "1"),
            call_orders.drop(scene, [one]), call_orders.move(scene, one, ROOM), call_orders.hold(scene, one, True))
    ]
    return [each.orders for each in follows] + each_leg + [call_orders.tape(scene, Tape.START)]


@given(SCENES, SECONDS)
def test_nothing_is_ordered_of_a_leg_that_has_gone(scene: Scene, now: datetime) -> None:
    live = {each.id for each in scene.live}
    for orders in all_that_follows(scene, now):
        for order in orders:
            if isinstance(order, voice.RecordCall):
                assert scene.customer is not None and scene.customer.is_live
            else:
                assert order.leg_id in live


@given(SCENES, SECONDS)
def test_after_the_end_everybody_who_was_there_is_hung_up(scene: Scene, now: datetime) -> None:
    over = call_orders.over(scene, now, "talked")
    assert {each.leg_id for each in over.orders if isinstance(each, voice.Drop)} == {each.id for each in scene.live}
    assert over.call["state"] is CallState.ENDED and over.call["due_at"] is None


@given(SCENES, SECONDS)
def test_time_on_the_line_is_never_less_than_nothing(scene: Scene, now: datetime) -> None:
    assert talk_seconds(scene, now) >= 0


def test_talk_leaves_out_holds_and_counts_nobody_twice() -> None:
    def at(seconds: int) -> datetime:
        return T0 + timedelta(seconds=seconds)

    legs = (
        leg(Party.CUSTOMER, LegState.ENDED, answered_at=T0, ended_at=at(200)),
        leg(Party.AGENT, LegState.ENDED, "a", answered_at=at(20), ended_at=at(120)),
        leg(Party.AGENT, LegState.ENDED, "b", answered_at=at(100), ended_at=at(210)),
    )
    assert talk_seconds(Scene(call(held_seconds=30), legs), at(300)) == 180 - 30


# --- scripts -----------------------------------------------------------------------------------------------------


def house(**voice_values: Any) -> FloorPlan:
    """A house that says little."""
    return FloorPlan(
        "Fernhill", ("en", "ru"), "UTC", "EUR", {}, {}, {}, {}, (), (), (), {}, voice=VoicePlan(**voice_values)
    )


LANGUAGES = st.sampled_from(["en", "ru", "de", ""])
WORDS = st.text(st.characters(exclude_characters="{"), max_size=20)
TEXTS = st.dictionaries(st.sampled_from(["en", "ru", "xx"]), WORDS, max_size=2)
PLACES = st.one_of(st.none(), st.builds(Place, st.integers(1, 500), st.one_of(
    st.none(), st.tuples(st.integers(0, 900), st.integers(0, 5000)))))


@given(LANGUAGES, TEXTS, PLACES, st.booleans())
def test_no_script_is_silent(language: str, texts: dict[str, str], place: Place | None, yes: bool) -> None:
    said = Voice(house(notice=texts), language)
    menu = Menu("main", texts, {"1": MenuKey(QueueId("a"))})
    scripts = [
        call_script.greeting(said, menu, again=yes), call_script.queue(said, place, choices=yes),
        call_script.closed(said), call_script.ask_number(said, again=yes), call_script.booked(said),
        call_script.voicemail(said), call_script.voicemail_kept(said), call_script.emergency(said, texts),
        call_script.goodbye(said), call_script.refused(), call_script.ended(), call_script.room(said, "c", notice=yes),
    ]
    for script in scripts:
        assert call_script.sounds(script)
        assert isinstance(script.steps[-1], (Gather, Wait, Record, Join, HangUp, Refuse))
        for step in script.steps[:-1]:
            assert isinstance(step, (Say, Play))
        for step in script.steps:
            for prompt in getattr(step, "prompts", ()):
                assert not isinstance(prompt, Say) or (prompt.text.strip() and "{" not in prompt.text)


def test_an_honest_wait_is_said_and_a_guess_is_not() -> None:
    def words(place: Place) -> str:
        (wait,) = call_script.queue(Voice(house(), "en"), place, choices=False).steps
        assert isinstance(wait, Wait)
        return " ".join(each.text for each in wait.prompts if isinstance(each, Say))

    assert words(Place(3, (120, 300))).endswith("The wait is between 2 and 5 minutes.")
    assert words(Place(3, (0, 60))).endswith("The wait is less than a minute.")
    assert "wait is" not in words(Place(3)) and "number 3" in words(Place(3))
    assert "next in line" in words(Place(1))


# --- kept as data ------------------------------------------------------------------------------------------------

PROMPTS = st.lists(st.one_of(st.builds(Say, st.text(), st.text()), st.builds(Play, st.text())), max_size=3).map(tuple)
STEPS = st.one_of(
    PROMPTS.filter(bool).map(lambda each: each[0]), st.builds(Gather, st.text(), PROMPTS), st.builds(Wait, st.text(),
    PROMPTS), st.builds(Record, st.text(), PROMPTS), st.builds(Join, st.text(), st.sampled_from(Part)),
    st.just(HangUp()), st.just(Refuse()),
)
SCRIPTS = st.lists(STEPS, max_size=4).map(lambda each: CallScript(tuple(each)))


@given(SCRIPTS)
def test_a_script_is_read_as_it_was_kept(script: CallScript) -> None:
    assert read_script(plain(script)) == script


@given(st.one_of(
    *(st.from_type(kind) for kind in get_args(voice.Order) if kind not in (Dial, voice.Move)),
    st.builds(voice.Move, st.text(), st.text(), st.text(), st.text(), SCRIPTS),
    st.builds(Dial, st.text(), st.text(), st.text(), st.one_of(st.builds(voice.AgentPhone, st.text()), st.builds(
        Address, st.sampled_from(Medium), st.text(min_size=1))), st.text(), st.builds(Join, st.text()),
        st.integers(1, 60), PROMPTS),
))
def test_an_order_is_read_as_it_was_kept(order: Order) -> None:
    assert read_order(plain(order)) == order


@pytest.mark.parametrize("data", [{}, {"kind": "Dance"}, {"kind": "Say", "text": "a", "language": "en"}])
def test_what_is_no_script_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"nothing|no script"):
        read_script(data)


# --- numbers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "number"), [
    ("+49 151 123-45 67", "+491511234567"), ("0049151 1234567", "+491511234567"),
    ("+7 (495) 123-45-67", "+74951234567"),
    ("1234567", ""), ("+0491511234567", ""), ("+1", ""), ("+" + "1" * 16, ""), ("anonymous", ""), ("", ""),
    ("+49151\0234567", ""), ("+4915x1234567", ""),
])
def test_a_number_is_whole_or_nothing(text: str, number: str) -> None:
    assert e164(text) == number


@given(st.text())
def test_any_text_is_a_number_or_none(text: str) -> None:
    assert e164(text) == "" or e164(e164(text)) == e164(text)
    assert dialled(text) == "" or e164(dialled(text)) == dialled(text)


def test_a_number_is_one_person_on_two_mediums() -> None:
    phone = Address(Medium.PHONE, "+4915112345678")
    assert twins(phone) == (Address(Medium.SMS, "+4915112345678"),)
    assert known_caller(Address(Medium.PHONE, "0049 15112345678")) == phone
    assert known_caller(Address(Medium.PHONE, "unknown")) is None
    assert known_caller(Address(Medium.WEBCALL, "v1")) == Address(Medium.WEBCALL, "v1")
