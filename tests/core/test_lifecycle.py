"""The tables of moves: what is possible, that everything ends, and that the log has a word for each."""

from __future__ import annotations

import typing
from enum import StrEnum

import pytest

from hub.core import facts
from hub.core.lifecycle import INTERACTION, TABLES, WRAP_UP, ImpossibleMove, Lifecycle, Move
from hub.core.terms import InteractionState, WrapUpState

tables = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.what)
S = InteractionState


def reachable(table: Lifecycle[typing.Any], starts: tuple[StrEnum, ...]) -> set[StrEnum]:
    """The states that can follow, in any number of moves."""
    found, edge = set(starts), list(starts)
    while edge:
        state = edge.pop()
        for _, source, target in table.rows():
            if source == state and target not in found:
                found.add(target)
                edge.append(target)
    return found


def states(table: Lifecycle[typing.Any]) -> list[StrEnum]:
    """Every state there is a word for."""
    kind: type[StrEnum] = type(table.starts[0])
    return list(kind)


@tables
def test_every_state_is_reachable(table: Lifecycle[typing.Any]) -> None:
    assert reachable(table, table.starts) == set(states(table))


@tables
def test_every_reachable_state_has_a_way_to_an_end(table: Lifecycle[typing.Any]) -> None:
    for state in reachable(table, table.starts):
        assert reachable(table, (state,)) & set(table.ends), f"{table.what} cannot get out of {state}"


@tables
def test_a_move_that_is_not_in_the_table_raises(table: Lifecycle[typing.Any]) -> None:
    possible = {(source, name): target for name, source, target in table.rows()}
    for state in states(table):
        for move in {move.name for move in table.moves}:
            assert table.allows(state, move) is ((state, move) in possible)
            if (state, move) in possible:
                assert table.after(state, move) == possible[state, move]
                assert state in table.sources(move)
            else:
                with pytest.raises(ImpossibleMove, match=f"{table.what} that is {state}"):
                    table.after(state, move)


def test_the_life_of_an_interaction_is_the_one_that_was_designed() -> None:
    """architecture: Life of an Interaction. Nothing may be added here without changing that paragraph."""
    arrows = {(source, target) for _, source, target in INTERACTION.rows()}
    assert arrows == {
        (S.QUEUED, S.OFFERED),
        (S.OFFERED, S.ACTIVE),
        (S.OFFERED, S.QUEUED),
        (S.ACTIVE, S.HELD),
        (S.HELD, S.ACTIVE),
        (S.ACTIVE, S.QUEUED),
        (S.HELD, S.QUEUED),
        (S.ACTIVE, S.WAITING),
        (S.WAITING, S.ACTIVE),
        (S.ACTIVE, S.SNOOZED),
        (S.WAITING, S.SNOOZED),
        (S.SNOOZED, S.QUEUED),
        (S.ACTIVE, S.WRAPPING),
        (S.HELD, S.WRAPPING),
        (S.WRAPPING, S.CLOSED),
        (S.QUEUED, S.CLOSED),
        (S.QUEUED, S.ABANDONED),
        (S.OFFERED, S.ABANDONED),
    }


def test_closed_is_final() -> None:
    assert not [source for _, source, _ in INTERACTION.rows() if source in (S.CLOSED, S.ABANDONED)]


def test_whatever_was_active_passes_through_wrapping() -> None:
    """Without wrap-up an active interaction reaches an end only by being queued again."""
    left = [(name, source, target) for name, source, target in INTERACTION.rows() if source is not S.QUEUED]
    ends = {source for _, source, target in left if target in INTERACTION.ends}
    assert ends == {S.WRAPPING, S.OFFERED}


def test_facts_about_lives_stand_in_a_table() -> None:
    """Every fact that tells of an interaction, offer, handling, wrap-up, case, opportunity, callback, call, leg or
    review has its move, or tells of a beginning."""
    kinds = (
        "Interaction", "Offer", "Handling", "WrapUp", "Case", "Opportunity", "Callback", "CallChanged", "CallEnded",
        "Leg", "Review",
    )  # fmt: skip
    told = {each for each in typing.get_args(facts.Fact) if each.__name__.startswith(kinds)}
    beginnings = {facts.CaseOpened, facts.OpportunityOpened, facts.CallbackPlanned, facts.ReviewOpened}
    assert told - beginnings == {fact for table in TABLES for move in table.moves for fact in move.facts}


def test_the_name_of_a_move_is_found_from_its_ends() -> None:
    assert WRAP_UP.between(WrapUpState.OPEN, WrapUpState.FLAGGED) == "run_out"
    with pytest.raises(ImpossibleMove, match="becoming open"):
        WRAP_UP.between(WrapUpState.COMPLETED, WrapUpState.OPEN)
    with pytest.raises(KeyError):
        WRAP_UP.sources("fly")


def test_a_table_with_two_answers_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        moves = (Move("go", (S.QUEUED,), S.CLOSED), Move("go", (S.QUEUED,), S.HELD))
        Lifecycle("thing", (S.QUEUED,), (S.CLOSED,), moves)


def test_the_diagram_is_drawn_from_the_table() -> None:
    assert WRAP_UP.mermaid() == (
        "stateDiagram-v2\n"
        "    [*] --> open\n"
        "    open --> open : extend\n"
        "    open --> completed : complete\n"
        "    flagged --> completed : complete\n"
        "    open --> flagged : run out\n"
        "    completed --> [*]\n"
        "    flagged --> [*]\n"
    )
    assert "offered --> queued : decline, expire, rescind" in INTERACTION.mermaid()
