"""The endless stream of crops that a reader is trained on: rendered ones, real ones, and some without a mark.

Crop number `i` depends on the seed and on `i` alone, so a run that was broken off goes on with the crops that it
would have seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from edge.values import Image
from models.training.camera import looked_at, photograph, sides_of
from models.training.containers import CONTAINER_FONTS, draw_container
from models.training.crops import cut, cut_closely, missed
from models.training.disturbance import disturb, photograph_again
from models.training.labelled import LabelledMark, picture_of
from models.training.likeness import dressed
from models.training.marks import COLOURS, COUNTRIES, LAYOUTS, Corners, FlatMark, Label, Photo
from models.training.negatives import negative
from models.training.plates_cn import FONTS_CN, draw_chinese
from models.training.plates_vn import FONT_NAMES, draw_vietnamese
from models.training.rows import Rows, rows_of_container, rows_of_plate
from models.training.settings import ReaderSettings
from models.training.typefaces import Typefaces, find_typefaces

SURROUNDINGS = 0.5
"""What is kept around a real mark, in parts of its height and width: its crops are cut loosely and tilted."""

RARITY = 0.75
"""0: every real mark is seen equally often; 1: every kind of mark is, however few there are of it."""

CLOSE = 0.28
"""Share of the rendered plates that are cut where their characters end."""

_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Sample:
    """A crop, the texts that it may be read as (any of them is right; all empty: no mark), and their rows.

    `colour`, `layout` and `country` index `COLOURS`, `LAYOUTS` and `COUNTRIES`; -1 where not known.
    """

    crop: Image
    texts: tuple[str, ...]
    rows: tuple[Rows, ...]
    colour: int
    layout: int
    country: int


@dataclass(frozen=True, slots=True)
class RealCrop:
    """The part of a real picture around a mark, small enough to be kept in memory."""

    photo: Photo
    texts: tuple[str, ...]
    weight: float


def real_crops(marks: Sequence[LabelledMark]) -> tuple[RealCrop, ...]:
    """Marks cut out with their surroundings; rare kinds weigh more, or nearly all would be blue plates of Anhui."""
    shares: dict[str, int] = {}
    for mark in marks:
        shares[_group(mark)] = shares.get(_group(mark), 0) + 1
    return tuple(_real_crop(mark, shares[_group(mark)] ** -RARITY) for mark in marks)


def _group(mark: LabelledMark) -> str:
    text = mark.text or ""
    return f"{mark.collection} {mark.layout} {mark.colour} {text[:1] if mark.country == 'CN' else ''}"


def _real_crop(mark: LabelledMark, weight: float) -> RealCrop:
    image, corners = _surroundings(picture_of(mark.file), mark.corners)
    text = with_stroke(mark.text or "")
    label = Label(
        text=text,
        kind=mark.kind,
        country=mark.country,
        mark_class="",
        layout=mark.layout or "one_row",  # type: ignore[arg-type]
        colour=mark.colour or "other",  # type: ignore[arg-type]
        size_type=mark.size_type or "",
    )
    texts = (text, f"{text}/{mark.size_type}") if mark.kind == "container" and mark.size_type else (text,)
    return RealCrop(Photo(image, corners, label), texts, weight)


def with_stroke(text: str) -> str:
    """Đ where the labels have D for it: in the series MĐ and TĐ, which are never written with a D."""
    return re.sub(r"^(\d\d[MT])D(?=\d)", r"\1Đ", text)


def _surroundings(image: Image, corners: Corners) -> tuple[Image, Corners]:
    low, high = corners.min(axis=0), corners.max(axis=0)
    margin = SURROUNDINGS * np.maximum(high - low, 8).min() + 4
    left, top = np.maximum(0, low - margin).astype(int)
    right, bottom = np.ceil(high + margin).astype(int)
    part = np.ascontiguousarray(image[top:bottom, left:right])
    return part, corners - np.array([left, top], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Studio:
    """All that crops of one reader are made of."""

    settings: ReaderSettings
    vietnamese: Typefaces
    chinese: Typefaces
    container: Typefaces
    real: tuple[RealCrop, ...]

    def sample(self, number: int) -> Sample:
        """Crop `number`, the same on every machine with the same fonts and pictures."""
        rng = np.random.default_rng([self.settings.seed, number])
        shares: dict[str, float] = {
            source: share for source, share in self.settings.sources.items() if source != "real" or self.real
        }
        source = _choose(shares, rng)
        return self._makers()[source](rng)

    def _makers(self) -> Mapping[str, Callable[[np.random.Generator], Sample]]:
        return {
            "vietnamese": lambda rng: self._rendered(draw_vietnamese(rng, self.vietnamese), rng),
            "chinese": lambda rng: self._rendered(draw_chinese(rng, self.chinese), rng),
            "container": lambda rng: self._rendered(draw_container(rng, self.container), rng),
            "real": self._real,
            "dressed": lambda rng: self._dressed(self._any_flat(rng), rng),
            "provinces": self._provinces,
            "negative": self._negative,
        }

    def _rendered(self, flat: FlatMark, rng: np.random.Generator) -> Sample:
        photo = photograph(flat, rng)
        return _labelled(*self._cut(photo, rng), photo.label)

    def _cut(self, photo: Photo, rng: np.random.Generator) -> tuple[Image, tuple[str, ...]]:
        size = self.settings.width, self.settings.height
        if photo.label.kind == "plate" and rng.random() < CLOSE:
            return cut_closely(photo, rng, *size), (photo.label.text,)
        return cut(photo, rng, *size)

    def _real(self, rng: np.random.Generator) -> Sample:
        weights = np.array([real.weight for real in self.real])
        real = self.real[rng.choice(len(self.real), p=weights / weights.sum())]
        photo = real.photo
        if rng.random() < 0.7:
            image, corners = photograph_again(photo.image, photo.corners, rng)
            photo = Photo(image, corners, photo.label)
        crop, _ = cut(photo, rng, self.settings.width, self.settings.height)
        return _labelled(crop, real.texts, photo.label)

    def _provinces(self, rng: np.random.Generator) -> Sample:
        flat = draw_chinese(rng, self.chinese, drill=True)
        return self._dressed(flat, rng) if rng.random() < 0.5 else self._rendered(flat, rng)

    def _dressed(self, flat: FlatMark, rng: np.random.Generator) -> Sample:
        """A rendered mark that looks like the photograph of a real one of the same colour, where there is one."""
        alike = [real.photo for real in self.real if real.photo.label.colour == flat.label.colour]
        if not alike:
            return self._rendered(flat, rng)
        like = alike[int(rng.integers(len(alike)))]
        size = self.settings.width, self.settings.height
        crop, texts = self._cut(looked_at(flat, rng), rng)
        across, down = sides_of(like.corners)
        look = dressed(crop, cut(like, rng, *size)[0], (round(across), round(down)))
        return _labelled(disturb(look, rng), texts, flat.label)

    def _any_flat(self, rng: np.random.Generator) -> FlatMark:
        if "container" in self.settings.sources:
            return draw_container(rng, self.container)
        return draw_vietnamese(rng, self.vietnamese) if rng.random() < 0.2 else draw_chinese(rng, self.chinese)

    def _negative(self, rng: np.random.Generator) -> Sample:
        size = self.settings.width, self.settings.height
        foreign = rng.random() < 0.5
        crop = negative(rng, self.chinese, *size) if foreign else missed(self._any_photo(rng), rng, *size)
        empty_lanes = ("",) * self.settings.lanes
        return Sample(crop, ("",), (empty_lanes,), _UNKNOWN, _UNKNOWN, _UNKNOWN)

    def _any_photo(self, rng: np.random.Generator) -> Photo:
        if self.real and rng.random() < 0.3:
            return self.real[int(rng.integers(len(self.real)))].photo
        return photograph(self._any_flat(rng), rng)


def open_studio(reader: ReaderSettings, real: Sequence[RealCrop]) -> Studio:
    """With those of the renderers' fonts that are installed."""
    vietnamese, chinese, container = (find_typefaces(names) for names in (FONT_NAMES, FONTS_CN, CONTAINER_FONTS))
    return Studio(reader, vietnamese, chinese, container, tuple(real))


def pools(studio: Studio, start: int, size: int) -> Iterator[list[Sample]]:
    """Pools of `size` crops from number `start` on, each shuffled and used `repeats` times.

    From the second time on they are disturbed.
    """
    while True:
        drawn = [studio.sample(start + i) for i in range(size)]
        rng = np.random.default_rng([studio.settings.seed, start, 1])
        for repeat in range(studio.settings.repeats):
            order = rng.permutation(size)
            yield [_again(drawn[i], rng) if repeat else drawn[i] for i in order]
        start += size


def _again(sample: Sample, rng: np.random.Generator) -> Sample:
    return replace(sample, crop=disturb(sample.crop, rng))


def _labelled(crop: Image, texts: tuple[str, ...], label: Label) -> Sample:
    return Sample(
        crop,
        texts,
        tuple(rows for text in texts for rows in _rows(text, label)),
        _index(COLOURS, label.colour),
        _index(LAYOUTS, label.layout),
        _index(COUNTRIES, label.country),
    )


def _rows(text: str, label: Label) -> tuple[Rows, ...]:
    if label.kind == "container":
        return rows_of_container(text, label.layout)
    return rows_of_plate(text, label.layout, label.country)


def _index(words: Sequence[str], word: str) -> int:
    return words.index(word) if word in words else _UNKNOWN


def _choose(shares: Mapping[str, float], rng: np.random.Generator) -> str:
    names = list(shares)
    weights = np.array([shares[name] for name in names])
    return names[int(rng.choice(len(names), p=weights / weights.sum()))]
