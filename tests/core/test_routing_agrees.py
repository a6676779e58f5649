"""The indexed router and the plain one that looks at everything agree, whatever happens in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core import reference
from tests.core.worlds import Change, World, changes, crowd_changes, crowds, furnish, furnishings, pauses

Story = list[tuple[list[Change], timedelta]]


@settings(max_examples=1500, deadline=None)
@given(furnishings, st.lists(st.tuples(st.lists(changes, max_size=4), pauses), min_size=1, max_size=8))
def test_looking_only_at_what_changed_is_enough(values: list[object], story: Story) -> None:
    """Whatever changed and however much time passed, the plan is that of a decision which looks at everything."""
    follow(values, story)


@settings(max_examples=1500, deadline=None)
@given(crowds, st.lists(st.tuples(st.lists(crowd_changes, max_size=3), pauses), min_size=1, max_size=8))
def test_it_is_enough_in_a_crowd_too(values: list[object], story: Story) -> None:
    """The same where all the work and all the agents stand in one group."""
    follow(values, story)


def follow(values: list[object], story: Story) -> None:
    """Live through the story, comparing after each pause."""
    world = furnish(values)
    compare(world)
    for batch, pause in story:
        for change in batch:
            change(world)
        world.now += pause
        compare(world)


def compare(world: World) -> None:
    """Decide both ways; the plans and what they leave behind must be equal."""
    plan = world.decide()
    assert replace(plan, wake=None) == reference.decide(world.hall, world.now)
    assert plan.wake is None or plan.wake > world.now
    assert {key: entry.item for key, entry in world.floor.work.items()} == world.hall.work
    assert {key: entry.seat for key, entry in world.floor.seats.items()} == world.hall.seats
    assert world.floor.offers == world.hall.offers
