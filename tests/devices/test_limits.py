from __future__ import annotations

import pytest

from edge.devices.limits import FIRST_BYTES, LEAST_BYTES, MOST_BYTES, WINDOW, Limits


@pytest.mark.parametrize(("receive_maximum", "messages"), [(65_535, WINDOW), (21, WINDOW), (20, 19), (2, 1), (1, 1)])
def test_one_of_what_the_broker_receives_is_left_for_the_farewell(receive_maximum: int, messages: int) -> None:
    limits = Limits()
    limits.connected(receive_maximum, None)
    assert limits.messages == messages


def test_what_the_broker_announces_counts_and_what_it_refuses_narrows_it() -> None:
    limits = Limits()
    assert limits.takes(10**9)
    limits.connected(20, 1000)
    assert (limits.takes(1000), limits.takes(1001)) == (True, False)
    limits.refused_size(800)
    assert (limits.takes(799), limits.takes(800)) == (True, False)
    limits.refused_size(900)
    assert limits.takes(799)


def test_what_a_refusal_taught_is_asked_anew_on_the_next_connection() -> None:
    limits = Limits()
    limits.refused_size(800)
    limits.connected(20, None)
    assert limits.takes(800)


def test_what_cost_a_connection_is_not_asked_again_on_the_next_one_but_later() -> None:
    limits = Limits()
    limits.refused_size(800)
    limits.learned_hard = True
    limits.connected(20, None)
    assert not limits.takes(800)
    limits.forget_refusals()
    assert limits.takes(800)


def test_a_line_that_dies_gets_less_at_once_and_one_that_carries_gets_more() -> None:
    limits = Limits()
    for _ in range(20):
        limits.lost()
    assert limits.bytes == LEAST_BYTES
    limits.passed(200_000)
    assert limits.bytes == LEAST_BYTES + 200_000
    limits.passed(FIRST_BYTES * 100)
    assert limits.bytes == MOST_BYTES
