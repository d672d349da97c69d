from __future__ import annotations

import pytest

from edge.devices.retry import HANG_UPS, PAUSES_S, QUARREL_PAUSES_S, Retry


def pauses(retry: Retry, count: int, lived_s: float, at_least_s: float = 0.0, **how: bool) -> list[float]:
    found = []
    for _ in range(count):
        retry.ended(lived_s, **how)
        found.append(retry.pause_s(at_least_s))
    return found


def test_pauses_grow_while_no_connection_comes_to_be() -> None:
    assert pauses(Retry(), 7, 0.0) == [*PAUSES_S[1:], PAUSES_S[-1], PAUSES_S[-1]]


def test_after_a_connection_that_lived_it_is_tried_again_soon() -> None:
    retry = Retry()
    pauses(retry, 7, 0.0)
    assert pauses(retry, 1, 60.0) == [PAUSES_S[0]]


def test_a_connection_that_ends_at_once_is_a_failure() -> None:
    assert pauses(Retry(), 2, 0.1) == [PAUSES_S[1], PAUSES_S[2]]


def test_the_broker_may_ask_for_more() -> None:
    assert pauses(Retry(), 1, 60.0, at_least_s=45.0) == [45.0]


@pytest.mark.parametrize(("lived_s", "expected"), [(31.0, [30, 60, 120, 240, 480, 480]), (3600.0, [30] * 6)])
def test_two_with_one_client_id_throw_each_other_out_ever_more_seldom(lived_s: float, expected: list[float]) -> None:
    assert pauses(Retry(), 6, lived_s, at_least_s=30.0, taken_over=True) == expected


def test_a_broker_that_hangs_up_again_and_again_without_a_word_is_left_alone_ever_longer() -> None:
    retry = Retry()
    found = pauses(retry, HANG_UPS + len(QUARREL_PAUSES_S), 30.0, hung_up=True)
    assert found == [PAUSES_S[0]] * (HANG_UPS - 1) + [*QUARREL_PAUSES_S, QUARREL_PAUSES_S[-1]]
    assert retry.is_quarrel


@pytest.mark.parametrize(("lived_s", "hung_up"), [(30.0, False), (0.0, True), (3600.0, True)])
def test_a_cut_line_a_broker_that_is_down_and_one_that_restarts_are_no_quarrel(lived_s: float, hung_up: bool) -> None:
    retry = Retry()
    pauses(retry, HANG_UPS, 30.0, hung_up=True)
    retry.ended(lived_s, hung_up=hung_up)
    assert not retry.is_quarrel
