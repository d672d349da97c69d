from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from edge.errors import InputError
from edge.values import Image, MarkKind, Read
from models.training.evaluation import UNSEEN, Group, curves_of, draw, main, measure, report
from models.training.measured import Measured, marks_in
from models.training.reading import Outcome
from models.training.settings import load_settings
from tests.training.labelled_sets import drawn_collections
from tests.training.outcomes import Parrot
from tests.training.roll_models import roll_folder, written_collections
from tests.training.whole_scenes import scene_collections

WRONG = Parrot({"云G12345": "贵G12345"})


@pytest.fixture
def marks(tmp_path: Path) -> Measured:
    return marks_in(drawn_collections(tmp_path), ("vn", "cn", "container"), load_settings())


def _printed(groups: Sequence[Group], marks: Measured, models: Path) -> dict[str, Any]:
    return report(groups, curves_of(WRONG, marks.unseen), models)


class Silent:
    """A stand-in for the recogniser that sees nothing."""

    def recognise(self, image: Image, wanted: frozenset[MarkKind]) -> tuple[Read, ...]:
        assert image.size
        assert wanted
        return ()


def _silent(threads: int) -> Silent:
    return Silent()


def _missing(threads: int) -> Silent:
    raise InputError("no detector")


def _words(tmp_path: Path, pictures: Path) -> list[str]:
    models = roll_folder(tmp_path / "models")
    targets = {"--errors": "errors.png", "--curve": "curve.png", "--whole-errors": "whole.png"}
    drawn = [word for flag, name in targets.items() for word in (flag, str(tmp_path / name))]
    return ["--data", str(pictures), "--models", str(models), "--threads", "1", "--without-peer", *drawn]


def test_only_groups_with_marks_are_measured(marks: Measured) -> None:
    (group,) = measure(WRONG, None, marks)
    assert (group.name, len(group.own), len(group.peer)) == (UNSEEN, 4, 0)


def test_the_peer_reads_the_same_marks(marks: Measured) -> None:
    (group,) = measure(WRONG, Parrot(), marks)
    assert [each.mark for each in group.own] == [each.mark for each in group.peer]
    assert [reading.reader for reading in group.readings()] == ["lanegate", "PP-OCRv6 small"]


def test_the_tables_name_groups_sets_coverage_and_file_sizes(
    marks: Measured, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plate.onnx").write_bytes(bytes(1_500_000))
    _printed(measure(WRONG, Parrot(), marks), marks, tmp_path)
    said = capsys.readouterr().out
    assert "== never trained on: 4 marks" in said
    assert "without review, cn: 1 of 1, wrong 1" in said
    assert "== coverage, never trained on" in said
    assert "plate.onnx: 1.50 MB" in said


def test_the_figures_are_given_for_programs(marks: Measured, tmp_path: Path) -> None:
    found = json.loads(json.dumps(_printed(measure(WRONG, None, marks), marks, tmp_path)))
    (reading,) = found["groups"][UNSEEN]
    assert {"CN other crops": 0.0, "all VN": 1.0}.items() <= {
        each["name"]: each["exact"] for each in reading["figures"]
    }.items()


def test_errors_and_curve_are_drawn_in_a_folder_made_for_them(marks: Measured, tmp_path: Path) -> None:
    def seen(_: Outcome) -> Image:
        return np.zeros((64, 160, 3), dtype=np.uint8)

    wanted = argparse.Namespace(errors=tmp_path / "new" / "errors.png", curve=tmp_path / "new" / "curve.png")
    draw(measure(WRONG, None, marks), seen, curves_of(WRONG, marks.unseen), wanted)
    for picture in (wanted.errors, wanted.curve):
        assert cv2.imread(str(picture)) is not None


def test_each_collection_has_its_curve_and_all_have_one(marks: Measured) -> None:
    curves = curves_of(WRONG, marks.unseen)
    assert next(iter(curves)) == "all"
    assert set(curves) == {"all", "vn", "cn", "container"}
    assert curves["cn"][0].wrong == 1


@pytest.mark.parametrize("part", ["--boxes", "--whole"])
def test_missing_pictures_are_told_in_one_line(part: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path / "gone"), "--without-peer", part], _silent) == 1
    assert "gone" in capsys.readouterr().err


def test_boxes_and_whole_pictures_are_measured_by_default(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = tmp_path / "json.out"
    words = _words(tmp_path, scene_collections(tmp_path))
    assert main([*words, "--json", str(written)], _silent) == 0
    said = capsys.readouterr().out
    assert "== never trained on: 4 marks" in said
    assert "== whole pictures, never trained on: 3 pictures, 3 marks" in said
    assert (tmp_path / "errors.png").is_file()
    assert (tmp_path / "whole.png").is_file()
    assert {"threads", "groups", "whole"} <= set(json.loads(written.read_text(encoding="utf-8")))


def test_whole_pictures_can_be_measured_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*_words(tmp_path, scene_collections(tmp_path)), "--whole"], _silent) == 0
    said = capsys.readouterr().out
    assert "== whole pictures" in said
    assert "== coverage" not in said
    assert not (tmp_path / "errors.png").exists()


def test_a_recogniser_that_cannot_be_loaded_is_told_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(_words(tmp_path, scene_collections(tmp_path)), _missing) == 1
    found = capsys.readouterr()
    assert found.err == "evaluate: no detector\n"
    assert found.out == ""


def test_boxes_alone_load_no_recogniser_of_whole_pictures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*_words(tmp_path, written_collections(tmp_path)), "--boxes"], _missing) == 0
    said = capsys.readouterr().out
    assert "1 of 4 never trained on are read wrong" in said
    assert "size-type code: 100.0 of 1 right" in said
    assert "plate colour: 100.0 of 3 right" in said
    assert "== whole pictures" not in said
    assert (tmp_path / "errors.png").is_file()
    assert (tmp_path / "curve.png").is_file()
