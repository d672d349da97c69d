from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.values import InputState
from edge.wire.contacts import Contact, polled


def told(polls: Sequence[bool | None]) -> list[InputState]:
    contact, states = Contact(), list[InputState]()
    for one in polls:
        contact = polled(contact, one)
        states.append(contact.told)
    return states


@pytest.mark.parametrize(
    ("polls", "states"),
    [
        ([True], ["active"]),
        ([False], ["unreadable"]),
        ([False, False], ["unreadable", "clear"]),
        ([True, False], ["active", "active"]),
        ([True, False, False], ["active", "active", "clear"]),
        ([False, False, True], ["unreadable", "clear", "active"]),
        ([False, False, None], ["unreadable", "clear", "clear"]),
        ([False, False, None, None], ["unreadable", "clear", "clear", "unreadable"]),
        ([True, None, None], ["active", "active", "unreadable"]),
        ([True, None, False, None, False], ["active"] * 5),
        (
            [False, False, None, None, False, False],
            ["unreadable", "clear", "clear", "unreadable", "unreadable", "clear"],
        ),
    ],
)
def test_active_is_told_at_once_and_clear_and_unreadable_after_two_polls(
    polls: list[bool | None], states: list[InputState]
) -> None:
    assert told(polls) == states


@given(st.lists(st.sampled_from([True, False, None])))
def test_nothing_is_ever_clear_that_was_not_clear_twice_since_it_was_active_or_unreadable(
    polls: list[bool | None],
) -> None:
    for number, state in enumerate(told(polls)):
        if state == "clear":
            since = [one for one in polls[: number + 1] if one is not None]
            assert since[-2:] == [False, False]
            assert polls[number - 1 : number + 1] != [None, None]
