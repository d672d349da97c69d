from __future__ import annotations

import pytest

from edge.wire.lcus import LCUS


@pytest.mark.parametrize(
    ("channel", "on", "frame"),
    [
        (1, True, "A0 01 01 A2"),
        (1, False, "A0 01 00 A1"),
        (2, True, "A0 02 01 A3"),
        (2, False, "A0 02 00 A2"),
        (95, True, "A0 5F 01 00"),
        (255, False, "A0 FF 00 9F"),
    ],
)
def test_frames_are_the_bytes_that_boards_take(channel: int, on: bool, frame: str) -> None:
    assert LCUS.switch(channel, on) == bytes.fromhex(frame)


def test_a_board_without_timer_answer_and_inputs_says_so() -> None:
    assert (LCUS.timed_on(1, 700), LCUS.echoes, LCUS.questions([1, 2])) == (None, False, ())
