"""Notices: what agents are told until they have read it, by a supervisor or by the hub. Kept, with who read it when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hub.core import facts
from hub.core.terms import AgentId, CaseId, InteractionId, NoticeId, NoticeKind, QueueId
from hub.store import steering_rows
from hub.store.writer import Tx


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told. `by` None: the hub; `detail` is a code ("away:lunch", "resolution:breached")."""

    kind: NoticeKind
    by: AgentId | None
    text: str = ""
    detail: str = ""
    team: str = ""
    queue_id: QueueId | None = None
    interaction_id: InteractionId | None = None
    case_id: CaseId | None = None


def send(tx: Tx, said: Notice, readers: Iterable[AgentId]) -> NoticeId:
    """Put it before these agents, until each has read it."""
    notice_id = NoticeId(tx.new_id())
    row = {
        "id": notice_id, "kind": said.kind, "by_agent_id": said.by, "at": tx.now, "team": said.team,
        "queue_id": said.queue_id or "", "interaction_id": said.interaction_id, "case_id": said.case_id,
        "detail": said.detail, "text": said.text,
    }  # fmt: skip
    steering_rows.add_notice(tx, row, sorted(set(readers)))
    tx.record(facts.NoticeSent(notice_id, said.kind, said.by, said.team, said.queue_id))
    return notice_id


def read(tx: Tx, agent: AgentId, notice_id: NoticeId) -> None:
    """The agent has read it. Again, or another's, does nothing."""
    if steering_rows.read_notice(tx, notice_id, agent):
        tx.record(facts.NoticeRead(notice_id, agent, steering_rows.sender_of(tx, notice_id)))


def over(tx: Tx, unread: Iterable[tuple[NoticeId, AgentId]]) -> None:
    """What the hub told these is over before they read it; it counts as read."""
    for notice_id, agent in unread:
        read(tx, agent, notice_id)
