from __future__ import annotations

import pytest

from edge.wire.indicator import MAX_GAP_S, Repetition


def test_the_same_frame_counts_only_while_it_keeps_coming() -> None:
    repetition = Repetition(3)
    times = [10.0, 10.0 + MAX_GAP_S, 10.0 + 2 * MAX_GAP_S, 10.1 + 3 * MAX_GAP_S]
    assert [repetition.is_stable(b"a", at_s) for at_s in times] == [False, False, True, False]


def test_another_frame_begins_the_count_anew() -> None:
    repetition = Repetition(2)
    assert [repetition.is_stable(one, 0.0) for one in (b"a", b"b", b"a", b"a")] == [False, False, False, True]


@pytest.mark.parametrize(
    ("frame", "at_s", "moved"), [(b"a", 0.5, False), (b"b", 0.5, True), (b"b", MAX_GAP_S, True), (b"b", 1.5, False)]
)
def test_motion_is_a_change_from_a_frame_not_long_ago(frame: bytes, at_s: float, moved: bool) -> None:
    repetition = Repetition(3)
    assert not repetition.moved(b"a", 0.0)
    repetition.is_stable(b"a", 0.0)
    assert repetition.moved(frame, at_s) is moved
