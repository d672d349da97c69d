"""The recognition engine: a text detector names places, our readers tell which of them are marks and what they say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from edge.recognition.crops import Readers, around, best_of, load_readers, read_crop
from edge.recognition.detector import load_detector
from edge.recognition.geometry import covers
from edge.recognition.judging import Judged
from edge.recognition.lines import join_stacked
from edge.recognition.placing import container_places, plate_places, size_type_places
from edge.recognition.reader import Place
from edge.recognition.scene import best_apart, is_mark, may_be_mark
from edge.values import ContainerRead, Image, MarkKind, Quad, Read

Detect = Callable[[Image], tuple[Quad, ...]]
"""Quads of the lines of text in a (H, W, 3) uint8 BGR picture."""


class MarkRecogniser:
    """Reads plates and container numbers; one call at a time."""

    def __init__(self, detect: Detect, readers: Readers) -> None:
        self._detect = detect
        self._readers = readers

    def recognise(self, image: Image, wanted: frozenset[MarkKind]) -> tuple[Read, ...]:
        """Reads in a (H, W, 3) uint8 BGR picture, most confident first; boxes in its pixels."""
        lines = join_stacked(self._detect(image))
        found = self._marks(image, "plate", plate_places(lines)) if "plate" in wanted else []
        numbers = container_places(lines)
        if "container" not in wanted:
            # The digits of a container's number pass for a plate, so where a plate was seen it is looked for.
            numbers = tuple(place for place in numbers if any(covers(place.quad, mark.read.quad) for mark in found))
        found += self._marks(image, "container", numbers)
        marks = [self._settled(image, mark, lines) for mark in best_apart(found) if _kind_of(mark) in wanted]
        return tuple(sorted((mark.read for mark in marks), key=lambda read: -read.confidence))

    def recognise_crop(self, image: Image, kind: MarkKind) -> tuple[Read, ...]:
        """The read in a picture already cut to one mark: at most one."""
        read = read_crop(self._readers, image, kind)
        return (read,) if read else ()

    def _marks(self, image: Image, kind: MarkKind, places: Sequence[Place]) -> list[Judged]:
        looks = [look for look in self._readers.look(image, kind, places) if may_be_mark(look, kind)]
        found = [self._readers.judged(look, kind) for look in looks]
        return [judged for judged in found if judged and is_mark(judged)]

    def _settled(self, image: Image, mark: Judged, lines: Sequence[Quad]) -> Judged:
        """The mark after a closer look: a doubtful one from around its place, a number with what may be its code."""
        if mark.read.needs_review:
            mark = best_of([mark, *self._readers.judge(image, _kind_of(mark), around(mark.place))]) or mark
        read = mark.read
        if isinstance(read, ContainerRead) and read.size_type is None:
            looks = self._readers.judge(image, "container", size_type_places(mark.place, lines))
            return replace(mark, read=replace(read, size_type=_size_type_of(read.number, looks)))
        return mark


def _size_type_of(number: str, looks: Sequence[Judged | None]) -> str | None:
    """The code of the surest look that sees the same number."""
    reads = [look.read for look in looks if look and isinstance(look.read, ContainerRead)]
    codes = [(read.confidence, read.size_type) for read in reads if read.size_type and read.number == number]
    return max(codes)[1] if codes else None


def _kind_of(mark: Judged) -> MarkKind:
    return "container" if isinstance(mark.read, ContainerRead) else "plate"


def load_recogniser(threads: int = 0) -> MarkRecogniser:
    """The engine: the text detector of the `rapidocr` wheel and our readers; `threads` 0 takes every core.

    Raises InputError.
    """
    return MarkRecogniser(load_detector(threads).detect, load_readers(threads))
