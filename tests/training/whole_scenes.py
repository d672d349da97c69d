"""Whole scenes drawn for the tests, and answers made up for them; all texts are invented."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from edge.values import Box, Image, MarkKind
from models.training.labelled import LabelledMark
from models.training.marks import Corners
from models.training.whole_judging import PictureOutcome, judged
from models.training.whole_pictures import WholePicture
from models.training.whole_reading import PictureReads, Seen
from tests.recognition.drawn import lettering, plate, scene
from tests.training.invented_marks import corners_of
from tests.training.labelled_sets import Row, plate_mark, write_set
from tests.training.outcomes import mark

BOX: Box = (100.0, 100.0, 300.0, 150.0)
ELSEWHERE: Box = (500.0, 300.0, 600.0, 330.0)


def placed(text: str | None = "29C12345", box: Box = BOX, **changes: object) -> LabelledMark:
    """A truck's plate of one row in a whole scene of 640 x 480."""
    return _replaced(mark("29C12345"), text=text, corners=_corners(box), **changes)


def _corners(box: Box) -> Corners:
    return corners_of(*box)


def _replaced(one: LabelledMark, **changes: object) -> LabelledMark:
    values = {name: getattr(one, name) for name in LabelledMark.__slots__}
    return LabelledMark(**{**values, **changes})


def seen(text: str = "29C12345", box: Box = BOX, confidence: float = 0.99, needs_review: bool = False) -> Seen:
    return Seen(text, box, confidence, needs_review)


def outcome(
    *reads: Seen, marks: Sequence[LabelledMark] = (), others: Sequence[LabelledMark] = (), ms: float = 20.0
) -> PictureOutcome:
    counted = tuple(marks) or (placed(),)
    return judged(PictureReads(WholePicture(counted[0].file, counted, tuple(others)), reads, ms))


class Pointer:
    """A stand-in for a whole recogniser: says the same of every picture of a kind."""

    name = "pointer"

    def __init__(self, plates: Sequence[Seen] = (), numbers: Sequence[Seen] = ()) -> None:
        self._said = {"plate": tuple(plates), "container": tuple(numbers)}
        self.asked: list[MarkKind] = []

    def read(self, image: Image, kind: MarkKind) -> tuple[Seen, ...]:
        assert image.dtype == np.uint8
        self.asked.append(kind)
        return self._said[kind]


def scene_collections(folder: Path) -> Path:
    """`vn` with one scene and one crop, `cn` with one scene, `container` with one wall; never trained on."""
    one_row = plate(["29C-123.45"])
    height, width = one_row.shape[:2]
    box = [400, 300, 400 + width, 300 + height]
    write_set(
        folder / "vn",
        [
            Row("a.png", [plate_mark("29C12345", box=box)], scene([(one_row, 400, 300)]), use="eval", kind="truck"),
            Row("b.png", [plate_mark("30E54321")], plate(["30E-543.21"]), use="eval", scene="crop"),
        ],
    )
    blue = [plate_mark("云G12345", colour="blue", box=box)]
    write_set(folder / "cn", [Row("c.png", blue, scene([(plate(["云G12345"]), 400, 300)]), use="eval")])
    number = {"box": [90, 95, 460, 165], "text": "MSCU1234565", "size_type": None, "layout": "horizontal"}
    wall = lettering([("MSCU1234565", 100, 100)])
    write_set(folder / "container", [Row("d.png", [number], wall, use="eval", kind="rear")], container=True)
    return folder
