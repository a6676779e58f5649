"""What floor.toml and channels.toml say of calls: read as one plan, every fault told at once with key and remedy."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from channels.contract import Medium
from hub.core.desk import ChannelInfo
from hub.core.plan import FloorPlan
from hub.core.terms import ChannelId, QueueId
from hub.settings import DEFAULT_FOLDER, ConfigurationError, Fault, read_settings
from hub.settings.floor import Served, read_floor

FLOOR = """
[firm]
languages = ["en", "ru"]
[queues.support]
name = "Support"
[queues.orders]
name = "Orders"
caller_id = "line"
[voice]
languages = { "+7" = "ru", "+7701" = "en" }
texts.closed = { en = "{firm} is closed.", ru = "{firm} закрыта." }
[menus.main]
greeting = { en = "Press 1.", ru = "Нажмите 1." }
keys = { 1 = { queue = "orders" }, 9 = { language = "ru" }, "*" = { menu = "more" } }
[menus.more]
greeting = "Press 1."
queue = "orders"
"""
SERVED = {"line": Medium.PHONE, "web": Medium.WEBCALL, "mail": Medium.EMAIL}


def info(name: str, medium: Medium) -> ChannelInfo:
    """A channel of that medium."""
    return ChannelInfo(ChannelId(name), name, medium, "", medium is not Medium.EMAIL, True, False, False, False, 0, "")


def read(text: str, menus: dict[str, str]) -> tuple[FloorPlan, list[str]]:
    """The plan and the faults as they are shown."""
    faults: list[Fault] = []
    infos = {ChannelId(name): info(name, medium) for name, medium in SERVED.items()}
    served = Served(infos, dict.fromkeys(infos, "support"), {ChannelId(name): menu for name, menu in menus.items()})
    plan = read_floor(tomllib.loads(text), served, (b"k" * 40, "hub.example"), faults)
    return plan, [str(fault) for fault in faults]


def test_menus_and_voice_are_read() -> None:
    """Keys lead to queues, to menus, to languages; a channel has its menu and a queue its number."""
    plan, faults = read(FLOOR, {"line": "main", "web": "more"})
    assert faults == []
    main = plan.voice.menu_of(ChannelId("line"))
    assert main is not None and main.keys["1"].queue == "orders" and main.keys["9"].language == "ru"
    assert main.keys["*"].menu == "more" and main.queue is None and main.tries == 3
    assert plan.voice.queue_caller == {QueueId("orders"): ChannelId("line")}
    assert plan.voice.words("closed", "ru") == "{firm} закрыта."
    assert plan.voice.recording == "announce" and "recorded" in plan.voice.notice["en"]


@pytest.mark.parametrize(
    ("number", "language"),
    [("+4930123456", "en"), ("+79161234567", "ru"), ("+77011234567", "en"), ("", "en")],
)
def test_strangers_are_greeted_by_the_longest_beginning_of_their_number(number: str, language: str) -> None:
    plan, _ = read(FLOOR, {"line": "main", "web": "main"})
    assert plan.language_of_number(number) == language


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ('languages = { "+7" = "ru", "+7701" = "en" }', 'languages = { "+7" = "de" }', "voice.languages.+7: 'de'"),
        ('languages = { "+7" = "ru", "+7701" = "en" }', 'languages = { "007" = "ru" }', "voice.languages.007: must be"),
        ('{ 1 = { queue = "orders" }', '{ 1 = { queue = "sales" }', "menus.main.keys.1.queue: 'sales' is not a queue"),
        ('{ 1 = { queue = "orders" }', '{ 12 = { queue = "orders" }', "menus.main.keys.12: is not one key"),
        ('{ 1 = { queue = "orders" }', "{ 1 = { }", "menus.main.keys.1: must lead somewhere"),
        ('{ menu = "more" }', '{ menu = "less" }', "menus.main.keys.*.menu: 'less' is not a menu; known: main, more"),
        ('en = "{firm} is closed."', 'en = "{shop} is closed."', "voice.texts.closed.en: {shop} has no meaning"),
        ("texts.closed", "texts.shut", "voice.texts.shut: is not a setting"),
        ('caller_id = "line"', 'caller_id = "mail"', "queues.orders.caller_id: 'mail' is not a phone channel"),
        ("[voice]", '[voice]\nrecording = "always"', "voice.recording: must be one of off, announce"),
        ("[voice]", "[voice]\ntalk_days = 0", "voice.talk_days: must be a whole number from 1"),
        ("[voice]", '[voice]\nnotice = { en = "We record." }', "voice.notice: lacks a text for ru"),
        ('greeting = { en = "Press 1.", ru = "Нажмите 1." }', "", "menus.main.greeting: must give a text"),
    ],
)
def test_each_mistake_names_its_key_and_what_to_do(wrong: str, right: str, told: str) -> None:
    assert wrong in FLOOR
    _, faults = read(FLOOR.replace(wrong, right, 1), {"line": "main", "web": "main"})
    assert any(fault.startswith(f"floor.toml: {told}") for fault in faults), faults


def test_channels_with_calls_need_a_menu_and_others_have_none() -> None:
    """All at once, each by its channel."""
    _, faults = read(FLOOR, {"web": "front", "mail": "main"})
    assert len(faults) == 3
    assert any(fault.startswith("channels.toml: line.menu: is required: known menus: main, more") for fault in faults)
    assert any(fault.startswith("channels.toml: web.menu: 'front' is not a menu") for fault in faults)
    assert any(fault.startswith("channels.toml: mail.menu: is for channels that carry calls") for fault in faults)


@pytest.mark.parametrize("folder", ["", "production"])
def test_the_examples_are_right(folder: str, tmp_path: Path) -> None:
    """What we ship is read without a fault but the secrets it names."""
    environ = {"RAPPORT_DATA": str(tmp_path), "RAPPORT_SECRET": "s" * 40, "SANDBOX_SHOP_SECRET": "s" * 40,
               "SANDBOX_AUTH_TOKEN": "t" * 32, "SANDBOX_API_KEY": "SK" + "a" * 32, "SANDBOX_API_SECRET": "s" * 32}
    try:
        settings = read_settings(DEFAULT_FOLDER / folder, environ)
    except ConfigurationError as error:
        assert all("the environment has no" in fault.remedy for fault in error.faults), error
        text: Any = tomllib.loads((DEFAULT_FOLDER / folder / "floor.toml").read_text("utf-8"))
        assert text["menus"]["main"]["keys"]["9"] == {"language": "ru"}
    else:
        assert settings.plan.voice.menus["main"].keys["9"].language == "ru"
