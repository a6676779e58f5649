"""What a console shows, as values: the desk (snapshot), its rows, and the changes that keep it true.

The store builds these, the edge sends them, `python -m hub protocol` writes them as TypeScript. Times are
aware UTC, durations whole seconds unless named otherwise. Each row carries `v`, the log position at which it
was read; a change is applied only where its row's `v` is not older than the one held, so applying a change
twice, or one that the snapshot already holds, does nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from channels.contract import DeliveryState, Medium
from channels.voice import LegState, Part
from hub.core.notices import ClockInfo, HelpRow, NoticeRow
from hub.core.terms import (
    AgentId,
    CallId,
    CallState,
    ChannelId,
    ConversationId,
    CustomerId,
    Direction,
    DispositionCode,
    FileId,
    HandlingId,
    InteractionId,
    InteractionState,
    LegId,
    MessageId,
    MessageKind,
    OfferId,
    Party,
    PresenceState,
    QueueId,
    Role,
    Taping,
)


@dataclass(frozen=True, slots=True)
class FileRef:
    """A stored file, as shown beside a message."""

    id: FileId
    filename: str
    content_type: str
    size: int
    inline: bool = False


@dataclass(frozen=True, slots=True)
class MeRow:
    """The signed-in agent. `presence_next` is a state chosen during work that starts after it."""

    v: int
    id: AgentId
    name: str
    email: str
    roles: tuple[Role, ...]
    language: str
    presence: PresenceState
    presence_reason: str
    presence_since: datetime
    presence_next: str  # "" or "away:lunch", "offline"
    capacity: dict[str, int]  # medium -> how many at once
    handled_today: int
    average_handling_seconds: int | None
    rating_today: float | None
    must_change_password: bool = False


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An interaction put before this agent until `deadline`."""

    v: int
    id: OfferId
    interaction_id: InteractionId
    conversation_id: ConversationId
    customer_id: CustomerId
    customer_name: str
    is_new_customer: bool
    vip: bool
    medium: Medium
    queue_id: QueueId
    queue_name: str
    preview: str
    subject: str
    waited_seconds: int
    offered_at: datetime
    deadline: datetime
    reason: str  # why this agent: "last_agent", "longest_idle", "transfer", "named"
    note: str  # the transferring colleague's note


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One interaction in My work. `due_at` sorts it: when the customer has waited too long, or wrap-up ends."""

    v: int
    id: InteractionId
    conversation_id: ConversationId
    customer_id: CustomerId
    customer_name: str
    vip: bool
    medium: Medium
    channel_id: ChannelId
    queue_id: QueueId
    queue_name: str
    state: InteractionState
    subject: str
    preview: str
    preview_direction: Direction
    unread: int
    accepted_at: datetime | None
    last_customer_at: datetime | None
    last_agent_at: datetime | None
    due_at: datetime | None
    snoozed_until: datetime | None
    handling_id: HandlingId | None
    wrapup_deadline: datetime | None
    wrapup_extensions: int
    case_number: str
    case_subject: str
    clock: ClockInfo | None = None  # the promise that ends first


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One line of a customer's thread, any channel. Events name what happened in `event` with `data` for its words."""

    v: int
    id: MessageId
    conversation_id: ConversationId
    interaction_id: InteractionId | None
    customer_id: CustomerId
    kind: MessageKind
    direction: Direction
    medium: Medium | None
    channel_id: ChannelId | None
    at: datetime
    author_id: AgentId | None
    author_name: str
    address: str  # the other side's address for this line, "email:ann@example.org"
    subject: str
    text: str  # without quotes and signature
    full_text: str  # "" when the same as text
    has_html: bool
    has_remote_images: bool
    language: str
    state: DeliveryState | None
    state_reason: str
    cancellable_until: datetime | None  # undo send
    files: tuple[FileRef, ...]
    copies: tuple[str, ...]
    event: str  # "", "transferred", "wrapped_up", "case_opened", "opportunity_opened", "callback_planned", ...
    data: dict[str, str]
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A queue's health now."""

    v: int
    id: QueueId
    name: str
    waiting: int
    oldest_at: datetime | None  # when the longest waiter began to wait
    available: int  # agents who could take something now
    signed_in: int
    target_seconds: int
    open: bool
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class ColleagueRow:
    """An agent as colleagues and supervisors see them."""

    v: int
    id: AgentId
    name: str
    team: str
    presence: PresenceState
    presence_reason: str
    presence_since: datetime
    online: bool
    load: dict[str, int]
    capacity: dict[str, int]
    queues: tuple[QueueId, ...]


@dataclass(frozen=True, slots=True)
class DraftRow:
    """What an agent has written and not sent, bound to its conversation and composer tab (channel id or "note")."""

    v: int
    id: str  # conversation_id + "/" + tab
    conversation_id: ConversationId
    tab: str
    text: str
    subject: str
    copies: tuple[str, ...]
    file_ids: tuple[FileId, ...]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A colleague called this agent in a note."""

    v: int
    id: str
    message_id: MessageId
    conversation_id: ConversationId
    customer_id: CustomerId
    customer_name: str
    author_name: str
    text: str
    at: datetime
    seen: bool


@dataclass(frozen=True, slots=True)
class LegRow:
    """One party's stretch of a call. `since` is when it came into its state; `warning` a short code of the line."""

    id: LegId
    party: Party
    agent_id: AgentId | None
    name: str
    address: str  # "phone:+4915112345678", "" for an agent but on their mobile
    state: LegState
    part: Part
    held: bool
    muted: bool
    since: datetime
    warning: str


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call of this agent's work, or one in which they have a leg (consulted, listening).

    `my_leg_id` is the viewer's own leg, "" when they have none; while it is dialling their phone has to connect.
    """

    v: int
    id: CallId
    interaction_id: InteractionId
    channel_id: ChannelId
    direction: Direction
    state: CallState
    number: str  # "phone:+4915112345678"; "" when withheld
    queue_id: QueueId
    legs: tuple[LegRow, ...]
    recording: Taping
    my_leg_id: str
    consult: bool  # a colleague is being asked while the customer is on hold
    began_at: datetime
    answered_at: datetime | None  # when an agent and the customer first talked
    held_since: datetime | None


Row = (
    MeRow | OfferRow | WorkRow | ThreadRow | QueueRow | ColleagueRow | DraftRow | MentionRow | CallRow | NoticeRow
    | HelpRow
)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows by table; in a change, those to put in place. Thread rows go to consoles that watch the conversation."""

    me: tuple[MeRow, ...] = ()
    offers: tuple[OfferRow, ...] = ()
    work: tuple[WorkRow, ...] = ()
    thread: tuple[ThreadRow, ...] = ()
    queues: tuple[QueueRow, ...] = ()
    colleagues: tuple[ColleagueRow, ...] = ()
    drafts: tuple[DraftRow, ...] = ()
    mentions: tuple[MentionRow, ...] = ()
    calls: tuple[CallRow, ...] = ()
    notices: tuple[NoticeRow, ...] = ()
    helps: tuple[HelpRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Removal:
    """A row this viewer no longer has. Applied where `v` is not older than the row held."""

    table: str  # a field of Rows
    id: str
    v: int


@dataclass(frozen=True, slots=True)
class Change:
    """What the feed sends for the facts up to `pos`: rows to put in place, rows to take away, facts by name.

    `facts` are the kinds with the ids they name, for sounds, notices and panels that reload (a customer's card).
    """

    pos: int
    rows: Rows
    removed: tuple[Removal, ...] = ()
    facts: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill's name in both languages."""

    id: str
    name: dict[str, str]


@dataclass(frozen=True, slots=True)
class Disposition:
    """A result an agent may choose. `requires` names form fields; `suggests` pre-ticks next steps."""

    code: DispositionCode
    name: dict[str, str]  # language -> name
    group: str
    queues: tuple[QueueId, ...]  # () is every queue
    requires: tuple[str, ...]  # "note", "case", "opportunity", "callback", "case.type", ...
    suggests: tuple[str, ...]  # "case", "opportunity", "callback", "close_case"
    resolved: bool | None
    topic: str


@dataclass(frozen=True, slots=True)
class CannedReply:
    """A prepared text; `{customer_name}`-like variables are filled by the console."""

    key: str
    name: dict[str, str]
    text: dict[str, str]
    mediums: tuple[Medium, ...]  # () is every one


@dataclass(frozen=True, slots=True)
class ChannelInfo:
    """A configured channel, as the composer needs it."""

    id: ChannelId
    name: str
    medium: Medium
    address: str
    live: bool
    can_start: bool
    subject: bool
    html: bool
    attachments: bool
    max_attachment_bytes: int
    signature: str
    segment_price: str = ""  # of one part of a text message, in the house's currency; "" where none is given


@dataclass(frozen=True, slots=True)
class AwayReason:
    """A reason for being away, with its name in both languages and, if the firm set one, a limit a day."""

    code: str
    name: dict[str, str]
    minutes_a_day: int | None


@dataclass(frozen=True, slots=True)
class House:
    """What seldom changes: names, lists, settings the console needs."""

    firm: str
    languages: tuple[str, ...]
    dispositions: tuple[Disposition, ...]
    canned: tuple[CannedReply, ...]
    channels: tuple[ChannelInfo, ...]
    reasons: tuple[AwayReason, ...]
    skills: tuple[Skill, ...]
    wrapup_seconds: int
    undo_seconds: int
    sandbox_url: str
    currency: str
    time_zone: str  # the firm's: its days begin at midnight there


@dataclass(frozen=True, slots=True)
class Desk:
    """One console's snapshot at log position `pos` of log `epoch`; thread rows are fetched by conversation."""

    epoch: str
    pos: int
    now: datetime  # the server's clock, for countdowns
    house: House
    rows: Rows
