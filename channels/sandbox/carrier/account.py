"""A customer of the carrier: account, keys, numbers, applications; and ids of the provider's shape. Values only."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

API_VERSION = "2010-04-01"


def new_sid(prefix: str) -> str:
    """An id as the provider writes them: two letters and 32 hexadecimal digits."""
    return prefix + uuid.uuid4().hex


def sid_of(prefix: str, *names: str) -> str:
    """The same id for the same names, every time."""
    return prefix + hashlib.sha256("/".join(names).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class File:
    """A picture or the like sent with a text."""

    name: str
    type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Hook:
    """Where the carrier asks or reports: an address, how, where to instead, and which events."""

    url: str
    method: str = "POST"
    fallback_url: str = ""
    fallback_method: str = "POST"
    events: frozenset[str] = frozenset()


NOWHERE = Hook("")


@dataclass(slots=True)
class App:
    """An application: addresses that several numbers or softphones share."""

    sid: str
    name: str = ""
    voice: Hook = NOWHERE
    sms: Hook = NOWHERE
    status: Hook = NOWHERE


@dataclass(slots=True)
class Number:
    """A telephone number the account rents."""

    number: str
    name: str = ""
    voice_url: str = ""
    voice_fallback_url: str = ""
    status_callback: str = ""
    sms_url: str = ""
    sms_fallback_url: str = ""
    voice: bool = True
    sms: bool = True
    voice_app: str = ""
    sms_app: str = ""
    methods: dict[str, str] = field(default_factory=dict)  # "VoiceMethod" -> "GET"; POST where not named

    @property
    def sid(self) -> str:
        """PN…, the same every time for a number."""
        return sid_of("PN", self.number)

    def voice_hook(self, apps: Mapping[str, App]) -> Hook:
        """Where to ask what a caller hears."""
        if self.voice_app in apps:
            return apps[self.voice_app].voice
        return Hook(self.voice_url, self.way("VoiceMethod"), self.voice_fallback_url, self.way("VoiceFallbackMethod"))

    def sms_hook(self, apps: Mapping[str, App]) -> Hook:
        """Where to hand a text over."""
        if self.sms_app in apps:
            return apps[self.sms_app].sms
        return Hook(self.sms_url, self.way("SmsMethod"), self.sms_fallback_url, self.way("SmsFallbackMethod"))

    def way(self, name: str) -> str:
        """The method to use: "VoiceMethod" and the like."""
        return self.methods.get(name, "POST")


@dataclass(slots=True)
class Account:
    """Who rents numbers here. `keys` are API keys (SK…) with their secrets."""

    sid: str
    token: str
    name: str = "Sandbox"
    keys: dict[str, str] = field(default_factory=dict)
    apps: dict[str, App] = field(default_factory=dict)
    numbers: Sequence[Number] = ()
    bins: dict[str, str] = field(default_factory=dict)  # TwiML kept by the carrier itself, by name

    def number(self, number: str) -> Number | None:
        """The rented number, None when it is not ours."""
        return next((found for found in self.numbers if found.number == number), None)

    def lets_in(self, name: str, secret: str) -> bool:
        """Whether name and secret are the account's or one of its keys'."""
        wanted = self.token if name == self.sid else self.keys.get(name, "")
        return bool(wanted) and hmac.compare_digest(wanted.encode(), secret.encode())
