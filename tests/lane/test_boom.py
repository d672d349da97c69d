"""The boom on its way: limits that tell where it is, faults where it does not arrive, vehicles that come under it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edge.lane.settings import Settings
from edge.lane.state import Fault, Journal, Phase, Publish, Pulse, ReleaseRelays
from edge.values import DeviceStatus, InputChanged, InputState, PulseDone, PulseFailed
from tests.lane.builders import Lane, only, plate_read, reasons, said
from tests.lane.situations import GATED, clearing, deciding, idle, rolls_off, settled, tell

DOWN: dict[str, InputState] = {"loop": "clear", "up": "clear", "down": "active"}
UP: dict[str, InputState] = {"loop": "clear", "down": "clear", "up": "active"}


def told(lane: Lane, inputs: dict[str, InputState]) -> Lane:
    for name, state in inputs.items():
        tell(lane, name, state)
    return lane


def closing_down(lane: Lane | None = None) -> Lane:
    """A truck has passed, the boom was up, and the close pulse runs."""
    lane = told(lane or clearing(GATED), UP)
    rolls_off(lane)
    assert (lane.phase, lane.pulses()) == (Phase.CLOSING, ["open", "close"])
    return lane


def travelling_down() -> Lane:
    lane = closing_down()
    lane.feed(PulseDone("close"), 0.7)
    tell(lane, "up", "clear")
    return lane


def barrier_faults(lane: Lane) -> list[str]:
    return [one.code for one in lane.state.faults if one.device == "barrier"]


# limits


def test_closing_lasts_until_the_closed_limit_is_reached() -> None:
    lane = travelling_down()
    lane.wait(5)
    assert lane.is_in(Phase.CLOSING)
    tell(lane, "down", "active")
    assert (lane.phase, barrier_faults(lane)) == (Phase.IDLE, [])


def test_a_boom_that_does_not_come_up_in_time_is_a_fault_until_it_does() -> None:
    lane = clearing(GATED)
    told(lane, DOWN)
    lane.wait(9)
    assert barrier_faults(lane) == []
    lane.wait(1.5)
    assert barrier_faults(lane) == ["not-opened"]
    (fault,) = [one for one in lane.all_of(Publish) if one.event == "fault"]
    assert fault.passage_id == lane.passage.passage_id
    assert said(fault)["text"] == "the boom has not reached its open limit: 10 s after the pulse"
    assert said(fault)["words"]["vi"] == "Cần chắn chưa lên hết"
    assert said(fault)["checks"]["en"][0] == "the boom: is it broken or stuck?"
    assert lane.pulses() == ["open"]
    told(lane, {"down": "clear", "up": "active"})
    assert barrier_faults(lane) == []
    assert lane.events().count("recovered") == 1


def test_a_boom_that_does_not_come_down_in_time_is_a_fault_until_the_next_move_works() -> None:
    lane = travelling_down()
    lane.wait(11)
    assert (lane.phase, barrier_faults(lane)) == (Phase.IDLE, ["not-closed"])
    lane.wait(60)
    assert lane.pulses() == ["open", "close"]
    lane.order("open")
    tell(lane, "up", "active")
    lane.feed(PulseDone("open"), 0.7)
    assert barrier_faults(lane) == []


def test_a_limit_that_can_not_be_read_says_so_and_does_not_blame_the_boom() -> None:
    lane = travelling_down()
    tell(lane, "down", "unreadable")
    lane.wait(11)
    assert barrier_faults(lane) == ["limit-unreadable"]


def test_a_pulse_that_failed_proves_nothing_about_the_boom() -> None:
    lane = closing_down()
    lane.feed(PulseFailed("close", "no answer from the board"))
    lane.wait(60)
    assert (lane.phase, barrier_faults(lane)) == (Phase.IDLE, [])


def test_both_limits_at_once_are_a_fault_while_it_lasts() -> None:
    lane = told(idle(GATED), {"up": "active", "down": "active"})
    assert barrier_faults(lane) == ["limits-disagree"]
    tell(lane, "up", "clear")
    assert barrier_faults(lane) == []
    assert (lane.events(), lane.pulses()) == (["fault", "recovered"], [])


def test_a_boom_that_leaves_its_open_limit_unbidden_is_a_fault_and_nothing_moves() -> None:
    lane = told(clearing(GATED), UP)
    lane.wait(1)
    tell(lane, "up", "clear")
    assert barrier_faults(lane) == ["moved"]
    tell(lane, "down", "active")
    assert barrier_faults(lane) == []
    assert lane.pulses() == ["open"]


@pytest.mark.parametrize("settings", [replace(GATED, can_close=False), replace(GATED, mode="monitor")])
def test_a_boom_that_others_may_close_is_not_called_broken_for_it(settings: Settings) -> None:
    lane = told(idle(settings), UP)
    tell(lane, "up", "clear")
    assert barrier_faults(lane) == []


def test_a_limit_that_can_not_be_read_any_more_is_no_boom_that_moved() -> None:
    lane = told(clearing(GATED), UP)
    tell(lane, "up", "unreadable")
    assert barrier_faults(lane) == []


# under the boom


def test_a_vehicle_under_the_boom_while_it_travels_down_reopens_it_once_with_a_record_of_its_own() -> None:
    lane = travelling_down()
    lane.effects.clear()
    tell(lane, "loop", "active")
    kinds = [type(one) for one in lane.effects]
    assert kinds.index(Journal) < kinds.index(Pulse)
    assert lane.is_in(Phase.OPENING)
    (event,) = [one for one in lane.all_of(Publish) if one.event == "violation"]
    assert (event.passage_id, said(event)["violation"]) == (lane.passage.passage_id, "under-boom")
    tell(lane, "loop", "clear")
    tell(lane, "loop", "active")
    lane.feed(PulseDone("open"), 0.7)
    tell(lane, "up", "active")
    lane.wait(30)
    assert lane.pulses() == ["open"]  # it is still there
    tell(lane, "loop", "clear")
    lane.wait(3)
    assert lane.pulses() == ["open", "close"]
    (record,) = lane.records()
    assert reasons(record) == ["reopened: a vehicle came under the closing boom"]
    assert record.decision is not None
    assert record.decision.authority == "local"
    assert record.violations == ("under-boom: a vehicle came under the closing boom",)


def test_the_close_pulse_is_over_before_the_open_pulse_begins() -> None:
    lane = closing_down()
    lane.effects.clear()
    tell(lane, "loop", "active")
    assert lane.pulses() == []
    assert len(lane.all_of(ReleaseRelays)) == 1
    lane.feed(PulseFailed("close", "stopped by command"), 0.1)
    assert (lane.phase, lane.pulses()) == (Phase.OPENING, ["open"])


def test_a_close_pulse_that_ended_by_itself_before_it_could_be_released_reopens_as_well() -> None:
    lane = closing_down()
    tell(lane, "loop", "active")
    lane.feed(PulseDone("close"), 0.1)
    assert lane.pulses() == ["open", "close", "open"]


def test_presence_that_can_not_be_read_ends_the_close_pulse_and_reopens_nothing() -> None:
    lane = closing_down()
    tell(lane, "loop", "unreadable")
    assert len(lane.all_of(ReleaseRelays)) == 1
    lane.feed(PulseFailed("close", "stopped by command"), 0.1)
    lane.wait(60)
    assert (lane.phase, lane.pulses()) == (Phase.IDLE, ["open", "close"])


def test_a_vehicle_seen_after_the_pulse_was_cut_short_reopens_the_boom_that_may_still_come_down() -> None:
    lane = closing_down()
    tell(lane, "loop", "unreadable")
    lane.feed(PulseFailed("close", "stopped by command"), 0.1)
    tell(lane, "loop", "active")
    assert lane.pulses() == ["open", "close", "open"]


def test_after_stop_a_vehicle_under_the_boom_only_ends_the_pulse() -> None:
    lane = closing_down()
    lane.order("stop")
    tell(lane, "loop", "active")
    lane.feed(PulseFailed("close", "stopped by command"), 0.1)
    lane.wait(1)
    tell(lane, "loop", "clear")
    tell(lane, "loop", "active")
    assert lane.pulses() == ["open", "close"]
    texts = [said(one)["text"] for one in lane.all_of(Publish) if one.event == "violation"]
    assert all("not reopened: the lane is held by stop" in one for one in texts)
    assert texts


def test_a_held_lane_reopens_for_a_vehicle_under_the_boom() -> None:
    lane = travelling_down()
    lane.order("hold")
    tell(lane, "loop", "active")
    assert lane.pulses() == ["open", "close", "open"]


def test_a_lane_that_can_not_store_the_record_does_not_reopen_and_says_why() -> None:
    lane = travelling_down()
    lane.feed(DeviceStatus("storage", "failed", "disk full"))
    tell(lane, "loop", "active")
    assert lane.pulses() == ["open", "close"]
    (event,) = [one for one in lane.all_of(Publish) if one.event == "violation"]
    assert "not reopened: the record can't be stored" in said(event)["text"]


def test_the_next_truck_under_the_boom_before_it_is_down_is_reopened_for_in_its_own_passage() -> None:
    lane = travelling_down()
    lane.weigh(7000, 16000, 25000)
    lane.look(plate_read(sure=0.4), frames=2)
    passage_id = lane.passage.passage_id
    tell(lane, "loop", "active")
    assert (lane.phase, lane.passage.passage_id) == (Phase.OPENING, passage_id)
    assert lane.passage.violations == ("under-boom: a vehicle came under the closing boom",)


def test_a_truck_that_was_refused_and_came_under_the_boom_keeps_the_refusal_in_its_record() -> None:
    lane = travelling_down()
    lane.weigh(7000, 16000, 25000)
    lane.order("decide", outcome="refuse")
    tell(lane, "loop", "active")
    assert "decided before: refuse (central)" in reasons(lane.passage)


def test_the_boom_that_is_down_is_reopened_for_nobody() -> None:
    lane = travelling_down()
    tell(lane, "down", "active")
    tell(lane, "loop", "active")
    assert lane.pulses() == ["open", "close"]


def test_presence_inputs_alone_keep_a_closing_boom_watched_for_the_time_it_travels() -> None:
    lane = clearing(replace(GATED, inputs={"loop": "presence"}))
    tell(lane, "loop", "clear")
    rolls_off(lane)
    lane.feed(PulseDone("close"), 0.7)
    lane.wait(9)
    tell(lane, "loop", "active")
    assert lane.pulses() == ["open", "close", "open"]


def test_a_waiting_truck_is_not_moved_for_by_a_fault_of_the_barrier() -> None:
    lane = told(deciding(GATED), {"up": "active", "down": "active", "loop": "clear"})
    lane.wait(30)
    assert lane.pulses() == []
    assert [type(one) for one in lane.state.faults] == [Fault]
    settled(lane)
    lane.look(plate_read(), frames=3)
    assert lane.pulses() == ["open"]
    assert only(Pulse, lane.effects)[0].channel == "open"


def test_a_presence_input_that_can_not_be_read_is_a_fault_until_it_can() -> None:
    lane = idle(GATED)
    tell(lane, "loop", "unreadable")
    assert [(one.device, one.code, one.text) for one in lane.state.faults] == [("input:loop", "unreadable", "loop")]
    tell(lane, "loop", "active")
    assert lane.state.faults == ()
    assert [one for one in lane.events() if one in ("fault", "recovered")] == ["fault", "recovered"]


def test_a_close_pulse_is_let_go_before_anything_is_told_of_the_input() -> None:
    effects = closing_down().feed(InputChanged("loop", "presence", "unreadable"))
    ordered = [type(one) for one in effects if isinstance(one, ReleaseRelays | Publish)]
    assert ordered == [ReleaseRelays, Publish]
