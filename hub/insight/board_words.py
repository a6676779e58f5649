"""The words of a board on paper, in the languages of the console; they are the board's own (views/board/words)."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]

_EN: Words = {
    "title": "Board", "live": "as it stood then", "past": "looked back on", "made_for": "made for {}",
    "sight": "Figures of queues are of the whole firm; agents are those {} oversees.",
    "sight_all": "Queues and agents of the whole firm.", "page": "page {} of {}",
    "waiting": "Waiting", "before": "an hour ago {}", "longest": "Longest wait", "nobody": "nobody waits",
    "level": "Service level, last hour", "target": "target {}", "abandoned": "Abandoned, last hour",
    "abandoned_today": "{} today", "ready": "Agents ready", "of": "of {}", "rest": "{} in wrap-up, {} away",
    "occupancy": "Occupancy", "queues": "Queues", "queue": "Queue", "longest_short": "Longest", "level_short": "Level",
    "aim": "Target", "abandoned_short": "Abandoned", "answer": "Answered in", "entered": "Came", "today": "Level today",
    "staff": "Ready / there", "own": "Yours", "trend": "Waiting, last 60 min", "closed": "closed",
    "curve": "Waiting in all queues, last {} min: now {}, at most {}", "agents": "Agents", "agent": "Agent",
    "team": "Team", "state": "State", "since": "For", "work": "In hand", "alerts": "Needs somebody",
    "no_alerts": "Nothing needs anybody.", "no_agents": "Nobody is here.", "for": "for {}", "console": "console closed",
    "available": "Ready", "busy": "At work", "ringing": "Ringing", "wrapping": "Wrap-up", "away": "Away",
    "missed": "Missed an offer", "offline": "Not here", "active": "", "held": "on hold",
    "waiting_state": "customer's turn", "snoozed": "snoozed", "wrapping_state": "wrap-up",
    "queue_level": "{}: below target", "queue_wait": "{}: somebody waits too long", "no_agent": "{}: no agent is ready",
    "long_talk": "{}: a long talk", "long_wrapup": "{}: a long wrap-up", "long_away": "{}: away for long",
    "help": "{} asks for help", "sla": "A promise is close to breaking: {}", "value": "{}, limit {}",
    "level_value": "{} then, target {}", "h": "h", "d": "d", "someone": "an agent",
    "offline_too": "Not signed in: {}", "rows": "{} of {} rows; the others are in the files",
}  # fmt: skip
_RU: Words = {
    "title": "Табло", "live": "как было в этот момент", "past": "взгляд назад", "made_for": "для: {}",
    "sight": "Очереди — по всей компании; операторы — те, за кого отвечает {}.",
    "sight_all": "Очереди и операторы всей компании.", "page": "стр. {} из {}",
    "waiting": "Ждут", "before": "час назад {}", "longest": "Дольше всех", "nobody": "никто не ждёт",
    "level": "Уровень сервиса за час", "target": "цель {}", "abandoned": "Не дождались за час",
    "abandoned_today": "сегодня {}", "ready": "Готовы операторов", "of": "из {}",
    "rest": "завершают: {}, отошли: {}", "occupancy": "Занятость", "queues": "Очереди", "queue": "Очередь",
    "longest_short": "Дольше всех", "level_short": "Уровень", "aim": "Цель", "abandoned_short": "Ушли",
    "answer": "Ответ через", "entered": "Пришли", "today": "За день", "staff": "Готовы / все",
    "own": "Ваши",
    "trend": "Ждали, 60 мин", "closed": "закрыта", "curve": "Ждали во всех очередях, {} мин: сейчас {}, максимум {}",
    "agents": "Операторы", "agent": "Оператор", "team": "Команда", "state": "Состояние", "since": "Сколько",
    "work": "В работе", "alerts": "Требует внимания", "no_alerts": "Ничто не требует внимания.",
    "no_agents": "Здесь никого нет.", "for": "уже {}", "console": "консоль закрыта", "available": "Готов",
    "busy": "В работе", "ringing": "Звонит", "wrapping": "Завершение", "away": "Отошёл", "missed": "Пропустил",
    "offline": "Не на смене", "active": "", "held": "на удержании",
    "waiting_state": "ждём клиента", "snoozed": "отложено", "wrapping_state": "завершение",
    "queue_level": "{}: ниже цели", "queue_wait": "{}: кто-то ждёт слишком долго",
    "no_agent": "{}: нет готовых операторов", "long_talk": "{}: долгий разговор",
    "long_wrapup": "{}: долгое завершение", "long_away": "{}: долгий перерыв", "help": "{}: просит помощи",
    "sla": "Срок вот-вот будет нарушен: {}", "value": "{}, предел {}", "level_value": "было {}, цель {}",
    "h": "ч", "d": "дн.", "someone": "оператор",
    "offline_too": "Не на смене: {}", "rows": "строк: {} из {}; остальные — в файлах",
}  # fmt: skip
MEDIA: Mapping[str, Words] = {
    "en": {"chat": "Chat", "email": "E-mail", "sms": "SMS", "phone": "Phone", "webcall": "Web call",
           "in_person": "In person", "letter": "Letter", "callback": "Callback", "note": "Note"},
    "ru": {"chat": "Чат", "email": "Почта", "sms": "СМС", "phone": "Телефон", "webcall": "Веб-звонок",
           "in_person": "Лично", "letter": "Письмо", "callback": "Перезвон", "note": "Заметка"},
}  # fmt: skip


def words_of(language: str) -> Words:
    """The words of a language; English where it has none."""
    return _RU if language == "ru" else _EN


def media_of(language: str) -> Words:
    """What media are called."""
    return MEDIA.get(language, MEDIA["en"])


def percent(share: float | None, language: str, digits: int = 0) -> str:
    """A share as the language writes it; "–" when it is unknown."""
    if share is None:
        return "–"
    text = f"{share * 100:.{digits}f}"
    text = text.removesuffix(f".{'0' * digits}") if digits else text
    return f"{text.replace('.', ',')}\u00a0%" if language == "ru" else f"{text}%"


def timer(seconds: float) -> str:
    """A running time: 3:48, with hours 1:02:09."""
    left = max(0, int(seconds))
    hours, minutes = left // 3600, left % 3600 // 60
    return f"{hours}:{minutes:02}:{left % 60:02}" if hours else f"{minutes}:{left % 60:02}"


def left(seconds: float, words: Words) -> str:
    """A time, precise when short: 1:40, 3:52 h, 2 d."""
    if seconds < 3600:
        return timer(seconds)
    if seconds >= 86_400:
        return f"{int(seconds) // 86_400} {words['d']}"
    return f"{int(seconds) // 3600}:{int(seconds) % 3600 // 60:02} {words['h']}"
