"""Pictures of places without a vehicle."""

from __future__ import annotations

import numpy as np

from models.training.empty import drawn_lane, empty_part
from models.training.scenes import ScenePlace
from tests.training.invented_marks import corners_of
from tests.training.invented_scenes import LEANING, painted, plate_at, scene_of


def test_an_empty_part_shows_nothing_that_is_labelled() -> None:
    scene = scene_of(plate_at(LEANING), plate_at(corners_of(800, 500, 1000, 560)))
    sizes = set()
    for seed in range(40):
        part = empty_part(scene, np.random.default_rng(seed))
        assert part is not None
        assert part.places == ()
        assert not painted(part.image).any()
        assert min(part.image.shape[:2]) >= 95
        sizes.add(part.image.shape)
    assert len(sizes) > 30


def test_where_a_vehicle_fills_the_picture_there_is_no_empty_part() -> None:
    filled = scene_of(ScenePlace("vehicle", corners_of(20, 20, 1260, 700), exact=False))
    assert empty_part(filled, np.random.default_rng(1)) is None


def test_a_picture_too_small_to_show_anything_has_no_empty_part() -> None:
    assert empty_part(scene_of(size=(640, 96)), np.random.default_rng(1)) is None


def test_a_part_is_a_picture_of_its_own() -> None:
    scene = scene_of()
    part = empty_part(scene, np.random.default_rng(1))
    assert part is not None
    part.image[:] = 0
    assert scene.image.min() > 0


def test_a_drawn_lane_depends_on_the_generator_alone() -> None:
    first, second, other = (drawn_lane(np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_lanes_are_drawn_by_day_and_by_night() -> None:
    levels = [drawn_lane(np.random.default_rng(seed)).mean() for seed in range(30)]
    assert min(levels) < 60
    assert max(levels) > 90
