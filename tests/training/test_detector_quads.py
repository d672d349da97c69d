"""Corners that a detector finds are taught only where a reader, following them, reads the labelled text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.errors import InputError
from edge.recognition.corners import Detect
from edge.recognition.crops import Readers, open_readers
from edge.recognition.detector import open_detector
from edge.recognition.manifest import load_manifest
from edge.values import Image
from models.training.detector_quads import confirmed
from models.training.labelled import LabelledMark
from models.training.marks import Corners
from tests.training.invented_marks import corners_of
from tests.training.invented_scenes import labelled_at
from tests.training.red_detector import red_card, red_model
from tests.training.red_plates import LOOSE, red_corners, red_plate
from tests.training.roll_models import roll_folder

TEXT = "29C12345"


@pytest.fixture
def readers(tmp_path: Path) -> Readers:
    folder = roll_folder(tmp_path / "models")
    return open_readers(folder, load_manifest(folder), 1)


@pytest.fixture(scope="module")
def detect() -> Detect:
    content = red_model()
    return open_detector(content, red_card(content), 1).detect


def _mark(folder: Path, picture: Image, text: str | None = TEXT, box: Corners = LOOSE) -> LabelledMark:
    file = folder / "a.png"
    cv2.imwrite(str(file), picture)
    return replace(labelled_at(box, file=str(file)), text=text)


def test_corners_are_given_where_the_labelled_text_is_read_along_them(
    readers: Readers, detect: Detect, tmp_path: Path
) -> None:
    quad = confirmed(readers, detect, _mark(tmp_path, red_plate(TEXT)))
    assert quad is not None
    assert np.abs(np.array(quad) - red_corners()).max() < 3


def test_separators_in_the_label_do_not_matter(readers: Readers, detect: Detect, tmp_path: Path) -> None:
    assert confirmed(readers, detect, _mark(tmp_path, red_plate(TEXT), "29C-123.45")) is not None


@pytest.mark.parametrize("text", ["29C12346", "29C1234", None], ids=["another", "a shorter one", "none"])
def test_another_text_than_the_labelled_one_confirms_nothing(
    text: str | None, readers: Readers, detect: Detect, tmp_path: Path
) -> None:
    assert confirmed(readers, detect, _mark(tmp_path, red_plate(TEXT), text)) is None


def test_a_doubtful_reading_confirms_nothing(readers: Readers, detect: Detect, tmp_path: Path) -> None:
    doubtful = red_plate([*TEXT[:-1], {"5": 0.55, "6": 0.45}])
    assert confirmed(readers, detect, _mark(tmp_path, doubtful)) is None


def test_where_the_detector_finds_nothing_there_are_no_corners(
    readers: Readers, detect: Detect, tmp_path: Path
) -> None:
    picture = red_plate(TEXT)
    picture[..., 2] = 0
    assert confirmed(readers, detect, _mark(tmp_path, picture)) is None


def test_a_mark_beside_the_labelled_box_is_not_taken_for_it(readers: Readers, detect: Detect, tmp_path: Path) -> None:
    (left, _), (right, bottom) = red_corners()[[0, 2]]
    beside = corners_of(left, bottom - 20, right, bottom + 120)
    assert confirmed(readers, detect, _mark(tmp_path, red_plate(TEXT), box=beside)) is None


def test_a_plate_in_the_box_of_a_container_number_is_not_taken_for_it(
    readers: Readers, detect: Detect, tmp_path: Path
) -> None:
    mark = _mark(tmp_path, red_plate("CSQU3054383"), "CSQU3054383")
    assert confirmed(readers, detect, replace(mark, collection="container")) is None


def test_a_missing_picture_is_named(readers: Readers, detect: Detect, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.png"):
        confirmed(readers, detect, labelled_at(LOOSE, file=str(tmp_path / "gone.png")))
