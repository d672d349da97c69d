"""A lane that has just been started, whose relay has not been heard of yet."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from edge.lane.state import Phase, Pulse
from edge.values import DeviceStatus
from tests.lane.builders import Lane, only, plate_read, reasons, the_answer
from tests.lane.situations import BY_SIGHT, idle


def awaiting() -> Lane:
    lane = idle(BY_SIGHT)
    lane.state = replace(lane.state, relay_awaited=True)
    return lane


def arrived(lane: Lane) -> None:
    lane.look(plate_read(), frames=12)


def test_nothing_is_sent_to_a_relay_that_is_not_at_hand_and_the_reason_is_told() -> None:
    lane = awaiting()
    arrived(lane)
    assert (lane.phase, only(Pulse, lane.effects)) == (Phase.DECIDING, [])
    assert "the relay is not at hand yet" in reasons(lane.passage)


def test_the_truck_is_let_through_once_when_the_relay_is_there() -> None:
    lane = awaiting()
    arrived(lane)
    lane.feed(DeviceStatus("relay", "ok", "relay line open"))
    lane.look(plate_read(), frames=2)
    assert (lane.phase, len(only(Pulse, lane.effects))) == (Phase.OPENING, 1)


@pytest.mark.parametrize("code", ["lost", "no-answer", "died"])
def test_a_relay_that_is_at_fault_is_awaited_no_longer(code: str) -> None:
    lane = awaiting()
    lane.feed(DeviceStatus("relay", code, "check its cable"))
    assert lane.state.relay_awaited is False


def test_another_device_is_not_the_relay() -> None:
    lane = awaiting()
    lane.feed(DeviceStatus("indicator", "ok", "streaming"))
    assert lane.state.relay_awaited is True


@pytest.mark.parametrize("action", ["open", "close"])
def test_a_command_is_answered_with_why_nothing_moves(action: Literal["open", "close"]) -> None:
    lane = awaiting()
    answer = the_answer(lane.order(action))
    assert answer.accepted is False
    assert only(Pulse, lane.effects) == []
    if action == "open":
        assert answer.reason == "the relay is not at hand yet"
