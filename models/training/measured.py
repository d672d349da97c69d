"""The labelled marks that readers are measured on, those that were trained on apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from models.training.labelled import Collection, LabelledMark, normalised, read_labelled, split_by_text
from models.training.settings import Settings

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
"""Beside the repository; number plates are personal data and stay out of it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Marks that were labelled by eye and can be read; those of one picture stand together.

    `unseen`: their text was never trained on, neither in this picture nor in another one. `seen`: it was.
    """

    unseen: tuple[LabelledMark, ...]
    seen: tuple[LabelledMark, ...]


def marks_in(folder: Path, collections: Iterable[Collection], settings: Settings) -> Measured:
    """Split as the training that has these settings splits them. Raises InputError where a manifest can't be read."""
    unseen: list[LabelledMark] = []
    seen: list[LabelledMark] = []
    for collection in collections:
        marks = [mark for mark in read_labelled(folder / collection, collection) if mark.checked]
        split = split_by_text(marks, settings.held_out_share, settings.held_out_seed)
        unseen += split.never_trained_on
        seen += split.train
    return Measured(_by_file(unseen), _by_file(seen))


def _by_file(marks: Iterable[LabelledMark]) -> tuple[LabelledMark, ...]:
    return tuple(sorted((mark for mark in marks if normalised(mark.text)), key=lambda mark: str(mark.file)))
