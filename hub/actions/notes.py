"""What colleagues leave each other: notes, mentions, drafts, and what they have read. None of it can be sent."""

from __future__ import annotations

from dataclasses import dataclass

from hub.actions import hands, lines
from hub.actions.handle import mark_read
from hub.core import facts
from hub.core.terms import AgentId, ConversationId, FileId, MessageId, MessageKind
from hub.errors import Invalid, Missing, NotFound
from hub.store import conversation_rows, floor_rows
from hub.store.conversation_rows import Conversation
from hub.store.writer import Tx

TEXT_LIMIT = 100_000
MENTIONS_LIMIT = 20
TABS = ("note",)

__all__ = ["Draft", "mark_read", "save_draft", "see_mentions", "write_note"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What an agent has written and not sent. `tab` is a channel's id or "note"; empty text removes the draft."""

    conversation_id: ConversationId
    tab: str
    text: str
    subject: str = ""
    copies: tuple[str, ...] = ()
    file_ids: tuple[FileId, ...] = ()


def write_note(
    tx: Tx,
    agent: AgentId,
    conversation_id: ConversationId,
    text: str,
    mentions: tuple[AgentId, ...] = (),
    file_ids: tuple[FileId, ...] = (),
) -> MessageId:
    """Leave a note for colleagues. Raises Missing, Invalid, NotFound."""
    conversation = _conversation(tx, conversation_id)
    who = hands.the_agent(tx, agent)
    if not text.strip() and not file_ids:
        raise Missing("Write something, or attach a file.", field="text")
    _check_length(text)
    called = _called(tx, agent, mentions)
    files = conversation_rows.files(tx, file_ids)
    if len(files) != len(set(file_ids)) or any(each.message_id or each.uploaded_by != agent for each in files):
        raise Invalid("A file is not there any more; attach it again.", field="file_ids")
    live = [each for each in floor_rows.live_in(tx, [conversation_id])]
    place = lines.place_of(live[-1]) if live else lines.Place(conversation_id, conversation.customer_id)
    message_id = lines.write(
        tx, place, kind=MessageKind.NOTE.value, agent_id=agent, author_name=who.name, text=text,
        file_count=len(files),
    )
    conversation_rows.attach_files(tx, message_id, file_ids)
    _mention(tx, conversation_id, message_id, called)
    if conversation_rows.remove_draft(tx, agent, conversation_id, "note"):
        tx.record(facts.DraftSaved(agent, conversation_id, "note"))
    return message_id


def save_draft(tx: Tx, agent: AgentId, draft: Draft) -> None:
    """Keep what is written, for all of the agent's consoles. Raises Invalid, NotFound."""
    _conversation(tx, draft.conversation_id)
    if draft.tab not in TABS and draft.tab not in tx.house.channels:
        raise Invalid("tab is a channel's id or note.", field="tab")
    _check_length(draft.text)
    empty = not (draft.text or draft.subject or draft.file_ids)
    if empty:
        if not conversation_rows.remove_draft(tx, agent, draft.conversation_id, draft.tab):
            return
    else:
        conversation_rows.keep_draft(
            tx,
            {"agent_id": agent, "conversation_id": draft.conversation_id, "tab": draft.tab, "text": draft.text,
             "subject": draft.subject, "copies": list(draft.copies), "file_ids": list(draft.file_ids),
             "updated_at": tx.now},
        )
    tx.record(facts.DraftSaved(agent, draft.conversation_id, draft.tab))


def see_mentions(tx: Tx, agent: AgentId, ids: tuple[str, ...]) -> None:
    """The agent has seen these; others' stay as they are."""
    if ids and conversation_rows.see_mentions(tx, agent, ids[:1000]):
        tx.record(facts.MentionsSeen(agent))


def _mention(
    tx: Tx, conversation_id: ConversationId, message_id: MessageId, called: tuple[AgentId, ...]
) -> None:
    rows = [
        {"id": tx.new_id(), "message_id": message_id, "agent_id": each, "at": tx.now, "seen_at": None}
        for each in called
    ]
    conversation_rows.add_mentions(tx, rows)
    for each, row in zip(called, rows, strict=True):
        tx.record(facts.AgentMentioned(each, message_id, conversation_id, str(row["id"])))


def _called(tx: Tx, agent: AgentId, mentions: tuple[AgentId, ...]) -> tuple[AgentId, ...]:
    wanted = tuple(dict.fromkeys(each for each in mentions if each != agent))
    if len(wanted) > MENTIONS_LIMIT:
        raise Invalid(f"A note calls at most {MENTIONS_LIMIT} colleagues.", field="mentions")
    known = floor_rows.agents(tx, wanted)
    if any(each not in known or not known[each].active for each in wanted):
        raise Invalid("Somebody mentioned does not work here.", field="mentions")
    return wanted


def _check_length(text: str) -> None:
    if len(text) > TEXT_LIMIT:
        raise Invalid(f"text is longer than {TEXT_LIMIT:,} characters; shorten it.", field="text")


def _conversation(tx: Tx, conversation_id: ConversationId) -> Conversation:
    found = conversation_rows.conversation(tx, conversation_id)
    if found is None:
        raise NotFound("There is no such conversation.", field="conversation_id")
    return found
