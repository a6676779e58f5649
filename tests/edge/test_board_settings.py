"""What floor.toml says of boards: limits of alerts and targets, every mistake told with its key and remedy."""

from __future__ import annotations

import tomllib

import pytest

from hub.core.board.rules import digest_of, rules_of
from hub.core.plan import AlertRules, FloorPlan
from hub.core.terms import QueueId
from hub.settings.floor import Served, read_floor
from hub.settings.reading import Fault

QUEUES = """
[queues.support]
name = "Support"
target_seconds = 30
target_percent = 90
[queues.orders]
name = "Orders"
"""


def read(text: str) -> tuple[FloorPlan, list[str]]:
    """The plan and the faults as they are shown."""
    faults: list[Fault] = []
    plan = read_floor(tomllib.loads(QUEUES + text), Served({}, {}, {}), (b"k" * 40, "hub.example"), faults)
    return plan, [str(fault) for fault in faults]


def test_nothing_said_is_the_usual() -> None:
    """Every limit has one; a queue's target is 80 per cent."""
    plan, faults = read("")
    assert faults == [] and plan.alerts == AlertRules()
    rules = rules_of(plan).queues
    assert (rules[QueueId("support")].target_share, rules[QueueId("orders")].target_share) == (0.9, 0.8)


def test_limits_are_read() -> None:
    """A medium that is not named keeps the usual limit."""
    plan, faults = read('[alerts]\nlevel_minutes = 30\naway_seconds = 0\nwait_seconds = { phone = 45, chat = 0 }\n')
    assert faults == []
    assert (plan.alerts.level_minutes, plan.alerts.away_seconds) == (30, 0)
    waits = plan.alerts.wait_seconds
    assert (waits["phone"], waits["chat"], waits["email"]) == (45, 0, 14_400)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("level_minutes = 90", "floor.toml: alerts.level_minutes: must be a whole number from 0 to 60"),
        ("wrapup_seconds = -1", "floor.toml: alerts.wrapup_seconds: must be a whole number from 0"),
        ("away = 5", "floor.toml: alerts.away: is not a setting; known here: "),
        ("wait_seconds = { fax = 5 }", "floor.toml: alerts.wait_seconds.fax: 'fax' is not a medium; known: "),
        ("talk_seconds = { phone = -5 }", "floor.toml: alerts.talk_seconds.phone: must be 0 (never) or more seconds"),
        ('talk_seconds = "long"', "floor.toml: alerts.talk_seconds: must be a table of whole numbers"),
    ],
)
def test_a_mistake_names_file_key_and_remedy(text: str, said: str) -> None:
    _, faults = read(f"[alerts]\n{text}\n")
    assert any(fault.startswith(said) for fault in faults), faults


def test_another_configuration_has_another_name() -> None:
    """Whatever changes in it, a limit or a text; secrets do not count."""
    names = {digest_of(read(text)[0]) for text in ("", "[alerts]\naway_seconds = 1\n", '[firm]\nname = "Other"\n')}
    assert len(names) == 3
    assert digest_of(read("")[0]) == digest_of(read("")[0])
