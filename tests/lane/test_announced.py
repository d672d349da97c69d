"""Which announced vehicle is in the lane."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.lane.announced import match
from edge.lane.announcement import Announcement, plain
from edge.lane.passage import Passage
from edge.values import Expected
from tests.lane.builders import CONTAINER, OTHER_PLATE, PLATE, TRAILER_PLATE, container_read, plate_read
from tests.lane.vehicles import COMPLETE, NEW, listed, seen, vehicle

SECOND_CONTAINER = "NYKU2938412"


def found(passage: Passage, *vehicles: Expected) -> Announcement | None:
    return match(passage, listed(*vehicles), {})


def chosen(*vehicles: Expected, served: dict[str, str] | None = None) -> Expected | None:
    """Whom the complete passage is taken for; the same whichever way round the list is."""
    ways = [match(COMPLETE, listed(*way), served or {}) for way in (vehicles, vehicles[::-1])]
    assert ways[0] == ways[1], "the order of the list matters"
    return ways[0].entry.vehicle if ways[0] else None


@pytest.mark.parametrize(
    ("announced", "by"),
    [
        (vehicle(PLATE), f"plate {PLATE}"),
        (vehicle("24c-123.45"), f"plate {PLATE}"),
        (vehicle(None, CONTAINER), f"container {CONTAINER}"),
        (vehicle(None, "CSQU 305438 3"), f"container {CONTAINER}"),
        (vehicle(OTHER_PLATE, CONTAINER), f"container {CONTAINER}"),
    ],
)
def test_a_vehicle_is_known_by_its_plate_or_a_container(announced: Expected, by: str) -> None:
    announcement = found(COMPLETE, announced)
    assert announcement is not None
    assert (announcement.matched_by, announcement.doubts) == ((by,), ())


@pytest.mark.parametrize(
    "announced",
    [
        vehicle(),
        vehicle(""),
        vehicle("-"),
        vehicle(CONTAINER),
        vehicle(None, PLATE),
        vehicle("51D99999", "TGHU8913889"),
        vehicle("24C12346"),
        vehicle("24C1234"),
        vehicle("24C123456"),
        vehicle("24C1234SS"),
        vehicle("2AC1234S"),
        vehicle(None, trailer=PLATE),
    ],
)
def test_anybody_else_is_not(announced: Expected) -> None:
    assert found(COMPLETE, announced) is None


def test_a_passage_without_marks_matches_nobody() -> None:
    assert found(NEW, vehicle(PLATE), vehicle()) is None


@pytest.mark.parametrize("announced", ["24CI2345", "24C72345", "24C1Z345", "24C1234S"])
def test_one_look_alike_character_matches_with_a_doubt(announced: str) -> None:
    announcement = found(COMPLETE, vehicle(announced))
    assert announcement is not None
    assert announcement.doubts == (f"plate {PLATE} was read, the look-alike {announced} is announced",)


def test_two_look_alike_characters_are_another_vehicle() -> None:
    assert found(COMPLETE, vehicle("24CI234S")) is None


def test_what_the_reader_itself_held_possible_is_a_look_alike_too() -> None:
    hesitant = seen(plate_read(seconds={7: ("9", 0.1)}))
    assert found(hesitant, vehicle("24C12349")) is not None
    assert found(seen(plate_read(seconds={7: ("9", 0.001)})), vehicle("24C12349")) is None


def test_a_match_by_marks_that_need_review_alone_is_a_doubt() -> None:
    unsure = seen(plate_read(), frames=1)
    announcement = found(unsure, vehicle(PLATE))
    assert announcement is not None
    assert announcement.doubts == ("announced by marks that need review only",)
    both = seen(container_read(), before=unsure)
    assert found(both, vehicle(PLATE, CONTAINER)) == replace(
        announcement,
        entry=listed(vehicle(PLATE, CONTAINER))[0],
        matched_by=(f"plate {PLATE}", f"container {CONTAINER}"),
        doubts=(),
    )


def test_the_same_is_preferred_to_a_look_alike() -> None:
    assert chosen(vehicle("24C1234S"), vehicle(PLATE)) == vehicle(PLATE)


def test_plate_and_container_together_are_preferred_to_either() -> None:
    both = vehicle(PLATE, CONTAINER)
    assert chosen(vehicle(PLATE), both, vehicle(None, CONTAINER), vehicle(PLATE, SECOND_CONTAINER)) == both


def test_the_plate_is_preferred_to_the_container() -> None:
    assert chosen(vehicle(OTHER_PLATE, CONTAINER), vehicle(PLATE, SECOND_CONTAINER)) == vehicle(PLATE, SECOND_CONTAINER)


def test_of_two_announcements_of_one_vehicle_the_one_that_holds_now_is_taken() -> None:
    today = vehicle(PLATE, from_s=-60, until_s=60)
    assert chosen(vehicle(PLATE, until_s=-1), today, vehicle(PLATE, from_s=1)) == today


def test_of_two_announcements_of_one_vehicle_the_unused_one_is_taken() -> None:
    first, second = vehicle(PLATE, name="first"), vehicle(PLATE, name="second")
    assert chosen(first, second, served={"second": "passage-0"}) == first
    assert chosen(first, second, served={"first": "passage-0"}) == second
    assert chosen(first, second, served={"first": "passage-0", "second": COMPLETE.passage_id}) == second


numbers = st.sampled_from(
    [None, "", PLATE, "24C1234S", "24CI2345", OTHER_PLATE, TRAILER_PLATE, "51D99999", "24C12345 ", "\ud800", "-"]
) | st.text(max_size=12)
boxes = st.sampled_from([CONTAINER, "CSQU3054385", "CSQU30S4383", SECOND_CONTAINER, ""]) | st.text(max_size=12)
moments = st.none() | st.integers(-5, 5)


@st.composite
def vehicles(draw: st.DrawFn) -> Expected:
    return vehicle(
        draw(numbers),
        *draw(st.lists(boxes, max_size=3)),
        trailer=draw(numbers),
        until_s=draw(moments),
        from_s=draw(moments),
        name=draw(st.none() | st.sampled_from(["a", "b"])),
    )


passages = st.sampled_from(
    [
        NEW,
        COMPLETE,
        seen(plate_read(), frames=1),
        seen(plate_read("24C1Z345")),
        seen(plate_read(TRAILER_PLATE), plate_read(OTHER_PLATE)),
        seen(container_read(), container_read(SECOND_CONTAINER)),
    ]
)


@given(passages, st.lists(vehicles(), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_the_list_never_matters(passage: Passage, some: list[Expected], random: Random) -> None:
    served = {"a": "passage-0"}
    shuffled = list(some)
    random.shuffle(shuffled)
    assert match(passage, listed(*some), served) == match(passage, listed(*shuffled), served)


@given(passages, st.lists(vehicles(), max_size=6))
def test_a_matched_announcement_shares_a_mark_to_within_one_character(passage: Passage, some: list[Expected]) -> None:
    announcement = found(passage, *some)
    if announcement is None:
        return
    announced = [announcement.entry.plate, *announcement.entry.containers]
    read = [plain(name.rpartition(" ")[2]) for name in announcement.matched_by]
    assert read
    for one in read:
        assert any(
            len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= 1 for other in announced
        ), f"{one} is none of {announced}"


@given(passages, st.lists(vehicles(), max_size=6))
def test_a_vehicle_announced_exactly_is_always_matched(passage: Passage, some: list[Expected]) -> None:
    announcement = found(passage, *some, vehicle(PLATE))
    if passage in (COMPLETE, seen(plate_read(), frames=1)):
        assert announcement is not None
        assert f"plate {PLATE}" in announcement.matched_by
