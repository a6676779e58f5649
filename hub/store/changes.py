"""What the feed sends: for a batch of facts, the rows each viewer may see of them, as they stand now.

Law: a console that applies all changes after its snapshot shows what a new snapshot would, whatever overlaps.
Rows are read as they are now, not as they were at a fact, so one batch costs a handful of statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select, tuple_

from hub.core.desk import Change, Removal, Row, Rows
from hub.core.plan import FloorPlan
from hub.core.terms import AgentId, ConversationId
from hub.store import board, lines, notices, own, own_calls, whispers
from hub.store import tables as t
from hub.store.log import Logged
from hub.store.people import families, roots
from hub.store.prepared import Prepared, among
from hub.store.touched import Touched, is_for_all, told, touched_by

_EMPTY = Rows()
_conversation = t.conversation.c
_owned = select(_conversation.id, _conversation.customer_id)
_OWNERS = Prepared(_owned.where(among(_conversation.id, "ids")))
_CONVERSATIONS = Prepared(_owned.where(among(_conversation.customer_id, "ids")))


@dataclass(frozen=True, slots=True)
class Viewer:
    """A connected console: `key` is the caller's own name for it, `watching` the conversations on its screen.

    Who watches one conversation of a customer sees all of the customer's thread.
    """

    key: str
    agent_id: AgentId
    language: str = "en"
    watching: frozenset[ConversationId] = frozenset()


@dataclass(frozen=True, slots=True)
class Changes:
    """What a batch changes: `shared` is for everybody, by language, to be written once; `own` by viewer's key."""

    pos: int
    shared: dict[str, Change]
    own: dict[str, Change]

    def of(self, viewer: Viewer) -> Change:
        """Everything one viewer is told."""
        mine, all_ = self.own.get(viewer.key), self.shared[viewer.language]
        if mine is None:
            return all_
        rows = {each.name: (*getattr(all_.rows, each.name), *getattr(mine.rows, each.name)) for each in fields(Rows)}
        return Change(self.pos, Rows(**rows), all_.removed + mine.removed, all_.facts + mine.facts)


def changes_for(
    conn: Connection, batch: Sequence[Logged], viewers: Iterable[Viewer], plan: FloorPlan, now: datetime
) -> Changes:
    """What these facts (in order, not none) change for these viewers."""
    pos = batch[-1].pos
    touched = touched_by(each.fact for each in batch)
    audience = Audience(viewers)
    audience.know_threads(conn, touched)
    own_rows = _OwnRows(conn, plan, now, pos, touched, audience)
    own_rows.read()
    for each in batch:
        audience.tell(told(each.fact), each.fact)
    shared = _shared(conn, plan, now, pos, touched)
    general = tuple(told(each.fact) for each in batch if is_for_all(each.fact))
    languages = {viewer.language for viewer in audience.viewers} | set(plan.languages)
    return Changes(
        pos=pos,
        shared={each: _spoken(shared, general, plan, each) for each in languages},
        own={key: piece.change(pos) for key, piece in audience.pieces.items()},
    )


def _shared(conn: Connection, plan: FloorPlan, now: datetime, pos: int, touched: Touched) -> Change:
    queues = touched.queues | board.queues_of(conn, touched.seats)
    only = None if touched.every_queue else queues
    colleagues = board.colleagues(conn, pos, touched.seats) if touched.seats else []
    gone = touched.seats - {row.id for row in colleagues}
    return Change(
        pos=pos,
        rows=Rows(queues=tuple(board.queues(conn, plan, now, pos, only)), colleagues=tuple(colleagues)),
        removed=tuple(Removal("colleagues", agent, pos) for agent in sorted(gone)),
    )


def _spoken(shared: Change, facts: tuple[dict[str, str], ...], plan: FloorPlan, language: str) -> Change:
    rows = shared.rows
    queues = board.in_language(rows.queues, plan, language)
    return Change(shared.pos, Rows(queues=queues, colleagues=rows.colleagues), shared.removed, facts)


@dataclass(slots=True)
class _Piece:
    """What one viewer alone is told, being gathered."""

    rows: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    removed: list[Removal] = field(default_factory=list)
    facts: list[dict[str, str]] = field(default_factory=list)

    def change(self, pos: int) -> Change:
        rows = Rows(**{table: tuple(found) for table, found in self.rows.items()}) if self.rows else _EMPTY
        return Change(pos, rows, tuple(self.removed), tuple(self.facts))


class Audience:
    """Who is connected, who looks at which thread, and what each is told."""

    def __init__(self, viewers: Iterable[Viewer]) -> None:
        self.viewers = list(viewers)
        self.pieces: dict[str, _Piece] = defaultdict(_Piece)
        self.by_agent: dict[str, list[Viewer]] = defaultdict(list)
        for viewer in self.viewers:
            self.by_agent[viewer.agent_id].append(viewer)
        self._by_customer: dict[str, list[Viewer]] = {}  # record -> who watches the thread it reads in
        self._customer_of: dict[str, str] = {}  # conversation -> record

    def know_threads(self, conn: Connection, touched: Touched) -> None:
        """Find who watches the threads that are touched."""
        watching: dict[str, list[Viewer]] = defaultdict(list)
        for viewer in self.viewers:
            for conversation in viewer.watching:
                watching[conversation].append(viewer)
        if not watching or not (touched.conversations or touched.customers or touched.messages):
            return
        rows = _OWNERS.all(conn, ids=touched.conversations)
        self._customer_of = {conversation: customer for conversation, customer in rows}
        records = families(conn, touched.customers | set(self._customer_of.values()))
        reads_as = roots(conn, records)
        found: dict[str, dict[str, Viewer]] = defaultdict(dict)
        for conversation, customer in _CONVERSATIONS.all(conn, ids=records):
            for viewer in watching.get(conversation, ()):
                found[reads_as[customer]][viewer.key] = viewer
        self._by_customer = {each: list(found[root].values()) for each, root in reads_as.items() if root in found}

    def agents(self) -> set[str]:
        """Who is connected."""
        return set(self.by_agent)

    def of_thread(self, customer: str | None, *agents: str | None) -> dict[str, Viewer]:
        """Who is to see a line of this customer's thread: those who watch it, and these agents."""
        found = {viewer.key: viewer for viewer in self._by_customer.get(customer or "", ())}
        for agent in agents:
            found |= {viewer.key: viewer for viewer in self.by_agent.get(agent or "", ())}
        return found

    def customer_of(self, conversation: str) -> str | None:
        """The customer record of a touched conversation, if anybody watches anything."""
        return self._customer_of.get(conversation)

    def put(self, agent: str | None, table: str, row: Row) -> None:
        """Give a row to an agent's consoles."""
        for viewer in self.by_agent.get(agent or "", ()):
            self.pieces[viewer.key].rows[table].append(row)

    def take(self, agent: str, table: str, row_id: str, pos: int) -> None:
        """Take a row from an agent's consoles."""
        for viewer in self.by_agent.get(agent, ()):
            self.pieces[viewer.key].removed.append(Removal(table, row_id, pos))

    def tell(self, words: dict[str, str], fact: object) -> None:
        """Tell a fact to those it concerns: its agents, and who watches its customer's thread."""
        if is_for_all(fact):  # type: ignore[arg-type]
            return
        agents = tuple(getattr(fact, name, None) for name in ("agent_id", "by_agent_id", "leg_agent_id"))
        customers = {getattr(fact, name, None) for name in ("customer_id", "winner_id", "loser_id")}
        customers.add(self.customer_of(getattr(fact, "conversation_id", None) or ""))
        keys = {key for customer in customers for key in self.of_thread(customer, *agents)}
        for key in keys:
            self.pieces[key].facts.append(words)


@dataclass(slots=True)
class _OwnRows:
    """Reads the touched rows that belong to somebody, and hands them out."""

    conn: Connection
    plan: FloorPlan
    now: datetime
    pos: int
    touched: Touched
    audience: Audience

    def read(self) -> None:
        connected = self.audience.agents()
        self._touch_renamed(connected)
        if self.touched.interactions:
            self._work()
            self._offers()
        if self.touched.interactions or self.touched.calls:
            self._calls()
        if self.touched.messages or self.touched.withdrawn:
            self._lines()
        if mine := self.touched.figures & connected:
            for row in own.me(self.conn, self.plan, self.now, self.pos, mine):
                self.audience.put(row.id, "me", row)
        if called := self.touched.mentioned & connected:
            for agent, mention in own.mentions(self.conn, self.pos, self.now, called):
                self.audience.put(agent, "mentions", mention)
        self._notices()
        if asking := {agent for agent in self.touched.helps.values() if agent in connected}:
            self._helps(asking)
        if drafts := {each for each in self.touched.drafts if each[0] in connected}:
            self._drafts(drafts)

    def _touch_renamed(self, connected: Collection[str]) -> None:
        """Live work, and calls to colleagues, whose customer or whose case reads otherwise now."""
        c, conditions = t.interaction.c, []
        if self.touched.renamed:
            family = sorted(families(self.conn, self.touched.renamed))
            conditions.append(c.customer_id.in_(family))
            called = select(t.mention.c.agent_id).join(t.message, t.message.c.id == t.mention.c.message_id)
            about = called.where(t.mention.c.agent_id.in_(sorted(connected)), t.message.c.customer_id.in_(family))
            self.touched.mentioned |= set(self.conn.execute(about.distinct()).scalars())
        if self.touched.cases:
            held = select(t.conversation.c.id).where(t.conversation.c.case_id.in_(sorted(self.touched.cases)))
            conditions.append(c.conversation_id.in_(held))
        if conditions:
            found = self.conn.execute(select(c.id).where(t.is_live, or_(*conditions)))
            self.touched.interactions |= set(found.scalars())

    def _work(self) -> None:
        rows = own.owned_among(self.conn, self.plan, self.pos, self.touched.interactions)
        owners = {row.id: agent for agent, row in rows}
        for agent, row in rows:
            self.audience.put(agent, "work", row)
        for interaction, agents in self.touched.named.items():
            for agent_id in sorted(agents - {str(owners.get(interaction))}):  # type: ignore[call-overload]
                self.audience.take(agent_id, "work", interaction, self.pos)

    def _offers(self) -> None:
        standing = set()
        for agent, row in own.offers_of_work(self.conn, self.plan, self.pos, self.touched.interactions):
            self.audience.put(agent, "offers", row)
            standing.add(row.id)
        for offer, offered in self.touched.offers.items():
            if offer not in standing:
                self.audience.take(offered, "offers", offer, self.pos)

    def _calls(self) -> None:
        """Calls that are named, and those of work that is: who owns that may see another call now."""
        named = self.touched.calls
        ids = own_calls.ids_of_work(self.conn, self.touched.interactions) | named.keys()
        if not ids:
            return
        seen: dict[str, set[str]] = defaultdict(set)
        for agent, row in own_calls.among(self.conn, self.pos, ids):
            self.audience.put(agent, "calls", row)
            seen[row.id].add(agent)
        everybody = {agent for agents in (*named.values(), *self.touched.named.values()) for agent in agents}
        for call in ids:
            for agent_id in sorted(everybody - seen[call]):
                self.audience.take(agent_id, "calls", call, self.pos)

    def _lines(self) -> None:
        for row in lines.these(self.conn, self.touched.messages, self.pos):
            there = self.audience.of_thread(row.customer_id, self.touched.messages[row.id])
            seers = whispers.seers(self.conn, row, {viewer.agent_id for viewer in there.values()})
            for key, viewer in there.items():
                if viewer.agent_id in seers:
                    self.audience.pieces[key].rows["thread"].append(row)
        for message, (conversation, agent) in self.touched.withdrawn.items():
            for key in self.audience.of_thread(self.audience.customer_of(conversation), agent):
                self.audience.pieces[key].removed.append(Removal("thread", message, self.pos))

    def _notices(self) -> None:
        if self.touched.notices:
            for agent, row in notices.unread(self.conn, self.pos, self.audience.agents(), self.touched.notices):
                self.audience.put(agent, "notices", row)
        for agent_id, notice in sorted(self.touched.read):
            self.audience.take(agent_id, "notices", notice, self.pos)

    def _helps(self, asking: set[str]) -> None:
        standing = set()
        for agent, row in notices.helps(self.conn, self.pos, asking):
            self.audience.put(agent, "helps", row)
            standing.add(row.id)
        for help_id, agent_id in self.touched.helps.items():
            if help_id not in standing:
                self.audience.take(agent_id, "helps", help_id, self.pos)

    def _drafts(self, wanted: set[tuple[str, str, str]]) -> None:
        c = t.draft.c
        where = tuple_(c.agent_id, c.conversation_id, c.tab).in_(sorted(wanted))
        standing = set()
        for agent, row in own.drafts(self.conn, self.pos, where):
            self.audience.put(agent, "drafts", row)
            standing.add((agent, row.conversation_id, row.tab))
        for agent_id, conversation, tab in wanted - standing:
            self.audience.take(agent_id, "drafts", own.draft_key(conversation, tab), self.pos)
