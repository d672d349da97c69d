"""The pictures that the detector is taught: which may be used, what chance depends on, and how labels are written."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from tqdm import tqdm

from models.training.detector_set import (
    Archive,
    contact_sheet,
    drawn,
    label_lines,
    open_archive,
    read_quads,
    write_set,
)
from models.training.detector_settings import Shares, load_detector_settings
from models.training.scenes import CLASSES, LONGEST, Scene, ScenePlace
from models.training.settings import load_settings
from tests.training.invented_marks import corners_of
from tests.training.invented_scenes import LEANING, PAINT, plate_at, scene_of, taught_collections

IN_TURN = 8
"""Kinds of drawn pictures."""
CROPS = 6
"""The turn of crops with something around them."""
EMPTY = 7
"""The turn of places without a vehicle, half of which get a mark."""


@pytest.fixture(autouse=True, scope="module")
def begun() -> None:
    """What tqdm begins once and keeps: a thread that looks after bars."""
    tqdm([], disable=False, file=io.StringIO()).close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return taught_collections(tmp_path)


def _archive(folder: Path, seed: int = 3) -> Archive:
    taught = load_detector_settings().second.model_copy(update={"seed": seed})
    return open_archive(folder, load_settings(), {}, taught)


def _same(one: Scene, other: Scene) -> bool:
    return np.array_equal(one.image, other.image) and list(label_lines(one)) == list(label_lines(other))


def test_what_is_held_out_or_measured_with_is_not_in_the_archive(folder: Path) -> None:
    archive = _archive(folder)
    assert [file.name for file, _ in archive.files] == ["first.png", "second.png", "wall.png"]
    assert [mark.file.name for mark in archive.crops] == ["crop.png"]


def test_a_mark_that_nobody_could_read_is_a_place_all_the_same(folder: Path) -> None:
    marks = dict(_archive(folder).files)[folder / "vn" / "images" / "second.png"]
    assert [mark.text is None for mark in marks] == [False, True]


def test_collections_that_are_absent_are_left_out(tmp_path: Path) -> None:
    assert _archive(tmp_path).files == ()


def test_vehicles_belong_to_the_picture_that_they_are_listed_for(folder: Path) -> None:
    archive = replace(_archive(folder), vehicles={"vn/images/second.png": [(0.25, 0.5, 0.75, 1.0)]})
    names = [[place.name for place in archive.scene(number).places] for number in range(3)]
    assert names == [["plate"], ["plate", "plate", "vehicle"], ["container_vertical"]]
    assert archive.scene(1).places[2].corners[2].tolist() == [960, 720]


def test_first_comes_each_real_picture_as_it_is(folder: Path) -> None:
    archive = _archive(folder)
    for number in range(3):
        scene = archive.taught(number)
        assert scene.image.shape == (360, LONGEST, 3)
        assert np.array_equal(scene.places[0].corners * 2, archive.scene(number).places[0].corners)


@pytest.mark.parametrize("number", range(8, 8 + IN_TURN))
def test_a_picture_depends_on_the_seed_and_its_number_alone(folder: Path, number: int) -> None:
    used = _archive(folder)
    used.taught(number + 1)
    taught = used.taught(number)
    assert _same(taught, _archive(folder).taught(number))
    # two parts may both be the whole picture
    assert not all(_same(taught, used.taught(number + times * IN_TURN)) for times in range(1, 4))
    assert not all(_same(taught, _archive(folder, seed).taught(number)) for seed in range(4, 7))


def _turns(archive: Archive, turn: int) -> list[Scene]:
    return [archive.taught(number) for number in range(IN_TURN + turn, 12 * IN_TURN, IN_TURN)]


def test_pictures_are_parts_dressed_ones_crops_and_empty_ones_in_turn(folder: Path) -> None:
    made = [_turns(_archive(folder), turn) for turn in range(IN_TURN)]
    rendered = [any(place.exact for scene in scenes for place in scene.places) for scenes in made]
    real = [any(not place.exact for scene in scenes for place in scene.places) for scenes in made]
    assert rendered == [False, False, True, True, True, True, False, True]
    assert real == [True, True, True, True, True, True, True, False]
    assert all(max(scene.image.shape[:2]) <= LONGEST for scenes in made for scene in scenes)


def test_a_crop_has_something_around_it_and_its_place_in_that(folder: Path) -> None:
    archive = _archive(folder)
    for scene in _turns(archive, CROPS):
        (place,) = scene.places
        height, width = scene.image.shape[:2]
        assert (place.name, place.exact) == ("plate", False)
        (left, top), (right, bottom) = place.corners[[0, 2]].tolist()
        assert 0 < left < right < width
        assert 0 < top < bottom < height
        inside = scene.image[round(top) + 2 : round(bottom) - 2, round(left) + 2 : round(right) - 2]
        assert (np.abs(inside.astype(int) - PAINT) < 3).all()


def test_without_crops_of_plates_a_dressed_picture_takes_their_turn(folder: Path) -> None:
    archive = replace(_archive(folder), crops=())
    assert any(place.exact for scene in _turns(archive, CROPS) for place in scene.places)


def test_containers_are_shown_more_often_than_there_are_pictures_of_them(folder: Path) -> None:
    archive = _archive(folder)
    picked = [archive._picked(np.random.default_rng(seed)) for seed in range(400)]
    # shares of 26 and 54 %, the collection between them being absent
    assert 0.6 < picked.count(2) / len(picked) < 0.75
    assert abs(picked.count(0) - picked.count(1)) < 50


def test_a_round_may_leave_a_collection_out(folder: Path) -> None:
    archive = replace(_archive(folder), shares=Shares(vn=0.0, cn=0.0, container=1.0))
    assert {archive._picked(np.random.default_rng(seed)) for seed in range(40)} == {2}


def test_a_round_says_how_many_of_the_pasted_marks_are_container_numbers(folder: Path) -> None:
    def pasted(share: float) -> list[str]:
        archive = replace(_archive(folder), pasted_containers=share)
        return [place.name for scene in _turns(archive, EMPTY) for place in scene.places]

    assert set(pasted(0.0)) == {"plate"}
    assert set(pasted(1.0)) == {"container", "container_vertical"}


def _lines(*places: ScenePlace) -> list[list[float]]:
    return [[float(word) for word in line.split()] for line in label_lines(scene_of(*places, size=(400, 200)))]


def test_a_label_is_the_class_the_box_and_the_four_corners_in_fractions() -> None:
    corners = np.array([[100, 50], [200, 60], [190, 100], [90, 90]], np.float32)
    (line,) = _lines(ScenePlace("container", corners, exact=True))
    assert line[:5] == pytest.approx([CLASSES.index("container"), 145 / 400, 75 / 200, 110 / 400, 50 / 200], abs=1e-5)
    assert line[5:] == pytest.approx([0.25, 0.25, 2, 0.5, 0.3, 2, 0.475, 0.5, 2, 0.225, 0.45, 2], abs=1e-5)


def test_corners_that_are_not_the_true_ones_count_as_not_labelled() -> None:
    (line,) = _lines(plate_at(corners_of(100, 50, 200, 100), exact=False))
    assert line[1:5] == pytest.approx([0.375, 0.375, 0.25, 0.25])
    assert line[5:] == [0.0] * 12


def test_what_reaches_beyond_the_picture_is_labelled_as_far_as_it_shows() -> None:
    (line,) = _lines(plate_at(corners_of(-100, 150, 100, 250)))
    assert line[1:5] == pytest.approx([0.125, 0.875, 0.25, 0.25])
    assert all(0 <= value <= 1 for number, value in enumerate(line[5:]) if number % 3 < 2)


@pytest.mark.parametrize("size", [(9.5, 9.5), (60, 4.5), (4.5, 60)])
def test_what_is_too_small_to_be_found_is_left_out(size: tuple[float, float]) -> None:
    assert _lines(plate_at(corners_of(100, 50, 100 + size[0], 50 + size[1]))) == []
    assert len(_lines(plate_at(corners_of(100, 50, 100 + size[0] + 1, 50 + size[1] + 1)))) == 1


def test_what_lies_outside_the_picture_is_left_out() -> None:
    assert _lines(plate_at(corners_of(500, 50, 600, 100))) == []


def test_corners_of_an_earlier_round_are_read_back(tmp_path: Path) -> None:
    file = tmp_path / "quads.json"
    file.write_text(json.dumps([{"file": "a.png", "text": "云G12345", "quad": LEANING.tolist()}]), encoding="utf-8")
    quads = read_quads(file)
    assert list(quads) == [("a.png", "云G12345")]
    assert quads["a.png", "云G12345"].dtype == np.float32
    assert np.array_equal(quads["a.png", "云G12345"], LEANING)


def test_before_the_first_round_no_corners_are_known(tmp_path: Path) -> None:
    assert read_quads(tmp_path / "gone.json") == {}


def test_pictures_and_labels_are_written_side_by_side(folder: Path, tmp_path: Path) -> None:
    archive, target = _archive(folder), tmp_path / "set"
    write_set(archive, target, 0, 2, workers=1)
    first = target / "labels" / "000000.txt"
    assert sorted(each.relative_to(target).as_posix() for each in target.rglob("*.*")) == [
        "images/000000.jpg", "images/000001.jpg", "labels/000000.txt", "labels/000001.txt",
    ]  # fmt: skip
    assert first.read_text(encoding="utf-8").splitlines() == list(label_lines(archive.taught(0)))
    picture = cv2.imread(str(target / "images" / "000000.jpg"))
    assert picture is not None
    assert picture.shape == (360, LONGEST, 3)


def test_pictures_that_are_written_already_are_left_as_they_are(folder: Path, tmp_path: Path) -> None:
    archive, target = _archive(folder), tmp_path / "set"
    (target / "labels").mkdir(parents=True)
    kept = target / "labels" / "000000.txt"
    kept.write_text("kept", encoding="utf-8")
    write_set(archive, target, 0, 2, workers=1)
    assert kept.read_text(encoding="utf-8") == "kept"
    assert not (target / "images" / "000000.jpg").exists()
    assert (target / "images" / "000001.jpg").exists()


def test_places_are_outlined_for_looking_at() -> None:
    scene = scene_of(ScenePlace("vehicle", corners_of(50, 50, 150, 150), exact=False), size=(400, 200))
    picture = drawn(scene)
    assert (picture[100, 50] == (200, 200, 200)).all()
    assert (picture[100, 100] == scene.image[100, 100]).all()
    assert (scene.image == scene.image[0, 0]).all()


def test_a_contact_sheet_shows_the_pictures_in_rows(folder: Path) -> None:
    sheet = contact_sheet(_archive(folder), range(6), cell=60, columns=3)
    assert sheet.shape == (120, 180, 3)
    assert (sheet[:30, :60] > 0).any()
