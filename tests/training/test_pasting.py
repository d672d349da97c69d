"""Rendered marks in pictures: their corners are where they are to be seen, and none hides another."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import pytest

from models.training.crops import boxed
from models.training.marks import Corners
from models.training.pasting import Palette, dressed_scene, open_palette, widened
from models.training.scenes import CLASSES, Scene, ScenePlace
from tests.training.invented_marks import corners_of
from tests.training.invented_scenes import GROUND, PAINT, painted, plate_at, scene_of

SIZE = 640, 480
REAL = corners_of(250, 200, 370, 235)


@pytest.fixture
def unspoilt(monkeypatch: pytest.MonkeyPatch) -> None:
    """No weather over the whole picture, which would change every pixel."""
    monkeypatch.setattr("models.training.pasting._SPOILT", 0.0)


@lru_cache
def _palette() -> Palette:
    return open_palette()


def _dressed(scene: Scene, seed: int) -> Scene:
    return dressed_scene(scene, _palette(), np.random.default_rng(seed), containers=0.45)


def _empty() -> Scene:
    return scene_of(size=SIZE)


def _one() -> Scene:
    return scene_of(plate_at(REAL, exact=False), size=SIZE)


def _within(corners: Corners, reach: float, spare: int = 0) -> np.ndarray:
    """(H, W): what the corners enclose, moved away from their middle; and so many pixels around it."""
    middle = corners.mean(axis=0)
    mask = np.zeros(SIZE[::-1], np.uint8)
    cv2.fillConvexPoly(mask, np.round(middle + (corners - middle) * reach).astype(np.int32), 1)
    return np.asarray(cv2.dilate(mask, np.ones((2 * spare + 1, 2 * spare + 1)))).astype(bool)


def _changed(scene: Scene) -> np.ndarray:
    return np.asarray((scene.image != GROUND).any(axis=2))


@pytest.mark.parametrize("kind", ["plate", "container"])
def test_a_palette_draws_marks_of_the_kind_wanted(kind: str) -> None:
    rng = np.random.default_rng(2)
    labels = [_palette().draw(kind, rng).label for _ in range(12)]
    assert {label.kind for label in labels} == {kind}
    assert {label.country for label in labels} == ({"VN", "CN"} if kind == "plate" else {""})


@pytest.mark.usefixtures("unspoilt")
def test_corners_of_added_marks_hold_what_was_put_into_the_picture() -> None:
    for seed in range(25):
        scene = _dressed(_empty(), seed)
        assert scene.places
        changed = _changed(scene)
        near = np.zeros_like(changed)
        for place in scene.places:
            assert changed[_within(place.corners, 0.9)].mean() > 0.97, seed
            near |= _within(place.corners, 1.8, spare=6 + round(0.04 * np.ptp(place.corners, axis=0).max()))
        assert not changed[~near].any(), seed


@pytest.mark.usefixtures("unspoilt")
def test_plates_end_where_their_corners_are() -> None:
    plates = [
        (scene, scene.places[0].corners)
        for scene in (_dressed(_empty(), seed) for seed in range(40))
        if [place.name for place in scene.places] == ["plate"]
    ]
    assert len(plates) > 4
    for scene, corners in plates:
        changed = _changed(scene)
        grown = _within(corners, 1.08, spare=2)
        assert not changed[~grown].any()


@pytest.mark.usefixtures("unspoilt")
def test_a_mark_in_the_place_of_a_real_one_leaves_nothing_of_it_to_be_read() -> None:
    scenes = [_dressed(_one(), seed) for seed in range(40)]
    replaced = [scene for scene in scenes if scene.places[0].exact]
    kept = [scene for scene in scenes if not scene.places[0].exact]
    assert len(replaced) > 12
    assert len(kept) > 8
    for scene in replaced:
        place = scene.places[0]
        assert place.name == "plate"
        assert np.abs(boxed(place.corners)[[0, 2]].mean(axis=0) - REAL.mean(axis=0)).max() < 2
        assert 0.95 < np.prod(np.ptp(place.corners, axis=0)) / np.prod(np.ptp(REAL, axis=0)) < 1.7
    for scene in kept:
        assert np.array_equal(scene.places[0].corners, REAL)
        assert painted(scene.image)[200:235, 250:370].mean() > 0.9


@pytest.mark.usefixtures("unspoilt")
@pytest.mark.parametrize(
    ("name", "box"),
    [
        ("plate", (0, 0, 120, 30)),
        ("plate", (540, 455, 640, 480)),
        ("container", (-20, 225, 630, 260)),
        ("container_vertical", (600, 2, 640, 478)),
        ("container_vertical", (0, 0, 640, 480)),
    ],
)
def test_a_mark_in_the_place_of_one_at_the_edge_stays_in_the_picture(name: str, box: tuple[int, int, int, int]) -> None:
    scene = scene_of(ScenePlace(name, corners_of(*box), exact=False), size=SIZE)
    places = [_dressed(scene, seed).places[0] for seed in range(30)]
    replaced = [place for place in places if place.exact]
    assert len(replaced) > 8
    for place in replaced:
        assert (place.corners >= -0.01).all()
        assert (place.corners <= np.array(SIZE) + 0.01).all()


@pytest.mark.usefixtures("unspoilt")
@pytest.mark.parametrize("name", ["container", "container_vertical"])
def test_a_number_is_mostly_replaced_by_one_that_is_written_the_same_way(name: str) -> None:
    box = corners_of(200, 100, 240, 380) if name == "container_vertical" else corners_of(150, 200, 430, 240)
    scene = scene_of(ScenePlace(name, box, exact=False), size=SIZE)
    places = [_dressed(scene, seed).places[0] for seed in range(20)]
    names = [place.name for place in places if place.exact]
    assert len(names) > 5
    assert names.count(name) >= 0.9 * len(names)


def test_what_surrounds_a_leaning_mark_leans_with_it() -> None:
    """Otherwise its outer characters would be left out of the picture."""
    straight = corners_of(-100, -10, 100, 10)
    assert widened(straight, 1.2, 1.8) == pytest.approx(corners_of(-120, -18, 120, 18))
    turn = np.array([[np.cos(0.4), -np.sin(0.4)], [np.sin(0.4), np.cos(0.4)]], np.float32)
    assert widened(straight @ turn + 50, 1.2, 1.8) == pytest.approx(
        corners_of(-120, -18, 120, 18) @ turn + 50, abs=1e-3
    )


def test_no_mark_covers_another() -> None:
    for seed in range(60):
        boxes = [boxed(place.corners)[[0, 2]] for place in _dressed(_one(), seed).places]
        for number, (low, high) in enumerate(boxes):
            for other_low, other_high in boxes[:number]:
                assert (high <= other_low).any() or (other_high <= low).any(), seed


def test_added_marks_lie_in_the_picture_and_are_large_enough_to_be_found() -> None:
    places = [place for seed in range(60) for place in _dressed(_empty(), seed).places]
    assert {place.name for place in places} == set(CLASSES) - {"vehicle"}
    for place in places:
        assert place.exact
        assert (place.corners >= 0).all()
        assert (place.corners <= SIZE).all()
        assert np.ptp(place.corners, axis=0).max() >= 23.9


@pytest.mark.parametrize(("containers", "names"), [(0.0, {"plate"}), (1.0, {"container", "container_vertical"})])
def test_as_many_added_marks_are_container_numbers_as_is_said(containers: float, names: set[str]) -> None:
    scenes = [dressed_scene(_empty(), _palette(), np.random.default_rng(seed), containers) for seed in range(30)]
    assert {place.name for scene in scenes for place in scene.places} == names


def test_vehicles_stay_and_may_carry_marks() -> None:
    vehicle = ScenePlace("vehicle", corners_of(0, 0, 640, 480), exact=False)
    scene = _dressed(scene_of(vehicle, size=SIZE), 3)
    assert scene.places[0] is vehicle
    assert len(scene.places) > 1


def test_a_picture_too_small_for_a_mark_gets_none() -> None:
    scene = _dressed(scene_of(size=(30, 24)), 1)
    assert scene.places == ()
    assert scene.image.shape == (24, 30, 3)


def test_the_real_picture_itself_is_left_alone() -> None:
    scene = _one()
    for seed in range(5):
        _dressed(scene, seed)
    assert painted(scene.image).sum() == 121 * 36
    assert (scene.image[220, 300] == PAINT).all()


def test_the_same_seed_dresses_a_picture_the_same_way() -> None:
    first, second, other = (_dressed(_one(), seed) for seed in (4, 4, 5))
    assert np.array_equal(first.image, second.image)
    assert all(np.array_equal(a.corners, b.corners) for a, b in zip(first.places, second.places, strict=True))
    assert not np.array_equal(first.image, other.image)
