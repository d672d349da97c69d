"""A reader as the evaluation sees it: one labelled mark in, one answer and its time out."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tqdm import tqdm

from edge.values import Image
from models.training.labelled import LabelledMark, normalised, picture_of

_WARMING = 5
"""Reads before the clock is looked at: the first ones pay for buffers."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader said of one crop; `text` is "" where it saw no mark, `confidence` is in [0, 1].

    `weak`: the text has the shape of a class that other lettering has too, and a border of its own.
    """

    text: str
    confidence: float
    needs_review: bool
    colour: str | None = None
    size_type: str | None = None
    weak: bool = False


class CropReader(Protocol):
    """Reads one mark whose place is known."""

    @property
    def name(self) -> str: ...

    def read(self, image: Image, mark: LabelledMark) -> Answer:
        """The mark at `mark.corners` of its whole picture (H, W, 3) uint8 BGR; never looks at the label's text."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """One mark read; `ms` includes the cutting of the crop and not the decoding of the picture."""

    mark: LabelledMark
    answer: Answer
    ms: float

    @property
    def exact(self) -> bool:
        return normalised(self.answer.text) == normalised(self.mark.text)

    @property
    def accepted(self) -> bool:
        """A text that would pass without a person's look."""
        return bool(self.answer.text) and not self.answer.needs_review


def read_all(reader: CropReader, marks: Sequence[LabelledMark]) -> tuple[Outcome, ...]:
    """Every mark through the reader, one at a time as a lane would. Raises InputError for a picture that is missing."""
    for mark in marks[:_WARMING]:
        reader.read(picture_of(mark.file), mark)
    return tuple(_timed(reader, mark) for mark in with_progress(marks, reader.name))


def with_progress(marks: Sequence[LabelledMark], name: str) -> Iterable[LabelledMark]:
    """The marks, with a bar on standard error where that is a terminal: the bar brings a thread of its own along."""
    return tqdm(marks, desc=name, unit="mark", leave=False) if sys.stderr.isatty() else marks


def _timed(reader: CropReader, mark: LabelledMark) -> Outcome:
    image = picture_of(mark.file)
    begun_s = time.perf_counter()
    answer = reader.read(image, mark)
    return Outcome(mark, answer, 1000 * (time.perf_counter() - begun_s))
