"""Commands from consoles to actions: one line each, with who may give it. Parsing, rights, once-only; no rules.

What passes through without being stored (watching, typing) goes to the feed.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_args

from hub.actions import (
    assist,
    callbacks,
    cases,
    customers,
    deliver,
    handle,
    interventions,
    notes,
    notices,
    offer,
    opportunities,
    phone,
    phone_parties,
    phone_rescue,
    presence,
    switches,
    wrapup,
)
from hub.actions.log_interaction import Happened, log_interaction
from hub.actions.once import CommandKey, as_answer, once
from hub.core.terms import AgentId, CallbackId, MessageId, Role
from hub.edge import commands as c
from hub.edge import floor_commands as f
from hub.edge import phone_commands as p
from hub.edge import quality_commands as q
from hub.edge import quality_dispatch, wire
from hub.edge.feed import Feed
from hub.edge.site import Actor
from hub.errors import AnsweredMeanwhile, Forbidden, Invalid
from hub.settings import Settings
from hub.store import threads
from hub.store.database import Store, Tx

T = TypeVar("T")
Run = Callable[[Tx, AgentId, Any], object]


def as_value(kind: type[T], command: object) -> T:
    """A command's fields as the value an action takes."""
    return kind(**{each.name: getattr(command, each.name) for each in dataclasses.fields(kind)})  # type: ignore[arg-type]


RUN: Mapping[type, Run] = {
    c.SetPresence: lambda tx, me, x: presence.set(tx, me, x.state, x.reason),
    c.AcceptOffer: lambda tx, me, x: offer.accept(tx, me, x.offer_id),
    c.DeclineOffer: lambda tx, me, x: offer.decline(tx, me, x.offer_id),
    c.PullWork: lambda tx, me, x: offer.pull(tx, me, x.interaction_id, x.queue_id),
    c.SendMessage: lambda tx, me, x: deliver.send_message(tx, me, as_value(deliver.Reply, x)),
    c.UndoSend: lambda tx, me, x: deliver.undo_send(tx, me, x.message_id),
    c.RetrySend: lambda tx, me, x: deliver.retry_send(tx, me, x.message_id),
    c.StartConversation: lambda tx, me, x: deliver.start_conversation(tx, me, as_value(deliver.Opening, x)),
    c.WriteNote: lambda tx, me, x: notes.write_note(tx, me, x.conversation_id, x.text, x.mentions, x.file_ids),
    c.SaveDraft: lambda tx, me, x: notes.save_draft(tx, me, as_value(notes.Draft, x)),
    c.SeeMentions: lambda tx, me, x: notes.see_mentions(tx, me, x.ids),
    c.MarkRead: lambda tx, me, x: handle.mark_read(tx, me, x.conversation_id),
    c.Transfer: lambda tx, me, x: handle.transfer(tx, me, x.interaction_id, x.note, x.queue_id, x.agent_id),
    c.Reassign: lambda tx, me, x: handle.reassign(tx, me, x.interaction_id, x.queue_id, x.agent_id, x.note),
    c.Snooze: lambda tx, me, x: handle.snooze(tx, me, x.interaction_id, x.until),
    c.Wake: lambda tx, me, x: handle.wake(tx, me, x.interaction_id),
    c.AwaitCustomer: lambda tx, me, x: handle.await_customer(tx, me, x.interaction_id),
    c.StartWrapUp: lambda tx, me, x: wrapup.start(tx, me, x.interaction_id),
    c.ExtendWrapUp: lambda tx, me, x: wrapup.extend(tx, me, x.handling_id),
    c.SaveWrapUp: lambda tx, me, x: wrapup.save(tx, me, x.handling_id, x.form),
    c.CompleteWrapUp: lambda tx, me, x: wrapup.complete(tx, me, x.handling_id, x.form),
    c.LogInteraction: lambda tx, me, x: log_interaction(tx, me, as_value(Happened, x)),
    c.CreateCustomer: lambda tx, me, x: customers.create(tx, me, x.name, x.address, x.kind, x.language),
    c.UpdateCustomer: lambda tx, me, x: customers.update(tx, me, as_value(customers.CustomerChange, x)),
    c.AddIdentity: lambda tx, me, x: customers.add_identity(tx, me, x.customer_id, x.address),
    c.MergeCustomers: lambda tx, me, x: customers.merge(tx, me, x.winner_id, x.loser_id),
    c.UndoMerge: lambda tx, me, x: customers.undo_merge(tx, me, x.merge_id),
    c.MarkSpam: lambda tx, me, x: customers.mark_spam(tx, me, x.conversation_id),
    c.UndoSpam: lambda tx, me, x: customers.undo_spam(tx, me, x.conversation_id),
    c.BlockAddress: lambda tx, me, x: customers.block(tx, me, x.address),
    c.UnblockAddress: lambda tx, me, x: customers.unblock(tx, me, x.address),
    c.UpdateCase: lambda tx, me, x: cases.update(tx, me, as_value(cases.CaseChange, x)),
    c.UpdateOpportunity: lambda tx, me, x: opportunities.update(tx, me, as_value(opportunities.OpportunityChange, x)),
    c.CancelCallback: lambda tx, me, x: callbacks.cancel(tx, me, CallbackId(x.callback_id)),
    p.PlaceCall: lambda tx, me, x: phone.place_call(tx, me, as_value(phone.Outgoing, x)),
    p.HoldCall: lambda tx, me, x: phone.hold(tx, me, x.interaction_id, x.on),
    p.MuteCall: lambda tx, me, x: phone.mute(tx, me, x.interaction_id, x.on),
    p.PressKeys: lambda tx, me, x: phone.press_keys(tx, me, x.interaction_id, x.keys, x.leg_id),
    p.RecordCall: lambda tx, me, x: phone.record_call(tx, me, x.interaction_id, x.tape, refused=x.refused),
    p.HangUp: lambda tx, me, x: phone.hang_up(tx, me, x.interaction_id),
    p.Reconnect: lambda tx, me, x: phone.reconnect(tx, me, x.interaction_id),
    p.ContinueOnMobile: lambda tx, me, x: phone_rescue.continue_on_mobile(tx, me, x.interaction_id),
    p.OfferCallback: lambda tx, me, x: phone_rescue.offer_callback(tx, me, x.interaction_id),
    p.Consult: lambda tx, me, x: phone_parties.consult(tx, me, x.interaction_id, x.agent_id, x.to),
    p.CompleteConsult: lambda tx, me, x: phone_parties.complete_consult(tx, me, x.interaction_id, x.note),
    p.CancelConsult: lambda tx, me, x: phone_parties.cancel_consult(tx, me, x.interaction_id),
    p.AddParty: lambda tx, me, x: phone_parties.add_party(tx, me, x.interaction_id, x.to, x.agent_id),
    p.DropParty: lambda tx, me, x: phone_parties.drop_party(tx, me, x.interaction_id, x.leg_id),
    p.ListenIn: lambda tx, me, x: phone_parties.listen_in(tx, me, x.interaction_id, x.part),
    p.StopListening: lambda tx, me, x: phone_parties.stop_listening(tx, me, x.interaction_id),
    p.SwitchOff: lambda tx, me, x: switches.switch_off(tx, me, x.on, x.queue_id, x.channel_id, x.text),
    f.SetAgentState: lambda tx, me, x: interventions.set_agent_state(tx, me, x.agent_id, x.state, x.reason),
    f.TakeOver: lambda tx, me, x: interventions.take_over(tx, me, x.interaction_id),
    f.WhisperInChat: lambda tx, me, x: interventions.whisper(tx, me, x.interaction_id, x.text),
    f.MessageAgent: lambda tx, me, x: interventions.message(tx, me, x.agent_id, x.text),
    f.Broadcast: lambda tx, me, x: interventions.broadcast(tx, me, x.text, x.team, x.queue_id),
    f.ReadNotice: lambda tx, me, x: notices.read(tx, me, x.notice_id),
    f.AskHelp: lambda tx, me, x: assist.ask(tx, me, x.interaction_id, x.text),
    f.AnswerHelp: lambda tx, me, x: assist.answer(tx, me, x.help_id),
    f.WithdrawHelp: lambda tx, me, x: assist.withdraw(tx, me, x.help_id),
    **quality_dispatch.RUN,
}
NEEDS: Mapping[type, Role] = {  # everything else: any agent
    c.Reassign: Role.SUPERVISOR, p.ListenIn: Role.SUPERVISOR, p.StopListening: Role.SUPERVISOR,
    p.SwitchOff: Role.SUPERVISOR, f.SetAgentState: Role.SUPERVISOR, f.TakeOver: Role.SUPERVISOR,
    f.WhisperInChat: Role.SUPERVISOR, f.Broadcast: Role.SUPERVISOR,
    f.MessageAgent: Role.SUPERVISOR, f.AnswerHelp: Role.SUPERVISOR,
    **quality_dispatch.NEEDS,
}
REPEATABLE = (  # the same again is the same
    c.SaveDraft, c.SaveWrapUp, c.MarkRead, c.SeeMentions, c.SetPresence, f.ReadNotice, q.SaveReview,
    q.SeeCoachingNote,
)  # fmt: skip


def named(kind: type) -> str:
    """`AcceptOffer` is `accept_offer` on the wire."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


KINDS: Mapping[str, type] = {named(kind): kind for kind in get_args(c.Command)}


class Dispatch:
    """Runs consoles' commands."""

    def __init__(self, store: Store, settings: Settings, feed: Feed) -> None:
        self._store, self._settings, self._feed = store, settings, feed

    async def run(self, actor: Actor, command: tuple[str, str, dict[str, object]], sid: str) -> dict[str, Any]:
        """Do `(id, name, fields)`. Raises HubError when it is refused."""
        command_id, name, fields = command
        kind = KINDS.get(name)
        if kind is None:
            raise Invalid(f"Unknown command {name!r}; known: {', '.join(sorted(KINDS))}.", field="name")
        if not actor.may(NEEDS.get(kind, Role.AGENT)):
            raise Forbidden()
        value: object = wire.read(kind, fields)
        match value:
            case c.Watch(conversation_ids):
                opened = await self._feed.watch(sid, conversation_ids[:50])
                if opened and actor.may(Role.SUPERVISOR):
                    await self._store.do(interventions.note_watching, actor.id, opened)
                return {}
            case c.Typing(conversation_id, active, _):
                await self._feed.typing(sid, conversation_id, "typing" if active else "idle")
                return {}
        try:
            return await self._store.do(_run, (actor.id, command_id), value)
        except AnsweredMeanwhile as error:
            raise await self._with_lines(error) from None

    async def _with_lines(self, error: AnsweredMeanwhile) -> AnsweredMeanwhile:
        """The refusal with the lines themselves, for the agent to read."""
        given = error.data.get("items")
        ids = [MessageId(str(each)) for each in given] if isinstance(given, (list, tuple)) else []
        lines = await self._store.read(threads.these, ids)
        return AnsweredMeanwhile(str(error), field=error.field, data={"items": lines})


def _run(tx: Tx, who: tuple[AgentId, str], command: object) -> dict[str, Any]:
    agent, command_id = who
    action = RUN[type(command)]
    if isinstance(command, REPEATABLE):
        return as_answer(action(tx, agent, command))
    return once(tx, CommandKey(agent, command_id), lambda inner: action(inner, agent, command))
