"""Answers made up for the tests; all texts are invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from edge.values import Image, MarkKind
from models.training.labelled import Collection, LabelledMark
from models.training.reading import Answer, Outcome
from models.training.whole_reading import Seen


def mark(
    text: str = "29C12345",
    collection: Collection = "vn",
    layout: str = "one_row",
    colour: str = "white",
    scene: str = "full",
    size: tuple[int, int] = (640, 480),
    size_type: str | None = None,
) -> LabelledMark:
    return LabelledMark(
        file=Path(f"{text}.jpg"),
        collection=collection,
        corners=np.array([[0, 0], [100, 0], [100, 30], [0, 30]], dtype=np.float32),
        text=text,
        layout=layout,
        colour=colour,
        vehicle="truck",
        view="rear" if collection == "container" else "",
        scene="crop" if scene == "crop" else "full",
        size_type=size_type,
        checked=True,
        use="eval",
        source="drawn",
        width=size[0],
        height=size[1],
    )


def said(
    of: LabelledMark,
    text: str | None = None,
    confidence: float = 0.99,
    needs_review: bool = False,
    colour: str | None = None,
    size_type: str | None = None,
    ms: float = 2.0,
) -> Outcome:
    """The answer to a mark: its own text where none is given."""
    answer = Answer((of.text or "") if text is None else text, confidence, needs_review, colour, size_type)
    return Outcome(of, answer, ms)


class Parrot:
    """A stand-in for a reader: says the label, but for texts that it was taught to say otherwise."""

    name = "parrot"

    def __init__(
        self, wrong: Mapping[str, str] | None = None, confidence: float = 0.99, whole: Sequence[Seen] = ()
    ) -> None:
        self._wrong = wrong or {}
        self._confidence = confidence
        self._whole = tuple(whole)

    def read(self, image: Image, mark: LabelledMark) -> Answer:
        assert image.shape == (mark.height, mark.width, 3)
        text = mark.text or ""
        return Answer(self._wrong.get(text, text), self._confidence, needs_review=False)

    def looks(self, image: Image, mark: LabelledMark) -> tuple[Answer, Answer]:
        answer = self.read(image, mark)
        return answer, answer

    def looks_in(self, image: Image, kind: MarkKind) -> tuple[tuple[Seen, ...], tuple[Seen, ...]]:
        """The same in every picture, whatever it shows."""
        assert image.dtype == np.uint8
        said = self._whole if kind == "plate" else ()
        return said, said
