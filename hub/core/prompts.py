"""What callers hear where the firm has said nothing else, in English and Russian: plain texts with {places}.

No behaviour lives here. They are spoken: short sentences, no signs a voice would stumble over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Text = Mapping[str, str]

NOTICE: Final[Text] = {
    "en": "This call is recorded for quality. If you do not want that, please tell us.",
    "ru": "Разговор записывается для контроля качества. Если вы против, скажите об этом сотруднику.",
}
NOTHING_PRESSED: Final = "nothing_pressed"
GREETING: Final = "greeting"
CONNECTING: Final = "connecting"
POSITION: Final = "position"
NEXT: Final = "next"
WAIT: Final = "wait"
WAIT_ABOUT: Final = "wait_about"
WAIT_SHORT: Final = "wait_short"
CHOICES: Final = "choices"
CALLBACK_ONLY: Final = "callback_only"
BACK_IN_LINE: Final = "back_in_line"
CALLBACK_BOOKED: Final = "callback_booked"
CALLBACK_NUMBER: Final = "callback_number"
VOICEMAIL: Final = "voicemail"
VOICEMAIL_KEPT: Final = "voicemail_kept"
CLOSED: Final = "closed"
EMERGENCY: Final = "emergency"
GOODBYE: Final = "goodbye"
SORRY: Final = "sorry"

TEXTS: Final[Mapping[str, Text]] = {
    GREETING: {"en": "Hello, you have reached {firm}.", "ru": "Здравствуйте, вы позвонили в компанию {firm}."},
    NOTHING_PRESSED: {
        "en": "We did not hear a key. Please choose again.",
        "ru": "Мы не получили ответа. Пожалуйста, выберите ещё раз.",
    },
    CONNECTING: {"en": "Please hold, we are connecting you.", "ru": "Оставайтесь на линии, мы соединяем вас."},
    POSITION: {
        "en": "All our people are talking. You are number {position} in line.",
        "ru": "Все сотрудники заняты. Ваш номер в очереди: {position}.",
    },
    NEXT: {"en": "You are next in line.", "ru": "Вы следующий в очереди."},
    WAIT: {
        "en": "The wait is between {low} and {high} minutes.",
        "ru": "Время ожидания: от {low} до {high} минут.",
    },
    WAIT_ABOUT: {"en": "The wait is less than {high} minutes.", "ru": "Время ожидания: менее {high} минут."},
    WAIT_SHORT: {"en": "The wait is less than a minute.", "ru": "Время ожидания: менее минуты."},
    CHOICES: {
        "en": "Press 1 to be called back and keep your place. Press 2 to leave a message.",
        "ru": "Нажмите 1, и мы перезвоним, сохранив ваше место. Нажмите 2, чтобы оставить сообщение.",
    },
    CALLBACK_ONLY: {
        "en": "Press 1 to be called back in working hours. Press 2 to leave a message.",
        "ru": "Нажмите 1, и мы перезвоним в рабочее время. Нажмите 2, чтобы оставить сообщение.",
    },
    BACK_IN_LINE: {
        "en": "We are sorry, the line to our colleague broke. We are connecting you again.",
        "ru": "Извините, связь с сотрудником прервалась. Мы соединяем вас снова.",
    },
    CALLBACK_BOOKED: {
        "en": "Thank you. You keep your place, and we will call you back. Goodbye.",
        "ru": "Спасибо. Ваше место сохранено, мы перезвоним. До свидания.",
    },
    CALLBACK_NUMBER: {
        "en": "Please enter your number with the country code, then press hash.",
        "ru": "Введите ваш номер с кодом страны и нажмите решётку.",
    },
    VOICEMAIL: {
        "en": "Please leave your message after the tone. Press hash when you have finished.",
        "ru": "Оставьте сообщение после сигнала. В конце нажмите решётку.",
    },
    VOICEMAIL_KEPT: {
        "en": "Thank you for your message. We will call you back. Goodbye.",
        "ru": "Спасибо за сообщение. Мы перезвоним. До свидания.",
    },
    CLOSED: {
        "en": "Hello, you have reached {firm}. We are closed now.",
        "ru": "Здравствуйте, это {firm}. Сейчас мы не работаем.",
    },
    EMERGENCY: {
        "en": "We cannot take calls at the moment. Please try again later or write to us.",
        "ru": "Сейчас мы не можем принимать звонки. Пожалуйста, позвоните позже или напишите нам.",
    },
    GOODBYE: {"en": "Thank you for calling. Goodbye.", "ru": "Спасибо за звонок. До свидания."},
    SORRY: {"en": "We are sorry, that did not work.", "ru": "Извините, не получилось."},
}
