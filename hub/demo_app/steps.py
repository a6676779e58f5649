"""What the sandbox's page shows of the hub's log: each fact as a kind it has words for, with names for the ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from hub.core import facts
from hub.core.plan import FloorPlan
from hub.core.terms import MessageKind
from hub.store import demo_names, log
from hub.store.database import Store

LAST = 60  # facts told to a page that has just been opened
AT_ONCE = 500
OFFER_ENDS = ("declined", "expired")
STATES = ("delivered", "failed")
CALLS = ("talking", "held")

Step = dict[str, object]


class Steps:
    """The hub's log for the sandbox's page, since this hub began: what lies before was invented, or is over."""

    def __init__(self, store: Store, plan: FloorPlan, begun: datetime) -> None:
        self._store, self._plan, self._begun = store, plan, begun
        self._first = -1

    async def after(self, pos: int | None) -> tuple[int, Sequence[Step]]:
        """The newest place and what happened after `pos` (None: the last few facts), oldest first."""
        if self._first < 0:
            self._first = await self._store.read(log.position_at, self._begun)
        head = await self._store.read(log.head)
        begin = max(self._first, head - LAST if pos is None or pos > head else pos)
        logged = await self._store.read(log.read_after, begin, AT_ONCE)
        told = [(each, step) for each in logged if each.at >= self._begun and (step := self._step(each.fact))]
        steps = [step for _, step in told]
        ids = [_ids(steps, field) for field in ("customer", "by", "work")]
        names = await self._store.read(demo_names.names, *ids)
        head = logged[-1].pos if logged else begin
        return head, [{"at": each.at.isoformat(), **_named(step, names)} for each, step in told]

    def _step(self, fact: facts.Fact) -> Step | None:
        match fact:
            case facts.InteractionQueued(why="arrived" | "transferred" | "callback_due" | "expired" | "released"):
                return {"kind": "queued", "work": fact.interaction_id, "customer": fact.customer_id,
                        "queue": self._queue(fact.queue_id)}
            case facts.OfferMade():
                return {"kind": "offered", "work": fact.interaction_id, "by": fact.agent_id}
            case facts.OfferEnded() if fact.state in OFFER_ENDS:
                return {"kind": fact.state, "work": fact.interaction_id, "by": fact.agent_id}
            case facts.HandlingStarted():
                return {"kind": "accepted", "work": fact.interaction_id, "by": fact.agent_id}
            case facts.HandlingEnded(ended_by="transferred"):
                return {"kind": "transferred", "work": fact.interaction_id, "by": fact.agent_id}
            case facts.WrapUpStarted():
                return {"kind": "wrapping", "work": fact.interaction_id, "by": fact.agent_id}
            case facts.WrapUpEnded(state="completed"):
                return {"kind": "completed", "work": fact.interaction_id, "by": fact.agent_id,
                        "codes": [str(code) for code in fact.codes]}
            case facts.InteractionClosed():
                kind = "abandoned" if fact.why == "abandoned" else "closed"
                return {"kind": kind, "work": fact.interaction_id, "customer": fact.customer_id}
            case facts.PresenceChanged() if fact.online and fact.presence in ("available", "away"):
                return {"kind": "present" if fact.presence == "available" else "away", "by": fact.agent_id}
        return self._said(fact) or self._called(fact) or _record(fact)

    def _queue(self, queue_id: str) -> dict[str, str]:
        queue = next((queue for key, queue in self._plan.queues.items() if key == queue_id), None)
        return dict(queue.name) if queue else {}

    @staticmethod
    def _said(fact: facts.Fact) -> Step | None:
        match fact:
            case facts.MessageRecorded(kind=MessageKind.TEXT):
                return {"kind": "in" if fact.direction == "inbound" else "out", "customer": fact.customer_id,
                        "medium": fact.medium}
            case facts.MessageRecorded(kind=MessageKind.NOTE):
                return {"kind": "note", "customer": fact.customer_id, "medium": ""}
            case facts.RatingRecorded():
                return {"kind": "rated", "work": fact.interaction_id, "score": str(fact.score)}
        return None

    @staticmethod
    def _called(fact: facts.Fact) -> Step | None:
        match fact:
            case facts.CallBegan(direction="inbound"):
                return {"kind": "call", "customer": fact.customer_id or "", "medium": "phone"}
            case facts.CallChanged() if fact.state in CALLS and fact.interaction_id:
                return {"kind": fact.state, "work": fact.interaction_id, "by": fact.agent_id or ""}
            case facts.CallEnded(why="talked") if fact.interaction_id:
                return {"kind": "ended", "work": fact.interaction_id}
            case facts.RecordingMade():
                return {"kind": "recorded", "medium": "phone"}
        return None


def _record(fact: facts.Fact) -> Step | None:
    match fact:
        case facts.CustomerAppeared():
            return {"kind": "appeared", "customer": fact.customer_id}
        case facts.CallbackPlanned():
            return {"kind": "callback", "customer": fact.customer_id, "medium": "callback"}
        case facts.CallbackChanged(state="done"):
            return {"kind": "callback_done", "customer": fact.customer_id, "medium": "callback"}
        case facts.ConsentChanged():
            return {"kind": "start" if fact.state == "given" else "stop", "customer": fact.customer_id}
    return None


def _ids(steps: Iterable[Step], field: str) -> set[str]:
    return {str(step[field]) for step in steps if step.get(field)}


def _named(step: Step, names: demo_names.Names) -> Step:
    shown = {key: value for key, value in step.items() if key not in ("customer", "by", "work")}
    work = names.work.get(str(step.get("work", "")))
    customer = str(step.get("customer") or (work.customer_id if work else ""))
    shown["who"] = names.customers.get(customer, "")
    shown["agent"] = names.agents.get(str(step.get("by", "")), "")
    shown.setdefault("medium", work.medium if work else "")
    return shown
