"""[sla.…] of floor.toml: read in order, joined with hours and queues, every mistake told with its key and remedy."""

from __future__ import annotations

import tomllib

import pytest

from channels.contract import Medium
from hub.core.plan import FloorPlan
from hub.core.terms import CaseType, ClockKind
from hub.settings import Fault
from hub.settings.floor import Served, read_floor

FLOOR = """
[firm]
languages = ["en"]
time_zone = "Europe/Berlin"
[hours.office]
mon = ["09:00-17:00"]
[queues.support]
name = "Support"
[queues.orders]
name = "Orders"
[sla.complaints]
covers = "cases"
hours = "office"
case_types = ["complaint"]
priority_from = 7
vip = true
first_reply_minutes = 60
resolution_minutes = 480
warn_minutes = 30
raise_priority = 2
to_queue = "orders"
notify = ["owner"]
[sla.letters]
covers = "messages"
mediums = ["email"]
queues = ["support"]
next_reply_minutes = 240
"""


def read(text: str) -> tuple[FloorPlan, list[str]]:
    """The plan and the faults as they are shown."""
    faults: list[Fault] = []
    plan = read_floor(tomllib.loads(text), Served({}, {}, {}), (b"k" * 40, "hub.example"), faults)
    return plan, [str(fault) for fault in faults]


def test_promises_are_read_in_their_order() -> None:
    """Minutes become seconds; what is not said is for all, and tells owner and supervisors."""
    plan, faults = read(FLOOR)
    assert faults == []
    complaints, letters = plan.sla
    assert complaints.targets == {ClockKind.FIRST_REPLY: 3600, ClockKind.RESOLUTION: 28_800}
    assert (complaints.hours.id, complaints.warn_seconds, complaints.case_types) == (
        "office", 1800, (CaseType.COMPLAINT,))
    assert (complaints.priority_from, complaints.vip, complaints.to_queue, complaints.notify) == (
        7, True, "orders", ("owner",))
    assert letters.mediums == (Medium.EMAIL,) and letters.queues == ("support",) and letters.to_queue is None
    assert letters.hours.id == "always" and letters.notify == ("owner", "supervisors")


@pytest.mark.parametrize(("before", "after", "key", "remedy"), [
    ('covers = "cases"', 'covers = "boxes"', "sla.complaints.covers", "cases, messages"),
    ('hours = "office"\ncase', 'hours = "night"\ncase', "sla.complaints.hours", "office"),
    ('["complaint"]', '["grudge"]', "sla.complaints.case_types", "complaint"),
    ('mediums = ["email"]', 'mediums = ["phone"]', "sla.letters.mediums", "email"),
    ('queues = ["support"]', 'queues = ["nowhere"]', "sla.letters.queues", "support"),
    ('to_queue = "orders"', 'to_queue = "nowhere"', "sla.complaints.to_queue", "orders"),
    ('notify = ["owner"]', 'notify = ["all"]', "sla.complaints.notify", "supervisors"),
    ("warn_minutes = 30", "warn_minutes = 60", "sla.complaints.warn_minutes", "first_reply_minutes"),
    ("next_reply_minutes = 240", "", "sla.letters", "next_reply_minutes"),
    ("next_reply_minutes = 240", "resolution_minutes = 5", "sla.letters.resolution_minutes", "not a setting"),
    ("priority_from = 7", "priority_from = 11", "sla.complaints.priority_from", "from 1 to 10"),
    ('mediums = ["email"]', 'mediums = ["email"]\ncase_types = ["request"]', "sla.letters.case_types", "cases"),
    ("vip = true", 'vip = true\nmediums = ["email"]', "sla.complaints.mediums", "messages"),
])  # fmt: skip
def test_a_mistake_is_told_with_its_key_and_what_to_give(before: str, after: str, key: str, remedy: str) -> None:
    """One mistake, one sentence that helps."""
    assert before in FLOOR
    _, faults = read(FLOOR.replace(before, after, 1))
    found = [each for each in faults if each.startswith(f"floor.toml: {key}: ")]
    assert found and remedy in found[0], faults
