"""Every route on one line, with who may use it. The security review is reading this file."""

from __future__ import annotations

from aiohttp import web

from hub.core.terms import Role
from hub.edge import openapi, pages
from hub.edge.api import (
    accounts,
    autopsies,
    board_prints,
    boards,
    customers,
    files,
    floor,
    metrics,
    notices,
    phone,
    quality,
    recordings,
    records,
    replays,
    reports,
    roster,
    staffing,
)
from hub.edge.site import Handler, only, public

AGENT, SUPERVISOR, ADMIN = Role.AGENT, Role.SUPERVISOR, Role.ADMIN

GUARDED: tuple[tuple[Role, str, str, Handler], ...] = (
    (AGENT, "POST", "/api/sign-out", accounts.sign_out),
    (AGENT, "GET", "/api/me", accounts.me),
    (AGENT, "POST", "/api/me", accounts.change_me),
    (AGENT, "GET", "/api/customers", customers.listed),
    (AGENT, "GET", "/api/customers/{id}", customers.card),
    (AGENT, "GET", "/api/customers/{id}/thread", customers.thread),
    (AGENT, "GET", "/api/conversations/{id}", customers.conversation),
    (AGENT, "GET", "/api/search", customers.find),
    (AGENT, "GET", "/api/messages/{id}/html", files.message_html),
    (SUPERVISOR, "GET", "/api/messages/{id}/source", files.message_source),
    (AGENT, "POST", "/api/files", files.upload),
    (AGENT, "GET", "/api/files/{id}", files.download),
    (AGENT, "GET", "/api/interactions/{id}/trace", floor.trace),
    (AGENT, "GET", "/api/interactions/{id}/wrapup", floor.wrapup_view),
    (AGENT, "POST", "/api/interactions/{id}/wrapup", floor.complete_wrapup),
    (AGENT, "GET", "/api/cases", records.cases),
    (AGENT, "GET", "/api/cases/{id}", records.case),
    (AGENT, "GET", "/api/opportunities", records.opportunities),
    (AGENT, "GET", "/api/opportunities/{id}", records.opportunity),
    (AGENT, "GET", "/api/callbacks", records.callbacks),
    (AGENT, "GET", "/api/phone", phone.phone),
    (AGENT, "GET", "/api/recordings/{id}", recordings.play),
    (SUPERVISOR, "GET", "/api/recordings/{id}/plays", recordings.plays),
    (ADMIN, "DELETE", "/api/recordings/{id}", recordings.erased),
    (AGENT, "GET", "/api/queues/{id}/waiting", floor.queue_waiting),
    (SUPERVISOR, "GET", "/api/floor", floor.floor),
    (SUPERVISOR, "GET", "/api/board", boards.board),
    (SUPERVISOR, "GET", "/api/board/at", boards.board_at),
    (SUPERVISOR, "GET", "/api/board/pdf", board_prints.board),
    (SUPERVISOR, "GET", "/api/board/day", boards.day),
    (SUPERVISOR, "GET", "/api/board/play", boards.play),
    (SUPERVISOR, "POST", "/api/board/alerts/{id}/snooze", boards.snooze),
    (SUPERVISOR, "GET", "/api/notices", notices.sent),
    (SUPERVISOR, "GET", "/api/quarantine", floor.quarantine),
    (SUPERVISOR, "GET", "/api/quarantine/{id}", floor.quarantined),
    (SUPERVISOR, "POST", "/api/quarantine/{id}/reprocess", floor.reprocess),
    (SUPERVISOR, "POST", "/api/quarantine/{id}/discard", floor.discard),
    (SUPERVISOR, "GET", "/api/ignored", floor.ignored),
    (AGENT, "GET", "/api/blocked", floor.blocked),
    (SUPERVISOR, "GET", "/api/channels", floor.channels),
    (AGENT, "GET", "/api/quality/mine", quality.mine),
    (AGENT, "GET", "/api/quality/reviews/{id}", quality.review),
    (SUPERVISOR, "GET", "/api/quality/reviews", quality.listed),
    (SUPERVISOR, "GET", "/api/quality/counts", quality.counts),
    (SUPERVISOR, "GET", "/api/quality/due", quality.due),
    (SUPERVISOR, "GET", "/api/quality/handlings", quality.handlings),
    (SUPERVISOR, "GET", "/api/quality/agents/{id}", quality.agent),
    (SUPERVISOR, "GET", "/api/quality/notes", quality.notes),
    (SUPERVISOR, "GET", "/api/quality/cards", quality.cards),
    (SUPERVISOR, "GET", "/api/quality/cards/{id}", quality.card_versions),
    (SUPERVISOR, "GET", "/api/quality/rules", quality.rules),
    (SUPERVISOR, "GET", "/api/quality/calibrations", quality.calibrations),
    (SUPERVISOR, "GET", "/api/quality/calibrations/{id}", quality.calibration),
    (SUPERVISOR, "POST", "/api/what-if", staffing.what_if),
    (SUPERVISOR, "POST", "/api/what-if/apply", staffing.lend),
    (SUPERVISOR, "GET", "/api/forecast", staffing.forecast),
    (SUPERVISOR, "GET", "/api/roster", roster.week),
    (SUPERVISOR, "GET", "/api/roster/cover", roster.cover),
    (SUPERVISOR, "POST", "/api/roster/shifts", roster.put),
    (SUPERVISOR, "DELETE", "/api/roster/shifts/{id}", roster.remove),
    (SUPERVISOR, "POST", "/api/roster/copy", roster.copy),
    (SUPERVISOR, "POST", "/api/roster/import", roster.import_csv),
    (SUPERVISOR, "GET", "/api/roster/export", roster.export_csv),
    (AGENT, "GET", "/api/roster/mine", roster.mine),
    (SUPERVISOR, "POST", "/api/replays", replays.start),
    (SUPERVISOR, "GET", "/api/replays/{id}", replays.look),
    (SUPERVISOR, "DELETE", "/api/replays/{id}", replays.cancel),
    (SUPERVISOR, "GET", "/api/autopsies", autopsies.listed),
    (SUPERVISOR, "GET", "/api/autopsies/{id}", autopsies.one),
    (AGENT, "GET", "/api/metrics", metrics.listed),
    (AGENT, "GET", "/api/report", reports.report),
    (AGENT, "GET", "/api/report/rows", reports.rows),
    (AGENT, "POST", "/api/exports", reports.export),
    (AGENT, "GET", "/api/exports/{id}", reports.export_state),
    (AGENT, "DELETE", "/api/exports/{id}", reports.export_cancelled),
    (AGENT, "GET", "/api/exports/{id}/file", reports.export_file),
    (AGENT, "GET", "/api/reports", reports.saved),
    (AGENT, "POST", "/api/reports", reports.save),
    (AGENT, "GET", "/api/reports/{id}", reports.saved_one),
    (AGENT, "PUT", "/api/reports/{id}", reports.change),
    (AGENT, "DELETE", "/api/reports/{id}", reports.remove),
    (ADMIN, "GET", "/api/audit", reports.audited),
)

PUBLIC = (
    public("GET", "/api/public", accounts.public),
    public("POST", "/api/sign-in", accounts.sign_in),
    public("POST", "/api/password-reset", accounts.want_reset),
    public("POST", "/api/password-reset/confirm", accounts.reset),
    public("GET", "/api/openapi.json", openapi.document),
)


def add(app: web.Application) -> None:
    """Put every route in place; the console's page, which takes what is left, comes with `finish`."""
    app.add_routes([*(only(*row) for row in GUARDED), *PUBLIC, *pages.routes()])


def finish(app: web.Application) -> None:
    """The console's page for every address that is nothing else."""
    app.add_routes([public("GET", "/{rest:.*}", pages.console)])
