"""Calls for help: an agent asks for a supervisor, one comes, it is over. The agent sees who comes."""

from __future__ import annotations

from hub.actions import hands
from hub.actions.oversee import check_oversees
from hub.core import facts
from hub.core.terms import AgentId, HelpId, HelpState, InteractionId
from hub.errors import AlreadyTaken, Invalid, NotFound, NotYours
from hub.store import steering_rows
from hub.store.steering_rows import HelpCall
from hub.store.writer import Tx

TEXT_LIMIT = 500


def ask(tx: Tx, agent: AgentId, interaction_id: InteractionId | None = None, text: str = "") -> HelpId:
    """Call a supervisor, about one's own work or none. Raises NotYours, Invalid.

    Asking again with other words is a new call, also after somebody came.
    """
    who = hands.the_agent(tx, agent)
    if interaction_id is not None:
        hands.own(tx, agent, interaction_id)
    text = text.strip()
    if len(text) > TEXT_LIMIT:
        raise Invalid(f"text is longer than {TEXT_LIMIT} characters; shorten it.", field="text")
    standing = [each for each in steering_rows.open_help(tx, agent) if each.interaction_id == interaction_id]
    help_id = standing[0].id if standing else HelpId(tx.new_id())
    if not standing:
        steering_rows.add_help(
            tx,
            {"id": help_id, "agent_id": agent, "interaction_id": interaction_id, "state": HelpState.ASKED,
             "text": text, "asked_at": tx.now, "answered_by": None, "answered_at": None, "ended_at": None},
        )
    elif standing[0].text != text:
        steering_rows.change_help(
            tx, help_id, text=text, state=HelpState.ASKED, answered_by=None, answered_at=None
        )
    else:
        return help_id
    tx.record(facts.HelpAsked(help_id, agent, who.team, interaction_id))
    return help_id


def answer(tx: Tx, supervisor: AgentId, help_id: HelpId) -> None:
    """A supervisor comes. Again does nothing. Raises Forbidden, NotFound, AlreadyTaken when another comes, Invalid."""
    found = _the_call(tx, help_id)
    check_oversees(tx, supervisor, found.agent_id)
    if found.answered_by == supervisor:
        return
    if found.state is HelpState.ANSWERED:
        raise AlreadyTaken("A colleague comes already.")
    if found.state is not HelpState.ASKED:
        raise Invalid("This call for help is over.", field="help_id")
    steering_rows.change_help(tx, help_id, state=HelpState.ANSWERED, answered_by=supervisor, answered_at=tx.now)
    tx.record(facts.HelpAnswered(help_id, found.agent_id, supervisor, found.interaction_id))


def withdraw(tx: Tx, agent: AgentId, help_id: HelpId) -> None:
    """It is not needed, or was given. Again does nothing. Raises NotFound, NotYours."""
    found = _the_call(tx, help_id)
    if found.agent_id != agent:
        raise NotYours()
    hands.help_over(tx, found)


def _the_call(tx: Tx, help_id: HelpId) -> HelpCall:
    found = steering_rows.help_call(tx, help_id)
    if found is None:
        raise NotFound("There is no such call for help.", field="help_id")
    return found
