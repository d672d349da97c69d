"""The whole pictures that the recogniser is measured on, and a sample of them for a reader that is slow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from edge.values import Box, MarkKind
from models.training.figures import Belongs
from models.training.labelled import Collection, LabelledMark, normalised, place_of, read_labelled
from models.training.measured import marks_in
from models.training.settings import Settings

_SEED = 11
"""Of the sample; not that of the split between training and validation."""


@dataclass(frozen=True, slots=True)
class WholePicture:
    """One picture of a whole scene.

    `counted`: its checked marks whose text was never trained on, one at least. `others`: what else is labelled in it,
    such as marks that were trained on, that nobody checked or that can't be read; reads of them are no false alarms.
    """

    file: Path
    counted: tuple[LabelledMark, ...]
    others: tuple[LabelledMark, ...] = ()

    @property
    def collection(self) -> Collection:
        return self.counted[0].collection

    @property
    def kind(self) -> MarkKind:
        return self.counted[0].kind

    @property
    def longer_side(self) -> int:
        """Pixels."""
        return max(self.counted[0].width, self.counted[0].height)


def pictures_in(folder: Path, collections: Iterable[Collection], settings: Settings) -> tuple[WholePicture, ...]:
    """Those with a mark to count, split as the training splits. Raises InputError where a manifest can't be read."""
    return tuple(
        picture for collection in collections for picture in _pictures_of(folder, collection, settings)
    )  # fmt: skip


def _pictures_of(folder: Path, collection: Collection, settings: Settings) -> list[WholePicture]:
    unseen = [mark for mark in marks_in(folder, (collection,), settings).unseen if mark.scene == "full"]
    labelled: dict[Path, list[LabelledMark]] = {}
    for mark in read_labelled(folder / collection, collection):
        labelled.setdefault(mark.file, []).append(mark)
    grouped = groupby(unseen, key=lambda mark: mark.file)
    return [_picture(file, tuple(counted), labelled[file]) for file, counted in grouped]


def _picture(file: Path, counted: tuple[LabelledMark, ...], labelled: Sequence[LabelledMark]) -> WholePicture:
    texts = {normalised(mark.text) for mark in counted}
    return WholePicture(file, counted, tuple(mark for mark in labelled if normalised(mark.text) not in texts))


def box_of_mark(mark: LabelledMark) -> Box:
    """The upright box around a label's corners, in pixels of its picture."""
    (left, top), (right, bottom) = mark.corners.min(axis=0), mark.corners.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def sample_of(pictures: Sequence[WholePicture], count: int, parts: Sequence[Belongs]) -> tuple[WholePicture, ...]:
    """At most `count` pictures, by turns from each part's, the same ones every time; in the order of `pictures`."""
    shuffled = sorted(pictures, key=_place)
    waiting = [[picture for picture in shuffled if any(map(part, picture.counted))] for part in parts]
    chosen: set[Path] = set()
    while len(chosen) < count and any(waiting):
        for queue in waiting:
            following = next((picture for picture in queue if picture.file not in chosen), None)
            if following is None:
                queue.clear()
            elif len(chosen) < count:
                chosen.add(following.file)
    return tuple(picture for picture in pictures if picture.file in chosen)


def _place(picture: WholePicture) -> tuple[float, str]:
    return place_of(picture.file.name, _SEED), picture.file.name
