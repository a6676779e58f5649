"""The demo firm's scorecard, and what its supervisor found in the invented history. Agents by place in the team."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.quality import Card, Question, Section, Wanted
from hub.core.terms import QuestionKind

YES_NO, SCALE = QuestionKind.YES_NO, QuestionKind.SCALE

CARD = Card(
    {"en": "Conversation with a customer", "ru": "Разговор с клиентом"},
    (
        Section("opening", {"en": "Opening", "ru": "Начало"}, (
            Question("greet", {"en": "Greets and says who is speaking",
                               "ru": "Здоровается и называет себя"}, YES_NO, 10),
            Question("identity", {"en": "Makes sure who it is before naming personal data",
                                  "ru": "Убеждается, кто это, прежде чем назвать личные данные"},
                     YES_NO, 10, auto_fail=True),
        )),
        Section("matter", {"en": "The matter", "ru": "Суть"}, (
            Question("listen", {"en": "Understands what is wanted without asking twice",
                                "ru": "Понимает, чего хочет клиент, не переспрашивая"}, SCALE, 20, top=5),
            Question("solve", {"en": "Solves it, or says who will and when",
                               "ru": "Решает вопрос или говорит, кто и когда решит"}, SCALE, 30, top=5),
            Question("true", {"en": "What was said is right", "ru": "Сказанное верно"}, YES_NO, 15),
        )),
        Section("closing", {"en": "Closing", "ru": "Завершение"}, (
            Question("tone", {"en": "Friendly in plain words",
                              "ru": "Дружелюбно и простыми словами"}, SCALE, 10, top=5),
            Question("form", {"en": "Wrap-up tells colleagues what they need",
                              "ru": "Итог разговора понятен коллегам"}, YES_NO, 5),
        )),
    ),
)
QUESTIONS = ("greet", "identity", "listen", "solve", "true", "tone", "form")
FIRST_WEIGHT = {"solve": 25, "tone": 15}  # of the version before this one


@dataclass(frozen=True, slots=True)
class DemoReview:
    """A published review of an agent's `nth` newest work; `answers` in the order of QUESTIONS, None: not applicable.

    With a dispute, `dispute` is why; `answer` how it was settled, by `changed` answers or upheld; "" still open.
    """

    agent: int
    nth: int
    answers: tuple[int | None, ...]
    comment: str
    dispute: str = ""
    answer: str = ""
    changed: tuple[int | None, ...] = ()
    seen: bool = True


REVIEWS = (
    DemoReview(0, 1, (1, 1, 5, 5, 1, 5, 1), "Clear from the first line on. Keep naming the day.",
               seen=False),
    DemoReview(0, 4, (1, 1, 4, 3, 1, 4, 0), "Good talk. The wrap-up is short: the next shift had to ask."),
    DemoReview(0, 7, (0, 1, 4, 4, 1, 4, 1), "No greeting: three at once. Tell me when it gets too much.",
               dispute="The greeting is in the line before: I answered from the offer.",
               answer="You are right, I looked at the second line only.", changed=(1, 1, 4, 4, 1, 4, 1)),
    DemoReview(0, 11, (1, None, 3, 3, 1, 4, 1), "What was asked for stands on the right; look there first."),
    DemoReview(0, 15, (1, 1, 4, 5, 1, 5, 1), "A model answer: what, who and when in three lines."),
    DemoReview(1, 1, (1, 1, 4, 4, 1, 5, 1), "Calm and precise."),
    DemoReview(1, 3, (1, 0, 5, 5, 1, 5, 1), "Details were named before anybody was asked who they are.",
               dispute="It was their own verified address; the mark stood beside the name."),
    DemoReview(1, 7, (1, 1, 3, 4, 0, 4, 1), "Not quite right: look the number of days up before you name it."),
    DemoReview(1, 12, (1, 1, 4, 4, 1, 4, 1), "Solid."),
    DemoReview(2, 1, (1, 1, 5, 4, 1, 4, 1), "Быстро и по делу."),
    DemoReview(2, 4, (1, 1, 3, 2, 1, 3, 1), "Обещали «скоро»: клиенту нужен срок.",
               dispute="Срок знает только курьерская служба.",
               answer="Тогда так и скажите: кто ответит и когда.", changed=()),
    DemoReview(2, 9, (1, 1, 4, 4, 1, 4, 1), "Хороший разговор."),
    DemoReview(3, 1, (1, 1, 5, 5, 1, 4, 1), "Отличные вопросы, сразу к сути."),
    DemoReview(3, 5, (1, None, 4, 4, 1, 3, 0), "Меньше терминов: их знают не все."),
)


@dataclass(frozen=True, slots=True)
class DemoNote:
    """A coaching note, `days` ago; `review` the agent's nth newest review (0 the newest), -1 about none."""

    agent: int
    days: int
    text: str
    follow_up_days: int | None = None
    seen: bool = True
    done: bool = False
    review: int = -1


NOTES = (
    DemoNote(0, 2, "Before you close, read your summary as if you were the next shift.", 5, seen=False, review=1),
    DemoNote(0, 20, "Let us listen to two calls together on Thursday.", None, done=True),
    DemoNote(1, 6, "Who is it? Ask first, name data later. See the card.", 3, review=1),
    DemoNote(2, 4, "Вместо «скоро» называйте день и того, кто ответит.", 6, seen=False, review=1),
    DemoNote(3, 9, "Покажите Лейле, как вы задаёте первый вопрос.", None),
)

RULE, LOW_RULE = "Two a week of everybody", "Rated 3 or less"
WANTED, LOW_WANTED = Wanted(2), Wanted(3, max_rating=3)
DRAWN = ((0, 2), (0, 3), (1, 2), (2, 2), (3, 2))  # agent, nth newest: waits for its review
CALIBRATED = (2, 6)  # agent, nth newest
CALIBRATION = "November"
PARTS = ((1, 1, 4, 4, 1, 4, 1), (1, 1, 3, 4, 1, 4, 0))  # of the supervisor and of the admin
