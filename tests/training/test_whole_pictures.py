from __future__ import annotations

from pathlib import Path

from models.training.labelled import LabelledMark
from models.training.settings import load_settings
from models.training.whole_pictures import WholePicture, box_of_mark, pictures_in, sample_of
from tests.training.labelled_sets import Row, plate_mark, write_set
from tests.training.whole_scenes import BOX, placed, scene_collections

SETTINGS = load_settings()


def _pictures(colour: str, count: int) -> list[WholePicture]:
    return [WholePicture(Path(f"{colour}-{n}.jpg"), (placed(colour=colour),)) for n in range(count)]


def _is_yellow(mark: LabelledMark) -> bool:
    return mark.colour == "yellow"


def _is_white(mark: LabelledMark) -> bool:
    return mark.colour == "white"


def test_crops_are_left_out(tmp_path: Path) -> None:
    found = pictures_in(scene_collections(tmp_path), ("vn", "cn", "container"), SETTINGS)
    assert [picture.file.name for picture in found] == ["a.png", "c.png", "d.png"]
    assert [picture.kind for picture in found] == ["plate", "plate", "container"]
    assert found[0].longer_side == 1280


def test_only_marks_never_trained_on_count_and_the_others_are_remembered(tmp_path: Path) -> None:
    marks = [plate_mark(f"29C{n:05}", box=list(BOX)) for n in range(300)]
    write_set(tmp_path / "vn", [Row("a.jpg", marks)])
    (picture,) = pictures_in(tmp_path, ("vn",), SETTINGS)
    assert 0 < len(picture.counted) < 100
    assert len(picture.counted) + len(picture.others) == 300
    assert not {mark.text for mark in picture.counted} & {mark.text for mark in picture.others}


def test_a_mark_that_nobody_could_read_is_among_the_others(tmp_path: Path) -> None:
    marks = [plate_mark("29C12345", box=list(BOX)), plate_mark(None, box=list(BOX))]
    write_set(tmp_path / "vn", [Row("a.jpg", marks, use="eval")])
    (picture,) = pictures_in(tmp_path, ("vn",), SETTINGS)
    assert [mark.text for mark in picture.others] == [None]


def test_the_box_of_a_mark_goes_around_its_corners() -> None:
    assert box_of_mark(placed(box=BOX)) == BOX


def test_a_sample_takes_from_each_part_by_turns() -> None:
    pictures = [*_pictures("white", 40), *_pictures("yellow", 3)]
    sample = sample_of(pictures, 10, (_is_white, _is_yellow))
    assert [_is_yellow(picture.counted[0]) for picture in sample].count(True) == 3
    assert len(sample) == 10


def test_a_sample_is_the_same_every_time_and_in_order() -> None:
    pictures = _pictures("white", 40)
    sample = sample_of(pictures, 5, (_is_white,))
    assert sample == sample_of(pictures[::-1], 5, (_is_white,))[::-1]
    assert sample != tuple(pictures[:5])


def test_a_sample_ends_where_there_are_no_more_pictures() -> None:
    assert len(sample_of(_pictures("white", 4), 60, (_is_white, _is_yellow))) == 4
    assert sample_of(_pictures("white", 4), 0, (_is_white,)) == ()
