"""What steers the floor over the socket: supervisors' interventions and agents' calls for help.

Like commands.py beside it; no behaviour lives here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hub.core.terms import AgentId, HelpId, InteractionId, NoticeId, QueueId


@dataclass(frozen=True, slots=True)
class SetAgentState:
    """Supervisor: change or end an agent's state; while they have work it waits as next. The agent is told by whom."""

    agent_id: AgentId
    state: Literal["available", "away", "offline"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Supervisor: take a live written talk from its agent, or what waits, into my own hands."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class WhisperInChat:
    """Supervisor: say something to the agent who handles this written talk; nobody else ever sees it."""

    interaction_id: InteractionId
    text: str


@dataclass(frozen=True, slots=True)
class Broadcast:
    """Supervisor: tell all my agents, those of a team, or those of a queue; shown to each until they have read it."""

    text: str
    team: str = ""
    queue_id: QueueId | None = None


@dataclass(frozen=True, slots=True)
class MessageAgent:
    """Supervisor: tell one agent I oversee, and nobody else; shown until they have read it."""

    agent_id: AgentId
    text: str


@dataclass(frozen=True, slots=True)
class ReadNotice:
    """I have read it."""

    notice_id: NoticeId


@dataclass(frozen=True, slots=True)
class AskHelp:
    """Call a supervisor, about this work of mine or none. Asking again changes the words."""

    interaction_id: InteractionId | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class AnswerHelp:
    """Supervisor: I come. The agent sees who."""

    help_id: HelpId


@dataclass(frozen=True, slots=True)
class WithdrawHelp:
    """My call for help is over: not needed, or done."""

    help_id: HelpId


FloorCommand = (
    SetAgentState | TakeOver | WhisperInChat | Broadcast | MessageAgent | ReadNotice | AskHelp | AnswerHelp
    | WithdrawHelp
)
