from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from edge.recognition.crops import Readers, around, best_of, read_crop, read_place
from edge.recognition.detector import Detection
from edge.recognition.geometry import box_of, rectangle
from edge.recognition.judging import Judged
from edge.recognition.reader import Look, Place
from edge.values import ContainerRead, Image, PlateRead
from tests.recognition.lattices import lattice, look_at
from tests.recognition.quads import corners_in
from tests.recognition.roll import HEIGHT, WIDTH, roll_reader, written

READ = PlateRead("24C12345", "VN", "civil", 1, None, 0.9, 0.9, False, (0, 0, 1, 1), rectangle(0, 0, 1, 1), ())
PLACE = Place(READ.quad)


def blind(_picture: Image) -> tuple[Detection, ...]:
    """A detector that finds nothing."""
    return ()


@pytest.fixture(scope="module")
def readers() -> Readers:
    reader = roll_reader()
    return Readers(reader, reader)


def test_a_crop_is_read_and_its_place_is_the_whole_picture(readers: Readers) -> None:
    read = read_crop(readers, blind, written("24C12345", ["yellow", "two_row"]), "plate")
    assert isinstance(read, PlateRead)
    assert (read.text, read.rows, read.colour, read.needs_review) == ("24C12345", 2, "yellow", False)
    assert read.box == (0, 0, WIDTH, HEIGHT)


def test_a_container_number_is_read_lying_and_standing(readers: Readers) -> None:
    lying = written("CSQU3054383/22G1")
    standing = np.ascontiguousarray(lying.transpose(1, 0, 2))
    for picture in (lying, standing):
        read = read_crop(readers, blind, picture, "container")
        assert isinstance(read, ContainerRead)
        assert (read.number, read.size_type, read.needs_review) == ("CSQU3054383", "22G1", False)
        assert read.box == (0, 0, picture.shape[1], picture.shape[0])


def test_a_crop_about_as_wide_as_high_is_looked_at_both_ways(readers: Readers) -> None:
    lying = np.asarray(
        cv2.resize(written("CSQU3054383"), (WIDTH, 3 * HEIGHT), interpolation=cv2.INTER_NEAREST), np.uint8
    )
    for picture in (lying, np.ascontiguousarray(lying.transpose(1, 0, 2))):
        read = read_crop(readers, blind, picture, "container")
        assert isinstance(read, ContainerRead)
        assert read.number == "CSQU3054383"


def test_a_crop_that_is_too_wide_is_looked_at_again_more_closely(readers: Readers) -> None:
    wide = cv2.copyMakeBorder(written("24C12345"), 3, 3, 9, 9, cv2.BORDER_CONSTANT, value=(0, 0, 0))
    read = read_crop(readers, blind, np.asarray(wide, dtype=np.uint8), "plate")
    assert isinstance(read, PlateRead)
    assert read.text == "24C12345"


def test_a_place_in_a_larger_picture_is_read_and_reported(readers: Readers) -> None:
    picture: Image = np.zeros((200, 300, 3), dtype=np.uint8)
    picture[50 : 50 + HEIGHT, 70 : 70 + WIDTH] = written("24C12345")
    quad = rectangle(70, 50, 70 + WIDTH, 50 + HEIGHT)
    read = read_place(readers, blind, picture, "plate", quad)
    assert isinstance(read, PlateRead)
    assert (read.text, read.quad, read.box) == ("24C12345", quad, (70, 50, 70 + WIDTH, 50 + HEIGHT))


def test_a_doubtful_crop_is_read_by_the_corners_that_the_detector_finds_in_it(readers: Readers) -> None:
    picture: Image = np.zeros((200, 300, 3), dtype=np.uint8)
    picture[..., 0] = 255
    picture[80 : 80 + HEIGHT, 60 : 60 + WIDTH] = written("24C12345")
    around_px = 180  # six tenths of its length is what the detector sees around a crop
    corners = rectangle(60 + around_px, 80 + around_px, 60 + WIDTH + around_px, 80 + HEIGHT + around_px)
    quad = corners_in(corners)

    def detect(_picture: Image) -> tuple[Detection, ...]:
        return (Detection("plate", quad, (around_px, around_px, around_px + 300, around_px + 200), 0.9),)

    assert read_crop(readers, blind, picture, "container") is None
    read = read_crop(readers, detect, picture, "plate")
    assert isinstance(read, PlateRead)
    assert (read.text, read.box) == ("24C12345", (0, 0, 300, 200))


def test_a_sure_crop_is_not_looked_at_again(readers: Readers) -> None:
    asked: list[Image] = []

    def detect(picture: Image) -> tuple[Detection, ...]:
        asked.append(picture)
        return ()

    assert read_crop(readers, detect, written("24C12345", ["white", "one_row"]), "plate")
    assert not asked
    assert read_crop(readers, detect, written("2"), "plate") is None
    assert len(asked) == 1


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (200, 3), (24, 94)])
def test_a_crop_with_nothing_written_gives_nothing(readers: Readers, shape: tuple[int, int]) -> None:
    bare: Image = np.zeros((*shape, 3), dtype=np.uint8)
    bare[0, :, 0] = 255
    assert read_crop(readers, blind, bare, "plate") is None
    assert read_crop(readers, blind, bare, "container") is None


def judged(text: str, confidence: float, valid: bool = True) -> Judged:
    return Judged(replace(READ, text=text, confidence=confidence), look_at(text, confidence), valid)


def test_the_better_of_several_looks_counts() -> None:
    better, worse = judged("24C12345", 0.9), judged("24C12345", 0.3)
    assert best_of([None, worse, better]) == better
    assert best_of([None, None]) is None
    assert best_of([judged("24C1234O", 0.99, valid=False), worse]) == worse


def test_looks_that_agree_outweigh_a_surer_one() -> None:
    best = best_of([judged("24C12346", 0.5), judged("24C12345", 0.4), judged("24C12345", 0.35)])
    assert best is not None
    assert (best.text, best.read.confidence, best.read.needs_review) == ("24C12345", 0.4, True)


def test_what_several_looks_hold_second_outweighs_what_each_holds_first() -> None:
    shares = ({"5": 0.4, "6": 0.5}, {"5": 0.4, "8": 0.5}, {"5": 0.5, "3": 0.4})
    looks = [Look(PLACE, lattice([*"24C1234", last]), None, None, None) for last in shares]
    firsts = [Judged(replace(READ, text=f"24C1234{max(last, key=last.__getitem__)}", confidence=0.5), look, valid=True)
              for look, last in zip(looks, shares, strict=True)]  # fmt: skip
    best = best_of(firsts)
    assert best is not None
    assert (best.text, best.read.needs_review) == ("24C12345", True)


@pytest.mark.parametrize(("confidence", "review"), [(0.5, True), (0.05, False)])
def test_looks_that_disagree_want_a_person(confidence: float, review: bool) -> None:
    best = best_of([judged("24C12345", 0.9), judged("24C12346", confidence)])
    assert best is not None
    assert (best.read.needs_review, best.read.confidence) == (review, 0.9)


@pytest.mark.parametrize(("rest", "weak", "review"), [("AL1777", True, False), ("AL1777", False, True)])
def test_a_look_that_cut_the_plate_off_is_no_disagreement(rest: str, weak: bool, review: bool) -> None:
    best = best_of([judged("云AL1777", 0.99), replace(judged(rest, 0.6), weak=weak)])
    assert best is not None
    assert (best.text, best.read.needs_review) == ("云AL1777", review)


def test_one_plate_in_two_transcriptions_is_no_disagreement() -> None:
    best = best_of([judged("29MĐ112345", 0.9), judged("29MD112345", 0.5)])
    assert best is not None
    assert (best.text, best.read.needs_review) == ("29MĐ112345", False)


def test_looks_around_a_place_are_a_little_wider_and_closer_and_turned_both_ways() -> None:
    wider, closer, *turned = around(Place(rectangle(100, 100, 200, 150), upright=False))
    assert box_of(wider.quad) == pytest.approx((94, 97, 206, 153))
    assert box_of(closer.quad) == pytest.approx((106, 103, 194, 147))
    assert not wider.upright
    assert {place.quad[0][1] > place.quad[1][1] for place in turned} == {True, False}
    assert all(box_of(place.quad) == pytest.approx((100, 100, 200, 150)) for place in turned)


def test_only_in_a_long_box_a_mark_may_slope_far() -> None:
    def slopes(width: float) -> list[int]:
        quads = [place.quad for place in around(Place(rectangle(0, 0, width, 100)))[2:]]
        return [round(100 * (right[1] - left[1]) / (right[0] - left[0])) for left, right, *_ in quads]

    assert slopes(180) == [-36, -18, 18, 36, -17, 17]
    assert slopes(300) == [-18, 18, -10, 10]  # nothing turned by 20 degrees fits in there
    assert slopes(140) == [-21, -11, 11, 21]
