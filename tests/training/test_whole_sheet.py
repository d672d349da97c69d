from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import pytest

from edge.errors import InputError
from edge.values import Image
from models.training.whole_judging import PictureOutcome
from models.training.whole_sheet import write_whole_errors
from tests.recognition.drawn import scene
from tests.training.whole_scenes import BOX, ELSEWHERE, outcome, placed, seen

GREEN, RED, ORANGE, BLUE = (90, 220, 60), (60, 70, 255), (60, 170, 255), (255, 170, 90)
"""Blue, green, red."""


def _drawn(folder: Path, outcomes: Sequence[PictureOutcome]) -> tuple[int, Image]:
    count = write_whole_errors(outcomes, folder / "new" / "sheet.png")
    picture = cv2.imread(str(folder / "new" / "sheet.png"))
    assert picture is not None
    return count, picture.astype("uint8", copy=False)


def _has(picture: Image, colour: tuple[int, int, int]) -> bool:
    return bool((picture == colour).all(axis=2).any())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    cv2.imwrite(str(tmp_path / "scene.png"), scene([], (640, 480)))
    return tmp_path / "scene.png"


def test_only_pictures_with_something_amiss_are_drawn(file: Path, tmp_path: Path) -> None:
    good, bad = outcome(seen(), marks=[placed(file=file)]), outcome(marks=[placed(file=file)])
    count, picture = _drawn(tmp_path, [good, bad])
    assert count == 1
    assert picture.shape[1] == 480


def test_the_label_is_green_and_a_wrong_read_without_review_red(file: Path, tmp_path: Path) -> None:
    _, picture = _drawn(tmp_path, [outcome(seen("29C12346", (90.0, 90.0, 320.0, 160.0)), marks=[placed(file=file)])])
    assert _has(picture, GREEN)
    assert _has(picture, RED)
    assert not _has(picture, BLUE)


def test_a_wrong_read_for_a_person_is_orange(file: Path, tmp_path: Path) -> None:
    wrong = seen("29C12346", (90.0, 90.0, 320.0, 160.0), needs_review=True)
    _, picture = _drawn(tmp_path, [outcome(wrong, marks=[placed(file=file)])])
    assert _has(picture, ORANGE)
    assert not _has(picture, RED)


def test_a_read_where_nothing_is_labelled_is_blue(file: Path, tmp_path: Path) -> None:
    _, picture = _drawn(tmp_path, [outcome(seen(), seen("30E54321", ELSEWHERE), marks=[placed(file=file)])])
    assert _has(picture, BLUE)


def test_boxes_are_shrunk_with_the_picture(file: Path, tmp_path: Path) -> None:
    _, picture = _drawn(tmp_path, [outcome(marks=[placed(file=file)])])
    scale = 310 / 480
    assert tuple(picture[round(8 + scale * BOX[1]), round(8 + scale * 200)]) == GREEN


def test_no_fault_makes_an_empty_sheet(tmp_path: Path) -> None:
    count, picture = _drawn(tmp_path, [outcome(seen())])
    assert count == 0
    assert picture.size


def test_a_target_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "no-folder").touch()
    with pytest.raises(InputError, match="no-folder"):
        write_whole_errors([], tmp_path / "no-folder" / "sheet.png")
