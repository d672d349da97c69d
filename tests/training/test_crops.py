"""Crops and their texts: what is cut decides what must be read."""

from __future__ import annotations

import numpy as np
import pytest

from edge.values import Image
from models.training.crops import boxed, cut, cut_closely, jittered, missed
from models.training.marks import FlatMark, Photo
from tests.training.invented_marks import NUMBER, corners_of, flat_number, flat_plate


def as_photo(flat: FlatMark) -> Photo:
    return Photo(flat.image, flat.corners, flat.label, flat.wide_corners)


def tilted() -> Photo:
    """The number turned by nine degrees, so that its upright box reaches into the code's row."""
    flat = flat_number()
    assert flat.wide_corners is not None
    turn = np.array([[0.988, -0.156], [0.156, 0.988]], np.float32)
    canvas = np.zeros((360, 760, 3), np.uint8)
    canvas[:] = (120, 40, 20)
    for place in np.ndindex(200, 640):
        x, y = turn @ (place[1], place[0]) + (40, 10)
        canvas[round(float(y)), round(float(x))] = flat.image[place]
    shift = np.array([40, 10], np.float32)
    return Photo(canvas, flat.corners @ turn.T + shift, flat.label, flat.wide_corners @ turn.T + shift)


def test_a_plate_crop_has_the_size_asked_for_and_the_plates_text() -> None:
    crop, (text,) = cut(as_photo(flat_plate()), np.random.default_rng(1), 160, 64)
    assert crop.shape == (64, 160, 3)
    assert crop.dtype == np.uint8
    assert text == "29C12345"


@pytest.mark.parametrize("photo", [as_photo(flat_number()), tilted()], ids=["level", "tilted"])
def test_the_size_type_code_must_be_read_where_it_is_whole_and_may_be_where_it_is_cut(photo: Photo) -> None:
    found = []
    for seed in range(300):
        crop, texts = cut(photo, np.random.default_rng(seed), 256, 64)
        found.append(texts)
        if texts == (f"{NUMBER}/22G1",):
            assert _code_height(crop) > 0.8
        if texts == (NUMBER,):
            assert _code_height(crop) < 0.65
    shares = {texts: found.count(texts) / len(found) for texts in found}
    assert shares.keys() <= {(NUMBER,), (f"{NUMBER}/22G1",), (NUMBER, f"{NUMBER}/22G1")}
    assert min(shares[NUMBER,], shares[f"{NUMBER}/22G1",]) > 0.2, shares


def test_a_close_cut_ends_near_the_characters() -> None:
    flat = flat_plate()
    heights = [
        int(
            np.ptp(np.flatnonzero((cut_closely(as_photo(flat), np.random.default_rng(seed), 160, 64) < 90).any((1, 2))))
        )
        for seed in range(20)
    ]
    assert min(heights) > 50, heights


def test_a_vertical_mark_is_laid_on_its_side() -> None:
    crop, _ = cut(as_photo(flat_number(vertical=True)), np.random.default_rng(2), 256, 64)
    assert crop.shape == (64, 256, 3)
    white = (crop.min(axis=2) > 140).max(axis=0)
    assert np.count_nonzero(np.diff(white.astype(int)) == 1) >= 9


@pytest.mark.parametrize("seed", range(30))
def test_no_character_is_lost_to_jitter(seed: int) -> None:
    corners = corners_of(0, 0, 530, 50)
    moved = jittered(corners, np.random.default_rng(seed))
    assert moved[[0, 3], 0].max() < 12
    assert moved[[1, 2], 0].min() > 518
    assert moved[[0, 1], 1].max() < 5
    assert moved[[2, 3], 1].min() > 45


def test_a_box_encloses_its_corners() -> None:
    quad = np.array([[3, 4], [20, 1], [22, 9], [5, 12]], np.float32)
    assert boxed(quad).tolist() == [[3, 1], [22, 1], [22, 12], [3, 12]]


@pytest.mark.parametrize("seed", range(30))
def test_a_missed_mark_never_shows_both_of_its_ends(seed: int) -> None:
    flat = flat_plate()
    image = flat.image.copy()
    image[40:150, 40:90], image[40:150, 470:520] = (0, 0, 255), (0, 255, 0)
    crop = missed(Photo(image, flat.corners, flat.label), np.random.default_rng(seed), 160, 64)
    red = (crop[..., 2] > 200) & (crop[..., 1] < 60)
    green = (crop[..., 1] > 200) & (crop[..., 2] < 60)
    assert not (red.any() and green.any())


def _code_height(crop: Image) -> float:
    """How tall the red bars of the code show, in parts of the white bars' height."""
    red = ((crop[..., 2] > 140) & (crop[..., 1] < 90)).sum(axis=0)
    white = (crop.min(axis=2) > 140).sum(axis=0)
    return float(red.max() / np.median(white[white > 0]))
