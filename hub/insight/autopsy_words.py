"""The sentences of an autopsy in the languages of the console. Numbers first, so that no plural is needed."""

from __future__ import annotations

Words = dict[str, str]  # language -> sentence


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _both(english: str, russian: str) -> Words:
    return {"en": english, "ru": russian}


def arrivals(came: int, expected: int) -> Words:
    """More came than was forecast."""
    return _both(f"{came} came within half an hour; {expected} were expected.",
                 f"За полчаса поступило: {came}; ожидалось: {expected}.")


def fewer_agents(now: int, before: int) -> Words:
    """Agents left."""
    return _both(f"Agents available: {now}, before it {before}.", f"Доступно операторов: {now}, до этого: {before}.")


def nobody() -> Words:
    """No agent of the queue was there when it began."""
    return _both("At its beginning no agent of this queue was available.",
                 "В начале ни один оператор этой очереди не был доступен.")


def first_agent(now: int) -> Words:
    """Somebody came."""
    return _both(f"The first became available; agents now: {now}.", f"Появился первый; операторов теперь: {now}.")


def closed(held: int) -> Words:
    """Hours ended with work in the queue."""
    return _both(f"The queue closed; waiting then: {held}.", f"Очередь закрылась; в ожидании: {held}.")


def opened(held: int) -> Words:
    """Hours began with work in the queue."""
    return _both(f"The queue opened; waiting since before: {held}.", f"Очередь открылась; уже ожидали: {held}.")


def skill(name: str, needed: int, able: int, agents: int) -> Words:
    """Not everybody could take it."""
    return _both(f"Needed {name}: {needed}; agents who have it: {able} of {agents}.",
                 f"Требовался навык {name}: {needed}; операторов с ним: {able} из {agents}.")


def overflowed(number: int) -> Words:
    """Work of other queues came over."""
    return _both(f"Overflowed into this queue: {number}.", f"Перелито в эту очередь: {number}.")


def longer(inside: float, usual: float) -> Words:
    """Handling took longer."""
    return _both(f"Handling took {_minutes(inside)} on average, otherwise {_minutes(usual)}.",
                 f"Обработка занимала в среднем {_minutes(inside)}, обычно {_minutes(usual)}.")


def longest(seconds: float) -> Words:
    """The longest wait."""
    return _both(f"The longest wait ended after {_minutes(seconds)}.",
                 f"Самое долгое ожидание закончилось через {_minutes(seconds)}.")


def as_it_was() -> Words:
    """Nothing changed."""
    return _both("As it was", "Как было")


def more_agents(number: int) -> Words:
    """People added."""
    return _both(f"Agents more in this queue: {number}", f"Больше операторов в этой очереди: {number}")


def without(name: str) -> Words:
    """A skill not asked for."""
    return _both(f"The queue does not ask for {name}", f"Очередь не требует навыка {name}")


def always_open() -> Words:
    """Open around the clock."""
    return _both("The queue is open around the clock", "Очередь открыта круглосуточно")


def nobody_left() -> Words:
    """Nobody went away."""
    return _both("Nobody of this queue goes away", "Никто из операторов очереди не уходит")
