"""What agents do now: set by themselves, by their console's coming and going, or by the hub for them.

A state chosen during work waits as `next` and begins when the agent's hands are empty.
"""

from __future__ import annotations

from hub.core import facts
from hub.core.terms import AgentId, PresenceState
from hub.errors import AlreadyTaken, Invalid, NotFound
from hub.store import floor_rows
from hub.store.floor_rows import Seat
from hub.store.writer import Tx

P = PresenceState
CHOOSABLE = (P.AVAILABLE, P.AWAY, P.OFFLINE)


def set(tx: Tx, agent: AgentId, state: str, reason: str = "") -> None:
    """The agent says what they do. Raises Invalid for a reason that is not in the firm's list."""
    wanted = _choosable(state)
    _check_reason(tx, wanted, reason)
    seat = the_seat(tx, agent)
    if wanted is not P.AVAILABLE and seat.is_busy:
        following = f"{wanted}:{reason}" if reason else str(wanted)
        if seat.next != following:
            _alter(tx, seat, next=following)
            tx.record(facts.PresenceChanged(agent, seat.presence, seat.reason, seat.online))
        return
    become(tx, seat, wanted, reason)


def choose_next(tx: Tx, agent: AgentId, choice: str) -> None:
    """A choice made in a form, "away:lunch": begins when the hands are empty; "" changes nothing. Raises Invalid."""
    if choice:
        state, _, reason = choice.partition(":")
        set(tx, agent, state, reason)


def check_choice(tx: Tx, choice: str) -> None:
    """Raise Invalid for a choice nobody may make."""
    if choice:
        state, _, reason = choice.partition(":")
        _check_reason(tx, _choosable(state, "next_presence"), reason)


def work_done(tx: Tx, agent: AgentId) -> None:
    """Something left the agent's hands: what was chosen for afterwards begins now if they are empty."""
    seat = the_seat(tx, agent)
    if seat.next and not seat.is_busy:
        state, _, reason = seat.next.partition(":")
        become(tx, seat, P(state), reason)


def connect(tx: Tx, agent: AgentId) -> None:
    """A console of theirs is here."""
    seat = the_seat(tx, agent)
    if not seat.online or seat.lost_at is not None:
        _alter(tx, seat, online=True, lost_at=None)
        tx.record(facts.PresenceChanged(agent, seat.presence, seat.reason, online=True))


def disconnect(tx: Tx, agent: AgentId) -> None:
    """Their last console is gone; the router gives them nothing new and takes their work back after a while."""
    seat = the_seat(tx, agent)
    if seat.online:
        _alter(tx, seat, online=False, lost_at=tx.now)
        tx.record(facts.PresenceChanged(agent, seat.presence, seat.reason, online=False))


def disconnect_all(tx: Tx, agents: list[AgentId]) -> None:
    """The node that held these consoles has stopped; those who come back are connected anew."""
    for agent in sorted(agents):
        disconnect(tx, agent)


def given_by_hub(tx: Tx, agent: AgentId, state: PresenceState, reason: str) -> bool:
    """The hub sets it: MISSED after an offer nobody answered, OFFLINE after a lost console. False when it is so."""
    seat = the_seat(tx, agent)
    if state is P.OFFLINE and seat.lost_at is None:
        return False  # they came back
    return become(tx, seat, state, reason)


def become(tx: Tx, seat: Seat, state: PresenceState, reason: str) -> bool:
    """Enter a state now; False when it is that one already and nothing else was chosen."""
    if seat.presence is state and seat.reason == reason:
        if seat.next:
            _alter(tx, seat, next="")
            tx.record(facts.PresenceChanged(seat.agent_id, state, reason, seat.online))
        return False
    idle = {"idle_since": tx.now} if seat.presence is P.OFFLINE and state is P.AVAILABLE else {}
    _alter(tx, seat, presence=state, reason=reason, since=tx.now, next="", **idle)
    floor_rows.note_presence(tx, seat.agent_id, state, reason)
    tx.record(facts.PresenceChanged(seat.agent_id, state, reason, seat.online))
    return True


def _choosable(state: str, field: str = "state") -> PresenceState:
    if state not in CHOOSABLE:
        raise Invalid(f"{field} is one of available, away, offline.", field=field)
    return P(state)


def _check_reason(tx: Tx, state: PresenceState, reason: str) -> None:
    known = {each.code for each in tx.house.reasons}
    if state is P.AWAY and reason and reason not in known:
        raise Invalid(f"reason {reason!r} is not known; choose one of {', '.join(sorted(known))}.", field="reason")
    if state is not P.AWAY and reason:
        raise Invalid("Only being away has a reason; leave it out.", field="reason")


def the_seat(tx: Tx, agent: AgentId) -> Seat:
    """An agent's seat. Raises NotFound."""
    found = floor_rows.seat(tx, agent)
    if found is None:
        raise NotFound("There is no such agent.", field="agent_id")
    return found


def _alter(tx: Tx, seat: Seat, **values: object) -> None:
    if not floor_rows.change_seat(tx, seat, **values):
        raise AlreadyTaken("The seat changed meanwhile; try again.")
