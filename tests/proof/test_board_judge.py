"""The judge of the board's contacts, on traces that keep the rules and on traces that break each."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from edge.sim.relay import Pulse
from tests.proof.board_judge import Call, Obeyed, Over, Question, Seen, Stopped, Trouble, broken

OPEN = Call(10.0, "open", "passage-1 at 10")
ON, OFF = Obeyed(10.1, 1, True), Obeyed(10.3, 1, False)
CLOSE = Call(20.0, "close", None)
CLOSE_ON = Obeyed(20.2, 2, True)


def found(*trace: Seen, pulses: Sequence[Pulse] = ()) -> list[str]:
    return list(broken(trace, pulses, 0.2, 1))


def test_a_pulse_that_was_ordered_and_came_once_breaks_nothing() -> None:
    assert found(OPEN, ON, OFF, Over(10.3), Question(20.1, clear=True), CLOSE, CLOSE_ON, Over(20.4)) == []


def test_a_frame_under_way_when_its_lane_died_breaks_nothing() -> None:
    assert found(OPEN, Over(10.05), ON) == []


@pytest.mark.parametrize(
    ("trace", "breach"),
    [
        ([ON], "rule 2: a pulse on channel 1 that was not ordered"),
        ([Question(20.1, clear=True), OPEN, CLOSE_ON], "rule 2: a pulse on channel 2 that was not ordered"),
        ([OPEN, ON, OFF, Obeyed(11.0, 1, True)], "rule 2: a pulse that was ordered once came 2 times"),
        ([OPEN, Over(10.3), Obeyed(13.0, 1, True)], "rule 2: a pulse came after its order was over"),
        ([OPEN, ON, Over(11), Call(12, "open", OPEN.opening)], "rule 2: a second open pulse for one decision"),
        ([Call(10.0, "open", None)], "rule 6: an open pulse without a committed decision to open"),
        ([Stopped(9.0, True), OPEN], "rule: stop is followed by silence"),
        ([CLOSE, CLOSE_ON], "rule 1: a close pulse while"),
        ([Question(19.0, clear=True), Question(20.1, clear=False), CLOSE, CLOSE_ON], "rule 1: a close pulse while"),
    ],
)
def test_each_broken_rule_is_named(trace: Sequence[Seen], breach: str) -> None:
    (line,) = found(*trace)
    assert line.startswith(breach)


def test_stop_ends_with_release() -> None:
    assert found(Stopped(8.0, True), Stopped(9.0, False), OPEN, ON) == []


def test_a_pulse_that_nobody_disturbed_ends_in_time() -> None:
    (line,) = found(pulses=[Pulse(1, 10.0, 31.0)])
    assert line.startswith("rule 3: a pulse that did not end in time")
    assert found(Trouble(11.0), pulses=[Pulse(1, 10.0, 31.0)]) == []
