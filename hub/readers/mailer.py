"""Mails saved reports when they are due, each with its workbook, through the first mail channel there is.

A report shows what its owner may see at that moment. Whoever was taken up and could not be mailed is marked, not sent
again before its next time: a report twice is worse than one less.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2

from channels.adapter import Channel
from channels.contract import Address, ChannelError, Medium, Outbound, OutboundFile
from hub.actions import audit, reporting, saved_reports
from hub.core.terms import AgentId, ChannelId, Role
from hub.errors import HubError, NotFound
from hub.insight import asking
from hub.insight.asking import Query
from hub.readers import report_files
from hub.readers.lease import holding
from hub.readers.report_files import Made, Wanted
from hub.store import agents
from hub.store import saved_reports as rows
from hub.store.database import Connection, Store
from hub.store.saved_reports import SavedReport

log = logging.getLogger("rapport.mailer")

LEASE = "mailer"
LOOK_SECONDS = 60.0  # a report saved meanwhile may be due sooner than all before
AT_ONCE = 5
SEND_SECONDS = 60.0
_HERE = Path(__file__).resolve()

_pages = jinja2.Environment(
    loader=jinja2.FileSystemLoader([_HERE.parents[2] / "templates", _HERE.parents[1] / "templates"]), autoescape=False,
    undefined=jinja2.StrictUndefined,
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A report on its way: whose, what it asks, in which language."""

    report: SavedReport
    owner: str
    query: Query
    language: str


class Mailer:
    """One hub's mailer of reports."""

    def __init__(self, store: Store, channels: Mapping[ChannelId, Channel], public_url: str) -> None:
        self._store, self._url = store, public_url
        self._channel = next(
            (each for each in channels.values() if each.capabilities.medium is Medium.EMAIL), None
        )

    async def run(self) -> None:
        """Mail what is due until cancelled, while this node holds the lease."""
        if self._channel is not None:
            await holding(self._store, LEASE, self._mail)

    async def _mail(self) -> None:
        while True:
            while due := await self._store.do(saved_reports.take_due, AT_ONCE):
                for report in due:
                    await self.send(report)
            alarm = await self._store.read(rows.next_at)
            seconds = LOOK_SECONDS if alarm is None else (alarm - self._store.clock()).total_seconds()
            await asyncio.sleep(min(LOOK_SECONDS, max(1.0, seconds)))

    async def send(self, report: SavedReport) -> None:
        """Make it and send it to each of its readers; say what became of it."""
        schedule = saved_reports.schedule_of(report)
        wanted = schedule.to if schedule else ()
        sent: list[str] = []
        try:
            letter = await self._store.read(_letter, report, self._store.house.time_zone, self._store)
            with tempfile.TemporaryDirectory(prefix="rapport-report-") as folder:
                asked = Wanted(letter.query, "xlsx", report.name, letter.language)
                made = await asyncio.to_thread(report_files.make, self._store, asked, Path(folder))
                for address in wanted:
                    if await self._left(letter, made, address):
                        sent.append(address)
        except Exception as error:
            _warn(report, error)
        if sent:
            await self._store.do(audit.note, report.owner_id, "report_mailed", None,
                                 {"name": report.name, "query": report.query, "to": sent})
        await self._store.do(saved_reports.mailed, report.id, len(sent) < max(1, len(wanted)))

    async def _left(self, letter: Letter, made: Made, address: str) -> bool:
        """Whether it left for this reader; what keeps it from one keeps it from no other."""
        try:
            await self._send(letter, made, address)
        except Exception as error:
            _warn(letter.report, error)
            return False
        return True

    async def _send(self, letter: Letter, made: Made, address: str) -> None:
        assert self._channel is not None
        query, house = letter.query, self._store.house
        text = _pages.get_template(f"email/report.{letter.language}.txt").render(
            name=letter.report.name.replace("\n", " "), firm=house.firm, owner=letter.owner, zone=query.zone.key,
            begins=f"{query.from_at.astimezone(query.zone):%Y-%m-%d %H:%M}",
            ends=f"{query.to_at.astimezone(query.zone):%Y-%m-%d %H:%M}",
            link=f"{self._url}/insight/reports/{letter.report.id}",
        )
        subject, _, rest = text.partition("\n")
        key = self._store.new_id()
        file = OutboundFile(made.name, made.content_type, str(made.path), made.path.stat().st_size)
        message = Outbound(
            id=key, to=Address(Medium.EMAIL, address), text=rest.strip(), subject=subject.strip(), files=(file,),
            message_id=f"<report.{key}@{house.mail_domain}>", automatic=True, language=letter.language,
        )
        async with asyncio.timeout(SEND_SECONDS):
            await self._channel.send(message)


def _warn(report: SavedReport, error: Exception) -> None:
    known = isinstance(error, HubError | ChannelError | TimeoutError)
    log.warning("a report could not be mailed", extra={"report_id": report.id, "error": type(error).__name__},
                exc_info=None if known else error)


def _letter(conn: Connection, report: SavedReport, zone: str, store: Store) -> Letter:
    """What is mailed: as its owner may see it now. Raises NotFound when they work here no more, Invalid."""
    owner = next((each for each in agents.everybody(conn) if each.id == report.owner_id and each.active), None)
    if owner is None or not {Role.SUPERVISOR, Role.ADMIN} & {*owner.roles}:
        raise NotFound("Its owner may have no reports mailed.")
    query = asking.read(saved_reports.words_of(report.query, zone, store.clock()), zone)
    seen = reporting.seen_by(conn, AgentId(owner.id), owner.roles, query)
    return Letter(report, owner.name, seen, "ru" if owner.language == "ru" else "en")
