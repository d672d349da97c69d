from __future__ import annotations

from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.training.labelled import LabelledMark
from models.training.samples import RARITY, RealCrop, Sample, open_studio, pools, real_crops, with_stroke
from models.training.settings import ReaderSettings, Source, load_settings


def _reader(kind: str, **sources: float) -> ReaderSettings:
    settings = load_settings()
    reader = settings.container if kind == "container" else settings.plate
    return reader.model_copy(update={"sources": sources} if sources else {})


def _same(one: Sample, other: Sample) -> bool:
    return np.array_equal(one.crop, other.crop) and one.texts == other.texts


def _mark(folder: Path, text: str = "29A12345", colour: str = "white") -> LabelledMark:
    file = folder / f"{text}.png"
    picture = np.full((200, 300, 3), 90, dtype=np.uint8)
    cv2.rectangle(picture, (100, 80), (200, 120), (250, 250, 250), -1)
    cv2.imwrite(str(file), picture)
    corners = np.array([(100, 80), (200, 80), (200, 120), (100, 120)], dtype=np.float32)
    return LabelledMark(
        file=file,
        collection="vn",
        corners=corners,
        text=text,
        layout="one_row",
        colour=colour,
        vehicle="car",
        view="",
        scene="full",
        size_type=None,
        checked=True,
        use="train",
        source="invented",
        width=300,
        height=200,
    )


@pytest.mark.parametrize("kind", ["plate", "container"])
def test_a_crop_depends_on_its_number_alone(kind: str) -> None:
    one, other = open_studio(_reader(kind), ()), open_studio(_reader(kind), ())
    other.sample(0)
    assert _same(one.sample(7), other.sample(7))
    assert not _same(one.sample(7), one.sample(8))


@pytest.mark.parametrize("kind", ["plate", "container"])
def test_crops_have_the_size_of_the_network(kind: str) -> None:
    reader = _reader(kind)
    studio = open_studio(reader, ())
    for number in range(12):
        assert studio.sample(number).crop.shape == (reader.height, reader.width, 3)


@pytest.mark.parametrize(("source", "country"), [("vietnamese", 0), ("chinese", 1)])
def test_the_country_is_the_one_that_was_drawn(source: Source, country: int) -> None:
    studio = open_studio(_reader("plate", **{source: 1.0}), ())
    assert {studio.sample(number).country for number in range(6)} == {country}


def test_a_crop_without_a_mark_reads_as_nothing() -> None:
    studio = open_studio(_reader("plate", negative=1.0), ())
    assert all(studio.sample(number).texts == ("",) for number in range(6))


def test_without_real_pictures_rendered_ones_take_their_share() -> None:
    studio = open_studio(_reader("plate", vietnamese=0.1, real=0.9), ())
    assert all(studio.sample(number).country == 0 for number in range(6))


def test_a_real_mark_is_kept_with_what_surrounds_it(tmp_path: Path) -> None:
    (real,) = real_crops([_mark(tmp_path)])
    height, width = real.photo.image.shape[:2]
    assert 100 < width < 300
    assert 40 < height < 200
    inner = real.photo.corners
    left, top = inner[0].astype(int)
    assert tuple(real.photo.image[top + 5, left + 5]) == (250, 250, 250)
    assert tuple(real.photo.image[top - 5, left - 5]) == (90, 90, 90)


def test_rare_real_marks_weigh_more_than_common_ones(tmp_path: Path) -> None:
    marks = [_mark(tmp_path, f"29A1234{i}") for i in range(9)] + [_mark(tmp_path, "29C54321", colour="yellow")]
    weights = [real.weight for real in real_crops(marks)]
    assert weights[-1] == pytest.approx(9**RARITY * weights[0])


def test_real_marks_are_drawn_in_new_light_with_their_text(tmp_path: Path) -> None:
    studio = open_studio(_reader("plate", real=1.0), real_crops([_mark(tmp_path)]))
    samples = [studio.sample(number) for number in range(8)]
    assert {sample.texts for sample in samples} == {("29A12345",)}
    assert len({sample.crop.tobytes() for sample in samples}) == 8


@pytest.mark.parametrize(
    ("labelled", "drawn"),
    [("29MD112345", "29MĐ112345"), ("50TD01234", "50TĐ01234"), ("51LD12345", "51LD12345"), ("29D12345", "29D12345")],
)
def test_the_stroke_of_the_d_comes_back_where_only_it_can_be_meant(labelled: str, drawn: str) -> None:
    assert with_stroke(labelled) == drawn


def test_every_crop_of_a_pool_is_used_as_often_as_the_settings_say() -> None:
    reader = _reader("plate", vietnamese=1.0).model_copy(update={"repeats": 2})
    first, second, third = islice(pools(open_studio(reader, ()), 0, 5), 3)
    assert sorted(sample.texts for sample in first) == sorted(sample.texts for sample in second)
    assert {sample.crop.tobytes() for sample in first}.isdisjoint(sample.crop.tobytes() for sample in second)
    assert sorted(sample.texts for sample in first) != sorted(sample.texts for sample in third)


def test_a_pool_begun_anew_holds_the_same_crops() -> None:
    reader = _reader("container")
    one, other = (next(pools(open_studio(reader, ()), 64, 4)) for _ in range(2))
    assert all(_same(a, b) for a, b in zip(one, other, strict=True))


def test_a_real_crop_may_be_read_with_or_without_its_size_type_code(tmp_path: Path) -> None:
    plain = _mark(tmp_path, "MSKU9070323")
    values = {name: getattr(plain, name) for name in plain.__dataclass_fields__}
    container = LabelledMark(**values | {"collection": "container", "size_type": "22G1"})
    (real,) = real_crops([container])
    assert isinstance(real, RealCrop)
    assert real.texts == ("MSKU9070323", "MSKU9070323/22G1")
