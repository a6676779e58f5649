"""What an agent's console may ask over its socket: one frozen class a command, imperative, with its fields.

A command travels as `emit("command", {"id": <client's uuid>, "name": "accept_offer", "fields": {...}}, ack)`;
its fields may also stand beside the name, where none of them is called `name`. It is always answered:
`{"ok": true, "data": ...}` or `{"ok": false, "code", "message", "field"}`. The same id again hears the
same answer and does nothing twice. Those of the phone, of the floor and of quality stand beside it.
`python -m hub protocol` writes them as TypeScript. No behaviour lives here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hub.core.form import WrapUpForm
from hub.core.terms import (
    AgentId,
    CaseId,
    CaseStatus,
    CaseType,
    ChannelId,
    ConversationId,
    CustomerId,
    FileId,
    HandlingId,
    InteractionId,
    MergeId,
    MessageId,
    OfferId,
    OpportunityId,
    OpportunityStage,
    QueueId,
)
from hub.edge.floor_commands import FloorCommand
from hub.edge.phone_commands import PhoneCommand
from hub.edge.quality_commands import QualityCommand


@dataclass(frozen=True, slots=True)
class SetPresence:
    """Say what I am doing. While something is being handled, `away` starts after it and is shown as next."""

    state: Literal["available", "away", "offline"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AcceptOffer:
    """Take the work."""

    offer_id: OfferId


@dataclass(frozen=True, slots=True)
class DeclineOffer:
    """Leave the work to the next agent."""

    offer_id: OfferId


@dataclass(frozen=True, slots=True)
class PullWork:
    """Take from a queue: this interaction, or the first that fits when none is named."""

    interaction_id: InteractionId | None = None
    queue_id: QueueId | None = None


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Write to the customer. `last_seen_id` is the newest line I saw: refused with `answered_meanwhile` (and the new
    lines in `data.items`) when a colleague answered after it, unless `anyway`."""

    conversation_id: ConversationId
    channel_id: ChannelId
    text: str
    to: str = ""  # an address of the customer; "" is the one this conversation uses on this channel
    subject: str = ""
    copies: tuple[str, ...] = ()
    blind_copies: tuple[str, ...] = ()
    file_ids: tuple[FileId, ...] = ()
    last_seen_id: MessageId | None = None
    anyway: bool = False
    forward_id: MessageId | None = None  # quote and attach this line to somebody else


@dataclass(frozen=True, slots=True)
class UndoSend:
    """Take back a message still within its undo time; its text becomes the draft again."""

    message_id: MessageId


@dataclass(frozen=True, slots=True)
class RetrySend:
    """Try a failed or unknown message again."""

    message_id: MessageId


@dataclass(frozen=True, slots=True)
class WriteNote:
    """Leave a note for colleagues; it can never be sent."""

    conversation_id: ConversationId
    text: str
    mentions: tuple[AgentId, ...] = ()
    file_ids: tuple[FileId, ...] = ()


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Keep what I have written; empty text removes it. `tab` is a channel id or "note"."""

    conversation_id: ConversationId
    tab: str
    text: str
    subject: str = ""
    copies: tuple[str, ...] = ()
    file_ids: tuple[FileId, ...] = ()


@dataclass(frozen=True, slots=True)
class Transfer:
    """Hand my work to a queue or a colleague who is available, with a note."""

    interaction_id: InteractionId
    note: str
    queue_id: QueueId | None = None
    agent_id: AgentId | None = None


@dataclass(frozen=True, slots=True)
class Reassign:
    """Supervisor: move anybody's or nobody's work to a queue or an agent."""

    interaction_id: InteractionId
    queue_id: QueueId | None = None
    agent_id: AgentId | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Snooze:
    """Put my work aside until then; it comes back to me, or to the queue if I am away."""

    interaction_id: InteractionId
    until: datetime


@dataclass(frozen=True, slots=True)
class Wake:
    """Take snoozed or waiting work up again now."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class AwaitCustomer:
    """It is the customer's turn: the work takes no capacity until they write."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class StartWrapUp:
    """End the talk and open its form; the timer is the server's."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class ExtendWrapUp:
    """60 s more, twice at most."""

    handling_id: HandlingId


@dataclass(frozen=True, slots=True)
class SaveWrapUp:
    """Keep the form's draft on the server."""

    handling_id: HandlingId
    form: WrapUpForm


@dataclass(frozen=True, slots=True)
class CompleteWrapUp:
    """Finish: one transaction writes every effect and frees the seat. Refused with `field` when one is missing."""

    handling_id: HandlingId
    form: WrapUpForm


@dataclass(frozen=True, slots=True)
class StartConversation:
    """Write first: to a customer, or to an address nobody has yet. The new work is mine."""

    channel_id: ChannelId
    text: str
    customer_id: CustomerId | None = None
    to: str = ""
    subject: str = ""
    copies: tuple[str, ...] = ()
    blind_copies: tuple[str, ...] = ()
    file_ids: tuple[FileId, ...] = ()


@dataclass(frozen=True, slots=True)
class LogInteraction:
    """Note a meeting, a letter or a call that happened outside the hub."""

    customer_id: CustomerId
    medium: Literal["in_person", "letter", "phone"]
    direction: Literal["inbound", "outbound"]
    subject: str
    text: str
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """These conversations are open on my screen: send me their lines, and tell colleagues I look."""

    conversation_ids: tuple[ConversationId, ...]


@dataclass(frozen=True, slots=True)
class Typing:
    """I am writing here; seen by the customer (live channels) and by colleagues. Never logged."""

    conversation_id: ConversationId
    active: bool
    tab: str = ""


@dataclass(frozen=True, slots=True)
class MarkRead:
    """I have seen the lines up to this one."""

    conversation_id: ConversationId
    message_id: MessageId


@dataclass(frozen=True, slots=True)
class SeeMentions:
    """I have seen these mentions."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UpdateCustomer:
    """Change the card; only fields given are changed. Refused with `stale` when somebody changed it meanwhile."""

    customer_id: CustomerId
    version: int
    name: str | None = None
    language: str | None = None
    time_zone: str | None = None
    region: str | None = None
    vip: bool | None = None
    note: str | None = None
    preferred_agent_id: AgentId | None = None


@dataclass(frozen=True, slots=True)
class CreateCustomer:
    """A new customer with a first address; refused with `exists` and the customer who has the address already."""

    name: str
    address: str = ""
    kind: Literal["person", "firm"] = "person"
    language: str = ""


@dataclass(frozen=True, slots=True)
class AddIdentity:
    """One more address for a customer."""

    customer_id: CustomerId
    address: str


@dataclass(frozen=True, slots=True)
class MergeCustomers:
    """Two records, one person. Can be undone."""

    winner_id: CustomerId
    loser_id: CustomerId


@dataclass(frozen=True, slots=True)
class UndoMerge:
    """They are two after all."""

    merge_id: MergeId


@dataclass(frozen=True, slots=True)
class MarkSpam:
    """Close this conversation as spam and block its sender."""

    conversation_id: ConversationId


@dataclass(frozen=True, slots=True)
class UndoSpam:
    """It was not spam: unblock and put it back."""

    conversation_id: ConversationId


@dataclass(frozen=True, slots=True)
class BlockAddress:
    """Mail and chats from this address are kept but never routed."""

    address: str


@dataclass(frozen=True, slots=True)
class UnblockAddress:
    """Route this address again."""

    address: str


@dataclass(frozen=True, slots=True)
class UpdateCase:
    """Change a case; only fields given are changed."""

    case_id: CaseId
    version: int
    subject: str | None = None
    type: CaseType | None = None
    status: CaseStatus | None = None
    priority: int | None = None
    owner_id: AgentId | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UpdateOpportunity:
    """Change an opportunity; only fields given are changed. Winning or losing closes it; losing needs a reason."""

    opportunity_id: OpportunityId
    version: int
    name: str | None = None
    stage: OpportunityStage | None = None
    amount: str | None = None
    expected_close: str | None = None
    loss_reason: str | None = None


@dataclass(frozen=True, slots=True)
class CancelCallback:
    """The promised call is not needed any more."""

    callback_id: str


Command = (
    SetPresence | AcceptOffer | DeclineOffer | PullWork | SendMessage | UndoSend | RetrySend | WriteNote | SaveDraft
    | Transfer | Reassign | Snooze | Wake | AwaitCustomer | StartWrapUp | ExtendWrapUp | SaveWrapUp | CompleteWrapUp
    | StartConversation | LogInteraction | Watch | Typing | MarkRead | SeeMentions | UpdateCustomer | CreateCustomer
    | AddIdentity | MergeCustomers | UndoMerge | MarkSpam | UndoSpam | BlockAddress | UnblockAddress | UpdateCase
    | UpdateOpportunity | CancelCallback | PhoneCommand | FloorCommand | QualityCommand
)
