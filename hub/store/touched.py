"""What a batch of facts touches: which rows may look different now, and for whom. Reads the facts alone.

How the rows look now is read by changes.
"""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from hub.core import facts as f
from hub.core.facts import Fact

# The agent's seat, and with it their figures and their queues' places.
_SEAT = (
    f.HandlingStarted, f.HandlingEnded, f.InteractionAwaited, f.InteractionResumed, f.InteractionSnoozed,
    f.WrapUpStarted, f.WrapUpEnded, f.InteractionClosed, f.InteractionQueued, f.PresenceChanged, f.AgentChanged,
)  # fmt: skip
_EVERY_QUEUE = (f.AgentChanged, f.HouseChanged)
_SAME_QUEUE = {"arrived", "declined", "expired", "rescinded", "callback_due"}  # else it may have left another
_CUSTOMER = (f.CustomerAppeared, f.CustomerChanged, f.CustomersMerged, f.MergeUndone)
_CASE = (f.CaseOpened, f.CaseChanged)
_FOR_ALL = (  # what lists of records and pages of the house hang on; rare beside talk
    f.HouseChanged, f.AgentChanged, f.DeliveryQuarantined, f.DeliveryReleased, f.CaseOpened, f.CaseChanged,
    f.OpportunityOpened, f.OpportunityChanged, f.CallbackPlanned, f.CallbackChanged, f.AddressBlocked,
    f.AddressUnblocked, f.RosterChanged, *_CUSTOMER,
)  # fmt: skip
_CLOCK = (f.SlaChanged, f.SlaWarned, f.SlaBreached, f.SlaMet)
_AT_CALL = ("agent_id", "leg_agent_id", "by_agent_id")
_HUMP = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(slots=True)
class Touched:
    """Keys of rows by kind, and who is named with them."""

    interactions: set[str] = field(default_factory=set)
    named: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # interaction -> agents
    calls: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # call -> agents named with it
    offers: dict[str, str] = field(default_factory=dict)  # offer -> agent
    messages: dict[str, str | None] = field(default_factory=dict)  # message -> owner of its interaction
    withdrawn: dict[str, tuple[str, str | None]] = field(default_factory=dict)  # message -> conversation, owner
    conversations: set[str] = field(default_factory=set)
    customers: set[str] = field(default_factory=set)  # whose cards somebody may look at
    renamed: set[str] = field(default_factory=set)  # customers whose rows read otherwise
    cases: set[str] = field(default_factory=set)
    seats: set[str] = field(default_factory=set)
    figures: set[str] = field(default_factory=set)  # agents whose own row changed
    queues: set[str] = field(default_factory=set)
    every_queue: bool = False
    drafts: set[tuple[str, str, str]] = field(default_factory=set)  # agent, conversation, tab
    mentioned: set[str] = field(default_factory=set)
    notices: set[str] = field(default_factory=set)
    read: set[tuple[str, str]] = field(default_factory=set)  # agent, notice
    helps: dict[str, str] = field(default_factory=dict)  # call for help -> agent


def touched_by(facts: Iterable[Fact]) -> Touched:
    """What these facts touch."""
    touched = Touched()
    for fact in facts:
        _by_name(touched, fact)
        _by_kind(touched, fact)
    return touched


def _by_name(touched: Touched, fact: Fact) -> None:
    """What the fields alone tell: `agent_id` is who it concerns."""
    agent = getattr(fact, "agent_id", None)
    if interaction := getattr(fact, "interaction_id", None):
        touched.interactions.add(interaction)
        if agent:
            touched.named[interaction].add(agent)
    if call := getattr(fact, "call_id", None):
        touched.calls[call] |= {each for name in _AT_CALL if (each := getattr(fact, name, None))}
    if conversation := getattr(fact, "conversation_id", None):
        touched.conversations.add(conversation)
    if queue := getattr(fact, "queue_id", None):
        touched.queues.add(queue)
    if agent and isinstance(fact, _SEAT):
        touched.seats.add(agent)
        touched.figures.add(agent)
    for name in ("customer_id", "winner_id", "loser_id"):
        if customer := getattr(fact, name, None):
            touched.customers.add(customer)
            if isinstance(fact, _CUSTOMER):
                touched.renamed.add(customer)


def _by_kind(touched: Touched, fact: Fact) -> None:
    match fact:
        case f.MessageRecorded() | f.MessageStateChanged():
            touched.messages[fact.message_id] = fact.agent_id
        case f.MessageWithdrawn():
            touched.withdrawn[fact.message_id] = (fact.conversation_id, fact.agent_id)
        case f.OfferMade() | f.OfferEnded():
            touched.offers[fact.offer_id] = fact.agent_id
        case f.DraftSaved():
            touched.drafts.add((fact.agent_id, fact.conversation_id, fact.tab))
        case f.AgentMentioned() | f.MentionsSeen():
            touched.mentioned.add(fact.agent_id)
        case f.NoticeSent():
            touched.notices.add(fact.notice_id)
        case f.NoticeRead():
            touched.read.add((fact.agent_id, fact.notice_id))
        case f.HelpAsked() | f.HelpAnswered() | f.HelpWithdrawn():
            touched.helps[fact.help_id] = fact.agent_id
        case f.RatingRecorded() if fact.agent_id:
            touched.figures.add(fact.agent_id)
        case f.SlaChanged() | f.SlaWarned() | f.SlaBreached() | f.SlaMet():
            _clock(touched, fact)
        case f.CaseOpened() | f.CaseChanged():
            touched.cases.add(fact.case_id)
        case f.InteractionQueued() if fact.why not in _SAME_QUEUE:
            touched.every_queue = True
        case _ if isinstance(fact, _EVERY_QUEUE):
            touched.every_queue = True


def _clock(touched: Touched, fact: f.SlaChanged | f.SlaWarned | f.SlaBreached | f.SlaMet) -> None:
    """The work rows that show it: those of its case, else its own."""
    if fact.case_id:
        touched.cases.add(fact.case_id)


def is_for_all(fact: Fact) -> bool:
    """Whether every console hears of this fact: lists of records hang on it."""
    return isinstance(fact, _FOR_ALL) or (isinstance(fact, _CLOCK) and fact.case_id is not None)


def told(fact: Fact) -> dict[str, str]:
    """A fact as consoles hear it: its kind ("message_recorded") and the ids and codes it names.

    What a fact itself calls a kind (a line is an utterance, a note or an event) is `line`.
    """
    values = {each.name: getattr(fact, each.name) for each in dataclasses.fields(fact)}
    kept = {name: _in_words(value) for name, value in values.items() if value is not None}
    if "kind" in kept:
        kept["line"] = kept.pop("kind")
    return {"kind": _HUMP.sub("_", type(fact).__name__).lower(), **kept}


def _in_words(value: object) -> str:
    match value:
        case datetime():
            return value.isoformat()
        case bool():
            return "true" if value else "false"
        case tuple():
            return " ".join(map(str, value))
    return str(value)
