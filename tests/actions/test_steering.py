"""Interventions: who may, what happens, who is told, what is kept; and that desks stay true to them."""

from typing import Any

import pytest

from hub.actions import assist, deliver, handle, interventions, notices, offer, presence, wrapup
from hub.core import facts
from hub.core.board.named import Named
from hub.core.terms import AgentId, CustomerId, HelpId, InteractionId, NoticeId, NoticeKind, Role
from hub.errors import AlreadyTaken, Forbidden, Invalid, Missing, NotFound, NotYours
from hub.store import frames, search_index, talks, threads, whispers
from hub.store import notices as notice_pages
from hub.store.changes import Viewer, changes_for
from hub.store.log import read_after
from tests.actions.firm import CHAT, MAIL, ORDERS, SUPPORT, Firm
from tests.actions.test_desk_law import held, moments, plain, reduce, told_since


class Teams:
    """Two teams, a supervisor of the first, one of the second, and an admin."""

    def __init__(self, firm: Firm) -> None:
        """Ann and Bob are of the first team."""
        self.firm = firm
        self.ann, self.bob = firm.agent("Ann"), firm.agent("Bob", available=False)
        self.eve = firm.agent("Eve", queues=(ORDERS,), available=False)
        self.sue = firm.agent("Sue", roles=(Role.SUPERVISOR,), available=False)
        self.tom = firm.agent("Tom", roles=(Role.SUPERVISOR,), available=False)
        self.max = firm.agent("Max", roles=(Role.ADMIN,), available=False)
        for agent, team in ((self.ann, "first"), (self.bob, "first"), (self.eve, "second")):
            self._set(agent, team=team)
        self._set(self.sue, oversees=["first"])
        self._set(self.tom, oversees=["second"])

    def _set(self, agent: AgentId, **values: Any) -> None:
        from hub.store import tables

        def write(tx: Any) -> None:
            tx.conn.execute(tables.agent.update().where(tables.agent.c.id == agent).values(**values))

        self.firm.store.do_now(write)

    def do(self, action: Any, *args: Any) -> Any:
        """Run an action."""
        return self.firm.store.do_now(action, *args)

    def told(self, *kinds: type) -> list[Any]:
        """The facts of these kinds."""
        return [each for each in self.firm.facts() if isinstance(each, kinds)]

    def unread(self, agent: AgentId) -> list[Any]:
        """What an agent is to read."""
        return [row for _, row in self.firm.store.read_now(notice_pages.unread, 0, [agent])]

    def talk(self) -> offer.Taken:
        """A chat in Ann's hands."""
        self.firm.chat("v1", "Hello", name="Clara")
        return self.firm.accept_next(self.ann)


@pytest.fixture
def teams(firm: Firm) -> Teams:
    """The teams."""
    return Teams(firm)


def test_supervisors_steer_their_own_teams_only(teams: Teams) -> None:
    work = teams.talk().interaction_id
    for who in (teams.tom, teams.bob):
        for action, *rest in (
            (interventions.set_agent_state, teams.ann, "away", "lunch"), (interventions.take_over, work),
            (interventions.whisper, work, "hi"), (handle.reassign, work, ORDERS),
        ):
            before = teams.firm.changed_tables()
            with pytest.raises(Forbidden):
                teams.do(action, who, *rest)
            assert teams.firm.changed_tables() == before
    with pytest.raises(Forbidden):
        teams.do(handle.reassign, teams.sue, work, None, teams.eve)
    with pytest.raises(Forbidden):
        teams.do(interventions.broadcast, teams.sue, "hi", "second")
    teams.do(interventions.whisper, teams.max, work, "an admin may")


def test_a_state_is_set_at_once_and_its_agent_is_told_by_whom(teams: Teams) -> None:
    teams.do(interventions.set_agent_state, teams.sue, teams.ann, "away", "lunch")
    assert teams.firm.one("seat", teams.ann)["presence"] == "away"
    (row,) = teams.unread(teams.ann)
    assert (row.kind, row.by_name, row.detail) == ("state_set", "Sue", "away:lunch")
    assert teams.told(facts.AgentStateSet) == [facts.AgentStateSet(teams.ann, teams.sue, "away", "lunch", waits=False)]
    teams.do(interventions.set_agent_state, teams.sue, teams.ann, "away", "lunch")
    assert len(teams.unread(teams.ann)) == 1, "what is so already is not said again"


def test_a_missed_agent_is_brought_back_and_one_without_a_console_is_not(teams: Teams) -> None:
    def miss(tx: Any) -> None:
        presence.given_by_hub(tx, teams.ann, presence.P.MISSED, "")

    teams.do(miss)
    teams.do(interventions.set_agent_state, teams.sue, teams.ann, "available")
    assert teams.firm.one("seat", teams.ann)["presence"] == "available"
    teams.do(presence.disconnect, teams.ann)
    teams.do(interventions.set_agent_state, teams.sue, teams.ann, "offline")
    with pytest.raises(Invalid):
        teams.do(interventions.set_agent_state, teams.sue, teams.ann, "available")


def test_during_work_a_state_waits_until_the_hands_are_empty(teams: Teams) -> None:
    taken = teams.talk()
    teams.do(interventions.set_agent_state, teams.sue, teams.ann, "offline")
    seat = teams.firm.one("seat", teams.ann)
    assert (seat["presence"], seat["next"]) == ("available", "offline")
    assert teams.told(facts.AgentStateSet)[0].waits
    teams.do(handle.transfer, teams.ann, taken.interaction_id, "yours", ORDERS)
    assert teams.firm.one("seat", teams.ann)["presence"] == "offline"


def test_taking_over_moves_the_talk_whatever_the_supervisor_carries(teams: Teams) -> None:
    taken = teams.talk()
    before = teams.firm.store.read_now(talks.conversation_of, CHAT, "v1")
    mine = teams.do(interventions.take_over, teams.sue, taken.interaction_id)
    assert teams.do(interventions.take_over, teams.sue, taken.interaction_id) == mine
    work = teams.firm.work(taken.interaction_id)
    assert (work["agent_id"], work["state"]) == (teams.sue, "active")
    assert teams.firm.load(teams.ann) == {} and teams.firm.load(teams.sue) == {"chat": 1}
    first, second = teams.firm.all("handling")
    assert (first["ended_by"], second["agent_id"], second["ended_by"]) == ("reassigned", teams.sue, "")
    assert [row.kind for row in teams.unread(teams.ann)] == ["taken_over"]
    assert teams.told(facts.WorkTakenOver)[0].agent_id == teams.ann
    assert teams.firm.store.read_now(talks.conversation_of, CHAT, "v1") == before
    teams.do(deliver.send_message, teams.sue, deliver.Reply(taken.conversation_id, CHAT, "I am here now"))
    with pytest.raises(NotYours):
        teams.do(wrapup.start, teams.ann, taken.interaction_id)
    assert not teams.told(facts.InteractionQueued)[1:], "it never went through a queue"


def test_what_waits_or_is_offered_can_be_taken_and_what_is_over_cannot(teams: Teams) -> None:
    teams.firm.chat("v1", "Hello")
    teams.firm.route()
    work = InteractionId(teams.firm.all("interaction")[0]["id"])
    offered = teams.firm.offers(teams.ann)
    teams.do(interventions.take_over, teams.sue, work)
    assert offered and teams.firm.offers(teams.ann) == []
    form = wrapup.start
    teams.do(form, teams.sue, work)
    with pytest.raises(Invalid):
        teams.do(interventions.take_over, teams.max, work)


def lines_of(teams: Teams, agent: AgentId) -> list[str]:
    """The texts of the customer's thread as this agent is shown them."""
    customer = CustomerId(teams.firm.all("customer")[0]["id"])
    page = teams.firm.store.read_now(threads.thread, customer)
    return [row.text for row in teams.firm.store.read_now(whispers.seen_by, page.items, agent) if row.text]


def test_a_whisper_is_its_agents_and_supervisors_alone(teams: Teams) -> None:
    taken = teams.talk()
    with pytest.raises(Missing):
        teams.do(interventions.whisper, teams.sue, taken.interaction_id, "  ")
    pos = len(teams.firm.facts())
    said = teams.do(interventions.whisper, teams.sue, taken.interaction_id, "Offer 10 %")
    for who, sees in ((teams.ann, True), (teams.sue, True), (teams.max, True), (teams.bob, False), (teams.tom, False)):
        assert ("Offer 10 %" in lines_of(teams, who)) is sees, who
    batch = teams.firm.store.read_now(read_after, pos, 100)
    watching = frozenset({taken.conversation_id})
    viewers = [Viewer(str(who), who, "en", watching) for who in (teams.ann, teams.bob, teams.sue, teams.tom)]
    found = teams.firm.store.read_now(changes_for, batch, viewers, teams.firm.store.house, teams.firm.clock())
    shown = {key: [row.kind for row in change.rows.thread] for key, change in found.own.items() if change.rows.thread}
    assert shown == {str(teams.ann): ["whisper"], str(teams.sue): ["whisper"]}
    assert [row.seen for row in found.own[str(teams.ann)].rows.mentions] == [False]
    assert teams.firm.store.read_now(search_index.message_entries, [said]) == []
    with pytest.raises(NotFound):
        teams.do(deliver.send_message, teams.ann, deliver.Reply(
            taken.conversation_id, MAIL, "see", to="x@x.example", forward_id=said))


def test_a_broadcast_reaches_whom_it_is_for_and_says_who_has_read_it(teams: Teams) -> None:
    sent = teams.do(interventions.broadcast, teams.sue, "Lines are down")
    assert [row.text for row in teams.unread(teams.ann)] == ["Lines are down"] and not teams.unread(teams.eve)
    teams.do(notices.read, teams.ann, sent)
    teams.do(notices.read, teams.ann, sent)
    teams.do(notices.read, teams.eve, sent)
    assert teams.told(facts.NoticeRead) == [facts.NoticeRead(sent, teams.ann, teams.sue)]
    (shown,) = teams.firm.store.read_now(notice_pages.sent, teams.sue)
    assert {(each.name, each.read_at is not None) for each in shown.readers} == {("Ann", True), ("Bob", False)}
    everybody = teams.do(interventions.broadcast, teams.max, "Hello", "", ORDERS)
    assert {row["agent_id"] for row in teams.firm.all("notice_reader") if row["notice_id"] == everybody} >= {
        teams.eve, teams.ann}
    with pytest.raises(Invalid):
        teams.do(interventions.broadcast, teams.sue, "Hello", "", "nowhere")


def test_a_message_is_for_one_agent_alone(teams: Teams) -> None:
    """Nobody else of the team reads it; who oversees another team, and who is nobody's supervisor, is refused."""
    sent = teams.do(interventions.message, teams.sue, teams.ann, " Call me, please ")
    assert [(row.kind, row.text) for row in teams.unread(teams.ann)] == [("message", "Call me, please")]
    readers = [row["agent_id"] for row in teams.firm.all("notice_reader") if row["notice_id"] == sent]
    assert readers == [teams.ann] and not teams.unread(teams.bob)
    teams.do(notices.read, teams.ann, sent)
    (shown,) = teams.firm.store.read_now(notice_pages.sent, teams.sue)
    assert [(each.name, each.read_at is not None) for each in shown.readers] == [("Ann", True)]
    for who, whom, refused in (
        (teams.tom, teams.ann, Forbidden), (teams.sue, teams.eve, Forbidden), (teams.bob, teams.ann, Forbidden),
        (teams.sue, teams.sue, Invalid), (teams.sue, AgentId("nobody"), NotFound),
    ):
        with pytest.raises(refused):
            teams.do(interventions.message, who, whom, "Hello")
    with pytest.raises(Missing):
        teams.do(interventions.message, teams.sue, teams.ann, "  ")
    teams.do(interventions.message, teams.max, teams.eve, "Hello")
    assert len(teams.told(facts.NoticeSent)) == 2


def test_a_console_begins_with_the_newest_notices_however_many_are_unread(teams: Teams) -> None:
    def send(tx: Any) -> list[NoticeId]:
        return [notices.send(tx, notices.Notice(NoticeKind.BROADCAST, teams.sue, str(n)), [teams.ann])
                for n in range(notice_pages.UNREAD_SHOWN + 3)]

    sent = teams.do(send)
    shown = moments(teams.firm, [teams.ann])[teams.ann].rows.notices
    assert [row.id for row in shown] == sent[3:]


def test_help_is_asked_answered_and_over(teams: Teams) -> None:
    taken = teams.talk()
    with pytest.raises(NotYours):
        teams.do(assist.ask, teams.bob, taken.interaction_id, "help")
    call = HelpId(teams.do(assist.ask, teams.ann, taken.interaction_id, "She shouts"))
    assert teams.do(assist.ask, teams.ann, taken.interaction_id, "She shouts") == call
    assert teams.firm.store.read_now(frames.names, Named(calls=frozenset({call}))).calls == {call: "She shouts"}
    with pytest.raises(Forbidden):
        teams.do(assist.answer, teams.tom, call)
    teams.do(assist.answer, teams.sue, call)
    teams.do(assist.answer, teams.sue, call)
    with pytest.raises(AlreadyTaken):
        teams.do(assist.answer, teams.max, call)
    ((_, row),) = teams.firm.store.read_now(notice_pages.helps, 0, [teams.ann])
    assert (row.state, row.by_name) == ("answered", "Sue")
    with pytest.raises(NotYours):
        teams.do(assist.withdraw, teams.bob, call)
    teams.do(assist.withdraw, teams.ann, call)
    teams.do(assist.withdraw, teams.ann, call)
    assert teams.firm.one("help_call", call)["state"] == "ended"
    assert len(teams.told(facts.HelpAsked, facts.HelpAnswered, facts.HelpWithdrawn)) == 3


def test_help_asked_for_again_in_other_words_can_be_answered_by_anybody(teams: Teams) -> None:
    work = teams.talk().interaction_id
    call = HelpId(teams.do(assist.ask, teams.ann, work, "She shouts"))
    teams.do(assist.answer, teams.sue, call)
    assert teams.do(assist.ask, teams.ann, work, "She wants the boss") == call
    ((_, row),) = teams.firm.store.read_now(notice_pages.helps, 0, [teams.ann])
    assert (row.state, row.by_id, row.answered_at) == ("asked", None, None)
    teams.do(assist.answer, teams.max, call)
    assert [each.by_agent_id for each in teams.told(facts.HelpAnswered)] == [teams.sue, teams.max]
    assert len(teams.told(facts.HelpAsked)) == 2


def test_help_about_work_is_over_when_the_work_leaves_the_agent(teams: Teams) -> None:
    taken = teams.talk()
    about = teams.do(assist.ask, teams.ann, taken.interaction_id, "help")
    general = teams.do(assist.ask, teams.ann, None, "in general")
    teams.do(interventions.take_over, teams.sue, taken.interaction_id)
    assert teams.firm.one("help_call", about)["state"] == "withdrawn"
    assert teams.firm.one("help_call", general)["state"] == "asked"


def test_a_supervisor_who_looks_into_a_talk_is_kept(teams: Teams) -> None:
    taken = teams.talk()
    teams.do(interventions.note_watching, teams.sue, [taken.conversation_id])
    assert teams.told(facts.TalkWatched) == [
        facts.TalkWatched(taken.interaction_id, taken.conversation_id, teams.sue, teams.ann)]
    teams.do(interventions.note_watching, teams.ann, [taken.conversation_id])
    assert len(teams.told(facts.TalkWatched)) == 1, "one's own work is not watched"


def test_desks_stay_true_to_every_intervention(teams: Teams) -> None:
    do, ann, sue = teams.do, teams.ann, teams.sue
    taken = teams.talk()
    work = taken.interaction_id
    steps: list[Any] = [
        lambda: do(interventions.broadcast, sue, "Hello", "", SUPPORT),
        lambda: do(assist.ask, ann, work, "help"),
        lambda: do(assist.answer, sue, HelpId(teams.firm.all("help_call")[0]["id"])),
        lambda: do(assist.withdraw, ann, HelpId(teams.firm.all("help_call")[0]["id"])),
        lambda: do(assist.ask, ann, None, "again"),
        lambda: do(interventions.whisper, sue, work, "psst"),
        lambda: do(interventions.set_agent_state, sue, ann, "away", "break"),
        lambda: do(notices.read, ann, NoticeId(teams.firm.all("notice")[0]["id"])),
        lambda: do(assist.ask, ann, work, "once more"),
        lambda: do(interventions.take_over, sue, work),
        lambda: do(handle.reassign, sue, work, None, teams.bob),
    ]
    agents = [ann, teams.bob, sue]
    for number, step in enumerate(steps):
        before = moments(teams.firm, agents)
        step()
        after = moments(teams.firm, agents)
        for agent in agents:
            state = held(before[agent].rows)
            for change in told_since(teams.firm, before[agent].pos, Viewer("console", agent)):
                state = reduce(state, change)
            assert plain(state) == plain(held(after[agent].rows)), (number, agent)
