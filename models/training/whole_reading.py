"""A recogniser as the evaluation sees it: one whole picture in, its reads and their time out."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tqdm import tqdm

from edge.rules.plates import classify
from edge.values import Box, Image, MarkKind, PlateRead, Read
from models.training.labelled import picture_of
from models.training.whole_pictures import WholePicture

_WARMING = 3
"""Pictures before the clock is looked at: the first ones pay for buffers."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One read: its text as the reader wrote it, the box in pixels of the whole picture, confidence in [0, 1].

    `weak`: the text has the shape of a class that other lettering has too, and a border of its own.
    """

    text: str
    box: Box
    confidence: float
    needs_review: bool
    weak: bool = False


class WholeReader(Protocol):
    """Finds and reads the marks of one kind in a whole picture."""

    @property
    def name(self) -> str: ...

    def read(self, image: Image, kind: MarkKind) -> tuple[Seen, ...]:
        """What a (H, W, 3) uint8 BGR picture shows."""
        ...


class Recogniser(Protocol):
    """As `edge.recognition.engine.MarkRecogniser`."""

    def recognise(self, image: Image, wanted: frozenset[MarkKind]) -> tuple[Read, ...]: ...


class Product:
    """The recogniser as a lane runs it."""

    name = "lanegate"

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser

    def read(self, image: Image, kind: MarkKind) -> tuple[Seen, ...]:
        return tuple(map(seen_of, self._recogniser.recognise(image, frozenset({kind}))))


def seen_of(read: Read) -> Seen:
    """A read of the product's."""
    if isinstance(read, PlateRead):
        return Seen(read.text, read.box, read.confidence, read.needs_review, is_weak(read))
    return Seen(read.number, read.box, read.confidence, read.needs_review)


def is_weak(read: PlateRead) -> bool:
    """Whether its class has a shape that other lettering has too."""
    rule = classify(read.text, read.colour)
    return rule is not None and rule.weak


@dataclass(frozen=True, slots=True)
class PictureReads:
    """What a reader saw in one picture; `ms` does not include the decoding of the file."""

    picture: WholePicture
    reads: tuple[Seen, ...]
    ms: float


def read_pictures(reader: WholeReader, pictures: Sequence[WholePicture]) -> tuple[PictureReads, ...]:
    """Each picture through the reader, one at a time as a lane would. Raises InputError for one that is missing."""
    for picture in pictures[:_WARMING]:
        reader.read(picture_of(picture.file), picture.kind)
    return tuple(_timed(reader, picture) for picture in with_progress(pictures, reader.name))


def with_progress(pictures: Sequence[WholePicture], name: str) -> Iterable[WholePicture]:
    """With a bar on standard error where that is a terminal: the bar brings a thread of its own along."""
    return tqdm(pictures, desc=name, unit="picture", leave=False) if sys.stderr.isatty() else pictures


def _timed(reader: WholeReader, picture: WholePicture) -> PictureReads:
    image = picture_of(picture.file)
    begun_s = time.perf_counter()
    reads = reader.read(image, picture.kind)
    return PictureReads(picture, reads, 1000 * (time.perf_counter() - begun_s))
