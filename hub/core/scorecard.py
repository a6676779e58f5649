"""A scorecard and what its answers come to. Scores are exact shares of a hundred; nothing is stored or asked here.

A question that does not apply takes its weight out of the sum, so it neither helps nor harms. An auto-fail answered
badly makes the whole score 0. Raising an answer never lowers the score.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from hub.core.quality import Card, Question, Section
from hub.core.terms import QuestionKind

HUNDRED = 100
MOST_QUESTIONS = 60
MOST_WEIGHT = 1000
MOST_TOP = 10

Answer = int | None  # points from 0 to the question's top; None: it does not apply
Answers = Mapping[str, Answer]  # by question; what is not answered yet is not there


@dataclass(frozen=True, slots=True)
class Score:
    """What answers come to. `percent` is None where nothing that counts was answered."""

    percent: Fraction | None
    failed: tuple[str, ...]  # auto-fail questions answered badly
    open: tuple[str, ...]  # questions without an answer
    sections: dict[str, Fraction | None]  # each section by itself, without auto-fail

    @property
    def hundredths(self) -> int | None:
        """The score in hundredths of a percent, as it is kept; halves go up."""
        return None if self.percent is None else int(self.percent * HUNDRED + Fraction(1, 2))


def questions(card: Card) -> Iterator[Question]:
    """All questions in their order."""
    for section in card.sections:
        yield from section.questions


def score(card: Card, answers: Answers) -> Score:
    """What the answers given so far come to: weights of what applies and was answered, each by the share reached."""
    failed = tuple(each.id for each in questions(card) if _fails(each, answers))
    percent = _percent(tuple(questions(card)), answers)
    return Score(
        percent=Fraction(0) if failed else percent,
        failed=failed,
        open=tuple(each.id for each in questions(card) if each.id not in answers),
        sections={section.id: _percent(section.questions, answers) for section in card.sections},
    )


def wrong_answer(card: Card, answers: Answers) -> str:
    """The first question whose answer it cannot take, or that is not on the card; "" when all are fine."""
    known = {each.id: each for each in questions(card)}
    for name, given in answers.items():
        asked = known.get(name)
        if asked is None or (given is None and not asked.optional):
            return name
        if given is not None and not 0 <= given <= asked.top:
            return name
    return ""


def fault(card: Card, languages: tuple[str, ...]) -> tuple[str, str]:
    """The field that keeps a card from being used, and the remedy; two empty texts for a good one."""
    asked = tuple(questions(card))
    if not all(card.name.get(language, "").strip() for language in languages[:1]):
        return "name", "Give the scorecard a name."
    if not asked:
        return "sections", "A scorecard asks at least one question."
    if len(asked) > MOST_QUESTIONS:
        return "sections", f"A scorecard asks at most {MOST_QUESTIONS} questions."
    ids = [each.id for each in asked] + [section.id for section in card.sections]
    if len(set(ids)) != len(ids) or not all(ids):
        return "sections", "Two questions or sections have the same id."
    for place, each in enumerate(asked, 1):
        if remedy := _question_fault(each, languages):
            return "sections", f"Question {place}: {remedy}"
    if not any(each.weight for each in asked):
        return "sections", "At least one question needs a weight."
    return "", ""


def _question_fault(asked: Question, languages: tuple[str, ...]) -> str:
    if not asked.text.get(languages[0], "").strip():
        return "write what is asked."
    if not 0 <= asked.weight <= MOST_WEIGHT:
        return f"its weight is from 0 to {MOST_WEIGHT}."
    top = 1 if asked.kind is QuestionKind.YES_NO else asked.top
    if asked.top != top or not 1 <= asked.top <= MOST_TOP:
        return f"a scale ends between 1 and {MOST_TOP}; yes and no are 1 and 0."
    if not 0 <= asked.fails_at < asked.top:
        return "its best answer must not fail."
    return ""


def _fails(asked: Question, answers: Answers) -> bool:
    given = answers.get(asked.id)
    return asked.auto_fail and given is not None and given <= asked.fails_at


def _percent(asked: tuple[Question, ...], answers: Answers) -> Fraction | None:
    counted = [(each, given) for each in asked if (given := answers.get(each.id)) is not None]
    weight = sum(each.weight for each, _ in counted)
    if weight == 0:
        return None
    reached = sum((Fraction(each.weight * given, each.top) for each, given in counted), Fraction(0))
    return reached * HUNDRED / weight


def card_of(kept: Mapping[str, object]) -> Card:
    """A card from its JSON form, as `dataclasses.asdict` wrote it."""
    sections = kept["sections"]
    assert isinstance(sections, (list, tuple))
    return Card(name=_words(kept["name"]), sections=tuple(
        Section(id=str(each["id"]), name=_words(each["name"]),
                questions=tuple(_question(one) for one in each["questions"])) for each in sections
    ))


def _question(kept: Mapping[str, object]) -> Question:
    values = {**kept, "kind": QuestionKind(str(kept["kind"]))}
    return Question(**values)  # type: ignore[arg-type]


def _words(kept: object) -> dict[str, str]:
    assert isinstance(kept, Mapping)
    return {str(language): str(words) for language, words in kept.items()}
