"""Quality over HTTP: what waits, reviews, cards, rules, calibrations, an agent's own page. Changes are commands.

Supervisors read what concerns their teams, agents what concerns them; looking into others' reviews is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from aiohttp import web

from hub.actions import quality_rights, reviews, samples
from hub.core import scorecard
from hub.core.quality import CalibrationPage, ReviewVersionInfo
from hub.core.terms import AgentId, CalibrationId, ReviewId, Role
from hub.edge.site import SETTINGS, STORE, Actor, answer
from hub.errors import NotFound
from hub.insight import agreement
from hub.store import oversight, quality, quality_lists
from hub.store.database import Connection
from hub.store.quality import Seen


def _seen(me: Actor) -> Callable[[Connection], Seen]:
    return lambda conn: oversight.overseen(conn, me.id, me.roles)


async def counts(request: web.Request, me: Actor) -> web.Response:
    """What waits for this supervisor."""
    store, zone = request.app[STORE], ZoneInfo(request.app[SETTINGS].plan.time_zone)
    today = store.clock().astimezone(zone).date().isoformat()
    return answer(await store.read(
        lambda conn: quality_lists.counts(conn, _seen(me)(conn), store.clock(), today, me.id)
    ))


async def due(request: web.Request, me: Actor) -> web.Response:
    """What was drawn and waits for its review, and one's own drafts of other work."""

    def ask(conn: Connection) -> dict[str, object]:
        return {"items": quality.due(conn, _seen(me)(conn), me.id), "drafts": quality.drafts(conn, me.id)}

    return answer(await request.app[STORE].read(ask))


async def handlings(request: web.Request, me: Actor) -> web.Response:
    """`?agent=&queue=&medium=`: finished work neither reviewed nor drawn, the newest first."""
    store, asked = request.app[STORE], dict(request.query)
    found = await store.read(
        lambda conn: quality.to_choose(conn, me.id, _seen(me)(conn), asked, store.clock())
    )
    return answer({"items": found})


async def listed(request: web.Request, me: Actor) -> web.Response:
    """`?state=&agent=&cursor=`: a page of published reviews, the newest first."""
    asked = request.query
    items, following = await request.app[STORE].read(
        lambda conn: quality.reviews(
            conn, _seen(me)(conn), asked.get("state", ""), asked.get("agent", ""), asked.get("cursor", "")
        )
    )
    others = (each.handling.agent_id for each in items if each.reviewer_id != me.id)
    await _keep_look(request, me, others)
    return answer({"items": items, "next": following})


async def review(request: web.Request, me: Actor) -> web.Response:
    """A review with its card, versions, disputes and notes; for its reviewer, its agent, and who oversees them."""
    store, key = request.app[STORE], ReviewId(request.match_info["id"])
    found = await store.read(lambda conn: quality.review(conn, key, me.id, _seen(me)(conn)))
    info = found.review
    if info.handling.agent_id == me.id and info.seen_at is None:
        await store.do(reviews.see, me.id, key)
    elif info.reviewer_id != me.id:
        await _keep_look(request, me, (info.handling.agent_id,), key)
    return answer(found)


async def mine(request: web.Request, me: Actor) -> web.Response:
    """My own reviews, how they went, and notes to me."""
    return answer(await _agent_page(request, me.id))


async def agent(request: web.Request, me: Actor) -> web.Response:
    """The same of an agent one oversees."""
    about = AgentId(request.match_info["id"])
    seen = await request.app[STORE].read(_seen(me))
    if seen is not None and about not in seen:
        raise NotFound("There is no such agent among your teams'.", field="id")
    found = await _agent_page(request, about)
    await _keep_look(request, me, (about,))
    return answer(found)


async def notes(request: web.Request, me: Actor) -> web.Response:
    """Coaching notes that are not done, those to be looked at again first."""
    found = await request.app[STORE].read(lambda conn: quality.open_notes(conn, _seen(me)(conn)))
    await _keep_look(request, me, (each.agent_id for each in found))
    return answer({"items": found})


async def cards(request: web.Request, me: Actor) -> web.Response:
    """All scorecards with their newest version."""
    return answer({"items": await request.app[STORE].read(quality_lists.cards)})


async def card_versions(request: web.Request, me: Actor) -> web.Response:
    """Every version of one scorecard, the newest first."""
    found = await request.app[STORE].read(quality_lists.cards, request.match_info["id"])
    if not found:
        raise NotFound("There is no such scorecard.", field="id")
    return answer({"items": found})


async def rules(request: web.Request, me: Actor) -> web.Response:
    """The sample rules and what they drew this week."""
    store, zone = request.app[STORE], request.app[SETTINGS].plan.time_zone
    week = samples.week_of(store.clock(), zone)
    return answer({"items": await store.read(lambda conn: quality_lists.rules(conn, _seen(me)(conn), week))})


async def calibrations(request: web.Request, me: Actor) -> web.Response:
    """Calibrations, the newest first."""
    return answer({
        "items": await request.app[STORE].read(lambda conn: quality_lists.calibrations(conn, _seen(me)(conn)))
    })


async def calibration(request: web.Request, me: Actor) -> web.Response:
    """One calibration; the others' answers only once one has handed in, or it is closed."""
    key = CalibrationId(request.match_info["id"])

    def ask(conn: Connection) -> CalibrationPage:
        info, card = quality_lists.calibration(conn, key, _seen(me)(conn))
        own, handed_in, said = quality_lists.handed_in(conn, key, me.id)
        shown = handed_in or info.closed_at is not None
        found = said if shown else []
        versions = [version for _, version in found]
        asked = list(scorecard.questions(card))
        scores = [each.score for each in versions if each.score is not None]
        return CalibrationPage(
            calibration=info, card=card, my_review_id=own, open=shown, reviews=tuple(found),
            difference=agreement.mean_difference(scores),
            alpha=agreement.alpha([[_share(each, one.id, one.top) for each in versions] for one in asked]),
            agreement={
                one.id: agreement.agreeing_share([each.answers.get(one.id) for each in versions]) for one in asked
            },
        )

    page = await request.app[STORE].read(ask)
    if page.open:
        await _keep_look(request, me, (page.calibration.handling.agent_id,))
    return answer(page)


def _share(version: ReviewVersionInfo, question: str, top: int) -> float | None:
    """An answer as a share of the best one, so that questions of different scales compare."""
    given = version.answers.get(question)
    return None if given is None else given / top


async def _agent_page(request: web.Request, about: AgentId) -> object:
    store, zone = request.app[STORE], request.app[SETTINGS].plan.time_zone
    return await store.read(quality.agent_quality, about, zone, store.clock())


async def _keep_look(
    request: web.Request, me: Actor, about: Iterable[AgentId], review_id: ReviewId | None = None
) -> None:
    others = tuple({each for each in about if each != me.id})
    if others and me.may(Role.SUPERVISOR):
        await request.app[STORE].do(quality_rights.keep_look, me.id, others, review_id)
