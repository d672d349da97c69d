"""Tractor and trailer told apart, and what is kept of weights."""

from __future__ import annotations

from edge.lane.passage import Passage, marks_of, with_final_weight, with_late_reads, with_note, with_reads, with_weight
from edge.values import FrameRead, Read, View
from tests.lane.builders import (
    CONTAINER,
    EPOCH,
    OTHER_PLATE,
    PLATE,
    TRAILER_PLATE,
    container_read,
    frame,
    plate_read,
    utc_at,
    weight,
)

NEW = Passage("passage-1", EPOCH, 0.0)
SETTLE_S = 2.0


def seen(*frames: FrameRead, before: Passage = NEW) -> Passage:
    for one in frames:
        before = with_reads(before, one)
    return before


def by(view: View, read: Read, frames: int = 1) -> list[FrameRead]:
    """Frames of one camera that show one mark."""
    return [frame(at, read, view=view) for at in range(frames)]


def plates(passage: Passage) -> tuple[str | None, str | None, list[str]]:
    """Tractor, trailer, others."""
    marks = marks_of(passage)
    trailer = marks.trailer_plate.vote.text if marks.trailer_plate else None
    return marks.plate.vote.text if marks.plate else None, trailer, [one.vote.text for one in marks.other_plates]


def weighed(*readings: tuple[float, float, bool], before: Passage = NEW) -> Passage:
    for at_s, kg, stable in readings:
        before = with_weight(before, weight(at_s, kg, stable=stable), utc_at(at_s), SETTLE_S)
    return before


def test_a_lone_plate_is_the_tractors_whichever_camera_saw_it() -> None:
    assert plates(seen(*by("rear", plate_read()))) == (PLATE, None, [])
    assert plates(seen(*by("front", plate_read()))) == (PLATE, None, [])


def test_a_plate_of_trailer_class_is_the_trailers_wherever_it_is_seen() -> None:
    for view in ("front", "rear", "left"):
        assert plates(seen(*by("front", plate_read()), *by(view, plate_read(TRAILER_PLATE)))) == (
            PLATE,
            TRAILER_PLATE,
            [],
        )
    assert plates(seen(*by("rear", plate_read("苏A1234挂")))) == (None, "苏A1234挂", [])


def test_another_plate_that_only_a_rear_camera_saw_is_the_trailers() -> None:
    assert plates(seen(*by("front", plate_read()), *by("rear", plate_read(OTHER_PLATE)))) == (PLATE, OTHER_PLATE, [])
    assert plates(seen(*by("rear", plate_read(OTHER_PLATE), 5), *by("front", plate_read()))) == (PLATE, OTHER_PLATE, [])


def test_the_class_says_more_than_the_rear_camera() -> None:
    passage = seen(
        *by("front", plate_read()), *by("rear", plate_read(OTHER_PLATE), 3), *by("rear", plate_read(TRAILER_PLATE))
    )
    assert plates(passage) == (PLATE, TRAILER_PLATE, [OTHER_PLATE])


def test_a_second_plate_in_front_is_reported_beside_once_it_was_seen_twice() -> None:
    both = seen(*by("front", plate_read(), 3), *by("front", plate_read(OTHER_PLATE)))
    assert plates(both) == (PLATE, None, [])
    assert plates(seen(*by("front", plate_read(OTHER_PLATE)), before=both)) == (PLATE, None, [OTHER_PLATE])


def test_the_tractors_plate_is_the_sure_one_then_the_one_seen_most() -> None:
    passage = seen(*by("front", plate_read(OTHER_PLATE, sure=0.3), 9), *by("front", plate_read(), 2))
    assert plates(passage)[0] == PLATE
    passage = seen(*by("front", plate_read(OTHER_PLATE), 3), *by("front", plate_read(), 2))
    assert plates(passage)[0] == OTHER_PLATE


def test_a_weak_class_needs_review() -> None:
    marks = marks_of(seen(*by("front", plate_read("AB1234"), 3)))
    assert marks.plate is not None
    assert marks.plate.rule is not None
    assert marks.plate.rule.name == "military"
    assert marks.plate.needs_review


def test_containers_are_listed_by_frames_seen_and_failing_ones_give_way() -> None:
    other, failing = "TGHU8913889", "ABZU0012340"
    passage = seen(
        *by("left", container_read()), *by("rear", container_read(other), 2), *by("left", container_read(failing), 5)
    )
    assert [one.text for one in marks_of(passage).containers] == [other, CONTAINER]
    assert [one.text for one in marks_of(seen(*by("left", container_read(failing)))).containers] == [failing]


def test_after_the_truck_was_let_go_a_new_plate_in_front_is_the_next_trucks() -> None:
    asked = Passage("passage-1", EPOCH, 0.0, asked_s=1.0)
    passage = seen(*by("front", plate_read()), before=asked)
    passage = with_late_reads(passage, frame(5, plate_read(OTHER_PLATE), plate_read()))
    passage = with_late_reads(passage, frame(6, plate_read(TRAILER_PLATE), view="rear"))
    assert plates(passage) == (PLATE, TRAILER_PLATE, [])
    assert [one.best for one in passage.follower] == [plate_read(OTHER_PLATE)]


def test_a_truck_that_nobody_could_read_does_not_take_the_next_trucks_plate() -> None:
    unread = Passage("passage-1", EPOCH, 0.0, asked_s=1.0)
    assert with_late_reads(unread, frame(5, plate_read())).clusters == ()


def test_a_truck_let_go_before_it_was_identified_keeps_its_first_plate() -> None:
    passage = with_late_reads(NEW, frame(5, plate_read()))
    passage = with_late_reads(passage, frame(6, plate_read(OTHER_PLATE)))
    assert plates(passage)[0] == PLATE
    assert [one.best for one in passage.follower] == [plate_read(OTHER_PLATE)]


def test_the_newest_weight_is_kept_while_none_was_stable() -> None:
    passage = weighed((0, 7000, False), (0.1, 9000, False))
    assert passage.weighed is not None
    assert passage.weighed.reading.gross_kg == 9000


def test_a_stable_weight_stays_as_it_first_came_and_settles_when_it_lasts() -> None:
    passage = weighed((0, 32460, True), (0.1, 32440, False), (1.9, 32460, True))
    assert passage.weighed is not None
    assert not passage.weighed.settled
    passage = weighed((2.0, 32480, True), before=passage)  # a graduation more is the same figure
    assert passage.weighed is not None
    assert passage.weighed.settled
    assert (passage.weighed.reading.gross_kg, passage.weighed.reading.at_s) == (32460, 0)
    assert passage.weighed.at == utc_at(0)


def test_a_stable_weight_gives_way_to_another_stable_one_and_to_more_that_comes() -> None:
    for later in ((3, 32460, True), (3, 17000, False)):
        passage = weighed((0, 16000, True), later)
        assert passage.weighed is not None
        assert passage.weighed.reading.gross_kg == later[1]
        assert not passage.weighed.settled


def test_a_stable_weight_does_not_give_way_to_a_truck_that_moves_or_leaves() -> None:
    passage = weighed((0, 32460, True), (1, 32600, False), (2, 9000, False))
    assert passage.weighed is not None
    assert passage.weighed.reading.gross_kg == 32460


def test_a_settled_weight_gives_way_to_a_lighter_one_only_once_that_has_lasted_too() -> None:
    settled = weighed((0, 15240, True), (2, 15240, True))
    for leaving, expected in (
        (((3, 6100, True), (4.5, 6100, True)), 15240),  # a rear axle on its way out
        (((3, 15100, True), (3.5, 15120, True), (5, 15100, True)), 15100),  # the vehicle before is gone
        (((3, 6100, True), (4, 3000, True), (5.5, 6100, True)), 15240),
        (((3, 6100, True), (4, 15240, True), (5.5, 6100, True)), 15240),
    ):
        passage = weighed(*leaving, before=settled)
        assert passage.weighed is not None
        assert (passage.weighed.reading.gross_kg, passage.weighed.settled) == (expected, True), leaving


def test_after_the_decision_only_a_heavier_stable_weight_counts() -> None:
    first = weighed((0, 16000, True))
    for kg, stable, expected in ((32460.0, True, 32460.0), (32460.0, False, 16000.0), (9000.0, True, 16000.0)):
        late = with_final_weight(first, weight(5, kg, stable=stable), utc_at(5))
        assert late.weighed is not None
        assert late.weighed.reading.gross_kg == expected


def test_a_note_is_said_once() -> None:
    assert with_note(with_note(NEW, "held"), "held").notes == ("held",)
