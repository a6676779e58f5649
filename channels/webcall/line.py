"""One leg as this carrier knows it: a caller's browser, or an agent's that was rung. Kept while it lasts."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

from channels.voice import Join, LegState, Prompt, Say

Shown = dict[str, object]


@dataclass(slots=True)
class View:
    """What a caller's browser shows and says. `turn` counts what is to be said: the browser says each turn once."""

    state: str = "connecting"  # "connecting" | "listening" | "waiting" | "recording" | "talking" | "held" | "ended"
    prompts: tuple[Prompt, ...] = ()
    turn: int = 0
    keys: bool = False  # keys are asked for
    agent: str = ""  # whom they talk to
    reason: str = ""  # why it ended: LegEnd's word, or "no_line" where no media came through

    def shown(self) -> Shown:
        """As the browser reads it."""
        said = [{"text": each.text, "language": each.language} for each in self.prompts if isinstance(each, Say)]
        about = {"agent": self.agent, "reason": self.reason}
        return {"state": self.state, "say": said, "turn": self.turn, "keys": self.keys, **about}


@dataclass(slots=True)
class Line:
    """A leg. `leg_id` and `call_id` are the hub's, as far as it told; `visitor` is set for a caller's own line."""

    id: str
    leg_id: str = ""
    call_id: str = ""
    visitor: str = ""
    join: Join | None = None  # where it is, or where it goes when it answers
    state: LegState = LegState.RINGING
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))  # opens the line again after a page's reload
    view: View = field(default_factory=View)
    answered_at: float = 0.0  # monotonic
    asked: int = 0
    reported: int = 0
    taped: asyncio.Event = field(default_factory=asyncio.Event)  # the hub knows what ended its voicemail
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # its reports arrive in order

    @property
    def room(self) -> str:
        """The room it is in."""
        return self.join.room if self.join is not None and self.state is LegState.ANSWERED else ""

    @property
    def alive(self) -> bool:
        """Not ended."""
        return self.state is not LegState.ENDED


def now() -> datetime:
    """The moment, for what is reported."""
    return datetime.now(UTC)


def new_line() -> str:
    """An id for a caller's line."""
    return f"w{secrets.token_hex(16)}"
