"""The metrics of agents' work and time. A handling counts where it ended, presence in each quarter of an hour."""

from __future__ import annotations

from collections.abc import Callable

from hub.core.figures import HANDLINGS, PLANNED, QUARTERS, Behind, Figures, Handled, Planned, Present
from hub.core.terms import HandlingEnd
from hub.insight import adherence, handling
from hub.insight.measure import Measure, count
from hub.insight.metric import Metric, Words

_HANDLING = "tests/insight/test_handling.py::test_handling_time_is_its_three_parts"
_PRESENCE = "tests/insight/test_handling.py::test_occupancy_is_work_of_the_time_at_hand"
_FAST = "B. Cleveland, Contact Center Management on Fast Forward, 4th ed. (2019); cf. ISO 18295-1:2017"
_RUNNING = Words("Work that has not ended; the time that was the customer's turn.",
                 "Незаконченная работа; время, когда очередь отвечать была за клиентом.")
_UNPLANNED = Words("Agents and times without a shift; what is still to come.",
                   "Агенты и время без смены; то, что ещё впереди.")
_ADHERENCE = "tests/insight/test_adherence.py::test_adherence_is_of_the_planned_time"
_CONFORMANCE = "tests/insight/test_adherence.py::test_conformance_asks_how_much_not_when"
_AWAY = Words("Time signed off.", "Время вне системы.")


def _handled(of: Callable[[Handled], Measure]) -> Callable[[Figures], Measure]:
    return lambda figures: of(figures.handled or Handled())


def _present(of: Callable[[Present], Measure]) -> Callable[[Figures], Measure]:
    return lambda figures: of(figures.present or Present())


def _planned(of: Callable[[Planned], Measure]) -> Callable[[Figures], Measure]:
    return lambda figures: of(figures.planned or Planned())


def _time(key: str, name: Words, formula: Words, of: Callable[[Handled], Measure]) -> Metric:
    return Metric(key, name, "seconds", "down", formula, _RUNNING, _FAST, _HANDLING, ("handled",), _handled(of),
                  Behind(HANDLINGS))


METRICS: tuple[Metric, ...] = (
    Metric(
        "handled", Words("Handled", "Обработано"), "count", "up",
        Words("Handlings that ended: each agent's stretch of an interaction is one.",
              "Законченные обработки: отрезок работы каждого агента считается отдельно."),
        Words("Work that has not ended.", "Незаконченная работа."), "counted",
        "tests/store/test_figures.py::test_drilling_down_finds_as_many_rows_as_were_counted", ("handled",),
        _handled(lambda sums: count(sums.handled)), Behind(HANDLINGS),
    ),
    _time("aht", Words("Handling time", "Время обработки"),
          Words("AHT: (talk + hold + wrap-up) / handled.", "AHT: (разговор + удержание + оформление) / обработано."),
          handling.handling_seconds),
    _time("talk", Words("Talk time", "Время разговора"),
          Words("Mean talk or writing, without hold.", "Среднее время разговора или переписки, без удержания."),
          handling.talk_seconds),
    _time("hold", Words("Hold time", "Удержание"),
          Words("Mean time a caller was on hold.", "Среднее время удержания звонка."), handling.hold_seconds),
    _time("wrapup", Words("Wrap-up time", "Оформление"),
          Words("ACW: mean time from the end of the talk to the end of the form.",
                "ACW: среднее время от конца разговора до конца оформления."), handling.wrapup_seconds),
    Metric(
        "transfers", Words("Transfers", "Передачи"), "share", "down",
        Words("Handlings that ended by handing on / handled.", "Обработки, закончившиеся передачей / обработано."),
        Words(f"Taken away by a supervisor ({HandlingEnd.REASSIGNED.value}) or lost is no transfer.",
              "Отобранное супервизором или потерянное передачей не считается."),
        _FAST, _HANDLING, ("handled",), _handled(handling.transferred_share), Behind(HANDLINGS),
    ),
    Metric(
        "occupancy", Words("Occupancy", "Занятость"), "share", "",
        Words("Time at work / (time at work + time available and without work).",
              "Время в работе / (время в работе + время готовности без работы)."),
        Words("Time away and without work. Several chats at once are one time.",
              "Время отсутствия без работы. Несколько чатов сразу — одно и то же время."),
        _FAST, _PRESENCE, ("present",), _present(handling.occupancy), Behind(QUARTERS),
    ),
    Metric(
        "paid_time", Words("Paid time", "Оплачиваемое время"), "seconds", "",
        Words("Time signed on: available, away for any reason, missed.",
              "Время в системе: доступен, отсутствует по любой причине, пропустил."),
        _AWAY, _FAST, "tests/insight/test_adherence.py::test_paid_time_is_all_time_signed_on", ("present",),
        _present(adherence.paid_seconds), Behind(QUARTERS),
    ),
    Metric(
        "available_share", Words("Available", "Доступность"), "share", "up",
        Words("Time available / paid time.", "Время доступности / оплачиваемое время."), _AWAY, _FAST,
        "tests/insight/test_adherence.py::test_paid_time_is_all_time_signed_on", ("present",),
        _present(adherence.available_share), Behind(QUARTERS),
    ),
    Metric(
        "planned_time", Words("Planned time", "Время по расписанию"), "seconds", "",
        Words("Time of shifts that has passed: work, breaks, training and meetings.",
              "Прошедшее время смен: работа, перерывы, обучение и встречи."),
        _UNPLANNED, _FAST, _ADHERENCE, ("planned",), _planned(adherence.planned_seconds), Behind(PLANNED),
    ),
    Metric(
        "adherence", Words("Adherence", "Соблюдение расписания"), "share", "up",
        Words("Planned time in which the agent did what was planned / planned time. Work: available or with work in "
              "hand; a break, training or meeting: away and without work.",
              "Время, когда агент делал запланированное / плановое время. Работа: доступен или занят обращением; "
              "перерыв, обучение, встреча: отсутствует и без работы."),
        _UNPLANNED, _FAST, _ADHERENCE, ("planned",), _planned(adherence.adherence), Behind(PLANNED),
    ),
    Metric(
        "conformance", Words("Conformance", "Выполнение плана часов"), "share", "",
        Words("Time worked / time planned to work, whenever on the day: an hour started late and ended late conforms. "
              "Worked is available or with work in hand, up to 12 hours before or after a shift.",
              "Отработано / запланировано работы, когда бы в этот день ни было: поздний приход и поздний уход планом "
              "допускаются. Отработано — доступен или занят обращением, до 12 часов до и после смены."),
        _UNPLANNED, _FAST, _CONFORMANCE, ("planned",), _planned(adherence.conformance), Behind(PLANNED),
    ),
)
