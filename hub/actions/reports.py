"""Other news than messages: how far a sent message got, that a talk ended, a rating, a wish for the transcript.

Each is told at most once by its delivery; telling it again changes nothing.
"""

from __future__ import annotations

from typing import assert_never

from channels.contract import (
    Address,
    ConsentSaid,
    DeliveryReported,
    DeliveryState,
    Ignored,
    Inbound,
    Medium,
    MessageArrived,
    RatingGiven,
    Taken,
    TalkEnded,
    TranscriptWanted,
)
from channels.voice import CallArrived, KeysPressed, LegChanged, LineQuality, RecordingReady
from hub.actions import acknowledge, calls, handle, hands, lines, people, wrapup
from hub.core import facts
from hub.core.terms import (
    AgentId,
    ChannelId,
    ConsentState,
    ConversationId,
    Direction,
    InteractionState,
    MessageId,
)
from hub.store import conversation_rows, customer_rows, floor_rows, outbox_rows
from hub.store.conversation_rows import Line
from hub.store.customer_rows import stored_value
from hub.store.floor_rows import Work
from hub.store.intake_rows import stored_external
from hub.store.writer import Tx

S = InteractionState
COMPLAINT = "feedback"  # how the mail channel names a spam complaint (RFC 5965)
CONSENT_PURPOSES = ("service", "ads")  # a word like STOP speaks of all we send
_HANDLED = Taken("handled")
_ORDER = (
    DeliveryState.PENDING, DeliveryState.UNKNOWN, DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ,
)  # fmt: skip


def tell(tx: Tx, channel_id: ChannelId, news: Inbound) -> Taken:
    """Take one piece of news in; what became of it."""
    match news:
        case DeliveryReported():
            return _reported(tx, channel_id, news)
        case TalkEnded():
            return _ended(tx, channel_id, news)
        case RatingGiven():
            return _rated(tx, channel_id, news)
        case TranscriptWanted():
            return _transcript(tx, channel_id, news)
        case Ignored(reason):
            return Taken("ignored", reason)
        case MessageArrived():
            raise TypeError("messages are taken in by receive")
        case ConsentSaid():
            return _consented(tx, news)
        case CallArrived() | KeysPressed() | LegChanged() | RecordingReady() | LineQuality():
            return calls.tell(tx, channel_id, news)
        case _:
            assert_never(news)


# --- how far a message got -----------------------------------------------------------------------------------


def _reported(tx: Tx, channel_id: ChannelId, news: DeliveryReported) -> Taken:
    line = _line_of(tx, channel_id, news)
    if line is None:
        return Taken("ignored", "unknown_message")
    if COMPLAINT in news.reason.partition(":")[0]:
        _complained(tx, line)
        return _HANDLED
    if news.state is DeliveryState.FAILED:
        return _failed(tx, line, news)
    if _is_further(line.state, news.state):
        outbox_rows.advance_line(tx, line.id, news.state, news.reason)
        _state_changed(tx, line, news.state)
        return _HANDLED
    return Taken("ignored", "old_news")


def _line_of(tx: Tx, channel_id: ChannelId, news: DeliveryReported) -> Line | None:
    """Our line that is meant: by the provider's id, by our Message-ID, else the newest to that address.

    A line's own id is the last part of what a chat reports.
    """
    external = stored_external(news.external_id)
    found = conversation_rows.line_by_external(tx, channel_id, external)
    found = found or conversation_rows.line_by_rfc_id(tx, external)
    if found is None and external:
        own = conversation_rows.line(tx, MessageId(external.rsplit("/", 1)[-1]))
        found = own if own is not None and own.channel_id == channel_id else None
    if found is None and not external and news.address is not None:
        key = stored_value(news.address)
        owner = customer_rows.identities(tx, [key]).get(key)
        tree = customer_rows.tree(tx, owner.customer_id) if owner else set()
        found = conversation_rows.last_to_address(tx, tree, str(news.address)) if tree else None
    return found if found is not None and found.direction == Direction.OUTBOUND else None


def _is_further(before: str, now: DeliveryState) -> bool:
    if before == DeliveryState.FAILED or before not in _ORDER:
        return False
    return now in _ORDER and _ORDER.index(now) > _ORDER.index(DeliveryState(before))


def _failed(tx: Tx, line: Line, news: DeliveryReported) -> Taken:
    """It came back: the line says so, a dead address is not used any more, and its agent is told."""
    if line.state == DeliveryState.FAILED:
        return Taken("ignored", "old_news")
    reason = " ".join(part for part in (news.status, news.reason) if part)
    outbox_rows.advance_line(tx, line.id, DeliveryState.FAILED, reason)
    _state_changed(tx, line, DeliveryState.FAILED)
    if news.hard and news.external_id and line.address:
        # Only who has seen our Message-ID is believed, and only of the address that mail went to: else anybody
        # could have any customer's address put out of use by a forged report.
        if news.address is None or str(news.address) in (line.address, *line.copies):
            _mark_invalid(tx, news.address or Address.read(line.address))
    work = floor_rows.work(tx, line.interaction_id) if line.interaction_id else None
    place = lines.place_of(work) if work else lines.Place(line.conversation_id, line.customer_id)
    lines.event(
        tx, place, "delivery_failed",
        {"message_id": line.id, "status": news.status, "hard": "true" if news.hard else "false"},
    )
    _tell_owner(tx, line)
    return _HANDLED


def _mark_invalid(tx: Tx, address: Address | None) -> None:
    if address is None:
        return
    known = customer_rows.identities(tx, [stored_value(address)]).get(stored_value(address))
    if known is not None and known.valid:
        customer_rows.change_identity(tx, known.id, valid=False)
        tx.record(facts.CustomerChanged(known.customer_id))


def _tell_owner(tx: Tx, line: Line) -> None:
    """Whoever has the talk now sees that something came back."""
    for work in floor_rows.live_in(tx, [line.conversation_id]):
        hands.alter(tx, work, unread=floor_rows.unread_and_one())
        tx.record(facts.InteractionChanged(work.id, work.conversation_id, work.agent_id))


def _complained(tx: Tx, line: Line) -> None:
    """They marked our mail as spam: nothing promotional any more."""
    customer = customer_rows.reads_as(tx, line.customer_id)
    customer_id = customer.id if customer else line.customer_id
    customer_rows.write_consents(
        tx,
        [{"id": tx.new_id(), "customer_id": customer_id, "purpose": "ads", "medium": Medium.EMAIL.value,
          "state": ConsentState.WITHDRAWN.value, "at": tx.now, "how": "spam complaint"}],
    )
    lines.event(tx, lines.Place(line.conversation_id, line.customer_id), "complained", {"message_id": line.id})
    tx.record(facts.ConsentChanged(customer_id, "ads", Medium.EMAIL, ConsentState.WITHDRAWN))


def _consented(tx: Tx, news: ConsentSaid) -> Taken:
    """They sent STOP or START. STOP is written for each purpose of this medium; START only lifts an earlier STOP, and
    never agrees to advertising. Saying it again writes nothing new."""
    owner = people.owner_of(tx, news.sender)
    customer = customer_rows.reads_as(tx, owner) if owner else None
    if owner is None:
        return Taken("ignored", "unknown_sender")
    customer_id, medium = customer.id if customer else owner, news.sender.medium.value
    state = ConsentState.GIVEN if news.given else ConsentState.WITHDRAWN
    before = customer_rows.consents_of(tx, customer_rows.tree(tx, customer_id), medium)
    wanted = [each for each in CONSENT_PURPOSES if before.get(each) != state]
    if news.given:
        wanted = [each for each in wanted if each == "service" and each in before]
    customer_rows.write_consents(
        tx,
        [{"id": tx.new_id(), "customer_id": customer_id, "purpose": each, "medium": medium, "state": state.value,
          "at": tx.now, "how": f"message {news.external_id}"[:100]} for each in wanted],
    )
    for each in wanted:
        tx.record(facts.ConsentChanged(customer_id, each, medium, state))
    return _HANDLED if wanted else Taken("ignored", "old_news")


def _state_changed(tx: Tx, line: Line, state: DeliveryState) -> None:
    work = floor_rows.work(tx, line.interaction_id) if line.interaction_id else None
    owner: AgentId | None = work.agent_id if work else None
    tx.record(facts.MessageStateChanged(line.id, line.conversation_id, state, owner))


# --- the talk ------------------------------------------------------------------------------------------------


def _ended(tx: Tx, channel_id: ChannelId, news: TalkEnded) -> Taken:
    """The customer closed the talk: what nobody took is over, what somebody has goes to its form."""
    found = _talk(tx, channel_id, news.thread_key)
    live = [each for each in floor_rows.live_in(tx, [found]) if each.channel_id == channel_id] if found else []
    ended = [each for each in live if each.state is not S.WRAPPING]
    for work in ended:
        lines.event(tx, lines.place_of(work), "customer_left", {})
        if work.state in (S.QUEUED, S.OFFERED):
            handle.close(tx, work, "abandoned", S.ABANDONED)
        else:
            wrapup.begin_for_owner(tx, work)
    return _HANDLED if ended else Taken("ignored", "no_talk")


def _rated(tx: Tx, channel_id: ChannelId, news: RatingGiven) -> Taken:
    found = _talk(tx, channel_id, news.thread_key)
    work = _last_work(tx, found, channel_id) if found else None
    if work is None:
        return Taken("ignored", "no_talk")
    floor_rows.keep_rating(tx, work.id, news.score)
    lines.event(
        tx, lines.place_of(work), "rated", {"score": str(news.score), "comment": news.comment},
    )
    tx.record(facts.RatingRecorded(work.id, work.conversation_id, work.agent_id, news.score))
    return _HANDLED


def _transcript(tx: Tx, channel_id: ChannelId, news: TranscriptWanted) -> Taken:
    found = _talk(tx, channel_id, news.thread_key)
    conversation = conversation_rows.conversation(tx, found) if found else None
    if conversation is None:
        return Taken("ignored", "no_talk")
    address = Address(Medium.EMAIL, news.email.strip().lower())
    sent = acknowledge.transcript(tx, conversation.id, conversation.customer_id, address)
    return _HANDLED if sent else Taken("ignored", "sent_today_or_no_mail_channel")


def _talk(tx: Tx, channel_id: ChannelId, thread_key: str) -> ConversationId | None:
    ref = stored_external(thread_key)
    return conversation_rows.known_refs(tx, [channel_id], [ref]).get((channel_id, ref))


def _last_work(tx: Tx, conversation_id: ConversationId, channel_id: ChannelId) -> Work | None:
    live = [each for each in floor_rows.live_in(tx, [conversation_id]) if each.channel_id == channel_id]
    if live:
        return live[-1]
    return floor_rows.last_closed_in(tx, [conversation_id]).get(conversation_id)
