"""Scores: the worked example of the requirement, and laws over any card and any answers."""

from __future__ import annotations

from dataclasses import asdict, replace
from fractions import Fraction

import orjson
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hub.core.quality import Card, Question, Section
from hub.core.scorecard import card_of, fault, questions, score, wrong_answer
from hub.core.terms import QuestionKind

YES_NO, SCALE = QuestionKind.YES_NO, QuestionKind.SCALE


def question(name: str, weight: int = 25, **more: object) -> Question:
    values = {"kind": YES_NO, "top": 1, **more}
    return Question(id=name, text={"en": name, "ru": name}, weight=weight, **values)  # type: ignore[arg-type]


def card(*asked: Question) -> Card:
    return Card({"en": "Card", "ru": "Карта"}, (Section("s", {"en": "All"}, asked),))


FOUR = card(*(question(name) for name in "abcd"))
ALL_YES: dict[str, int | None] = dict.fromkeys("abcd", 1)


def test_four_questions_of_25_with_one_no_are_75() -> None:
    assert score(FOUR, {**ALL_YES, "c": 0}).percent == 75
    assert score(FOUR, ALL_YES).percent == 100
    assert score(FOUR, {**ALL_YES, "c": 0}).hundredths == 7500


def test_an_auto_fail_answered_badly_makes_0() -> None:
    strict = card(*(question(name, auto_fail=name == "b") for name in "abcd"))
    found = score(strict, {**ALL_YES, "b": 0})
    assert (found.percent, found.failed) == (0, ("b",))
    assert score(strict, {**ALL_YES, "b": None}).percent == 100, "what does not apply does not fail"
    graded = card(question("a"), question("b", kind=SCALE, top=5, auto_fail=True, fails_at=2))
    assert score(graded, {"a": 1, "b": 2}).percent == 0
    assert score(graded, {"a": 1, "b": 3}).percent == 80


def test_what_does_not_apply_takes_its_weight_out() -> None:
    assert score(FOUR, {**ALL_YES, "c": 0, "d": None}).percent == Fraction(200, 3)
    assert score(FOUR, {**ALL_YES, "c": 0, "d": None}).hundredths == 6667
    assert score(FOUR, dict.fromkeys("abcd")).percent is None, "unknown is not 0"
    assert score(FOUR, {"a": 1}).open == ("b", "c", "d")


def test_sections_have_their_own_scores() -> None:
    two = Card({"en": "C"}, (Section("x", {}, (question("a"),)), Section("y", {}, (question("b"),))))
    assert score(two, {"a": 1, "b": 0}).sections == {"x": 100, "y": 0}


def test_a_card_survives_being_kept() -> None:
    made = card(question("a", auto_fail=True), question("b", kind=SCALE, top=5))
    assert card_of(orjson.loads(orjson.dumps(asdict(made)))) == made


@pytest.mark.parametrize(("wrong", "field"), [
    (replace(FOUR, name={"en": " "}), "name"),
    (card(), "sections"),
    (card(question("a"), question("a")), "sections"),
    (card(question("a", weight=0)), "sections"),
    (card(question("a", top=2)), "sections"),
    (card(question("a", kind=SCALE, top=11)), "sections"),
    (card(question("a", auto_fail=True, fails_at=1)), "sections"),
    (card(replace(question("a"), text={"en": ""})), "sections"),
])
def test_a_card_that_cannot_be_used_says_why(wrong: Card, field: str) -> None:
    assert fault(wrong, ("en", "ru"))[0] == field
    assert fault(FOUR, ("en", "ru")) == ("", "")


def test_answers_that_the_card_does_not_take() -> None:
    must = card(question("a", optional=False), question("b", kind=SCALE, top=3))
    assert wrong_answer(must, {"a": None}) == "a"
    assert wrong_answer(must, {"b": 4}) == "b"
    assert wrong_answer(must, {"b": -1}) == "b"
    assert wrong_answer(must, {"z": 1}) == "z"
    assert wrong_answer(must, {"a": 1, "b": None}) == ""


@st.composite
def filled(draw: st.DrawFn, auto_fail: bool = True) -> tuple[Card, dict[str, int | None]]:
    """Any card with any answers it takes, some left open."""
    asked = []
    for place in range(draw(st.integers(1, 6))):
        top = draw(st.integers(1, 5))
        asked.append(question(
            f"q{place}", draw(st.integers(0, 40)), kind=YES_NO if top == 1 else SCALE, top=top,
            auto_fail=auto_fail and draw(st.booleans()), fails_at=draw(st.integers(0, top - 1)),
        ))
    answers = {each.id: draw(st.none() | st.integers(0, each.top)) for each in asked if draw(st.integers(0, 9))}
    return card(*asked), answers


@given(filled())
def test_a_score_is_between_0_and_100(case: tuple[Card, dict[str, int | None]]) -> None:
    found = score(*case).percent
    assert found is None or 0 <= found <= 100


@given(filled(), st.data())
def test_raising_an_answer_never_lowers_the_score(
    case: tuple[Card, dict[str, int | None]], data: st.DataObject
) -> None:
    asked, answers = case
    low = [each for each in questions(asked) if (given_ := answers.get(each.id)) is not None and given_ < each.top]
    assume(low)
    one = data.draw(st.sampled_from(low))
    before, after = score(asked, answers), score(asked, {**answers, one.id: (answers[one.id] or 0) + 1})
    if after.percent is None:  # nothing with a weight was answered: there is no score, unless something failed
        assert before.percent is None or before.failed
    else:
        assert before.percent is not None
        assert after.percent >= before.percent


@given(filled(), st.data())
def test_a_question_that_does_not_apply_is_as_if_not_asked(
    case: tuple[Card, dict[str, int | None]], data: st.DataObject
) -> None:
    asked, answers = case
    one = data.draw(st.sampled_from(list(questions(asked))))
    without = card(*(each for each in questions(asked) if each.id != one.id))
    rest = {name: given_ for name, given_ in answers.items() if name != one.id}
    assert score(asked, {**answers, one.id: None}).percent == score(without, rest).percent


@given(filled(), st.data())
def test_auto_fail_wins_whatever_else_was_answered(
    case: tuple[Card, dict[str, int | None]], data: st.DataObject
) -> None:
    asked, answers = case
    strict = [each for each in questions(asked) if each.auto_fail]
    assume(strict)
    one = data.draw(st.sampled_from(strict))
    found = score(asked, {**answers, one.id: data.draw(st.integers(0, one.fails_at))})
    assert found.percent == 0
    assert one.id in found.failed


@given(filled(auto_fail=False))
def test_the_score_is_the_weighted_mean_of_the_sections(case: tuple[Card, dict[str, int | None]]) -> None:
    """Reckoned another way: every question by itself as a section, put together by weight."""
    asked, answers = case
    counted = [(each, answers[each.id]) for each in questions(asked) if answers.get(each.id) is not None]
    weight = sum(each.weight for each, _ in counted)
    expected = sum(Fraction(each.weight * (given_ or 0) * 100, each.top) for each, given_ in counted)
    assert score(asked, answers).percent == (expected / weight if weight else None)
