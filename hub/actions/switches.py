"""The emergency switch: callers of a queue or a number hear its announcement, those who wait there too, at once."""

from __future__ import annotations

from collections.abc import Mapping

from hub.actions import calling, hands
from hub.core import call_orders, call_script, facts
from hub.core.call_orders import Follows
from hub.core.terms import AgentId, CallState, ChannelId, QueueId, Role
from hub.errors import Forbidden, Invalid, Missing
from hub.store import call_rows, floor_rows
from hub.store.writer import Tx

LONGEST_TEXT = 1000


def switch_off(
    tx: Tx,
    agent: AgentId,
    on: bool,
    queue_id: QueueId | None = None,
    channel_id: ChannelId | None = None,
    text: Mapping[str, str] | None = None,
) -> None:
    """Switch a queue or a number off (`on`), or let callers in as usual again. Raises Forbidden, Missing, Invalid."""
    if not {Role.SUPERVISOR, Role.ADMIN} & {*hands.the_agent(tx, agent).roles}:
        raise Forbidden()
    kind, target = _target(tx, queue_id, channel_id)
    said = {str(language): words.strip() for language, words in (text or {}).items() if words.strip()}
    if any(len(words) > LONGEST_TEXT for words in said.values()):
        raise Invalid(f"The announcement is longer than {LONGEST_TEXT} characters; shorten it.", field="text")
    if on:
        call_rows.switch_off(tx, kind, target, said, agent)
        _tell_who_waits(tx, kind, target, said)
    elif not call_rows.switch_on(tx, kind, target):
        return
    tx.record(facts.SwitchedOff(on, agent, queue_id, channel_id))


def _target(tx: Tx, queue_id: QueueId | None, channel_id: ChannelId | None) -> tuple[str, str]:
    if (queue_id is None) == (channel_id is None):
        raise Missing("Name a queue or a channel, one of them.", field="queue_id")
    if queue_id is not None and queue_id not in tx.house.queues:
        raise Invalid(f"There is no queue {queue_id!r}.", field="queue_id")
    if channel_id is not None and channel_id not in tx.house.channels:
        raise Invalid(f"There is no channel {channel_id!r}.", field="channel_id")
    return ("queue", str(queue_id)) if queue_id is not None else ("channel", str(channel_id))


def _tell_who_waits(tx: Tx, kind: str, target: str, texts: Mapping[str, str]) -> None:
    """Callers in line hear it now; when they have heard it they are hung up, and called back as those who gave up."""
    for interaction_id, call_id in call_rows.waiting_calls(tx, kind, target):
        if interaction_id is not None:
            floor_rows.work(tx, interaction_id)  # locked before its call, as everybody does
        scene = call_rows.scene(tx, call_id)
        if scene is None or scene.call.state is not CallState.QUEUED:
            continue
        said = call_script.emergency(calling.voice(tx, scene), texts)
        orders = call_orders.move(scene, scene.customer, said)
        calling.follow(tx, scene, Follows(call={"step": call_script.EMERGENCY}, orders=orders))
