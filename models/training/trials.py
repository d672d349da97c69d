"""What a reader under training is tried on: real crops that it never sees, and rendered ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.recognition.inputs import model_input
from edge.values import Image
from models.training.labelled import LabelledMark, normalised, picture_of
from models.training.marks import Corners
from models.training.samples import Studio

HELD_OUT_FROM = 2**40
"""Rendered crops from this number on are for trying; a training run never gets there."""

MARGIN = 0.03
"""Added around a labelled box on each side, in parts of its sides: the network is used to some ground around a mark."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Crops of one kind: (N, height, width, 3) uint8 BGR, and what each of them may be read as."""

    name: str
    crops: NDArray[np.uint8]
    texts: tuple[tuple[str, ...], ...]


def real_trials(marks: Sequence[LabelledMark], width: int, height: int) -> list[Trial]:
    """One trial for each collection, use, scene and layout."""
    groups: dict[str, list[LabelledMark]] = {}
    for mark in marks:
        name = f"{mark.collection} {mark.use} {mark.scene} {mark.layout or 'one_row'}"
        groups.setdefault(name, []).append(mark)
    return [_real_trial(name, groups[name], width, height) for name in sorted(groups)]


def rendered_trial(studio: Studio, count: int) -> Trial:
    """Crops that are drawn like the ones trained on, with other numbers."""
    samples = [studio.sample(HELD_OUT_FROM + i) for i in range(count)]
    return Trial("rendered", np.stack([s.crop for s in samples]), tuple(s.texts for s in samples))


def _real_trial(name: str, marks: Sequence[LabelledMark], width: int, height: int) -> Trial:
    crops = [mark_crop(picture_of(mark.file), mark.corners, mark.layout, width, height) for mark in marks]
    return Trial(name, np.stack(crops), tuple(_texts(mark) for mark in marks))


def mark_crop(image: Image, corners: Corners, layout: str, width: int, height: int) -> Image:
    """The crop of a labelled mark, with a little of its surroundings."""
    centre = corners.mean(axis=0)
    around = (centre + (corners - centre) * (1 + 2 * MARGIN)).astype(np.float32)
    return model_input(image, around, width, height, upright=not layout.startswith("vertical"))


def _texts(mark: LabelledMark) -> tuple[str, ...]:
    text = normalised(mark.text)
    return (text, f"{text}/{mark.size_type}") if mark.size_type else (text,)


@dataclass(frozen=True, slots=True)
class Score:
    """Of `marks` crops: wholly right, right in the first character, and right in all but the first."""

    marks: int
    exact: int
    first: int
    rest: int

    def __str__(self) -> str:
        exact, first, rest = (part / self.marks for part in (self.exact, self.first, self.rest))
        return f"{self.marks:5d}  exact {exact:.3f}  first {first:.3f}  rest {rest:.3f}"


def score(reads: Sequence[str], texts: Sequence[tuple[str, ...]]) -> Score:
    """A container's size-type code counts as read right also where it was not read at all."""
    pairs = [(_number(read), _number(wanted[0])) for read, wanted in zip(reads, texts, strict=True)]
    return Score(
        marks=len(pairs),
        exact=sum(read == wanted for read, wanted in pairs),
        first=sum(read[:1] == wanted[:1] for read, wanted in pairs),
        rest=sum(read[1:] == wanted[1:] for read, wanted in pairs),
    )


def _number(text: str) -> str:
    return normalised(text.split("/", maxsplit=1)[0])
