"""What may become of things: tables of moves for interactions, offers, calls, legs, cases, opportunities and others.

Everything that affects these states is a move in one of these tables; a move that is not there raises. The
diagrams in ARCHITECTURE.md are drawn from them (`mermaid`). A move names the facts that are recorded with it.
No row is written here and nothing is decided: who may do it, and when, is the actions' affair.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from channels.voice import LegState
from hub.core import facts
from hub.core.terms import (
    CallbackState,
    CallState,
    CaseStatus,
    InteractionState,
    OfferState,
    OpportunityStage,
    ReviewState,
    WrapUpState,
)

S = TypeVar("S", bound=StrEnum)


class ImpossibleMove(ValueError):
    """The thing is not in a state from which that can happen."""

    def __init__(self, what: str, state: str, move: str) -> None:
        super().__init__(f"{what} that is {state}: {move} is not possible")
        self.what, self.state, self.move = what, state, move


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """From one of these states by this name to that state; `facts` are what the log says of it."""

    name: str
    sources: tuple[S, ...]
    target: S
    facts: tuple[type, ...] = ()


class Lifecycle(Generic[S]):
    """A table of moves. `starts` are the states a thing may begin in, `ends` those in which it may rest for good."""

    def __init__(self, what: str, starts: tuple[S, ...], ends: tuple[S, ...], moves: tuple[Move[S], ...]) -> None:
        self.what = what
        self.starts = starts
        self.ends = ends
        self.moves = moves
        self._targets: dict[tuple[S, str], S] = {}
        for name, source, target in self.rows():
            if (source, name) in self._targets:
                raise ValueError(f"{what}: {name} from {source} is in the table twice")
            self._targets[source, name] = target

    def rows(self) -> Iterator[tuple[str, S, S]]:
        """Every single move: name, from, to."""
        for move in self.moves:
            for source in move.sources:
                yield move.name, source, move.target

    def after(self, state: S, move: str) -> S:
        """The state after the move. Raises ImpossibleMove."""
        target = self._targets.get((state, move))
        if target is None:
            raise ImpossibleMove(self.what, state, move)
        return target

    def allows(self, state: S, move: str) -> bool:
        """Whether the move is possible from the state."""
        return (state, move) in self._targets

    def sources(self, move: str) -> tuple[S, ...]:
        """The states the move is possible from, for the condition of a write. Raises KeyError for an unknown name."""
        found = tuple(source for source, name in self._targets if name == move)
        if not found:
            raise KeyError(move)
        return found

    def between(self, state: S, target: S) -> str:
        """The name of the move that leads from one to the other. Raises ImpossibleMove."""
        for name, source, to in self.rows():
            if (source, to) == (state, target):
                return name
        raise ImpossibleMove(self.what, state, f"becoming {target}")

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram, moves between the same two states on one arrow."""
        arrows: dict[tuple[S, S], list[str]] = {}
        for name, source, target in self.rows():
            arrows.setdefault((source, target), []).append(name.replace("_", " "))
        lines = ["stateDiagram-v2"]
        lines += [f"    [*] --> {state}" for state in self.starts]
        lines += [f"    {source} --> {target} : {', '.join(names)}" for (source, target), names in arrows.items()]
        lines += [f"    {state} --> [*]" for state in self.ends]
        return "\n".join(lines) + "\n"


_I = InteractionState
INTERACTION: Lifecycle[InteractionState] = Lifecycle(
    "interaction",
    # Queued: the customer came, or a call back is due. Active: an agent wrote first, or logs what happened elsewhere.
    starts=(_I.QUEUED, _I.ACTIVE),
    ends=(_I.CLOSED, _I.ABANDONED),
    moves=(
        Move("offer", (_I.QUEUED,), _I.OFFERED, (facts.OfferMade,)),
        Move("accept", (_I.OFFERED,), _I.ACTIVE, (facts.OfferEnded, facts.HandlingStarted)),
        Move("decline", (_I.OFFERED,), _I.QUEUED, (facts.OfferEnded, facts.InteractionQueued)),
        Move("expire", (_I.OFFERED,), _I.QUEUED, (facts.OfferEnded, facts.InteractionQueued)),
        Move("rescind", (_I.OFFERED,), _I.QUEUED, (facts.OfferEnded, facts.InteractionQueued)),
        Move("hold", (_I.ACTIVE,), _I.HELD, (facts.InteractionChanged,)),
        Move("unhold", (_I.HELD,), _I.ACTIVE, (facts.InteractionChanged,)),
        Move("transfer", (_I.ACTIVE, _I.HELD), _I.QUEUED, (facts.HandlingEnded, facts.InteractionQueued)),
        Move("release", (_I.ACTIVE, _I.HELD), _I.QUEUED, (facts.HandlingEnded, facts.InteractionQueued)),
        Move("await_customer", (_I.ACTIVE,), _I.WAITING, (facts.InteractionAwaited,)),
        Move("resume", (_I.WAITING,), _I.ACTIVE, (facts.InteractionResumed,)),
        Move("snooze", (_I.ACTIVE, _I.WAITING), _I.SNOOZED, (facts.HandlingEnded, facts.InteractionSnoozed)),
        Move("wake", (_I.SNOOZED,), _I.QUEUED, (facts.InteractionQueued,)),
        Move("wrap_up", (_I.ACTIVE,), _I.WRAPPING, (facts.WrapUpStarted,)),
        Move("hang_up", (_I.HELD,), _I.WRAPPING, (facts.WrapUpStarted,)),
        Move(
            "complete", (_I.WRAPPING,), _I.CLOSED, (facts.WrapUpEnded, facts.HandlingEnded, facts.InteractionClosed)
        ),
        # A callback was booked, a voicemail left, or it was spam: nobody need take it any more.
        Move("settle", (_I.QUEUED,), _I.CLOSED, (facts.InteractionClosed,)),
        Move("abandon", (_I.QUEUED, _I.OFFERED), _I.ABANDONED, (facts.InteractionClosed,)),
    ),
)

_O = OfferState
OFFER: Lifecycle[OfferState] = Lifecycle(
    "offer",
    starts=(_O.PENDING,),
    ends=(_O.ACCEPTED, _O.DECLINED, _O.EXPIRED, _O.RESCINDED),
    moves=(
        Move("accept", (_O.PENDING,), _O.ACCEPTED, (facts.OfferEnded,)),
        Move("decline", (_O.PENDING,), _O.DECLINED, (facts.OfferEnded,)),
        Move("expire", (_O.PENDING,), _O.EXPIRED, (facts.OfferEnded,)),
        Move("rescind", (_O.PENDING,), _O.RESCINDED, (facts.OfferEnded,)),
    ),
)

_W = WrapUpState
WRAP_UP: Lifecycle[WrapUpState] = Lifecycle(
    "wrap-up",
    starts=(_W.OPEN,),
    ends=(_W.COMPLETED, _W.FLAGGED),
    moves=(
        Move("extend", (_W.OPEN,), _W.OPEN, (facts.WrapUpExtended,)),
        Move("complete", (_W.OPEN, _W.FLAGGED), _W.COMPLETED, (facts.WrapUpEnded,)),
        Move("run_out", (_W.OPEN,), _W.FLAGGED, (facts.WrapUpEnded,)),
    ),
)

_C = CaseStatus
CASE: Lifecycle[CaseStatus] = Lifecycle(
    "case",
    starts=(_C.NEW, _C.OPEN, _C.RESOLVED),
    ends=(_C.RESOLVED, _C.CLOSED),
    moves=(
        Move("take_up", (_C.NEW, _C.WAITING), _C.OPEN, (facts.CaseChanged,)),
        Move("await_customer", (_C.NEW, _C.OPEN), _C.WAITING, (facts.CaseChanged,)),
        Move("resolve", (_C.NEW, _C.OPEN, _C.WAITING), _C.RESOLVED, (facts.CaseChanged,)),
        Move("reopen", (_C.RESOLVED, _C.CLOSED), _C.OPEN, (facts.CaseChanged,)),
        Move("close", (_C.NEW, _C.OPEN, _C.WAITING, _C.RESOLVED), _C.CLOSED, (facts.CaseChanged,)),
    ),
)

_P = OpportunityStage
OPEN_STAGES = (_P.NEW, _P.QUALIFIED, _P.PROPOSAL, _P.NEGOTIATION)
OPPORTUNITY: Lifecycle[OpportunityStage] = Lifecycle(
    "opportunity",
    starts=OPEN_STAGES,
    ends=(_P.WON, _P.LOST),
    moves=(
        Move("qualify", (_P.NEW, _P.PROPOSAL, _P.NEGOTIATION), _P.QUALIFIED, (facts.OpportunityChanged,)),
        Move("propose", (_P.NEW, _P.QUALIFIED, _P.NEGOTIATION), _P.PROPOSAL, (facts.OpportunityChanged,)),
        Move("negotiate", (_P.NEW, _P.QUALIFIED, _P.PROPOSAL), _P.NEGOTIATION, (facts.OpportunityChanged,)),
        Move("set_back", (_P.QUALIFIED, _P.PROPOSAL, _P.NEGOTIATION), _P.NEW, (facts.OpportunityChanged,)),
        Move("win", OPEN_STAGES, _P.WON, (facts.OpportunityChanged,)),
        Move("lose", OPEN_STAGES, _P.LOST, (facts.OpportunityChanged,)),
        # A sale that fell through or came back to life: its history keeps both ends.
        Move("reopen", (_P.WON, _P.LOST), _P.NEGOTIATION, (facts.OpportunityChanged,)),
    ),
)

_B = CallbackState
CALLBACK: Lifecycle[CallbackState] = Lifecycle(
    "callback",
    starts=(_B.PLANNED,),
    ends=(_B.DONE, _B.CANCELLED),
    moves=(
        Move("come_due", (_B.PLANNED,), _B.DUE, (facts.CallbackChanged,)),
        Move("put_off", (_B.DUE,), _B.PLANNED, (facts.CallbackChanged,)),
        Move("do", (_B.PLANNED, _B.DUE), _B.DONE, (facts.CallbackChanged,)),
        Move("cancel", (_B.PLANNED, _B.DUE), _B.CANCELLED, (facts.CallbackChanged,)),
    ),
)

_K = CallState
_THERE = (_K.DIALLING, _K.TALKING, _K.HELD, _K.RECONNECTING)
CALL: Lifecycle[CallState] = Lifecycle(
    "call",
    starts=(_K.MENU, _K.DIALLING),  # somebody calls us; an agent calls
    ends=(_K.ENDED,),
    moves=(
        Move("queue", (_K.MENU,), _K.QUEUED, (facts.CallChanged,)),
        Move("promise", (_K.QUEUED,), _K.MENU, (facts.CallChanged,)),  # a callback or a voicemail instead
        Move("ring", (_K.QUEUED,), _K.DIALLING, (facts.CallChanged,)),  # the agent who has it
        Move("answer", (_K.DIALLING,), _K.TALKING, (facts.CallChanged,)),
        Move("hold", (_K.TALKING,), _K.HELD, (facts.CallChanged,)),
        Move("unhold", (_K.HELD,), _K.TALKING, (facts.CallChanged,)),
        Move("lose", (_K.TALKING, _K.HELD), _K.RECONNECTING, (facts.CallChanged,)),  # the agent's sound broke
        Move("come_back", (_K.RECONNECTING,), _K.TALKING, (facts.CallChanged,)),
        Move("come_back_to_hold", (_K.RECONNECTING,), _K.HELD, (facts.CallChanged,)),
        Move("requeue", _THERE, _K.QUEUED, (facts.CallChanged,)),  # transferred, or no agent came (back)
        Move("end", (_K.MENU, _K.QUEUED, *_THERE), _K.ENDED, (facts.CallChanged, facts.CallEnded)),
    ),
)

_G = LegState
LEG: Lifecycle[LegState] = Lifecycle(
    "leg",
    starts=(_G.DIALLING, _G.ANSWERED),  # whom we ring; who calls us
    ends=(_G.ENDED,),
    moves=(
        Move("ring", (_G.DIALLING,), _G.RINGING, (facts.LegChanged,)),
        Move("answer", (_G.DIALLING, _G.RINGING), _G.ANSWERED, (facts.LegChanged,)),
        Move("end", (_G.DIALLING, _G.RINGING, _G.ANSWERED), _G.ENDED, (facts.LegChanged,)),
    ),
)

_R = ReviewState
REVIEW: Lifecycle[ReviewState] = Lifecycle(
    "review",
    starts=(_R.DRAFT,),
    ends=(_R.PUBLISHED, _R.UPHELD, _R.CHANGED),
    moves=(
        Move("publish", (_R.DRAFT,), _R.PUBLISHED, (facts.ReviewPublished,)),
        Move("dispute", (_R.PUBLISHED,), _R.DISPUTED, (facts.ReviewDisputed,)),
        Move("uphold", (_R.DISPUTED,), _R.UPHELD, (facts.ReviewSettled,)),
        Move("change", (_R.DISPUTED,), _R.CHANGED, (facts.ReviewSettled,)),
    ),
)

TABLES = (INTERACTION, OFFER, WRAP_UP, CASE, OPPORTUNITY, CALLBACK, CALL, LEG, REVIEW)
