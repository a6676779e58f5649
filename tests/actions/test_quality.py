"""Reviews from the sample to the settled dispute, on both databases: who may what, and that every version is kept."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import update

from hub.actions import calibrations, coaching, offer, quality_rights, reviews, samples, scorecards, wrapup
from hub.actions.coaching import Noted
from hub.actions.reviews import Filled, Settled
from hub.actions.samples import RuleDraft
from hub.core import facts
from hub.core.form import WrapUpForm
from hub.core.quality import Card, Question, ReviewPage, Section, Wanted
from hub.core.terms import (
    AgentId,
    DispositionCode,
    HandlingId,
    QuestionKind,
    ReviewId,
    Role,
    SampleRuleId,
    ScorecardId,
    WrapUpResult,
)
from hub.errors import Exists, Forbidden, HubError, Invalid, Missing, NotFound, NotYours, Stale
from hub.store import oversight, quality, quality_lists, tables
from hub.store.database import Tx
from tests.actions.firm import SUPPORT, Firm

LEAD = (Role.AGENT, Role.SUPERVISOR)


def card(*names: str, auto_fail: str = "") -> Card:
    asked = tuple(
        Question(name, {"en": name, "ru": name}, QuestionKind.YES_NO, 25, auto_fail=name == auto_fail)
        for name in names or "abcd"
    )
    return Card({"en": "Service", "ru": "Сервис"}, (Section("s", {"en": "All", "ru": "Всё"}, asked),))


def handled(firm: Firm, agent: AgentId, visitor: str) -> HandlingId:
    """A chat this agent handled to its end."""
    firm.chat(visitor, "Hello", name=visitor)
    newest = firm.all("interaction")[-1]["id"]
    firm.store.do_now(offer.pull, agent, newest, None)
    handling = firm.store.do_now(wrapup.start, agent, newest)
    firm.clock.pass_by(60)
    form = WrapUpForm(result=WrapUpResult.RESOLVED, codes=(DispositionCode("question"),))
    firm.store.do_now(wrapup.complete, agent, handling, form)
    return handling


class Stage:
    """An agent with a finished chat, their supervisor, and a card."""

    def __init__(self, firm: Firm) -> None:
        self.firm = firm
        self.ann = firm.agent("Ann")
        self.lead = firm.agent("Lea", roles=LEAD, queues=())
        self.done = handled(firm, self.ann, "v1")
        self.card: ScorecardId = firm.store.do_now(scorecards.add, self.lead, card(auto_fail="d"))

    def draft(self) -> ReviewId:
        return self.firm.store.do_now(reviews.start, self.lead, self.done)

    def published(self, **answers: int | None) -> ReviewId:
        review = self.draft()
        given = {"a": 1, "b": 1, "c": 1, "d": 1, **answers}
        self.firm.store.do_now(reviews.publish, self.lead, review, Filled(given, "Well done"))
        return review

    def page(self, review: ReviewId, who: AgentId, roles: tuple[Role, ...] = (Role.AGENT,)) -> ReviewPage:
        return self.firm.store.read_now(
            lambda conn: quality.review(conn, review, who, oversight.overseen(conn, who, roles))
        )


@pytest.fixture
def stage(firm: Firm) -> Stage:
    return Stage(firm)


def refused(firm: Firm, kind: type[HubError], action: object, *given: object) -> HubError:
    before = firm.changed_tables()
    with pytest.raises(kind) as told:
        firm.store.do_now(action, *given)  # type: ignore[arg-type]
    assert firm.changed_tables() == before, "a refusal writes nothing"
    return told.value


def test_four_of_25_with_one_no_is_75_and_an_auto_fail_0(stage: Stage) -> None:
    review = stage.published(b=0)
    assert stage.page(review, stage.ann).review.score == 75
    other = handled(stage.firm, stage.ann, "v2")
    strict = stage.firm.store.do_now(reviews.start, stage.lead, other)
    stage.firm.store.do_now(reviews.publish, stage.lead, strict, Filled({"a": 1, "b": 1, "c": 1, "d": 0}))
    assert stage.page(strict, stage.ann).review.score == 0


def test_a_draft_is_kept_and_seen_by_its_reviewer_only(stage: Stage) -> None:
    review = stage.draft()
    assert stage.draft() == review, "going on with one's draft"
    stage.firm.store.do_now(reviews.save, stage.lead, review, Filled({"a": 0}, "hm"))
    page = stage.page(review, stage.lead, LEAD)
    assert (page.answers, page.comment, page.may) == ({"a": 0}, "hm", ("edit",))
    with pytest.raises(NotFound):
        stage.page(review, stage.ann)
    other = stage.firm.agent("Max", roles=LEAD, queues=())
    with pytest.raises(NotFound):
        stage.page(review, other, LEAD)
    refused(stage.firm, NotYours, reviews.save, other, review, Filled({}))
    assert refused(stage.firm, Exists, reviews.start, other, stage.done).data == {"review_id": review}
    stage.firm.store.do_now(reviews.drop, stage.lead, review)
    assert stage.firm.count("review") == 0


def test_publishing_wants_every_answer(stage: Stage) -> None:
    review = stage.draft()
    assert refused(stage.firm, Missing, reviews.publish, stage.lead, review, Filled({"a": 1})).field == "b"
    refused(stage.firm, Invalid, reviews.publish, stage.lead, review, Filled({"z": 1}))
    stage.firm.store.do_now(reviews.publish, stage.lead, review, Filled({"a": 1, "b": None, "c": 1, "d": 1}))
    refused(stage.firm, Stale, reviews.publish, stage.lead, review, Filled({}))
    assert [each.score for each in stage.firm.facts() if isinstance(each, facts.ReviewPublished)] == [10_000]


def test_a_changed_review_keeps_both_versions(stage: Stage) -> None:
    review = stage.published(b=0, c=0)
    firm = stage.firm
    refused(firm, Missing, reviews.dispute, stage.ann, review, "  ")
    refused(firm, NotFound, reviews.dispute, stage.lead, review, "not mine")
    firm.store.do_now(reviews.dispute, stage.ann, review, "I did ask for the number")
    assert stage.page(review, stage.lead, LEAD).may == ("settle", "coach")
    refused(firm, Missing, reviews.settle, stage.lead, review, Settled("changed", "Right", None))
    refused(firm, Missing, reviews.settle, stage.lead, review, Settled("upheld", ""))
    changed = Filled({"a": 1, "b": 1, "c": 0, "d": 1}, "Well done")
    firm.store.do_now(reviews.settle, stage.lead, review, Settled("changed", "You are right", changed))
    page = stage.page(review, stage.ann)
    assert (page.review.state, page.review.score, page.review.version) == ("changed", 75, 2)
    assert [(each.number, each.score, each.answers["b"]) for each in page.versions] == [(1, 50, 0), (2, 75, 1)]
    assert [(each.outcome, each.answer) for each in page.disputes] == [("changed", "You are right")]
    assert page.may == ()
    refused(firm, Stale, reviews.dispute, stage.ann, review, "again")
    refused(firm, Stale, reviews.settle, stage.lead, review, Settled("upheld", "again"))
    settled = [each for each in firm.facts() if isinstance(each, facts.ReviewSettled)]
    assert [(each.outcome, each.version, each.score) for each in settled] == [("changed", 2, 7500)]


def test_an_upheld_review_stays_as_it_was(stage: Stage) -> None:
    review = stage.published(b=0)
    stage.firm.store.do_now(reviews.dispute, stage.ann, review, "No")
    stage.firm.store.do_now(reviews.settle, stage.lead, review, Settled("upheld", "Listen at 1:20"))
    page = stage.page(review, stage.ann)
    assert (page.review.state, page.review.score, len(page.versions)) == ("upheld", 75, 1)


def test_a_new_version_of_a_card_leaves_reviews_as_they_were(stage: Stage) -> None:
    review = stage.published(b=0)
    firm = stage.firm
    firm.store.do_now(scorecards.change, stage.lead, stage.card, 1, card("a", "x"), ())
    refused(firm, Stale, scorecards.change, stage.lead, stage.card, 1, card("y"), ())
    assert stage.page(review, stage.ann).card == card(auto_fail="d")
    listed = firm.store.read_now(quality_lists.cards, stage.card)
    assert [(each.version, each.reviews) for each in listed] == [(2, 0), (1, 1)]
    other = firm.store.do_now(reviews.start, stage.lead, handled(firm, stage.ann, "v2"))
    assert stage.page(other, stage.lead, LEAD).card_version == 2
    refused(firm, Invalid, scorecards.add, stage.lead, Card({"en": ""}, ()), ())


def test_the_same_card_for_other_queues_is_no_new_version(stage: Stage) -> None:
    stage.firm.store.do_now(scorecards.change, stage.lead, stage.card, 1, card(auto_fail="d"), (SUPPORT,))
    [listed] = stage.firm.store.read_now(quality_lists.cards, stage.card)
    assert (listed.version, listed.queues) == (1, (SUPPORT,))
    told = [each.version for each in stage.firm.facts() if isinstance(each, facts.ScorecardChanged)]
    assert told == [1, 1], "consoles hear of it"


def test_supervisors_review_their_own_teams_only(stage: Stage) -> None:
    firm = stage.firm
    own = firm.agent("Own", roles=LEAD)
    mine = handled(firm, own, "v3")
    refused(firm, Forbidden, reviews.start, own, mine)
    other = firm.agent("Ola", roles=LEAD, queues=())
    _set_teams(firm, other, ["night"])
    refused(firm, NotFound, reviews.start, other, stage.done)
    review = stage.published()
    with pytest.raises(NotFound):
        stage.page(review, other, LEAD)
    firm.store.do_now(reviews.dispute, stage.ann, review, "No")
    refused(firm, NotFound, reviews.settle, other, review, Settled("upheld", "x"))
    refused(firm, NotFound, coaching.write, other, Noted(stage.ann, "Smile"))


def test_coaching_notes_are_seen_followed_and_done(stage: Stage) -> None:
    firm, review = stage.firm, stage.published()
    note = firm.store.do_now(coaching.write, stage.lead, Noted(stage.ann, "Ask for it", review, None, "2026-11-24"))
    refused(firm, Invalid, coaching.write, stage.lead, Noted(stage.ann, "x", None, None, "soon"))
    refused(firm, Forbidden, coaching.write, stage.lead, Noted(stage.lead, "to me"))
    refused(firm, NotFound, coaching.see, stage.lead, note)
    firm.store.do_now(coaching.see, stage.ann, note)
    firm.store.do_now(coaching.see, stage.ann, note)
    page = firm.store.read_now(quality.agent_quality, stage.ann, "Europe/Berlin", firm.clock())
    assert [(each.text, each.seen_at is not None, each.review_id) for each in page.notes] == [
        ("Ask for it", True, review)
    ]
    assert (page.average, page.n, [each.n for each in page.trend]) == (100, 1, [1])
    assert _counts(firm, "2026-11-23") == (0, 0)
    assert _counts(firm, "2026-11-24") == (0, 1)
    firm.store.do_now(coaching.finish, stage.lead, note, True)
    assert _counts(firm, "2026-11-24") == (0, 0)
    told = [type(each).__name__ for each in firm.facts()]
    assert (told.count("CoachingNoted"), told.count("CoachingNoteChanged")) == (1, 2)


def test_a_sample_is_fair_never_twice_and_waits_until_it_is_reviewed(stage: Stage) -> None:
    firm = stage.firm
    bob = firm.agent("Bob")
    for place in range(4):
        handled(firm, stage.ann if place % 2 else bob, f"v{place + 10}")
    draft = RuleDraft(None, "Two a week", stage.card, Wanted(2, queues=(SUPPORT,)))
    refused(firm, Invalid, samples.keep_rule, stage.lead, RuleDraft(None, "x", stage.card, Wanted(0)))
    rule = firm.store.do_now(samples.keep_rule, stage.lead, draft)
    assert draw(stage, rule) == 4
    assert draw(stage, rule) == 0, "this week everybody has their two"
    got = Counter(row["agent_id"] for row in firm.all("sample"))
    assert got == {stage.ann: 2, bob: 2}
    other = firm.store.do_now(samples.keep_rule, stage.lead, RuleDraft(None, "Rest", stage.card, Wanted(9)))
    assert draw(stage, other) == 1, "what one rule drew no other draws"
    waiting = firm.store.read_now(quality.due, None)
    assert len(waiting) == 5
    first = firm.store.do_now(reviews.start, stage.lead, waiting[0].handling.id)
    assert firm.store.read_now(quality.due, None)[0].review_id == first
    firm.store.do_now(reviews.publish, stage.lead, first, Filled(dict.fromkeys("abcd", 1)))
    assert len(firm.store.read_now(quality.due, None)) == 4
    assert _counts(firm, "2026-11-23") == (4, 0)
    firm.clock.pass_by(timedelta(days=8).total_seconds())
    late = firm.store.read_now(quality_lists.counts, None, firm.clock(), "2026-12-01")
    assert (late.due, late.late) == (4, 4)
    drawn = [each for each in firm.facts() if isinstance(each, facts.SampleDrawn)]
    assert [(each.drawn, each.seed) for each in drawn] == [(4, 7), (0, 7), (1, 7)]


def test_a_supervisor_draws_from_their_own_teams_only(stage: Stage) -> None:
    other = stage.firm.agent("Ola", roles=LEAD, queues=())
    _set_teams(stage.firm, other, ["night"])
    rule = stage.firm.store.do_now(samples.keep_rule, stage.lead, RuleDraft(None, "All", stage.card, Wanted(9)))
    chance = random.Random(1).randrange
    assert stage.firm.store.do_now(samples.draw, other, rule, 1, chance).drawn == 0
    assert draw(stage, rule) == 1


def test_a_calibration_shows_the_others_only_after_handing_in(stage: Stage) -> None:
    firm = stage.firm
    max_ = firm.agent("Max", roles=LEAD, queues=())
    found = firm.store.do_now(calibrations.start, stage.lead, stage.done, "November")
    parts = [firm.store.do_now(calibrations.join, who, found) for who in (stage.lead, max_)]
    assert firm.store.do_now(calibrations.join, max_, found) == parts[1]
    firm.store.do_now(reviews.publish, stage.lead, parts[0], Filled({"a": 1, "b": 1, "c": 1, "d": 1}))
    shown = [firm.store.read_now(quality_lists.handed_in, found, who)[1] for who in (stage.lead, max_)]
    assert shown == [True, False]
    with pytest.raises(NotFound):
        stage.page(parts[0], stage.ann)
    with pytest.raises(NotFound):
        stage.page(parts[0], max_, LEAD)
    firm.store.do_now(calibrations.close, stage.lead, found)
    refused(firm, Stale, reviews.publish, max_, parts[1], Filled({"a": 1, "b": 0, "c": 1, "d": 1}))
    assert firm.store.read_now(quality.agent_quality, stage.ann, "UTC", firm.clock()).n == 0, "it counts for nobody"
    rule = firm.store.do_now(samples.keep_rule, stage.lead, RuleDraft(None, "All", stage.card, Wanted(9)))
    assert draw(stage, rule) == 1, "the handling may still be drawn"
    assert stage.draft() not in parts, "and reviewed"


def test_looking_into_others_reviews_is_kept_once_in_a_while(stage: Stage) -> None:
    firm, review = stage.firm, stage.published()
    for _ in range(3):
        firm.store.do_now(quality_rights.keep_look, stage.lead, (stage.ann, stage.lead), review)
    assert [(row["reader_id"], row["about_id"]) for row in firm.all("quality_read")] == [(stage.lead, stage.ann)]
    firm.clock.pass_by(601)
    firm.store.do_now(quality_rights.keep_look, stage.lead, (stage.ann,), review)
    assert firm.count("quality_read") == 2
    assert len([each for each in firm.facts() if isinstance(each, facts.QualityRead)]) == 2


def draw(stage: Stage, rule: SampleRuleId) -> int:
    return stage.firm.store.do_now(samples.draw, stage.lead, rule, 7, random.Random(7).randrange).drawn


def _set_teams(firm: Firm, agent: AgentId, teams: list[str]) -> None:
    def write(tx: Tx) -> None:
        tx.conn.execute(update(tables.agent).where(tables.agent.c.id == agent).values(oversees=teams))

    firm.store.do_now(write)


def _counts(firm: Firm, today: str) -> tuple[int, int]:
    found = firm.store.read_now(quality_lists.counts, None, firm.clock(), today)
    return found.due, found.follow_ups
