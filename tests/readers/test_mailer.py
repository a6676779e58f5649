"""Reports on a schedule: mailed once when due, with a workbook, as their owner may see them."""

import asyncio
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from channels.adapter import Channel
from channels.contract import Medium, Outbound, Receipt, Retry
from hub.actions import saved_reports
from hub.actions.saved_reports import Draft
from hub.core.schedules import Schedule
from hub.core.terms import AgentId, ChannelId, Role
from hub.errors import Invalid
from hub.readers.loop import end
from hub.readers.mailer import Mailer
from hub.store.saved_reports import SavedReport
from tests.actions.firm import Firm, small_plan

WEEK = Schedule("14:00", (0,), "Europe/Berlin", ("lead@firm.example", "boss@firm.example"))  # Monday, an hour on


@dataclass
class Mailbox:
    """A mail channel that keeps what it is given, and looks into the file while it is there."""

    capabilities: Any = field(default_factory=lambda: SimpleNamespace(medium=Medium.EMAIL))
    sent: list[Outbound] = field(default_factory=list)
    broken: bool = False
    refuses: dict[str, Exception] = field(default_factory=dict)

    async def send(self, message: Outbound) -> Receipt:
        if self.broken:
            raise Retry("away")
        if fault := self.refuses.get(message.to.value):
            raise fault
        (file,) = message.files
        assert zipfile.is_zipfile(file.path) and Path(file.path).stat().st_size == file.size
        self.sent.append(message)
        return Receipt("1")


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


def save(firm: Firm, owner: AgentId, schedule: Schedule | None = WEEK) -> SavedReport:
    return firm.store.do_now(saved_reports.save, owner, Draft("Monday", "metrics=asa&period=last_week", schedule))


async def mail_due(firm: Firm, mailbox: Mailbox) -> int:
    mailer = Mailer(firm.store, {ChannelId("mail"): cast(Channel, mailbox)}, "https://hub.example")
    due = await firm.store.do(saved_reports.take_due, 10)
    for report in due:
        await mailer.send(report)
    return len(due)


async def test_it_is_mailed_when_it_is_due_and_once(firm: Firm, mailbox: Mailbox) -> None:
    lead = firm.agent("Lead", roles=(Role.SUPERVISOR,))
    save(firm, lead)
    save(firm, lead, None)
    assert await mail_due(firm, mailbox) == 0
    firm.clock.pass_by(3600)
    assert await mail_due(firm, mailbox) == 1
    assert await mail_due(firm, mailbox) == 0
    assert [each.to.value for each in mailbox.sent] == list(WEEK.to)
    assert mailbox.sent[0].subject == "Monday: Fernhill Coffee" and "Lead" in mailbox.sent[0].text
    assert mailbox.sent[0].automatic and mailbox.sent[0].files[0].filename == "Monday.xlsx"
    assert [row["what"] for row in firm.all("audit")] == ["report_mailed"]
    firm.clock.pass_by(7 * 86400)
    assert await mail_due(firm, mailbox) == 1


async def test_what_could_not_be_mailed_is_marked(firm: Firm, mailbox: Mailbox) -> None:
    mailbox.broken = True
    save(firm, firm.agent("Lead", roles=(Role.SUPERVISOR,)))
    firm.clock.pass_by(3600)
    assert await mail_due(firm, mailbox) == 1
    assert firm.all("saved_report")[0]["failed"] and firm.all("audit") == []


@pytest.mark.parametrize("fault", [Retry("away"), OSError("the line is down"), ZeroDivisionError()])
async def test_one_reader_that_cannot_be_reached_keeps_it_from_no_other(
    firm: Firm, mailbox: Mailbox, fault: Exception
) -> None:
    """Those it left for are in the audit, with what it told; the report is marked, and the next one is mailed."""
    lead = firm.agent("Lead", roles=(Role.SUPERVISOR,))
    mailbox.refuses = {"boss@firm.example": fault}
    three = Schedule("14:00", (0,), "Europe/Berlin", ("lead@firm.example", "boss@firm.example", "third@firm.example"))
    first, second = save(firm, lead, three), save(firm, lead, Schedule("14:00", (0,), "Europe/Berlin", three.to[:1]))
    firm.clock.pass_by(3600)
    task = asyncio.create_task(Mailer(firm.store, {ChannelId("mail"): cast(Channel, mailbox)}, "https://x")._mail())
    async with asyncio.timeout(60):
        while firm.one("saved_report", second.id)["sent_at"] is None:
            await asyncio.sleep(0.02)
    await end(task)
    told = [row["detail"] for row in firm.all("audit")]
    query = "metrics=asa&period=last_week"
    assert told == [{"name": "Monday", "query": query, "to": [three.to[0], three.to[2]]},
                    {"name": "Monday", "query": query, "to": [three.to[0]]}]
    assert firm.one("saved_report", first.id)["failed"] and not firm.one("saved_report", second.id)["failed"]


async def test_a_stop_on_the_way_leaves_a_mark(firm: Firm, mailbox: Mailbox) -> None:
    """Taken up and not mailed is not mailed, until it is said that it was."""
    save(firm, firm.agent("Lead", roles=(Role.SUPERVISOR,)))
    firm.clock.pass_by(3600)
    await firm.store.do(saved_reports.take_due, 10)
    assert firm.all("saved_report")[0]["failed"]
    firm.clock.pass_by(7 * 86400)
    assert await mail_due(firm, mailbox) == 1
    assert not firm.all("saved_report")[0]["failed"]


def test_without_a_mail_channel_nothing_is_scheduled(firm: Firm) -> None:
    lead = firm.agent("Lead", roles=(Role.SUPERVISOR,))
    firm.store.house = small_plan(channels={})
    with pytest.raises(Invalid) as refused:
        save(firm, lead)
    assert refused.value.field == "schedule"
    assert save(firm, lead, None).schedule is None


async def test_who_is_no_supervisor_any_more_mails_nothing(firm: Firm, mailbox: Mailbox) -> None:
    save(firm, firm.agent("Ann"))
    firm.clock.pass_by(3600)
    assert await mail_due(firm, mailbox) == 1
    assert mailbox.sent == [] and firm.all("saved_report")[0]["failed"]
