"""The firm's own rules as values: queues, dispositions, skills, hours, texts. Read from config/floor.toml by settings.

Everything here is plain data; what follows from it is decided in routing, outcome and hours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from channels.contract import Medium
from hub.core import prompts
from hub.core.desk import AwayReason, CannedReply, ChannelInfo, Disposition, Skill
from hub.core.terms import CaseType, ChannelId, ClockKind, DispositionCode, QueueId, SkillId

LONG_WAITS = {"phone": 120, "webcall": 120, "chat": 180, "sms": 900, "email": 14_400, "callback": 900}
LONG_TALKS = {"phone": 900, "webcall": 900, "chat": 1800}


@dataclass(frozen=True, slots=True)
class Hours:
    """When a queue is open: weekly spans by weekday (0 is Monday) in `time_zone`, days off, and special days."""

    id: str
    time_zone: str = "UTC"
    week: dict[int, tuple[tuple[time, time], ...]] = field(default_factory=dict)  # {} is always open
    days_off: tuple[date, ...] = ()
    special: dict[date, tuple[tuple[time, time], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relaxation:
    """After `after_seconds` of waiting a skill's needed level becomes `level` (0: not needed any more)."""

    after_seconds: int
    skill: SkillId
    level: int


@dataclass(frozen=True, slots=True)
class Overflow:
    """After `after_seconds` of waiting the interaction moves to another queue, keeping its age."""

    after_seconds: int
    to_queue: QueueId


@dataclass(frozen=True, slots=True)
class QueuePlan:
    """One queue's rules. Times in seconds."""

    id: QueueId
    name: dict[str, str]
    hours: Hours
    priority: int = 5  # 1 (low) to 10 (high)
    skills: dict[SkillId, int] = field(default_factory=dict)
    relax: tuple[Relaxation, ...] = ()
    overflow: tuple[Overflow, ...] = ()
    offer_seconds: dict[Medium, int] = field(default_factory=dict)
    target_seconds: int = 20  # answered within, for the service level
    target_share: float = 0.8  # the share of customers to be answered within it
    wrapup_seconds: int = 90
    reopen_hours: int = 72  # a customer who returns within this goes back to the same agent
    last_agent_seconds: int = 60  # how long work is kept for an available last agent
    age_priority_minutes: int = 5  # each such wait raises priority by one, so nobody starves
    vip_steps: int = 3  # what being a VIP is worth in steps of priority; bounded, so nobody starves
    written_outside_hours: bool = False  # whether mail is offered while closed

    def offer_limit(self, medium: Medium) -> int:
        """How long an offer stands."""
        return self.offer_seconds.get(medium, 20)


@dataclass(frozen=True, slots=True)
class AlertRules:
    """From when a board calls for a supervisor. Times in seconds unless named otherwise; 0, or no medium, is never."""

    level_minutes: int = 15  # a queue's level below its target over so long
    level_least: int = 5  # with fewer answered or lost in that time there is no level to speak of
    no_agent_seconds: int = 60  # work waits and nobody is ready
    wait_seconds: dict[str, int] = field(default_factory=lambda: dict(LONG_WAITS))  # medium -> one who waits so long
    talk_seconds: dict[str, int] = field(default_factory=lambda: dict(LONG_TALKS))  # medium -> in an agent's hands
    wrapup_seconds: int = 300
    away_seconds: int = 2700


@dataclass(frozen=True, slots=True)
class MenuKey:
    """What a key of a menu does: leads to a queue, to another menu, or goes on in another language."""

    queue: QueueId | None = None
    menu: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """What a caller is asked first. `greeting` by language names the keys; () keys leads to the queue at once."""

    id: str
    greeting: dict[str, str]
    keys: dict[str, MenuKey] = field(default_factory=dict)
    tries: int = 3  # without a key that is known; then `queue`
    queue: QueueId | None = None  # None: the channel's own


@dataclass(frozen=True, slots=True)
class VoicePlan:
    """What callers hear and how calls are kept. Times in seconds unless named otherwise."""

    recording: str = "announce"  # "announce": recorded after the notice; "off": never
    notice: dict[str, str] = field(default_factory=lambda: dict(prompts.NOTICE))
    texts: dict[str, dict[str, str]] = field(default_factory=dict)  # over prompts.TEXTS: name -> language -> words
    talk_days: int = 90
    voicemail_days: int = 30
    wait_seconds: int = 20  # between two announcements of the place
    answer_seconds: int = 20  # for an agent's own phone, after they accepted
    ring_seconds: int = 40  # for whoever is called
    reconnect_seconds: int = 30  # for an agent whose sound broke
    voicemail_seconds: int = 120  # at most
    languages: dict[str, str] = field(default_factory=dict)  # a number's beginning ("+7") -> language
    menus: dict[str, Menu] = field(default_factory=dict)
    channel_menu: dict[ChannelId, str] = field(default_factory=dict)
    queue_caller: dict[QueueId, ChannelId] = field(default_factory=dict)  # whose number a queue's agents call from

    def words(self, name: str, language: str) -> str:
        """A text callers hear, in their language where the house has it."""
        texts = self.texts.get(name) or prompts.TEXTS[name]
        return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")

    def menu_of(self, channel: ChannelId) -> Menu | None:
        """The menu of a number; None: its queue at once."""
        return self.menus.get(self.channel_menu.get(channel, ""))


@dataclass(frozen=True, slots=True)
class SlaPolicy:
    """A promise of time, counted in the open time of `hours`. For cases, or for conversations on written media;
    empty conditions hold for all, and of the policies that fit the first one counts."""

    id: str
    covers: str  # "cases" | "messages"
    hours: Hours
    targets: dict[ClockKind, int]  # seconds
    warn_seconds: int  # before the end
    case_types: tuple[CaseType, ...] = ()
    mediums: tuple[Medium, ...] = ()
    queues: tuple[QueueId, ...] = ()
    priority_from: int = 1
    vip: bool = False  # VIPs only
    raise_priority: int = 0  # when it is broken
    to_queue: QueueId | None = None
    notify: tuple[str, ...] = ("owner", "supervisors")


@dataclass(frozen=True, slots=True)
class FloorPlan:
    """The whole of config/floor.toml and what the composer needs of config/channels.toml."""

    firm: str
    languages: tuple[str, ...]
    time_zone: str
    currency: str
    queues: dict[QueueId, QueuePlan]
    channel_queue: dict[ChannelId, QueueId]
    channels: dict[ChannelId, ChannelInfo]
    dispositions: dict[DispositionCode, Disposition]
    reasons: tuple[AwayReason, ...]
    skills: tuple[Skill, ...]
    canned: tuple[CannedReply, ...]
    topics: dict[str, QueueId]  # pre-chat topic -> queue
    undo_seconds: int = 6
    wrapup_extension_seconds: int = 60
    wrapup_extensions: int = 2
    case_prefix: str = "RC-"
    opportunity_prefix: str = "OP-"
    case_reopen_days: int = 14
    answer_within_seconds: dict[Medium, int] = field(default_factory=dict)  # customer's wait before it shows late
    automatic_answer: dict[str, str] = field(default_factory=dict)  # language -> acknowledgement text, {} is none
    subject_thread_days: int = 14
    token_key: bytes = b""  # signs reply tokens; from the environment
    mail_domain: str = "rapport.invalid"  # right side of our Message-IDs
    voice: VoicePlan = field(default_factory=VoicePlan)
    alerts: AlertRules = field(default_factory=AlertRules)
    sla: tuple[SlaPolicy, ...] = ()

    def language_of_number(self, number: str) -> str:
        """The language in which a stranger with this number (E.164) is greeted: by its longest known beginning."""
        known = [prefix for prefix in self.voice.languages if number.startswith(prefix)]
        return self.voice.languages[max(known, key=len)] if known else self.languages[0]

    def queue_of(self, channel: ChannelId, topic: str = "") -> QueueId:
        """The queue a channel's work goes to; a known topic wins."""
        return self.topics.get(topic) or self.channel_queue[channel]
