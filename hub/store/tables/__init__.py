"""The schema, in the order of the flow: intake, customers, conversations, floor, records, log, search.

`metadata` is the whole of it; migrations are compared with it in tests. No queries live here.
"""

from hub.store.tables.base import metadata
from hub.store.tables.conversations import (
    conversation,
    draft,
    handling,
    interaction,
    mention,
    message,
    offer,
    outgoing,
    thread_ref,
    wrapup,
    wrapup_code,
)
from hub.store.tables.customers import (
    blocked,
    consent,
    customer,
    identity,
    merge,
    merge_candidate,
    stage_history,
    termination,
    touch,
)
from hub.store.tables.floor import (
    agent,
    presence_history,
    reset_token,
    routing_trace,
    seat,
    sign_in,
    sign_in_attempt,
)
from hub.store.tables.intake import automatic_reply, bookmark, channel_state, delivery, file
from hub.store.tables.log import command_answer, counter, fact, lease, reader, setting
from hub.store.tables.records import (
    callback,
    case,
    opportunity,
    opportunity_stage,
    order,
    order_line,
    record_history,
)
from hub.store.tables.search import search_message, search_record

__all__ = [
    "agent",
    "automatic_reply",
    "blocked",
    "bookmark",
    "callback",
    "case",
    "channel_state",
    "command_answer",
    "consent",
    "conversation",
    "counter",
    "customer",
    "delivery",
    "draft",
    "fact",
    "file",
    "handling",
    "identity",
    "interaction",
    "lease",
    "mention",
    "merge",
    "merge_candidate",
    "message",
    "metadata",
    "offer",
    "opportunity",
    "opportunity_stage",
    "order",
    "order_line",
    "outgoing",
    "presence_history",
    "reader",
    "record_history",
    "reset_token",
    "routing_trace",
    "search_message",
    "search_record",
    "seat",
    "setting",
    "sign_in",
    "sign_in_attempt",
    "stage_history",
    "termination",
    "thread_ref",
    "touch",
    "wrapup",
    "wrapup_code",
]
