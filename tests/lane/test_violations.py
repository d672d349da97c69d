"""What of a passage is not allowed, by the list of announced vehicles and the lane's own limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.lane.passage import Passage
from edge.lane.settings import Settings
from edge.lane.violations import unchecked, violations_of
from edge.values import Expected
from tests.lane.builders import CONTAINER, OTHER_PLATE, PLATE, TRAILER_PLATE, container_read, plate_read
from tests.lane.vehicles import COMPLETE, NEW, listed, matched, seen, vehicle, weighed

LANE = Settings(require=("plate", "container", "weight"))
SECOND_CONTAINER = "NYKU2938412"
NOBODY: Mapping[str, str] = {}


def lines(
    passage: Passage, *vehicles: Expected, settings: Settings = LANE, served: Mapping[str, str] = NOBODY
) -> list[str]:
    found = violations_of(matched(passage, *vehicles), settings, listed(*vehicles), served)
    return [f"{code}: {text}" for code, text in found]


def codes(passage: Passage, *vehicles: Expected, settings: Settings = LANE) -> list[str]:
    return [line.partition(":")[0] for line in lines(passage, *vehicles, settings=settings)]


def test_who_is_announced_as_he_comes_violates_nothing() -> None:
    assert lines(COMPLETE, vehicle(PLATE, CONTAINER, declared_kg=32460, tolerance_kg=0, until_s=0, from_s=0)) == []


def test_plate_and_container_that_nobody_announced_are_named() -> None:
    assert lines(COMPLETE, vehicle("51D99999")) == [
        f"not-announced: plate {PLATE} is not announced",
        f"not-announced: container {CONTAINER} is not announced",
    ]


def test_a_centre_that_sends_no_list_accuses_nobody_unless_the_lane_opens_for_announced_ones_only() -> None:
    assert lines(COMPLETE) == []
    assert codes(COMPLETE, settings=replace(LANE, open_for="expected")) == ["not-announced", "not-announced"]


def test_who_is_on_the_allow_list_needs_no_announcement() -> None:
    assert lines(COMPLETE, vehicle("51D99999"), settings=replace(LANE, allow=("CSQU 305438 3",))) == []


def test_marks_that_were_not_read_surely_accuse_nobody() -> None:
    assert lines(seen(plate_read(), container_read(), frames=1), vehicle("51D99999")) == []
    assert lines(seen(container_read(), frames=1, before=seen(plate_read())), vehicle(PLATE, SECOND_CONTAINER)) == []


def test_a_container_of_another_announcement_does_not_belong_to_this_plate() -> None:
    assert lines(COMPLETE, vehicle(PLATE, SECOND_CONTAINER), vehicle(OTHER_PLATE, CONTAINER)) == [
        f"mismatch: container {CONTAINER} came with plate {PLATE}, announced with container {SECOND_CONTAINER}"
    ]
    assert lines(COMPLETE, vehicle(PLATE), vehicle(OTHER_PLATE, CONTAINER)) == [
        f"mismatch: container {CONTAINER} came with plate {PLATE}, announced with no container"
    ]


def test_a_container_of_no_announcement_in_the_place_of_the_announced_one_is_both() -> None:
    assert lines(COMPLETE, vehicle(PLATE, SECOND_CONTAINER)) == [
        f"mismatch: container {CONTAINER} came with plate {PLATE}, announced with container {SECOND_CONTAINER}",
        f"not-announced: container {CONTAINER} is not announced",
    ]


def test_the_announced_container_behind_another_tractor_is_a_mismatch() -> None:
    assert lines(COMPLETE, vehicle(OTHER_PLATE, CONTAINER)) == [
        f"mismatch: plate {PLATE} came with container {CONTAINER}, announced with plate {OTHER_PLATE}",
        f"not-announced: plate {PLATE} is not announced",
    ]


def test_a_container_where_none_is_named_is_noted_and_no_violation() -> None:
    passage = matched(COMPLETE, vehicle(PLATE))
    assert violations_of(passage, LANE, listed(vehicle(PLATE)), {}) == ()
    assert list(unchecked(passage, LANE)) == [
        f"container {CONTAINER} is not named in the announcement, which names no container"
    ]


@pytest.mark.parametrize(
    ("declared_kg", "tolerance_kg", "off"),
    [
        (32460, 0, False),
        (32000, 460, False),
        (32000, 459, True),
        (33000, 539, True),
        (33000, 540, False),
        (32000, None, False),
        (31800, None, True),
        (None, 0, False),
    ],
)
def test_the_weight_may_be_off_the_declared_by_the_tolerance(
    declared_kg: int | None, tolerance_kg: int | None, off: bool
) -> None:
    announced = vehicle(PLATE, CONTAINER, declared_kg=declared_kg, tolerance_kg=tolerance_kg)
    assert codes(COMPLETE, announced) == (["weight-mismatch"] if off else [])


def test_without_a_tolerance_the_larger_of_the_lanes_own_two_counts() -> None:
    announced = vehicle(PLATE, CONTAINER, declared_kg=31000)
    assert codes(COMPLETE, announced, settings=replace(LANE, weight_tolerance_kg=1459)) == ["weight-mismatch"]
    assert codes(COMPLETE, announced, settings=replace(LANE, weight_tolerance_kg=1460)) == []
    assert codes(COMPLETE, announced, settings=replace(LANE, weight_tolerance_percent=4.8)) == []
    assert lines(COMPLETE, announced) == ["weight-mismatch: 32460 kg, declared: 31000 kg within 620 kg"]


@pytest.mark.parametrize("passage", [weighed(NEW, lasting_s=1), weighed(NEW, "underload"), NEW])
def test_a_weight_that_did_not_settle_accuses_nobody(passage: Passage) -> None:
    one = seen(plate_read(), before=passage)
    announced = vehicle(PLATE, declared_kg=1000, tolerance_kg=0)
    assert lines(one, announced, settings=replace(LANE, max_gross_kg=1000)) == []


def test_more_than_the_lanes_limit_is_overweight_with_or_without_a_list() -> None:
    assert codes(COMPLETE, settings=replace(LANE, max_gross_kg=32460)) == []
    assert lines(COMPLETE, settings=replace(LANE, max_gross_kg=32459)) == ["overweight: 32460 kg, allowed: 32459 kg"]
    assert codes(weighed(NEW, "overload"), settings=replace(LANE, max_gross_kg=48000)) == ["overweight"]
    assert codes(weighed(NEW, "overload")) == []


@pytest.mark.parametrize(
    ("announced", "said"),
    [
        (vehicle(PLATE, CONTAINER, until_s=-1), "expired: announced until 2026-03-01T05:59:59+00:00 only"),
        (vehicle(PLATE, CONTAINER, from_s=1), "expired: announced from 2026-03-01T06:00:01+00:00 on"),
    ],
)
def test_an_announcement_holds_for_its_time_only(announced: Expected, said: str) -> None:
    assert lines(COMPLETE, announced) == [said]


def test_a_second_passage_of_one_announcement_is_told_with_the_first() -> None:
    announced = vehicle(PLATE, CONTAINER, name="customs-7")
    assert lines(COMPLETE, announced, served={"customs-7": "passage-0"}) == [
        "repeated: announcement customs-7 was used by passage passage-0"
    ]
    assert lines(COMPLETE, announced, served={"customs-7": COMPLETE.passage_id}) == []


def test_a_tractor_without_its_announced_trailer_is_told_once_identification_is_over() -> None:
    announced = vehicle(PLATE, CONTAINER, trailer=TRAILER_PLATE)
    seeing = replace(LANE, sees_trailers=True)
    asked = replace(COMPLETE, asked_s=9.0)
    assert codes(COMPLETE, announced, settings=seeing) == []
    assert lines(asked, announced, settings=seeing) == [
        f"trailer-missing: trailer {TRAILER_PLATE} is announced, none was seen"
    ]
    assert lines(seen(plate_read("24R09999"), before=asked), announced, settings=seeing) == [
        f"trailer-missing: trailer {TRAILER_PLATE} is announced, 24R09999 was seen"
    ]
    assert codes(seen(plate_read(TRAILER_PLATE), before=asked), announced, settings=seeing) == []


def test_a_lane_that_sees_no_trailers_says_that_it_did_not_look() -> None:
    passage = replace(matched(COMPLETE, vehicle(PLATE, CONTAINER, trailer=TRAILER_PLATE)), asked_s=9.0)
    assert violations_of(passage, LANE, (), {}) == ()
    assert list(unchecked(passage, LANE)) == [
        f"trailer {TRAILER_PLATE} is announced; no camera of this lane can see it"
    ]


def test_all_that_is_wrong_is_told_at_once() -> None:
    announced = vehicle(PLATE, SECOND_CONTAINER, declared_kg=20000, until_s=-1, trailer=TRAILER_PLATE)
    strict = replace(LANE, max_gross_kg=30000, sees_trailers=True)
    assert codes(replace(COMPLETE, asked_s=9.0), announced, settings=strict) == [
        "overweight", "mismatch", "not-announced", "expired", "weight-mismatch", "trailer-missing",
    ]  # fmt: skip


@given(
    st.lists(st.sampled_from([vehicle(PLATE), vehicle(OTHER_PLATE, CONTAINER), vehicle(None, CONTAINER), vehicle()])),
    st.sampled_from([NEW, COMPLETE, seen(plate_read()), seen(container_read(), frames=1)]),
)
def test_no_violation_is_told_twice_whatever_is_announced(some: list[Expected], passage: Passage) -> None:
    found = lines(passage, *some, settings=replace(LANE, open_for="expected", max_gross_kg=1000))
    assert len(found) == len(set(found))
