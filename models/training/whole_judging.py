"""Which labelled marks of a picture were found and read, and what its reads without review are worth. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from edge.values import Box
from models.training.labelled import LabelledMark, normalised
from models.training.whole_pictures import WholePicture, box_of_mark
from models.training.whole_reading import PictureReads, Seen

_LEAST_SHARED = 0.3
"""Intersection over union from which on two boxes are of one mark."""

Verdict = Literal["right", "other label", "wrong", "unlabelled"]
"""`right`: the text of a counted mark. `other label`: that of a mark which is not counted. `wrong`: at a mark whose
text is another one. `unlabelled`: where no text is labelled; a person must look what is there."""


@dataclass(frozen=True, slots=True)
class MarkOutcome:
    """A counted mark. `exact`: some read of the picture has its text; `sure`: and passed; `found`: a read lies at it.

    `said`: the exact read, else the one that lies at the mark best, else None.
    """

    mark: LabelledMark
    found: bool
    exact: bool
    sure: bool
    said: Seen | None


@dataclass(frozen=True, slots=True)
class Passed:
    """A read without review; `mark`: the labelled one that it lies at."""

    seen: Seen
    verdict: Verdict
    mark: LabelledMark | None


@dataclass(frozen=True, slots=True)
class PictureOutcome:
    """One picture read and judged; `marks` are the counted ones, in the picture's order."""

    picture: WholePicture
    marks: tuple[MarkOutcome, ...]
    passed: tuple[Passed, ...]
    ms: float

    def with_verdict(self, verdict: Verdict) -> list[Passed]:
        return [each for each in self.passed if each.verdict == verdict]

    @property
    def faultless(self) -> bool:
        amiss = self.with_verdict("wrong") or self.with_verdict("unlabelled")
        return not amiss and all(each.exact for each in self.marks)


def judged(found: PictureReads) -> PictureOutcome:
    picture, reads = found.picture, found.reads
    marks = tuple(_mark_outcome(mark, reads) for mark in picture.counted)
    passed = tuple(_passed(seen, picture) for seen in reads if not seen.needs_review)
    return PictureOutcome(picture, marks, passed, found.ms)


def _mark_outcome(mark: LabelledMark, reads: Sequence[Seen]) -> MarkOutcome:
    at = [seen for seen in reads if is_at(seen.box, box_of_mark(mark))]
    exact = [seen for seen in reads if normalised(seen.text) == normalised(mark.text)]
    nearest = max(exact or at, key=lambda seen: shared(seen.box, box_of_mark(mark)), default=None)
    return MarkOutcome(mark, bool(at), bool(exact), any(not seen.needs_review for seen in exact), nearest)


def _passed(seen: Seen, picture: WholePicture) -> Passed:
    return Passed(seen, *verdict_on(seen, picture))


def verdict_on(seen: Seen, picture: WholePicture) -> tuple[Verdict, LabelledMark | None]:
    """What a read is worth, and the mark that it lies at."""
    mark = _mark_at(seen.box, picture.counted) or _mark_at(seen.box, picture.others)
    return _verdict(normalised(seen.text), picture, mark), mark


def _verdict(text: str, picture: WholePicture, mark: LabelledMark | None) -> Verdict:
    if text in _texts(picture.counted):
        return "right"
    if text in _texts(picture.others):
        return "other label"
    # What nobody could read, or nobody checked, is no proof against a read.
    known = mark is not None and mark.checked and normalised(mark.text)
    return "wrong" if known else "unlabelled"


def _texts(marks: Iterable[LabelledMark]) -> set[str]:
    return {normalised(mark.text) for mark in marks} - {""}


def _mark_at(box: Box, marks: Iterable[LabelledMark]) -> LabelledMark | None:
    """The mark that the box lies at best."""
    at = [mark for mark in marks if is_at(box, box_of_mark(mark))]
    return max(at, key=lambda mark: shared(box, box_of_mark(mark)), default=None)


def is_at(one: Box, other: Box) -> bool:
    """Whether two boxes are of one mark: they share enough, or the middle of one lies within the other."""
    return shared(one, other) > _LEAST_SHARED or _has_middle_of(one, other) or _has_middle_of(other, one)


def shared(one: Box, other: Box) -> float:
    """Intersection over union, in [0, 1]."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / (_area(one) + _area(other) - width * height)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _has_middle_of(outer: Box, inner: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]
