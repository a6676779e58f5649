"""What supervisors do on the floor: set an agent's state, take work over, whisper in a written talk, tell everybody.

Each is limited to the teams the supervisor oversees, kept as a fact, and told to the agent concerned.
"""

from __future__ import annotations

from collections.abc import Iterable

from channels.contract import Medium
from hub.actions import hands, lines, notices, offer, presence, sla
from hub.actions.notices import Notice
from hub.actions.offer import Taken
from hub.actions.oversee import check_oversees, the_supervisor
from hub.core import facts
from hub.core.seats import CALLS
from hub.core.terms import (
    AgentId,
    ConversationId,
    HandlingEnd,
    InteractionId,
    InteractionState,
    MessageId,
    MessageKind,
    NoticeId,
    NoticeKind,
    QueueId,
    Role,
)
from hub.errors import Forbidden, Invalid, Missing
from hub.store import conversation_rows, floor_rows, handling_rows, oversight, steering_rows
from hub.store.floor_rows import DONE, Work
from hub.store.writer import Tx

S = InteractionState
TEXT_LIMIT = 2000
TAKEABLE = (S.ACTIVE, S.HELD, S.WAITING, S.SNOOZED, S.QUEUED, S.OFFERED)


def set_agent_state(tx: Tx, supervisor: AgentId, agent_id: AgentId, state: str, reason: str = "") -> None:
    """Change or end an agent's state; during work it waits as next, as their own choice does.

    Raises Forbidden, NotFound, Invalid for a reason the house has not, or for "available" without a console.
    """
    check_oversees(tx, supervisor, agent_id)
    before = presence.the_seat(tx, agent_id)
    if state == "available" and not before.online:
        raise Invalid("This agent has no console open; they cannot be given work.", field="state")
    presence.set(tx, agent_id, state, reason)
    after = presence.the_seat(tx, agent_id)
    if after == before:
        return
    tx.record(facts.AgentStateSet(agent_id, supervisor, state, reason, waits=bool(after.next)))
    if agent_id != supervisor:
        detail = f"{state}:{reason}" if reason else state
        notices.send(tx, Notice(NoticeKind.STATE_SET, supervisor, detail=detail), [agent_id])


def take_over(tx: Tx, supervisor: AgentId, interaction_id: InteractionId) -> Taken:
    """Take a written talk from its agent, or what waits; how much the supervisor carries does not matter.

    The customer sees nothing of it. Taking what one has answers the same. Raises Forbidden, Invalid.
    """
    work = hands.the_work(tx, interaction_id)
    who = check_oversees(tx, supervisor, work.agent_id)
    if work.agent_id == supervisor and work.state in (S.ACTIVE, S.HELD):
        handling = handling_rows.open_handling(tx, work.id)
        if handling is not None:
            return Taken(work.id, work.conversation_id, handling.id)
    if work.medium in CALLS:
        raise Invalid("A call is joined, not taken; listen in and talk with both.", field="interaction_id")
    if work.state not in TAKEABLE:
        raise Invalid("This work is over.", field="interaction_id")
    before = work.agent_id
    offer.rescind(tx, work)
    hands.let_go(tx, work, HandlingEnd.REASSIGNED)
    handling_id = hands.begin(tx, work, who, "taken_over")
    if work.state is S.WAITING:
        sla.turn_of_customer(tx, work, theirs=False)
    tx.record(facts.WorkTakenOver(work.id, work.conversation_id, supervisor, before))
    place = lines.place_of(hands.the_work(tx, work.id))
    lines.event(tx, place, "taken_over", {"from_agent_id": before or ""}, supervisor)
    if before is not None and before != supervisor:
        notices.send(tx, Notice(NoticeKind.TAKEN_OVER, supervisor, interaction_id=work.id), [before])
        presence.work_done(tx, before)
    return Taken(work.id, work.conversation_id, handling_id)


def whisper(tx: Tx, supervisor: AgentId, interaction_id: InteractionId, text: str) -> MessageId:
    """A line for the agent who handles this talk, and for nobody else. Raises Forbidden, Invalid, Missing."""
    work = hands.the_work(tx, interaction_id)
    who = check_oversees(tx, supervisor, work.agent_id)
    text = clean(text)
    if work.agent_id is None or work.state in (*DONE, S.SNOOZED):
        raise Invalid("Nobody handles this talk now.", field="interaction_id")
    if work.agent_id == supervisor:
        raise Invalid("You handle this talk yourself.", field="interaction_id")
    message_id = lines.write(
        tx, lines.place_of(work), kind=MessageKind.WHISPER.value, agent_id=supervisor, author_name=who.name, text=text,
        data={"to_agent_id": work.agent_id},
    )
    mention_id = tx.new_id()
    conversation_rows.add_mentions(
        tx, [{"id": mention_id, "message_id": message_id, "agent_id": work.agent_id, "at": tx.now, "seen_at": None}]
    )
    tx.record(facts.AgentMentioned(work.agent_id, message_id, work.conversation_id, mention_id))
    tx.record(facts.ChatWhispered(message_id, work.id, work.conversation_id, supervisor, work.agent_id))
    return message_id


def broadcast(tx: Tx, supervisor: AgentId, text: str, team: str = "", queue_id: QueueId | None = None) -> NoticeId:
    """Tell all overseen agents, those of a team, or those of a queue. Raises Forbidden, Missing, Invalid."""
    who = the_supervisor(tx, supervisor)
    text = clean(text)
    if queue_id is not None and queue_id not in tx.house.queues:
        raise Invalid(f"There is no queue {queue_id!r}.", field="queue_id")
    teams = oversight.teams(tx.conn, supervisor, [Role(each) for each in who.roles])
    if team and teams is not None and team not in teams:
        raise Forbidden("You do not oversee this team.", field="team")
    among = steering_rows.overseen(tx, supervisor, who.roles)
    readers = [each for each in steering_rows.staff(tx, among, team, queue_id or "") if each != supervisor]
    if not readers:
        raise Invalid("Nobody would read this; choose another team or queue.", field="team" if team else "queue_id")
    return notices.send(
        tx, Notice(NoticeKind.BROADCAST, supervisor, text=text, team=team, queue_id=queue_id), readers
    )


def message(tx: Tx, supervisor: AgentId, agent_id: AgentId, text: str) -> NoticeId:
    """Tell one agent, and nobody else. Raises Forbidden, NotFound, Missing, Invalid for oneself or who has left."""
    check_oversees(tx, supervisor, agent_id)
    text = clean(text)
    reader = floor_rows.agent(tx, agent_id)
    if agent_id == supervisor or reader is None or not reader.active:
        raise Invalid("A message goes to somebody else who works here.", field="agent_id")
    return notices.send(tx, Notice(NoticeKind.MESSAGE, supervisor, text=text), [agent_id])


def note_watching(tx: Tx, supervisor: AgentId, conversations: Iterable[ConversationId]) -> None:
    """A supervisor opened these conversations: where another's written talk is alive, that is kept. Never refused."""
    for work in floor_rows.live_in(tx, conversations):
        if _is_anothers_talk(work, supervisor):
            assert work.agent_id is not None
            tx.record(facts.TalkWatched(work.id, work.conversation_id, supervisor, work.agent_id))


def clean(text: str) -> str:
    """A text as it is kept. Raises Missing, Invalid."""
    text = text.strip()
    if not text:
        raise Missing("Write something.", field="text")
    if len(text) > TEXT_LIMIT:
        raise Invalid(f"text is longer than {TEXT_LIMIT} characters; shorten it.", field="text")
    return text


def _is_anothers_talk(work: Work, supervisor: AgentId) -> bool:
    written = work.medium not in CALLS and work.medium is not Medium.CALLBACK
    return written and work.agent_id not in (None, supervisor) and work.state in hands.OWNED
