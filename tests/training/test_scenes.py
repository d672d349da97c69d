"""What is known of a whole picture stays true when it is made smaller and parts are cut from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.errors import InputError
from models.training.labelled import LabelledMark
from models.training.marks import Corners
from models.training.scenes import (
    CLASSES,
    VEHICLES,
    Scene,
    ScenePlace,
    class_of,
    corners_in,
    cut_out,
    files_of,
    fitted,
    read_vehicles,
    real_scene,
    zoomed,
)
from tests.training.invented_marks import corners_of
from tests.training.invented_scenes import GROUND, LEANING, labelled_at, likeness, plate_at, scene_of

STRAIGHT = corners_of(700, 400, 900, 450)


def _both() -> Scene:
    return scene_of(plate_at(LEANING), plate_at(STRAIGHT))


@pytest.mark.parametrize(
    ("kind", "layout", "name"),
    [
        ("plate", "two_row", "plate"),
        ("container", "one_row", "container"),
        ("container", "", "container"),
        ("container", "vertical", "container_vertical"),
        ("container", "vertical_two_column", "container_vertical"),
    ],
)
def test_numbers_written_downwards_are_a_class_of_their_own(kind: str, layout: str, name: str) -> None:
    assert class_of(kind, layout) == name
    assert name in CLASSES


def _named(file: str) -> LabelledMark:
    return labelled_at(STRAIGHT, file=file)


def test_a_picture_with_a_held_out_mark_is_left_out_whole() -> None:
    taught, beside_it, held_out = _named("a.png"), _named("b.png"), _named("b.png")
    assert files_of([taught, beside_it], [held_out]) == {Path("a.png"): [taught]}


def test_the_marks_of_one_picture_stand_together_whatever_lies_between_them() -> None:
    marks = [_named("a.png"), _named("b.png"), _named("a.png")]
    assert files_of(marks, []) == {Path("a.png"): [marks[0], marks[2]], Path("b.png"): [marks[1]]}


def _places(folder: Path, mark: LabelledMark, quads: dict[tuple[str, str], Corners]) -> tuple[ScenePlace, ...]:
    file = folder / "a.png"
    cv2.imwrite(str(file), np.zeros((720, 1280, 3), np.uint8))
    return real_scene(file, [mark], [corners_of(0, 0, 50, 60)], quads).places


def test_an_upright_box_is_not_taken_for_the_marks_corners(tmp_path: Path) -> None:
    boxed, vehicle = _places(tmp_path, labelled_at(STRAIGHT), {})
    assert (boxed.name, boxed.exact) == ("plate", False)
    assert (vehicle.name, vehicle.exact) == ("vehicle", False)


def test_a_labelled_quad_is_taken_for_the_marks_corners(tmp_path: Path) -> None:
    leaning = _places(tmp_path, labelled_at(LEANING), {})[0]
    assert leaning.exact
    assert np.array_equal(leaning.corners, LEANING)


def test_corners_found_later_go_before_the_labelled_box(tmp_path: Path) -> None:
    found = _places(tmp_path, labelled_at(STRAIGHT), {("a.png", "29C12345"): LEANING})[0]
    assert found.exact
    assert np.array_equal(found.corners, LEANING)
    other = _places(tmp_path, labelled_at(STRAIGHT), {("a.png", "29C12346"): LEANING})[0]
    assert np.array_equal(other.corners, STRAIGHT)


def test_boxes_of_vehicles_become_corners_in_pixels() -> None:
    image = np.zeros((200, 400, 3), np.uint8)
    assert corners_in((0.25, 0.5, 1.0, 0.75), image).tolist() == [[100, 100], [400, 100], [400, 150], [100, 150]]


def test_vehicles_are_read_by_picture(tmp_path: Path) -> None:
    file = tmp_path / "vehicles.csv"
    file.write_text("file,x1,y1,x2,y2\nvn/a.jpg,0,0.1,0.5,0.6\nvn/b.jpg,0,0,1,1\nvn/a.jpg,0.5,0.1,1,0.6\n")
    assert read_vehicles(file) == {"vn/a.jpg": [(0, 0.1, 0.5, 0.6), (0.5, 0.1, 1, 0.6)], "vn/b.jpg": [(0, 0, 1, 1)]}


@pytest.mark.parametrize(
    "content",
    ["file,x1,y1,x2\na.jpg,0,0,1\n", "file,x1,y1,x2,y2\na.jpg,0,0,1,wide\n", "file,x1,y1,x2,y2\na.jpg,0,0,1\n"],
    ids=["a column is missing", "not a number", "a line is cut off"],
)
def test_a_broken_file_of_vehicles_is_refused_by_name(content: str, tmp_path: Path) -> None:
    file = tmp_path / "broken.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"broken\.csv"):
        read_vehicles(file)


def test_a_missing_file_of_vehicles_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.csv"):
        read_vehicles(tmp_path / "gone.csv")


def test_the_vehicles_in_the_repository_have_a_size_and_lie_in_their_pictures() -> None:
    boxes = [box for members in read_vehicles().values() for box in members]
    assert len(boxes) > 900, VEHICLES
    assert all(0 <= x1 < x2 <= 1 and 0 <= y1 < y2 <= 1 for x1, y1, x2, y2 in boxes)


def test_corners_stay_on_the_marks_when_a_picture_is_made_smaller() -> None:
    small = fitted(_both(), 640)
    assert small.image.shape == (360, 640, 3)
    assert small.places[0].corners == pytest.approx(LEANING / 2)
    assert likeness(small) > 0.85


def test_a_picture_that_does_not_scale_evenly_keeps_its_corners_on_the_marks() -> None:
    small = fitted(scene_of(plate_at(LEANING), size=(641, 331)), 101)
    assert max(small.image.shape) == 101
    assert likeness(small) > 0.7


def test_a_picture_is_never_enlarged() -> None:
    scene = _both()
    assert fitted(scene, 1280) is scene
    assert fitted(scene, 2000) is scene


def test_corners_stay_on_the_marks_in_a_part() -> None:
    part = cut_out(_both(), 250, 150, 800, 400)
    assert part.image.shape == (400, 800, 3)
    assert len(part.places) == 2
    assert part.places[0].corners == pytest.approx(LEANING - [250, 150])
    assert likeness(part) > 0.99


def test_a_mark_cut_in_half_is_neither_labelled_nor_readable() -> None:
    scene = scene_of(plate_at(LEANING), plate_at(STRAIGHT))
    part = cut_out(scene, 0, 0, 800, 720)
    assert [place.corners.tolist() for place in part.places] == [LEANING.tolist()]
    assert likeness(part) > 0.99
    assert np.ptp(scene.image[390:460, 690:800].reshape(-1, 3), axis=0).max() > 100
    assert np.ptp(part.image[396:454, 690:].reshape(-1, 3), axis=0).max() == 0
    assert (part.image[:390, 650:] == GROUND).all()


@pytest.mark.parametrize("left", [901, 1000])
def test_a_mark_outside_a_part_leaves_it_as_it_is(left: int) -> None:
    part = cut_out(scene_of(plate_at(STRAIGHT)), left, 0, 200, 720)
    assert part.places == ()
    assert (part.image == part.image[0, 0]).all()


def test_a_vehicle_is_clipped_to_the_part() -> None:
    vehicle = ScenePlace("vehicle", corners_of(100, 100, 500, 300), exact=False)
    (kept,) = cut_out(scene_of(vehicle), 0, 200, 400, 400).places
    assert kept.corners.tolist() == corners_of(100, 0, 400, 100).tolist()


def test_a_vehicle_of_which_little_shows_is_none() -> None:
    vehicle = ScenePlace("vehicle", corners_of(100, 100, 500, 300), exact=False)
    assert cut_out(scene_of(vehicle), 0, 0, 150, 720).places == ()


def test_corners_stay_on_the_marks_in_a_zoomed_part() -> None:
    parts = [zoomed(_both(), np.random.default_rng(seed)) for seed in range(60)]
    likenesses = [likeness(part) for part in parts if part.places]
    assert len(likenesses) > 40
    assert min(likenesses) > 0.9
    assert sum(part.image.shape != (720, 1280, 3) for part in parts) > 40


def test_most_zoomed_parts_show_a_mark_larger_than_the_picture_did() -> None:
    parts = [zoomed(_both(), np.random.default_rng(seed)) for seed in range(100)]
    shares = [
        max(np.ptp(each.corners[:, 0]) for each in part.places) / part.image.shape[1] for part in parts if part.places
    ]
    assert len(shares) > 60
    assert min(shares) > 0.08
    assert max(shares) < 0.9
    assert np.median(shares) > 0.2


def test_the_same_generator_zooms_into_the_same_part() -> None:
    first, second, other = (zoomed(_both(), np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert np.array_equal(first.image, second.image)
    assert first.image.shape != other.image.shape


def test_a_picture_without_marks_is_not_zoomed_into() -> None:
    scene = scene_of(ScenePlace("vehicle", STRAIGHT, exact=False))
    assert zoomed(scene, np.random.default_rng(1)) is scene


def test_zooming_leaves_the_picture_itself_alone() -> None:
    scene = _both()
    before = replace(scene, image=scene.image.copy())
    for seed in range(10):
        zoomed(scene, np.random.default_rng(seed))
    assert np.array_equal(scene.image, before.image)
