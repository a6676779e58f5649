"""The metrics of waiting in queues. Each stay counts where it ended: its queue, its medium, its quarter of an hour."""

from __future__ import annotations

from collections.abc import Callable

from hub.core.figures import ENTERED, STAYS, Behind, Figures
from hub.core.stays import Tally
from hub.core.terms import StayEnd
from hub.insight import service_level as sl
from hub.insight import waits
from hub.insight.measure import Measure, count
from hub.insight.metric import Metric, Words

_LEVEL = "tests/insight/test_service_level.py::test_the_three_formulas_differ_as_published"
_WAITS = "tests/insight/test_waits.py::test_the_published_example"
_COUNT = "tests/core/test_stays.py::test_what_came_in_went_out_or_waits"
_KOOLE = "G. Koole, Call Center Optimization (2013)"
_FAST = "B. Cleveland, Contact Center Management on Fast Forward, 4th ed. (2019); cf. ISO 18295-1:2017"
_OTHER_ENDS = Words(
    "Moved, overflowed, callback booked, voicemail left and otherwise closed are in neither part.",
    "Переведённые, перелившиеся, с заказанным звонком, с голосовым сообщением и закрытые иначе не входят "
    "ни в числитель, ни в знаменатель.",
)
_NOTHING = Words("Nothing is left out.", "Ничего не исключено.")
_BOTH = (StayEnd.ANSWERED.value, StayEnd.ABANDONED.value)


def _tally(of: Callable[[Tally], Measure]) -> Callable[[Figures], Measure]:
    return lambda figures: of(figures.tally or Tally())


def _percentile(rank: float) -> Callable[[Figures], Measure]:
    return lambda figures: waits.percentile(figures.waits or {}, rank)


def _counted(end: StayEnd, name: Words, formula: Words, better: str = "") -> Metric:
    """How many stays ended so."""
    return Metric(
        end.value, name, "count", better, formula, _NOTHING, "counted", _COUNT, ("tally",),
        _tally(lambda tally: count(getattr(tally, end.value))), Behind(STAYS, (end.value,)),
    )


def _level(key: str, name: Words, formula: Words, of: Callable[[Tally], Measure], but: str = "") -> Metric:
    return Metric(key, name, "share", "up", formula, _OTHER_ENDS, _KOOLE, _LEVEL, ("tally",), _tally(of),
                  Behind(STAYS, _BOTH, but))


def _waited(key: str, rank: float) -> Metric:
    part = f"{rank:.0%}"
    return Metric(
        key, Words(f"Wait of {part}", f"Ожидание {part}"), "seconds", "down",
        Words(f"The shortest wait within which {part} of those answered were answered (nearest rank, whole seconds).",
              f"Наименьшее ожидание, за которое ответили {part} дождавшихся (ближайший ранг, целые секунды)."),
        Words("Who was not answered.", "Те, кому не ответили."), "R. Hyndman, Y. Fan (1996), definition 1",
        "tests/insight/test_waits.py::test_percentiles_are_waits_that_happened", ("waits",), _percentile(rank),
        Behind(STAYS, (StayEnd.ANSWERED.value,)),
    )


METRICS: tuple[Metric, ...] = (
    Metric(
        "entered", Words("Entered", "Поступило"), "count", "",
        Words("Stays that began: new work, and work moved or overflowed here. Counted when they begin.",
              "Начатые ожидания: новые обращения, переведённые и перелившиеся сюда. Считаются по началу."),
        _NOTHING, "counted", _COUNT, ("tally",), _tally(lambda tally: count(tally.entered)), Behind(ENTERED),
    ),
    _counted(StayEnd.ANSWERED, Words("Answered", "Отвечено"),
             Words("Stays that ended with an agent.", "Ожидания, закончившиеся ответом агента."), "up"),
    _counted(StayEnd.ABANDONED, Words("Abandoned", "Не дождались"),
             Words("Customers who left before an answer.", "Клиенты, ушедшие до ответа."), "down"),
    _level("service_level", Words("Service level", "Уровень обслуживания"),
           Words("SL2: answered within the aim / (answered + abandoned after the aim).",
                 "SL2: отвечено в пределах норматива / (отвечено + не дождались после норматива)."),
           sl.answered_of_patient, "abandoned_in_target"),
    _level("service_level_all", Words("Service level, of all", "Уровень обслуживания, от всех"),
           Words("SL1: answered within the aim / (answered + abandoned).",
                 "SL1: отвечено в пределах норматива / (отвечено + не дождались)."), sl.answered_of_all),
    _level("service_level_lenient", Words("Service level, lenient", "Уровень обслуживания, мягкий"),
           Words("SL3: (answered + abandoned, both within the aim) / (answered + abandoned).",
                 "SL3: (отвечено + не дождались, оба в пределах норматива) / (отвечено + не дождались)."),
           sl.served_or_gone_in_time),
    Metric(
        "asa", Words("Speed of answer", "Скорость ответа"), "seconds", "down",
        Words("ASA: the mean wait of those answered, from entering the queue.",
              "ASA: среднее ожидание дождавшихся, от входа в очередь."),
        Words("Who was not answered.", "Те, кому не ответили."), _FAST, _WAITS, ("tally",),
        _tally(waits.speed_of_answer), Behind(STAYS, (StayEnd.ANSWERED.value,)),
    ),
    _waited("wait_p50", 0.5),
    _waited("wait_p80", 0.8),
    _waited("wait_p95", 0.95),
    Metric(
        "abandoned_share", Words("Abandonment", "Доля недождавшихся"), "share", "down",
        Words("Abandoned / (answered + abandoned).", "Не дождались / (отвечено + не дождались)."), _OTHER_ENDS, _FAST,
        _WAITS, ("tally",), _tally(waits.abandoned_share), Behind(STAYS, _BOTH),
    ),
    Metric(
        "abandoned_share_long", Words("Abandonment without short", "Доля недождавшихся без коротких"), "share", "down",
        Words("The same without those who left within 5 seconds, in both parts.",
              "То же без ушедших за 5 секунд, в обеих частях."),
        Words("Who left within 5 seconds: mostly a wrong number.", "Ушедшие за 5 секунд: чаще всего ошиблись номером."),
        _FAST, _WAITS, ("tally",), _tally(waits.abandoned_share_without_short),
        Behind(STAYS, _BOTH, "abandoned_short"),
    ),
    _counted(StayEnd.OVERFLOWED, Words("Overflowed", "Перелилось"),
             Words("Moved to another queue by rule.", "Переведено в другую очередь по правилу.")),
    _counted(StayEnd.MOVED, Words("Moved", "Переведено"),
             Words("Moved to another queue by a person while waiting.",
                   "Переведено в другую очередь человеком во время ожидания.")),
    _counted(StayEnd.CALLBACK, Words("Callbacks booked", "Заказано звонков"),
             Words("Stopped waiting for a promised call back.", "Перестали ждать: обещан обратный звонок.")),
    _counted(StayEnd.VOICEMAIL, Words("Voicemails", "Голосовых сообщений"),
             Words("Left a message instead of waiting.", "Оставили сообщение вместо ожидания.")),
    _counted(StayEnd.CLOSED, Words("Closed unanswered", "Закрыто без ответа"),
             Words("Ended otherwise while waiting: spam, automatic mail, called back.",
                   "Закончилось иначе во время ожидания: спам, автоответ, уже перезвонили.")),
)
