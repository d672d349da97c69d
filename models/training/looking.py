"""Labelled marks looked at twice by our readers, for the border between what passes and what a person sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from edge.values import Image
from models.training.coverage import Look, Looks
from models.training.labelled import LabelledMark, normalised, picture_of, place_of
from models.training.reading import Answer, with_progress

HALVES_SEED = 7
"""Of the two halves of the texts; not that of the split between training and validation."""


class TwoLooks(Protocol):
    """A reader that is never in doubt for want of confidence alone."""

    def looks(self, image: Image, mark: LabelledMark) -> tuple[Answer, Answer]:
        """The first look, and what is said after the second that a doubtful mark gets."""
        ...


def looks_at(reader: TwoLooks, marks: Sequence[LabelledMark]) -> tuple[Looks, ...]:
    """In the order of the marks, which have a text. Raises InputError for a picture that is missing."""
    return tuple(_looks(reader, mark) for mark in with_progress(marks, "looking"))


def _looks(reader: TwoLooks, mark: LabelledMark) -> Looks:
    first, last = reader.looks(picture_of(mark.file), mark)
    return Looks(_judged(first, mark), _judged(last, mark), place_of(mark.text or "", HALVES_SEED), last.weak)


def _judged(answer: Answer, mark: LabelledMark) -> Look:
    right = normalised(answer.text) == normalised(mark.text)
    return Look(answer.confidence, right, answer.needs_review or not answer.text)
