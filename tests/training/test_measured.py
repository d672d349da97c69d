from __future__ import annotations

from pathlib import Path

import pytest

from edge.errors import InputError
from models.training.measured import marks_in
from models.training.settings import load_settings
from tests.training.labelled_sets import Row, drawn_collections, plate_mark, write_set

BOX = [10, 20, 110, 60]


def test_what_must_not_be_trained_on_is_never_counted_as_trained_on(tmp_path: Path) -> None:
    measured = marks_in(drawn_collections(tmp_path), ("vn", "cn", "container"), load_settings())
    assert len(measured.unseen) == 4
    assert not measured.seen


def test_the_share_that_the_training_holds_out_is_measured_as_unseen(tmp_path: Path) -> None:
    write_set(tmp_path / "vn", [Row(f"{n}.jpg", [plate_mark(f"29C{n:05}", box=BOX)]) for n in range(400)])
    settings = load_settings()
    measured = marks_in(tmp_path, ("vn",), settings)
    assert len(measured.unseen) + len(measured.seen) == 400
    assert abs(len(measured.unseen) / 400 - settings.held_out_share) < 0.06


def test_marks_that_nobody_looked_at_are_not_measured(tmp_path: Path) -> None:
    rows = [Row("a.jpg", [plate_mark("29C12345", box=BOX)], checked="false"), Row("b.jpg", [plate_mark(None, box=BOX)])]
    write_set(tmp_path / "vn", rows)
    measured = marks_in(tmp_path, ("vn",), load_settings())
    assert not measured.unseen
    assert not measured.seen


def test_a_folder_without_pictures_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cn"):
        marks_in(tmp_path, ("cn",), load_settings())
