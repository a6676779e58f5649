"""The contract between the hub and every channel: values in, values out, and the protocol an adapter fulfils.

Here live only frozen values; what an adapter must be able to do is adapter.py. No I/O, no hub, no provider. An
adapter imports these two, their siblings http, text and mime, and its own library; nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from channels.party import Address as Address
from channels.party import Medium as Medium
from channels.party import Profile as Profile
from channels.voice import CallScript, VoiceInbound


class DeliveryState(StrEnum):
    """How far an outgoing message got. UNKNOWN: the provider may or may not have it; a person decides."""

    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do; the hub asks this and never tests for a kind."""

    medium: Medium
    live: bool  # both sides are present at once (chat, call); else it is a written turn (mail)
    can_start: bool  # an agent may write first, to an address alone
    html: bool = False
    subject: bool = False
    attachments: bool = True
    max_attachment_bytes: int = 25 * 1024 * 1024
    typing: bool = False
    reports_delivery: bool = False
    reports_read: bool = False
    fetches: bool = False  # `listen` must run
    voice: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing that came from outside, exactly as it came. Stored before it is acknowledged.

    `key` is the provider's own id of this delivery when it has one (a mail's UIDVALIDITY/UID, a webhook's
    idempotency token, a visitor's client id): two deliveries with one (channel, key) are one.
    """

    channel: str
    body: bytes
    key: str
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Blob:
    """A file's bytes and what the sender says of it. `name` is already made safe to show and to save."""

    filename: str
    content_type: str
    body: bytes
    content_id: str = ""
    inline: bool = False


class Automatic(StrEnum):
    """Why a mail is not from a person (RFC 3834 and practice); anything but NO is never answered automatically."""

    NO = "no"
    REPLY = "reply"  # out of office, acknowledgement
    LIST = "list"
    BULK = "bulk"
    LOOP = "loop"  # our own mail, back again


@dataclass(frozen=True, slots=True)
class MessageArrived:
    """A person (or their machine) said something. `external_id` is unique within the channel."""

    external_id: str
    sender: Address
    text: str  # the whole body as plain text, never empty of meaning: HTML is turned to text
    profile: Profile = Profile()
    reply: str = ""  # the body without quotes and signature; "" means the same as `text`
    html: str = ""  # sanitized
    subject: str = ""
    recipients: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    attachments: tuple[Blob, ...] = ()
    sent_at: datetime | None = None
    thread_key: str = ""  # the channel's own id of this talk (a chat), else ""
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    thread_token: str = ""  # our verified token, found in a reply address or a Message-ID
    automatic: Automatic = Automatic.NO


@dataclass(frozen=True, slots=True)
class DeliveryReported:
    """News of something we sent. `external_id` is the id our `Receipt` gave; `address` helps when it is unknown."""

    external_id: str
    state: DeliveryState
    reason: str = ""
    status: str = ""  # RFC 3463 code or the provider's own
    hard: bool = False  # the address is dead, not just busy
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class TalkEnded:
    """The customer closed the talk."""

    thread_key: str
    sender: Address


@dataclass(frozen=True, slots=True)
class RatingGiven:
    """The customer rated the talk, 1 (worst) to 5 (best)."""

    thread_key: str
    sender: Address
    score: int
    comment: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptWanted:
    """The customer asks for the talk by e-mail."""

    thread_key: str
    sender: Address
    email: str


@dataclass(frozen=True, slots=True)
class ConsentSaid:
    """The sender agrees to, or forbids, messages of this medium by a known word (STOP, START)."""

    external_id: str
    sender: Address
    given: bool


@dataclass(frozen=True, slots=True)
class Ignored:
    """Understood and harmless, and nothing follows from it. `reason` is a short code."""

    reason: str


Inbound = (
    MessageArrived | DeliveryReported | TalkEnded | RatingGiven | TranscriptWanted | ConsentSaid
    | VoiceInbound | Ignored
)


@dataclass(frozen=True, slots=True)
class OutboundFile:
    """A file to send; `path` is where the hub keeps it."""

    filename: str
    content_type: str
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message to send. `id` is ours and never changes between tries, so a channel can make it idempotent."""

    id: str
    to: Address
    text: str
    thread_key: str = ""
    html: str = ""
    subject: str = ""
    copies: tuple[str, ...] = ()
    blind_copies: tuple[str, ...] = ()
    message_id: str = ""  # RFC 5322 Message-ID, the same on every try
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    reply_token: str = ""
    sender_name: str = ""
    files: tuple[OutboundFile, ...] = ()
    language: str = ""
    automatic: bool = False  # written by the hub itself; carries Auto-Submitted (RFC 3834)
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider took it. `external_id` joins later `DeliveryReported`."""

    external_id: str
    state: DeliveryState = DeliveryState.SENT


class ChannelError(Exception):
    """Sending or fetching failed. `code` is short and stable; the text is for an operator and holds no secret."""

    code = "channel_error"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.__class__.__doc__)
        self.detail = detail


class Retry(ChannelError):
    """The provider is busy or away: try again after `after` seconds."""

    code = "retry"

    def __init__(self, detail: str = "", after: float | None = None) -> None:
        super().__init__(detail)
        self.after = after


class Permanent(ChannelError):
    """The provider refuses this message for good; trying again will not help."""

    code = "permanent"


class Unknown(ChannelError):
    """The line broke after the message left: it may have been sent. Never tried again by itself."""

    code = "unknown"


class Forged(ChannelError):
    """The delivery's signature does not agree. Answered 403; no row is kept."""

    code = "forged"


class Unreadable(ChannelError):
    """The delivery cannot be understood. Its raw bytes are kept in quarantine with this reason."""

    code = "unreadable"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a delivery, the same for each repetition of it."""

    state: str  # "handled" | "quarantined" | "ignored"
    reason: str = ""
    message_ids: tuple[str, ...] = ()
    script: CallScript | None = None  # what the caller hears next, where a call asked


@dataclass(frozen=True, slots=True)
class TalkLine:
    """One line of a talk as its customer may see it."""

    id: str  # ids sort in time order: the greatest id seen is the cursor
    author: str  # "customer" | "agent" | "system"
    name: str
    text: str
    at: datetime
    state: str = ""
    client_id: str = ""  # the visitor's own id of a line they sent
    files: tuple[OutboundFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk as its customer may see it: lines after a cursor, and where it stands."""

    thread_key: str
    state: str  # "new" | "queued" | "active" | "closed"
    lines: tuple[TalkLine, ...]
    states: Mapping[str, str] = field(default_factory=dict)  # line id -> delivery state, the newest 50 lines
    agent_name: str = ""
    position: int | None = None  # 1 is next
    wait_seconds: tuple[int, int] | None = None  # honest range, None when it would be a guess
    rating_wanted: bool = False


class News(StrEnum):
    """What a talk's watcher is told: only lines (said, delivered, read), or that the talk may stand elsewhere now."""

    LINES = "lines"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Signal:
    """Typing or looking: passes through, never stored."""

    channel: str
    thread_key: str
    kind: str  # "typing" | "idle"
    text: str = ""
