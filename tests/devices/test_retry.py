from __future__ import annotations

import pytest

from edge.devices.retry import PAUSES_S, Retry


def after_failures(retry: Retry, count: int) -> list[float]:
    return [retry.pause_s(0.0, 0.0, taken_over=False) for _ in range(count)]


def test_pauses_grow_while_no_connection_comes_to_be() -> None:
    assert after_failures(Retry(), 7) == [*PAUSES_S[1:], PAUSES_S[-1], PAUSES_S[-1]]


def test_after_a_connection_that_lived_it_is_tried_again_soon() -> None:
    retry = Retry()
    after_failures(retry, 7)
    assert retry.pause_s(60.0, 0.0, taken_over=False) == PAUSES_S[0]


def test_a_connection_that_ends_at_once_is_a_failure() -> None:
    retry = Retry()
    assert [retry.pause_s(0.1, 0.0, taken_over=False) for _ in range(2)] == [PAUSES_S[1], PAUSES_S[2]]


def test_the_broker_may_ask_for_more() -> None:
    assert Retry().pause_s(60.0, 45.0, taken_over=False) == 45.0


@pytest.mark.parametrize(("lived_s", "pauses"), [(31.0, [30, 60, 120, 240, 480, 480]), (3600.0, [30] * 6)])
def test_two_with_one_client_id_throw_each_other_out_ever_more_seldom(lived_s: float, pauses: list[float]) -> None:
    retry = Retry()
    assert [retry.pause_s(lived_s, 30.0, taken_over=True) for _ in range(6)] == pauses
