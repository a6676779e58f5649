"""Writes a demo firm into an empty store: every customer with history as rows, in a few large inserts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from hub.demo.values import DemoCustomer, DemoEpisode
from hub.store import demo_calls, demo_quality
from hub.store import tables as t
from hub.store.ids import id_at

CHUNK = 500
CHANNELS = {"chat": "chat", "email": "mail", "sms": "sms", "phone": "phone"}
WRITTEN = ("chat", "email", "sms")
HANDLED = {"chat": timedelta(minutes=6), "email": timedelta(minutes=9), "sms": timedelta(minutes=5)}
CLOSED_STAGES = ("won", "lost")


class DemoRows:
    """Rows collected table by table, in an order that respects the references."""

    ORDER = (t.customer, t.identity, t.stage_history, t.touch, t.consent, t.conversation, t.interaction, t.handling,
             t.wrapup, t.wrapup_code, t.message, t.call, t.leg, t.case, t.opportunity, t.opportunity_stage, t.order,
             t.order_line)

    def __init__(self, now: datetime, agents: list[str]) -> None:
        self._now, self._agents = now, agents
        self._rows: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self._matters: dict[tuple[str, str], str] = {}  # customer and subject -> conversation
        self._numbers = {"customer": 30000, "case": 1900, "opportunity": 600}

    def add(self, person: DemoCustomer) -> None:
        """One customer and everything that happened."""
        since = self._now - person.since
        customer = self._put(
            t.customer, since, number=self._number("customer"), kind=person.kind, name=person.name,
            language=person.language, time_zone=person.time_zone, region=person.region, vip=person.vip,
            stage=person.stage, source="demo", created_at=since, **self._last(person),
        )
        for medium, value in (("email", person.email), ("phone", person.phone), ("sms", person.phone)):
            if not value:
                continue
            self._put(t.identity, since, customer_id=customer, medium=medium, value=value, first_seen_at=since,
                      verified=medium == "email", preferred=medium == "email", last_seen_at=None)
        self._put(t.stage_history, since, customer_id=customer, stage=person.stage, entered_at=since, left_at=None,
                  cause="demo")
        self._marketing(customer, person)
        for episode in person.episodes:
            self._episode(customer, person, episode)
        self._records(customer, person)

    def write(self, conn: Connection) -> int:
        """Insert all; returns the number of rows."""
        written = 0
        for table in self.ORDER:
            rows = self._rows[table]
            for begin in range(0, len(rows), CHUNK):
                conn.execute(insert(table), rows[begin : begin + CHUNK])
            written += len(rows)
        names = [{"name": name, "value": value} for name, value in self._numbers.items()]
        conn.execute(t.counter.delete())
        conn.execute(insert(t.counter), names)
        return written

    def _put(self, table: Table, moment: datetime, /, **values: Any) -> str:
        key = id_at(moment)
        self._rows[table].append({"id": key, **values})
        return key

    def _number(self, name: str) -> int:
        self._numbers[name] += 1
        return self._numbers[name]

    def _last(self, person: DemoCustomer) -> dict[str, Any]:
        last = min(person.episodes, key=lambda episode: episode.ago)
        return {"last_interaction_at": self._now - last.ago, "last_medium": last.medium,
                "last_agent_id": self._agents[last.agent]}

    def _marketing(self, customer: str, person: DemoCustomer) -> None:
        for name, medium, response, ago in person.touches:
            self._put(t.touch, self._now - ago, customer_id=customer, at=self._now - ago, name=name, medium=medium,
                      utm={}, response=response)
        if person.ad_consent:
            at = self._now - person.since
            self._put(t.consent, at, customer_id=customer, purpose="ads", medium="email", state=person.ad_consent,
                      at=at, how="form")

    def _episode(self, customer: str, person: DemoCustomer, episode: DemoEpisode) -> None:
        begun = self._now - episode.ago
        ended = begun + episode.lines[-1].after + timedelta(minutes=1)
        agent = self._agents[episode.agent]
        conversation = self._put(t.conversation, begun, customer_id=customer, subject=episode.subject,
                                 channel_id=CHANNELS.get(episode.medium, ""), opened_at=begun, last_at=ended,
                                 closed_at=ended, last_agent_id=agent)
        self._matters[customer, episode.subject] = conversation
        accepted = begun + episode.waited
        interaction = self._put(
            t.interaction, begun, conversation_id=conversation, customer_id=customer,
            channel_id=CHANNELS.get(episode.medium, ""), medium=episode.medium, direction=demo_calls.direction(episode),
            queue_id=episode.queue, state="closed", vip=person.vip, subject=episode.subject, requires={},
            created_at=begun, queued_at=begun, accepted_at=accepted, closed_at=ended, agent_id=agent,
            rating=episode.rating,
        )
        if episode.medium == "phone":
            calls = demo_calls.CallRows(self._put, self._message)
            span = demo_calls.Span(begun, accepted, ended)
            calls.add((customer, conversation, interaction), person, episode, span, agent)
        else:
            self._lines(customer, (conversation, interaction), person, episode)
        self._wrapup(interaction, episode, (accepted, ended))
        self._event(customer, (conversation, interaction), episode, ended)

    def _lines(self, customer: str, place: tuple[str, str], person: DemoCustomer, episode: DemoEpisode) -> None:
        written = episode.medium in WRITTEN
        address = {"email": f"email:{person.email}", "sms": f"sms:{person.phone}"}.get(episode.medium, "")
        for line in episode.lines if written else ():
            at = self._now - episode.ago + line.after
            self._message(
                at, (customer, *place), kind="text", direction="inbound" if line.by_customer else "outbound",
                medium=episode.medium, channel_id=CHANNELS[episode.medium],
                agent_id=None if line.by_customer else self._agents[episode.agent],
                author_name=person.name if line.by_customer else "",
                address=address,
                subject=episode.subject if episode.medium == "email" else "",
                text=line.text, language=person.language, state="" if line.by_customer else "delivered",
            )
        if not written:
            self._message(
                self._now - episode.ago, (customer, *place), kind="event", direction="inbound", medium=episode.medium,
                agent_id=self._agents[episode.agent], event="logged", text=episode.summary,
                data={"subject": episode.subject}, language=person.language,
            )

    def _message(self, at: datetime, place: tuple[str, str, str], /, **values: Any) -> None:
        customer, conversation, interaction = place
        row: dict[str, Any] = {"copies": [], "data": {}, "channel_id": "", "agent_id": None, "author_name": "",
                               "address": "", "subject": "", "state": "", "event": "", **values}
        self._put(t.message, at, customer_id=customer, conversation_id=conversation, interaction_id=interaction,
                  at=at, **row)

    def _wrapup(self, interaction: str, episode: DemoEpisode, span: tuple[datetime, datetime]) -> None:
        accepted, ended = span
        agent = self._agents[episode.agent]
        worked = min(ended, accepted + HANDLED.get(episode.medium, timedelta(minutes=5)))
        handling = self._put(t.handling, accepted, interaction_id=interaction, agent_id=agent, queue_id=episode.queue,
                             medium=episode.medium, started_at=accepted, talk_ended_at=worked,
                             ended_at=worked + timedelta(seconds=35), ended_by="completed",
                             waited_seconds=int(episode.waited.total_seconds()))
        self._rows[t.wrapup].append({
            "handling_id": handling, "interaction_id": interaction, "agent_id": agent, "state": "completed",
            "result": episode.result, "note": episode.summary, "form": {}, "opened_at": worked,
            "submitted_at": worked + timedelta(seconds=35),
        })
        self._rows[t.wrapup_code].append({"handling_id": handling, "code": episode.disposition})

    def _event(self, customer: str, place: tuple[str, str], episode: DemoEpisode, at: datetime) -> None:
        self._message(at, (customer, *place), kind="event", direction="internal", medium="",
                      agent_id=self._agents[episode.agent], event="wrapped_up", text=episode.summary, language="",
                      data={"codes": episode.disposition, "result": episode.result})

    def _records(self, customer: str, person: DemoCustomer) -> None:
        for case in person.cases:
            opened = self._now - case.ago
            closed = None if case.closed_ago is None else self._now - case.closed_ago
            self._put(t.case, opened, number=f"RC-{self._number('case')}", customer_id=customer, type=case.type,
                      subject=case.subject, status="open" if closed is None else "closed", topic=case.topic,
                      owner_id=self._agents[case.agent], conversation_id=self._matters.get((customer, case.subject)),
                      created_at=opened, updated_at=closed or opened,
                      closed_at=closed)
        for sale in person.opportunities:
            self._sale(customer, sale.name, sale.stage, self._now - sale.ago, sale.amount, self._agents[sale.agent])
        for order in person.orders:
            at = self._now - order.ago
            key = self._put(t.order, at, number=order.number, source="demo", customer_id=customer, at=at,
                            status=order.status, amount=order.amount, currency="EUR",
                            summary=", ".join(name for _, name, _, _ in order.items))
            for sku, name, quantity, price in order.items:
                self._put(t.order_line, at, order_id=key, sku=sku, name=name, quantity=quantity, price=price)

    def _sale(self, customer: str, name: str, stage: str, opened: datetime, *owned: Any) -> None:
        amount, agent = owned
        over = stage in CLOSED_STAGES
        closed = opened + timedelta(days=20) if over else None
        key = self._put(t.opportunity, opened, number=f"OP-{self._number('opportunity')}", customer_id=customer,
                        name=name, stage=stage, amount=amount, currency="EUR", owner_id=agent, created_at=opened,
                        updated_at=closed or opened, closed_at=closed,
                        loss_reason="price" if stage == "lost" else "")
        self._put(t.opportunity_stage, opened, opportunity_id=key, stage=stage, entered_at=opened, left_at=None,
                  agent_id=agent)


def fill(conn: Connection, people: Iterable[DemoCustomer], agents: list[str], now: datetime) -> int:
    """Write the demo's customers. Returns the number of rows."""
    rows = DemoRows(now, agents)
    for person in people:
        rows.add(person)
    written = rows.write(conn)
    name = select(t.agent.c.name).where(t.agent.c.id == t.message.c.agent_id).scalar_subquery()
    unnamed = t.message.c.agent_id.is_not(None) & (t.message.c.author_name == "")
    conn.execute(update(t.message).where(unnamed).values(author_name=name))
    return written + demo_quality.fill(conn, agents, now)
