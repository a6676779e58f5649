"""The metrics of what customers say and whether they had to come again."""

from __future__ import annotations

from collections.abc import Callable

from hub.core.figures import HANDLINGS, MATTERS, RATINGS, Behind, Figures, Handled, Rated, Returned
from hub.core.terms import HandlingEnd
from hub.insight import resolution, satisfaction
from hub.insight.measure import UNKNOWN, Measure, count
from hub.insight.metric import Metric, Words

_CSAT = "tests/insight/test_satisfaction.py::test_csat_by_wilson"
_FIRST = "Three instruments side by side; cf. ISO 18295-1:2017"
_NOBODY = Words("Who gave no rating.", "Не оценившие.")
_UNASKED = Words("Unknown: the question is not asked yet.", "Неизвестно: вопрос пока не задаётся.")


def _rated(of: Callable[[Rated], Measure]) -> Callable[[Figures], Measure]:
    return lambda figures: of(figures.rated or Rated())


def _response(figures: Figures) -> Measure:
    rated, handled = figures.rated or Rated(), figures.handled or Handled()
    return satisfaction.response_rate(rated, handled.completed) if rated.count else UNKNOWN


METRICS: tuple[Metric, ...] = (
    Metric(
        "csat", Words("Satisfaction (CSAT)", "Удовлетворённость (CSAT)"), "share", "up",
        Words("Ratings of 4 and 5 / all ratings, 1 to 5. Range: Wilson, 95 %.",
              "Оценки 4 и 5 / все оценки от 1 до 5. Диапазон: Уилсон, 95 %."),
        _NOBODY, "E. B. Wilson (1927) for the range; cf. ISO 10004", _CSAT, ("rated",),
        _rated(satisfaction.csat), Behind(RATINGS),
    ),
    Metric(
        "rating", Words("Mean rating", "Средняя оценка"), "score", "up",
        Words("The mean of ratings from 1 to 5.", "Среднее оценок от 1 до 5."), _NOBODY, "arithmetic mean", _CSAT,
        ("rated",), _rated(satisfaction.mean_rating), Behind(RATINGS),
    ),
    Metric(
        "ratings", Words("Ratings", "Оценок"), "count", "",
        Words("Ratings given; a later one of the same talk takes the earlier one's place.",
              "Полученные оценки; повторная оценка разговора заменяет прежнюю."),
        _NOBODY, "counted", _CSAT, ("rated",), _rated(lambda sums: count(sums.count)), Behind(RATINGS),
    ),
    Metric(
        "response_rate", Words("Response rate", "Доля ответивших"), "share", "up",
        Words("Ratings / handlings completed. Unknown where nobody rated.",
              "Оценки / завершённые обработки. Неизвестно, если оценок нет."),
        Words("Handlings handed on, lost or taken away.", "Переданные, потерянные и отобранные обработки."),
        "AAPOR, Standard Definitions (response rates)",
        "tests/insight/test_satisfaction.py::test_who_answers_is_told", ("handled", "rated"), _response,
        Behind(HANDLINGS, (HandlingEnd.COMPLETED.value,)),
    ),
    Metric(
        "nps", Words("Recommendation (NPS)", "Готовность рекомендовать (NPS)"), "score", "up",
        Words("Share of 9 and 10 less share of 0 to 6, in points, with its margin at 95 %.",
              "Доля 9 и 10 минус доля 0–6, в пунктах, с погрешностью при 95 %."),
        _UNASKED, "F. Reichheld, HBR 12/2003", "tests/insight/test_satisfaction.py::test_nps_with_its_margin", (),
        lambda figures: UNKNOWN,
    ),
    Metric(
        "ces", Words("Effort (CES 2.0)", "Лёгкость решения (CES 2.0)"), "score", "up",
        Words("Mean agreement, 1 to 7, with “made it easy to handle my issue”.",
              "Среднее согласие от 1 до 7 с «помогли легко решить вопрос»."),
        _UNASKED, "M. Dixon et al., The Effortless Experience (2013)",
        "tests/insight/test_satisfaction.py::test_effort_is_a_mean_and_a_balance", (), lambda figures: UNKNOWN,
    ),
    Metric(
        "fcr_return", Words("Solved at once, nobody came back", "Решено сразу, не вернулись"), "share", "up",
        Words("Matters whose customer did not come about the same topic, in any channel, within 7 days / matters that "
              "are 7 days old.",
              "Обращения, после которых клиент не пришёл с той же темой ни по одному каналу за 7 дней / обращения "
              "старше 7 дней."),
        Words("Matters younger than 7 days, and work without a topic or code.",
              "Обращения моложе 7 дней и работа без темы и кода."),
        _FIRST, "tests/insight/test_resolution.py::test_who_comes_back_in_any_channel", ("returned",),
        lambda figures: resolution.no_return(figures.returned or Returned()), Behind(MATTERS),
    ),
    Metric(
        "fcr_agent", Words("Solved at once, agents' word", "Решено сразу, по слову агента"), "share", "up",
        Words("Forms that say resolved / forms completed.", "Оформления с итогом «решено» / завершённые оформления."),
        Words("Forms not completed; notes of transfers.", "Незавершённые оформления; заметки при передаче."),
        _FIRST, "tests/insight/test_resolution.py::test_the_agents_word", ("handled",),
        lambda figures: resolution.agents_word(figures.handled or Handled()), Behind(HANDLINGS, (), "judged"),
    ),
    Metric(
        "fcr_survey", Words("Solved at once, customers' word", "Решено сразу, по слову клиента"), "share", "up",
        Words("Customers who say it is solved / customers who answered.", "Сказавшие «решено» / ответившие."),
        _UNASKED, _FIRST, "tests/insight/test_resolution.py::test_the_agents_word", (), lambda figures: UNKNOWN,
    ),
)
