from __future__ import annotations

import json
from pathlib import Path

import cv2
import pytest

from models.training.labelled import COLLECTIONS
from models.training.whole_evaluation import Whole, measure_whole, report_whole
from tests.training.whole_scenes import BOX, Pointer, scene_collections, seen

NAMES = ("ours", "theirs")
AT_THE_PLATE = (400.0, 300.0, 700.0, 370.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return scene_collections(tmp_path / "pictures")


def _measured(folder: Path, peer: Pointer | None, peer_pictures: int = 60) -> Whole:
    ours = Pointer([seen("29C12345", AT_THE_PLATE)], [seen("MSCU1234565", BOX)])
    return measure_whole(ours, peer, folder, COLLECTIONS, peer_pictures)


def test_without_the_peer_there_is_no_sample(folder: Path) -> None:
    whole = _measured(folder, None)
    assert len(whole.own) == 3
    assert (whole.sample, whole.peer) == ((), ())


def test_the_peer_reads_some_pictures_and_ours_are_told_for_the_same(folder: Path) -> None:
    whole = _measured(folder, Pointer(), peer_pictures=2)
    assert len(whole.own) == 3
    assert len(whole.peer) == 2
    assert [each.picture for each in whole.sample] == [each.picture for each in whole.peer]


def test_tables_of_all_pictures_and_of_the_sample_are_printed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "sheet.png"
    report_whole(_measured(folder, Pointer()), NAMES, sheet)
    said = capsys.readouterr().out
    assert "== whole pictures, never trained on: 3 pictures, 3 marks" in said
    assert "== of these, the same 3 pictures by both: 3 marks" in said
    assert "wrong without review: cn/c.png 29C12345 (0.990), labelled 云G12345" in said
    assert f"in 1 of 3 whole pictures something is amiss: {sheet}" in said
    assert cv2.imread(str(sheet)) is not None


def test_the_same_is_given_for_programs(folder: Path, tmp_path: Path) -> None:
    found = json.loads(json.dumps(report_whole(_measured(folder, Pointer()), NAMES, tmp_path / "sheet.png")))
    assert {each["name"]: each["exact"] for each in found["own"]["figures"]}["CN, all colours"] == 0
    assert [reading["reader"] for reading in found["sample"]] == ["ours", "theirs"]
    assert [fault["file"] for fault in found["faults"]] == ["cn/c.png"]


def test_without_the_peer_the_sample_is_empty_for_programs_too(folder: Path, tmp_path: Path) -> None:
    assert report_whole(_measured(folder, None), NAMES, tmp_path / "sheet.png")["sample"] == []
