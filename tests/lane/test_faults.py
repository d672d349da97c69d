"""A record that can not be stored, a relay that can not be driven."""

from __future__ import annotations

from edge.lane.state import Phase
from edge.values import DeviceStatus, PulseDone, PulseFailed, StoreFailed, Tick
from tests.lane.builders import plate_read, reasons, the_answer
from tests.lane.situations import (
    fault,
    identifying,
    opening,
    rolls_off,
    settled,
)


def test_a_passage_that_could_not_be_stored_gets_no_pulse_and_says_why() -> None:
    lane = opening()
    lane.feed(DeviceStatus("storage", "failed", "disk full"))
    lane.feed(StoreFailed("disk full"))
    assert (lane.phase, lane.state.pulsing) == (Phase.FAULT, None)
    assert lane.passage.open_pulse_at is None
    assert the_answer(lane.order("open")).reason == "the record can't be stored"
    rolls_off(lane)
    (record,) = lane.records()
    assert "the record can't be stored: disk full" in reasons(record)


def test_a_note_that_could_not_be_stored_while_the_pulse_runs_does_not_deny_the_pulse() -> None:
    lane = opening()
    lane.feed(StoreFailed("disk full", pulse_dropped=False))
    assert (lane.phase, lane.state.pulsing) == (Phase.OPENING, "open")
    assert lane.passage.open_pulse_at is not None


def test_nothing_opens_by_itself_while_the_storage_fault_stands() -> None:
    lane = identifying()
    lane.feed(DeviceStatus("storage", "failed", "disk full"))
    lane.look(plate_read(), frames=3)
    settled(lane)
    assert lane.is_in(Phase.DECIDING)
    assert reasons(lane.passage)[0] == "the record can't be stored"
    lane.feed(DeviceStatus("storage", "ok", "the disk takes records again"))
    settled(lane)
    assert lane.is_in(Phase.OPENING)


def test_a_relay_that_could_not_be_driven_is_a_fault_until_the_truck_is_gone() -> None:
    lane = fault()
    assert lane.is_in(Phase.FAULT)
    settled(lane)
    lane.wait(200)
    assert lane.pulses() == ["open"]
    rolls_off(lane)
    assert lane.is_in(Phase.IDLE)
    (record,) = lane.records()
    assert "the relay could not be driven: no answer from the board" in reasons(record)


def test_a_fault_does_not_outlast_a_truck_that_left_during_the_pulse() -> None:
    lane = opening()
    rolls_off(lane)
    lane.feed(PulseFailed("open", "no answer"))
    lane.feed(Tick())
    assert lane.is_in(Phase.IDLE)
    assert len(lane.records()) == 1


def test_a_truck_that_left_during_the_pulse_is_cleared() -> None:
    lane = opening()
    rolls_off(lane)
    lane.feed(PulseDone("open"))
    lane.feed(Tick())
    assert lane.is_in(Phase.IDLE)
    assert len(lane.records()) == 1
