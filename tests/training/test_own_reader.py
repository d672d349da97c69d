from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from edge.errors import InputError
from edge.values import Image
from models.training.labelled import Collection, LabelledMark, picture_of, read_labelled
from models.training.own_reader import load_own, load_unbordered
from models.training.reading import Answer, Outcome
from tests.recognition.roll import HEIGHT, WIDTH, written
from tests.training.labelled_sets import Row, plate_mark, write_set
from tests.training.red_plates import LOOSE, red_plate
from tests.training.roll_models import roll_folder, written_collections


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return roll_folder(tmp_path / "models")


def _first(tmp_path: Path, collection: Collection) -> LabelledMark:
    return read_labelled(written_collections(tmp_path) / collection, collection)[0]


def _unsure(tmp_path: Path) -> tuple[LabelledMark, Image]:
    """A plate whose last character may be something else."""
    return _first(tmp_path, "vn"), written([*"24C1234", {"5": 0.97, "6": 0.03}])


def test_a_plate_is_read_with_its_colour(models: Path, tmp_path: Path) -> None:
    mark = _first(tmp_path, "vn")
    answer = load_own(models, 1).read(picture_of(mark.file), mark)
    assert (answer.text, answer.colour, answer.needs_review) == ("24C12345", "yellow", False)


def test_a_container_number_is_read_with_its_size_type_code(models: Path, tmp_path: Path) -> None:
    mark = _first(tmp_path, "container")
    answer = load_own(models, 1).read(picture_of(mark.file), mark)
    assert (answer.text, answer.size_type, answer.needs_review) == ("CSQU3054383", "22G1", False)


def test_where_nothing_is_written_nothing_is_said(models: Path, tmp_path: Path) -> None:
    mark = _first(tmp_path, "vn")
    bare = np.zeros((mark.height, mark.width, 3), dtype=np.uint8)
    reader = load_own(models, 1)
    assert reader.read(bare, mark) == Answer("", 0.0, needs_review=True)
    assert reader.looks(bare, mark)[1].text == ""


def test_the_first_look_stands_alone(models: Path, tmp_path: Path) -> None:
    mark = _first(tmp_path, "vn")
    first, last = load_own(models, 1).looks(picture_of(mark.file), mark)
    assert first.text == last.text == "24C12345"
    assert first.confidence > 0.9


def test_a_doubtful_box_is_looked_at_again_by_the_corners_of_the_mark_in_it(models: Path, tmp_path: Path) -> None:
    picture = red_plate("24C12345")
    box = [float(edge) for edge in LOOSE[[0, 2]].ravel()]
    write_set(tmp_path, [Row("a.png", [plate_mark("24C12345", box=box)], picture)])
    mark = read_labelled(tmp_path, "vn")[0]
    reader = load_own(models, 1)
    first, last = reader.looks(picture, mark)
    assert first.text != "24C12345"
    assert (last.text, last.needs_review) == ("24C12345", False)
    assert reader.read(picture, mark).text == "24C12345"
    without_corners = picture.copy()
    without_corners[..., 2] = 0
    assert reader.looks(without_corners, mark)[1].text != "24C12345"


def test_without_a_border_want_of_confidence_alone_is_no_doubt(models: Path, tmp_path: Path) -> None:
    manifest = models / "manifest.toml"
    strict = manifest.read_text(encoding="utf-8").replace("review_below = 0.8", "review_below = 1.0")
    manifest.write_text(strict, encoding="utf-8")
    mark, image = _unsure(tmp_path)
    assert load_own(models, 1).read(image, mark).needs_review
    assert not load_unbordered(models, 1).read(image, mark).needs_review


def test_a_temperature_changes_the_confidence_and_not_the_text(models: Path, tmp_path: Path) -> None:
    mark, image = _unsure(tmp_path)
    plain, changed = (load_unbordered(models, 1, each).read(image, mark) for each in (1.0, 2.0))
    assert plain.text == changed.text
    assert 0.5 < changed.confidence < plain.confidence < 1


def test_the_crop_is_shown_as_the_network_gets_it(models: Path, tmp_path: Path) -> None:
    mark = _first(tmp_path, "vn")
    seen = load_own(models, 1).seen(Outcome(mark, Answer("", 0.0, needs_review=True), 1.0))
    assert seen.shape == (HEIGHT, WIDTH, 3)
    assert (seen == picture_of(mark.file)).all()


def test_a_folder_without_models_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"manifest\.toml"):
        load_own(tmp_path, 1)
