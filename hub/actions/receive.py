"""Receive: what came in becomes messages, threads and work, a whole group in a handful of statements.

Verified, kept and parsed before; here it is identified, threaded, recorded and enqueued. The same delivery again
hears the same answer. Other news than messages is told in reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from channels.contract import Automatic, Ignored, Inbound, Medium, MessageArrived, Taken
from hub.actions import acknowledge, cases, enqueue, intake, lines, reports, sla
from hub.actions.intake import Raw
from hub.actions.matters import Item, Matters, Slot
from hub.actions.people import People
from hub.core import facts
from hub.core.terms import AgentId, ChannelId, ConversationId, DeliveryOutcome, Direction, InteractionId, MessageId
from hub.store import conversation_rows, customer_rows, floor_rows, intake_rows
from hub.store.customer_rows import stored_address
from hub.store.floor_rows import Work
from hub.store.intake_rows import Kept, stored_external, stored_key
from hub.store.writer import Tx

UNKNOWN_CALL = "unknown_call"


@dataclass(frozen=True, slots=True)
class SavedFile:
    """An attachment whose bytes lie in the blob folder already."""

    sha256: str
    size: int
    content_type: str
    filename: str
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """A parsed delivery. `files` stand beside `inbounds`, one tuple each. `kept_id`: its raw bytes are kept already."""

    raw: Raw
    inbounds: tuple[Inbound, ...]
    files: tuple[tuple[SavedFile, ...], ...] = ()
    kept_id: str = ""

    @property
    def channel_id(self) -> ChannelId:
        """Where it came in."""
        return ChannelId(self.raw.delivery.channel)


def many(tx: Tx, arrivals: list[Arrival]) -> list[Taken]:
    """Take a group in, each once; answers in the same order."""
    group = _Group(tx, arrivals)
    for alike in _runs(group.fresh):
        if all(isinstance(each, MessageArrived) for each in alike[0].inbounds):
            _messages(tx, alike, group)
        else:
            _news(tx, alike[0], group)
    group.settle()
    return group.answers()


class _Group:
    """The arrivals of one call: which are new, and what each is answered."""

    def __init__(self, tx: Tx, arrivals: Sequence[Arrival]) -> None:
        self._tx = tx
        self._arrivals = arrivals
        self._keys = [(str(each.channel_id), stored_key(each.raw.delivery.key)) for each in arrivals]
        found = intake_rows.kept(tx, self._keys, [each.kept_id for each in arrivals])
        self._before: dict[tuple[str, str], Kept] = {(each.channel_id, each.key): each for each in found}
        self._ids: dict[tuple[str, str], str] = {}
        self._taken: dict[tuple[str, str], Taken] = {}
        self.fresh: list[Arrival] = []
        for key, each in zip(self._keys, arrivals, strict=True):
            before = self._before.get(key)
            again = before is not None and before.taken is not None and not _is_tried_again(before, each)
            if again and before is not None and before.taken is not None:
                self._taken.setdefault(key, before.taken)
            elif key not in self._ids:
                self._ids[key] = before.id if before else tx.new_id()
                self._accept(key, each)

    def _accept(self, key: tuple[str, str], arrival: Arrival) -> None:
        if all(isinstance(each, Ignored) for each in arrival.inbounds):
            reasons = [each.reason for each in arrival.inbounds if isinstance(each, Ignored)]
            self._taken[key] = Taken("ignored", reasons[0] if reasons else "empty")
        else:
            self.fresh.append(arrival)

    def delivery_id(self, arrival: Arrival) -> str:
        """The id of its raw bytes."""
        return self._ids[str(arrival.channel_id), stored_key(arrival.raw.delivery.key)]

    def answer(self, arrival: Arrival, taken: Taken) -> None:
        """One inbound's result; several in one delivery add up, and anything handled makes it handled."""
        key = (str(arrival.channel_id), stored_key(arrival.raw.delivery.key))
        before = self._taken.get(key)
        if before is None:
            self._taken[key] = taken
            return
        handled = "handled" in (taken.state, before.state)
        self._taken[key] = Taken(
            "handled" if handled else before.state, "" if handled else before.reason,
            (*before.message_ids, *taken.message_ids), taken.script or before.script,
        )

    def settle(self) -> None:
        """Write the raw deliveries that are new, and what became of those kept before."""
        tx, new, old = self._tx, [], []
        for key, arrival in {key: each for key, each in zip(self._keys, self._arrivals, strict=True)}.items():
            if key not in self._ids:
                continue
            taken, before = self._taken[key], self._before.get(key)
            if before is None:
                new.append(intake.row(tx, arrival.raw, self._ids[key], DeliveryOutcome(taken.state), taken))
                continue
            old.append((before.id, taken))
            if before.outcome is DeliveryOutcome.QUARANTINED:
                tx.record(facts.DeliveryReleased(before.id, arrival.channel_id))
        intake_rows.write_deliveries(tx, new)
        intake.settle(tx, old)

    def answers(self) -> list[Taken]:
        """What each arrival hears."""
        return [self._taken[key] for key in self._keys]


def _is_tried_again(before: Kept, arrival: Arrival) -> bool:
    """A quarantined delivery that a person sent in once more after a fix; news of a call that came before the call.

    While the hub was away a call's end may be the first we hear of it; once its beginning was caught up with, the end
    told once more must not be taken for known.
    """
    if before.outcome is DeliveryOutcome.IGNORED and before.reason == UNKNOWN_CALL:
        return True
    return before.outcome is DeliveryOutcome.QUARANTINED and arrival.kept_id == before.id


def _runs(arrivals: Sequence[Arrival]) -> Iterator[list[Arrival]]:
    """Messages in a row go together; anything else goes alone, so that the order of things is kept."""
    for only_messages, run in groupby(
        arrivals, key=lambda each: all(isinstance(one, MessageArrived) for one in each.inbounds)
    ):
        if only_messages:
            yield list(run)
        else:
            yield from ([each] for each in run)


def _news(tx: Tx, arrival: Arrival, group: _Group) -> None:
    """A delivery that holds other news, perhaps beside messages."""
    for place, inbound in enumerate(arrival.inbounds):
        if isinstance(inbound, MessageArrived):
            files = arrival.files[place : place + 1]
            _messages(tx, [Arrival(arrival.raw, (inbound,), files, arrival.kept_id)], group)
        else:
            taken = reports.tell(tx, arrival.channel_id, inbound)
            group.answer(arrival, taken)


# --- messages ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Batch:
    """The messages of one run while they are taken in."""

    tx: Tx
    group: _Group
    people: People
    matters: Matters
    rows: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    records: list[tuple[lines.Place, dict[str, Any]]] = field(default_factory=list)
    notes: dict[InteractionId, dict[str, Any]] = field(default_factory=dict)
    spoken: set[str] = field(default_factory=set)
    queued: list[dict[str, Any]] = field(default_factory=list)  # new work, to be told of
    first_mails: list[tuple[Item, Slot]] = field(default_factory=list)
    customers: dict[Medium, set[str]] = field(default_factory=dict)
    wrote: dict[ConversationId, sla.Wrote] = field(default_factory=dict)  # who waits for a reply


def _messages(tx: Tx, arrivals: Sequence[Arrival], group: _Group) -> None:
    batch = _Batch(tx, group, People(tx), Matters(tx))
    said = _new_messages(tx, arrivals, group)
    batch.people.look_up(message for _, message, _ in said)
    items: list[tuple[Arrival, Item, tuple[SavedFile, ...]]] = []
    for arrival, message, files in said:
        if why := _why_ignored(batch.people, message):
            group.answer(arrival, Taken("ignored", why))
        else:
            items.append((arrival, Item(arrival.channel_id, message, batch.people.sender(message)), files))
    batch.matters.people = batch.people.customers
    batch.matters.look_up([item for _, item, _ in items])
    for arrival, item, files in items:
        _take(batch, arrival, item, files)
    _flush(batch)


def _new_messages(
    tx: Tx, arrivals: Sequence[Arrival], group: _Group
) -> list[tuple[Arrival, MessageArrived, tuple[SavedFile, ...]]]:
    """Those nobody has told yet; a message that came in another delivery answers with the id it has."""
    told = [
        (each, message, each.files[place] if place < len(each.files) else ())
        for each in arrivals
        for place, message in enumerate(each.inbounds)
        if isinstance(message, MessageArrived)
    ]
    keys = [(str(each.channel_id), stored_external(message.external_id)) for each, message, _ in told]
    known = intake_rows.known_messages(
        tx, [key for key, (each, _, _) in zip(keys, told, strict=True) if not _is_told_by_key(tx, each, key[1])]
    )
    fresh = []
    for key, one in zip(keys, told, strict=True):
        if key in known:
            if known[key]:
                group.answer(one[0], Taken("handled", "", (known[key],)))
            else:
                group.answer(one[0], Taken("ignored", "doubled"))
        else:
            known[key] = ""  # twice in one group: the second is the same message
            fresh.append(one)
    return fresh


def _is_told_by_key(tx: Tx, arrival: Arrival, external: str) -> bool:
    """A live channel names a delivery like its message: where the delivery is new, the message is too."""
    channel = tx.house.channels.get(arrival.channel_id)
    return channel is not None and channel.live and stored_key(arrival.raw.delivery.key) == external


def _why_ignored(people: People, message: MessageArrived) -> str:
    if message.automatic is Automatic.LOOP:
        return "loop"
    return "blocked" if people.is_blocked(message) else ""


def _take(batch: _Batch, arrival: Arrival, item: Item, files: Sequence[SavedFile]) -> None:
    """One message into its thread and its work."""
    slot = batch.matters.place(item)
    if slot is None:
        batch.group.answer(arrival, Taken("ignored", f"automatic_{item.message.automatic}"))
        return
    is_new = slot.conversation_id not in batch.spoken and slot.closed is None and slot.live is None
    begun_before = slot.begun is not None
    rests = item.message.automatic is Automatic.REPLY  # an out-of-office note wakes nobody
    work = None if rests and slot.begun is None else batch.matters.attach(slot, item)
    if work is None and slot.live is not None:
        work = slot.live
    row = _line(batch, arrival, item, slot, _place_of(slot, item, work))
    _add_files(batch, row, files)
    batch.matters.remember(slot, item, row["id"])
    batch.spoken.add(slot.conversation_id)
    if isinstance(work, dict) and not begun_before:
        _begin(batch, item, slot, work, is_new=is_new)
    if work is not None and not rests:
        _note(batch, work, row)
        batch.wrote.setdefault(slot.conversation_id, _waits(work))
    batch.group.answer(arrival, Taken("handled", "", (row["id"],)))


def _waits(work: Work | dict[str, Any]) -> sla.Wrote:
    """What a reply is owed for."""
    if isinstance(work, Work):
        return sla.Wrote(work.customer_id, work.conversation_id, work.id, work.medium, work.queue_id, work.priority,
                         work.vip, work.last_agent_at is not None, work.agent_id)
    return sla.Wrote(work["customer_id"], work["conversation_id"], work["id"], Medium(work["medium"]),
                     work["queue_id"], work["priority"], work["vip"], replied=False)


def _place_of(slot: Slot, item: Item, work: Work | dict[str, Any] | None) -> lines.Place:
    owner: AgentId | None = None
    interaction_id: InteractionId | None = None
    if isinstance(work, Work):
        owner, interaction_id = work.agent_id, work.id
    elif work is not None:
        interaction_id = work["id"]
    return lines.Place(
        slot.conversation_id, slot.customer_id, interaction_id, owner, item.channel_id, item.message.sender.medium.value
    )


def _line(batch: _Batch, arrival: Arrival, item: Item, slot: Slot, place: lines.Place) -> dict[str, Any]:
    message, tx = item.message, batch.tx
    own = {each.address for each in tx.house.channels.values()} | {message.sender.value}
    others = [each for each in (*message.recipients, *message.copies) if each and each not in own]
    text = message.reply or message.text
    row = lines.row(
        place, tx.new_id(), direction=Direction.INBOUND.value, at=tx.now, author_name=message.profile.name,
        address=stored_address(message.sender), copies=list(dict.fromkeys(others)), subject=message.subject,
        text=text, full_text=message.text if message.text != text else "", html=message.html,
        language=message.profile.language[:16], external_id=message.external_id, rfc_id=message.message_id,
        rfc_parents=" ".join(message.references or ((message.in_reply_to,) if message.in_reply_to else ())),
        client_id="" if message.message_id else message.external_id.rsplit("/", 1)[-1],
        delivery_id=batch.group.delivery_id(arrival), automatic=message.automatic is not Automatic.NO,
    )
    batch.rows.append(row)
    batch.records.append((place, row))
    return row


def _add_files(batch: _Batch, row: dict[str, Any], files: Sequence[SavedFile]) -> None:
    row["file_count"] = len(files)
    for position, each in enumerate(files):
        batch.files.append(
            {"id": batch.tx.new_id(), "sha256": each.sha256, "size": each.size, "content_type": each.content_type,
             "filename": each.filename, "content_id": each.content_id, "inline": each.inline,
             "message_id": row["id"], "uploaded_by": None, "position": position, "created_at": batch.tx.now}
        )


def _begin(batch: _Batch, item: Item, slot: Slot, work: dict[str, Any], *, is_new: bool) -> None:
    """New work: tell the router, remember how they came, and perhaps that we heard them."""
    batch.queued.append(work)
    if item.sender is not None:
        batch.people.first_words(item.sender, item.message, item.channel_id)
        batch.customers.setdefault(item.message.sender.medium, set()).update(
            {item.sender.customer_id, item.sender.reads_as} - batch.people.fresh.keys()
        )
    if is_new:
        batch.first_mails.append((item, slot))


def _note(batch: _Batch, work: Work | dict[str, Any], row: dict[str, Any]) -> None:
    """The work shows its newest line and how many are unread."""
    said = lines.preview(row["text"])
    if isinstance(work, dict):
        work.update(preview=said, unread=work["unread"] + 1, last_customer_at=batch.tx.now)
        return
    due = enqueue.answer_by(batch.tx.house, Medium(work.medium), batch.tx.now)
    before = batch.notes.get(work.id)
    batch.notes[work.id] = {
        "interaction": work.id, "more": before["more"] + 1 if before else 1, "said": said, "at": batch.tx.now,
        "due": due,
    }  # fmt: skip


def _flush(batch: _Batch) -> None:
    """All rows in the order of their references, then the facts in the order of what happened."""
    tx = batch.tx
    batch.people.flush()
    batch.matters.flush()
    conversation_rows.write_lines(tx, batch.rows)
    conversation_rows.write_files(tx, batch.files)
    conversation_rows.add_refs(tx, batch.matters.new_refs)
    floor_rows.note_messages(tx, sorted(batch.notes.values(), key=lambda each: str(each["interaction"])))
    conversation_rows.note_spoken(tx, batch.spoken)
    for medium, ids in batch.customers.items():
        customer_rows.touch_customers(tx, ids, last_interaction_at=tx.now, last_medium=medium.value)
    for place, row in batch.records:
        tx.record(lines.recorded(place, row))
    for work in batch.queued:
        tx.record(enqueue.queued(tx.house, work, "arrived"))
    sla.customers_wrote(tx, batch.wrote)
    for case_id in sla.cases_spoken_to(tx, batch.wrote):
        cases.customer_spoke(tx, case_id)
    _tell_strangers(batch)
    for item, slot in batch.first_mails:
        acknowledge.mail(tx, item, slot.conversation_id)


def _tell_strangers(batch: _Batch) -> None:
    """Who pointed at a conversation without the right to join it is shown beside it, not in it."""
    for slot in batch.matters.slots.values():
        if slot.related is not None and slot.conversation_id in batch.spoken:
            place = lines.Place(slot.conversation_id, slot.customer_id)
            lines.event(batch.tx, place, "possibly_related", {"conversation_id": slot.related})
            slot.related = None


__all__ = ["Arrival", "MessageId", "SavedFile", "many"]
