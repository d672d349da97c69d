"""The life of a passage: arrive, identify, decide, open, leave, record; by weight and by sight."""

from __future__ import annotations

from edge.lane.settings import Settings
from edge.lane.state import Journal, Phase, Publish, Pulse, ShowPictures
from edge.values import Expected, ExpectedChanged, PulseDone, PulseFailed, Tick
from tests.lane.builders import frame, only, plate_read, reasons, said, weight
from tests.lane.situations import (
    BY_SIGHT,
    GROSS_KG,
    clearing,
    deciding,
    identifying,
    idle,
    rolls_off,
    settled,
    tell,
)


def test_a_truck_by_weight_from_arrival_to_its_record() -> None:
    lane = identifying()
    assert lane.events() == ["arrived"]
    lane.look(plate_read(), frames=3)
    assert lane.is_in(Phase.IDENTIFYING)
    settled(lane)
    assert lane.is_in(Phase.OPENING)
    lane.feed(PulseDone("open"), 0.7)
    assert lane.is_in(Phase.CLEARING)
    rolls_off(lane)
    assert lane.is_in(Phase.IDLE)
    assert lane.events() == ["arrived", "identified", "decided", "pulsed", "cleared"]
    assert lane.pulses() == ["open"]
    (record,) = lane.records()
    assert reasons(record) == ["plate read", "weight stable"]
    assert record.weighed is not None
    assert record.weighed.reading.gross_kg == GROSS_KG
    assert record.cleared_at == record.ended_at
    assert record.open_pulse_at is not None
    assert record.opened_at is None  # no limit input has said so


def test_a_truck_by_sight_from_arrival_to_its_record() -> None:
    lane = idle(BY_SIGHT)
    lane.look(plate_read(), frames=6)
    lane.feed(PulseDone("open"), 0.7)
    lane.look(plate_read(), frames=5)
    lane.look(frames=15)
    assert lane.is_in(Phase.IDLE)
    assert lane.events() == ["arrived", "identified", "decided", "pulsed", "cleared"]
    assert [one.clusters[0].best for one in lane.records()] == [plate_read()]


def test_the_record_is_committed_before_the_pulse_in_the_same_step() -> None:
    lane = identifying()
    lane.look(plate_read(), frames=3)
    while lane.is_in(Phase.IDENTIFYING):
        effects = lane.weigh(GROSS_KG, stable=True)
    kinds = [type(one) for one in effects]
    assert kinds.index(Journal) < kinds.index(Pulse) == len(kinds) - 1
    last = only(Journal, effects)[-1].passage
    assert last.decision is not None
    assert last.decision.outcome == "open"
    assert last.open_pulse_at is not None


def test_a_truck_that_backs_out_is_recorded_and_nothing_is_opened() -> None:
    lane = identifying()
    lane.look(plate_read(), frames=3)
    rolls_off(lane)
    assert lane.is_in(Phase.IDLE)
    assert lane.pulses() == []
    (record,) = lane.records()
    assert record.decision is not None
    assert record.decision.outcome == "none"
    assert reasons(record) == ["the vehicle left before a decision"]


def test_a_truck_that_leaves_while_it_is_referred_is_recorded_so() -> None:
    lane = deciding()
    rolls_off(lane)
    (record,) = lane.records()
    assert record.decision is not None
    assert record.decision.outcome == "refer"
    assert "the vehicle left unopened for" in reasons(record)


def test_no_readable_plate_is_referred_after_the_time_out_with_its_reasons() -> None:
    lane = identifying()
    settled(lane)
    lane.wait(10)
    assert lane.is_in(Phase.IDENTIFYING)
    lane.wait(6)
    assert lane.is_in(Phase.DECIDING)
    rolls_off(lane)
    (record,) = lane.records()
    assert reasons(record)[:3] == ["no plate read", "weight stable", "no plate read within 15 s"]
    assert lane.pulses() == []
    assert len(lane.all_of(ShowPictures)) == 1


def test_a_weight_that_never_settles_is_referred_with_its_reason() -> None:
    lane = identifying()
    lane.look(plate_read(), frames=3)
    for _ in range(90):
        lane.weigh(32000, 32600)
        lane.feed(Tick())
    assert lane.is_in(Phase.DECIDING)
    rolls_off(lane)
    (record,) = lane.records()
    assert reasons(record)[:3] == ["weight did not settle", "plate read", "weight did not settle within 15 s"]


def test_a_plateau_between_two_axle_groups_is_not_taken_for_the_weight() -> None:
    lane = identifying()
    lane.look(plate_read(), frames=3)
    lane.weigh(*[16000.0] * 12, stable=True)
    lane.weigh(20000, 26000)
    settled(lane)
    assert lane.passage.weighed is not None
    assert lane.passage.weighed.reading.gross_kg == GROSS_KG
    assert lane.is_in(Phase.OPENING)


def test_an_indicator_that_wavers_by_a_graduation_still_settles() -> None:
    lane = identifying()
    lane.look(plate_read(), frames=3)
    for _ in range(3):
        lane.weigh(*[32460.0] * 5, stable=True)
        lane.weigh(*[32480.0] * 5, stable=True)
    assert lane.is_in(Phase.OPENING)


def test_an_overloaded_truck_is_referred_and_the_record_says_overload() -> None:
    lane = identifying()
    lane.look(plate_read(), frames=3)
    for _ in range(90):
        lane.feed(weight(lane.now_s, None, status="overload"), 0.2)
        lane.feed(Tick())
    assert lane.is_in(Phase.DECIDING)
    assert reasons(lane.passage)[0] == "indicator reports overload"


def test_a_plate_read_after_the_referral_opens_after_all() -> None:
    lane = deciding()
    lane.look(plate_read(), frames=3)
    assert lane.is_in(Phase.OPENING)
    assert [said(one)["outcome"] for one in lane.all_of(Publish) if one.event == "decided"] == ["refer", "open"]
    assert reasons(lane.passage) == ["plate read", "weight stable", "no plate read within 15 s"]


def test_a_frame_from_before_the_arrival_does_not_count() -> None:
    lane = identifying()
    lane.feed(frame(lane.passage.arrived_s - 0.3, plate_read()))
    assert lane.passage.clusters == ()


def test_the_frame_of_the_arrival_counts_once() -> None:
    lane = idle(BY_SIGHT)
    lane.look(plate_read(sure=0.4), frames=2)
    assert [one.frames for one in lane.passage.clusters] == [1]


def test_only_an_announced_vehicle_opens_where_the_lane_asks_for_that() -> None:
    lane = deciding(Settings(open_for="expected"))
    lane.look(plate_read(), frames=3)
    assert reasons(lane.passage)[0] == "vehicle not announced"
    lane.feed(ExpectedChanged((Expected("24C-123.45", (), None, None, None),)))
    lane.look(plate_read())
    assert lane.is_in(Phase.OPENING)


def test_opened_is_said_once_and_only_by_the_limit_input() -> None:
    lane = clearing(Settings(inputs={"up": "opened", "down": "closed", "loop": "presence"}))
    tell(lane, "loop", "active")
    assert "opened" not in lane.events()
    tell(lane, "up", "active")
    tell(lane, "up", "clear")
    tell(lane, "up", "active")
    assert lane.events().count("opened") == 1
    assert lane.passage.opened_at is not None


def test_a_truck_that_does_not_leave_is_noted_once() -> None:
    lane = clearing()
    lane.wait(130)
    assert lane.is_in(Phase.CLEARING)
    journals = len(lane.all_of(Journal))
    lane.wait(10)
    assert len(lane.all_of(Journal)) == journals
    assert lane.passage.notes == ("the vehicle did not leave within 120 s",)


def test_an_empty_lane_opened_on_command_records_the_truck_that_comes() -> None:
    lane = idle()
    lane.order("open")
    lane.feed(PulseDone("open"), 0.7)
    lane.weigh(7000, 16000, 25000, 32000)
    lane.look(plate_read(), frames=3)
    settled(lane)
    rolls_off(lane)
    assert lane.is_in(Phase.IDLE)
    (record,) = lane.records()
    assert [one.best for one in record.clusters] == [plate_read()]
    assert record.weighed is not None
    assert record.weighed.reading.gross_kg == GROSS_KG
    assert lane.pulses() == ["open"]


def test_an_empty_lane_opened_on_command_by_sight_needs_no_second_pulse_for_the_truck() -> None:
    lane = idle(BY_SIGHT)
    lane.order("open")
    lane.feed(PulseDone("open"), 0.7)
    lane.look(plate_read(), frames=8)
    assert lane.is_in(Phase.CLEARING)
    lane.look(frames=15)
    assert len(lane.records()) == 1
    assert lane.pulses() == ["open"]


def test_an_opening_that_nobody_uses_is_recorded_too() -> None:
    lane = idle()
    lane.order("open")
    lane.feed(PulseDone("open"), 0.7)
    lane.wait(121)
    assert lane.is_in(Phase.IDLE)
    (record,) = lane.records()
    assert "no vehicle came within 120 s" in reasons(record)


def test_an_opening_on_command_that_failed_in_an_empty_lane_says_that_nobody_came() -> None:
    lane = idle()
    lane.order("open")
    lane.feed(PulseFailed("open", "no answer"))
    lane.wait(1)
    assert lane.is_in(Phase.IDLE)
    (record,) = lane.records()
    assert "no vehicle came before the opening had failed" in reasons(record)
    assert lane.pulses() == ["open"]
