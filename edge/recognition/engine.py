"""The first recognition engine: PP-OCRv6 finds and reads all text, the grammars of `edge.rules` choose the marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from edge.recognition.boxed import beside, character_in
from edge.recognition.colour import ground_colour
from edge.recognition.columns import as_row, join_stacked
from edge.recognition.containers import Found, find_containers
from edge.recognition.geometry import (
    box_of,
    covers,
    grown,
    inside,
    is_vertical,
    moved,
    rectify,
    size_of,
)
from edge.recognition.lines import TextLine, around_ends, digit_share, plate_around, quad_behind
from edge.recognition.models import DETECTOR, READER, LineDetector, LineReader, model_folder, open_session
from edge.recognition.plates import IN_CROP, IN_SCENE, Strictness, find_plates, may_be_serial, one_a_place
from edge.values import Image, MarkKind, PlateRead, Quad, Read

_MOST_LINES = 60
_LEAST_LINE_HEIGHT = 6.0
_TWO_ROWS_BELOW = 2.5
"""Width over height of a plate: below it there are two rows."""

_GOOD = 0.9
_FAIR = 0.3

_MOST_CLOSER_LOOKS = 3
"""Each costs about a tenth of a whole picture."""

Look = Callable[[Image], tuple[TextLine, ...]]


class TextRecogniser:
    """Reads plates and container numbers; one call at a time."""

    def __init__(self, detector: LineDetector, reader: LineReader) -> None:
        self._detector = detector
        self._reader = reader

    def recognise(self, image: Image, wanted: frozenset[MarkKind]) -> tuple[Read, ...]:
        """Reads in a (H, W, 3) uint8 BGR picture, most confident first; boxes in its pixels."""
        lines = self._lines(image, self._detector.detect(image))
        # Containers are looked for though only plates are wanted: their digits would pass for plates.
        containers = self._containers(image, lines)
        used = [line for found in containers for line in found.lines]
        rest = [line for line in lines if line not in used]
        plates = self._all_plates(image, rest) if "plate" in wanted else ()
        numbers = [found.read for found in containers] if "container" in wanted else []
        return tuple(sorted((*plates, *numbers), key=lambda read: -read.confidence))

    def recognise_crop(self, image: Image, kind: MarkKind) -> tuple[Read, ...]:
        """The read in a picture already cut to one mark: at most one."""
        if kind == "container":
            lines = self._lines(image, self._detector.detect(image))
            return _best([found.read for found in self._containers(image, lines)])
        best: tuple[Read, ...] = ()
        for look in self._plate_looks(image):
            best = _best((*best, *self._plates(image, look(image), IN_CROP)))
            if best and best[0].confidence >= _GOOD:
                break
        return best

    def _plate_looks(self, image: Image) -> tuple[Look, ...]:
        """Ways to find the rows of a plate's crop, the most promising first."""
        height, width = image.shape[:2]
        if width / height >= _TWO_ROWS_BELOW:
            return self._with_margin, self._detected, self._whole
        return self._detected, self._halves, self._whole

    def _whole(self, image: Image) -> tuple[TextLine, ...]:
        return self._lines(image, [_edge_of(image)])

    def _with_margin(self, image: Image) -> tuple[TextLine, ...]:
        """A character that the edge cuts is read better with some ground before it."""
        height = image.shape[0]
        return self._lines(image, [grown(_edge_of(image), 0.3 * height, 0.1 * height)])

    def _halves(self, image: Image) -> tuple[TextLine, ...]:
        height, width = image.shape[:2]
        cuts = ((0.03, 0.5), (0.45, 0.97))
        quads = [_rectangle(0.03 * width, a * height, 0.97 * width, b * height) for a, b in cuts]
        return self._lines(image, quads)

    def _detected(self, image: Image) -> tuple[TextLine, ...]:
        margin = round(0.15 * min(image.shape[:2])) + 2
        padded = cv2.copyMakeBorder(image, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
        quads = self._detector.detect(padded.astype(np.uint8, copy=False), 384, 640)
        return self._lines(image, [moved(quad, -margin, -margin) for quad in quads])

    def _lines(self, image: Image, quads: Sequence[Quad]) -> tuple[TextLine, ...]:
        tall = sorted(join_stacked(quads), key=lambda quad: -min(size_of(quad)))
        quads = [quad for quad in tall[:_MOST_LINES] if min(size_of(quad)) >= _LEAST_LINE_HEIGHT]
        vertical = [is_vertical(quad) for quad in quads]
        rows = [_row(image, quad, down) for quad, down in zip(quads, vertical, strict=True)]
        glyphs = self._reader.read(rows)
        return tuple(map(TextLine, quads, glyphs, vertical))

    def _all_plates(self, image: Image, lines: Sequence[TextLine]) -> tuple[PlateRead, ...]:
        """The plates among the lines, and those that a closer look at a lone number shows."""
        plates = self._plates(image, lines, IN_SCENE)
        taken = [grown(plate.quad, 2.0, 2.0) for plate in plates]
        alone = [line for line in lines if may_be_serial(line) and not any(covers(quad, line.quad) for quad in taken)]
        nearest = sorted(alone, key=lambda line: -line.character_height)[:_MOST_CLOSER_LOOKS]
        closer = [plate for line in nearest for plate in self._closer(image, line)]
        new = [plate for plate in closer if not any(covers(grown(q.quad, 2.0, 2.0), plate.quad) for q in plates)]
        return (*plates, *one_a_place(new))

    def _closer(self, image: Image, line: TextLine) -> tuple[PlateRead, ...]:
        """Small plates are found row by row only in a larger picture."""
        left, top, right, bottom = inside(box_of(plate_around(line)), image)
        if min(right - left, bottom - top) < _LEAST_LINE_HEIGHT:
            return ()
        quads = self._detector.detect(image[top:bottom, left:right], 480, 640)
        return self._plates(image, self._lines(image, [moved(quad, left, top) for quad in quads]), IN_SCENE)

    def _plates(self, image: Image, lines: Sequence[TextLine], strict: Strictness) -> tuple[PlateRead, ...]:
        return find_plates(lines, lambda quad: ground_colour(rectify(image, quad)), strict)

    def _containers(self, image: Image, lines: Sequence[TextLine]) -> tuple[Found, ...]:
        return find_containers(lines, lambda line, count: self._behind(image, line, count))

    def _behind(self, image: Image, line: TextLine, count: int) -> TextLine | None:
        """Up to `count` characters behind a line, where the detector found none."""
        if count == 1:
            return self._check_digit(image, line)
        quad = quad_behind(line, count)
        glyphs = self._reader.read([_row(image, quad, line.vertical)])[0]
        return TextLine(quad, glyphs, line.vertical) if glyphs else None

    def _check_digit(self, image: Image, line: TextLine) -> TextLine | None:
        """The first character behind a line that is read at all well, else the surest one.

        Not the surest at once: a side of the frame makes a very sure 1.
        """
        found: list[TextLine] = []
        for tail, quad in around_ends(line):
            look = self._character_behind(image, line.vertical, tail, quad)
            if look and digit_share(look.glyphs[0]) >= _FAIR:
                return look
            found += [look] if look else []
        return max(found, key=lambda look: digit_share(look.glyphs[0]), default=None)

    def _character_behind(self, image: Image, vertical: bool, tail: Quad, quad: Quad) -> TextLine | None:
        """Read beside the line's last characters, or alone where that shows nothing."""
        region = rectify(image, quad)
        inner = character_in(region)
        alone = region if inner is None else inner
        before = _row(image, tail, vertical)
        row = beside(before, alone)
        together, single = self._reader.read([row, alone])
        end = before.shape[1] / row.shape[1]
        found = [glyph for glyph in together if glyph.at > end] or list(single)
        return TextLine(quad, (found[0],), vertical) if found else None


def load_recogniser(threads: int = 0) -> TextRecogniser:
    """The engine with its models from the `rapidocr` wheel; `threads` 0 takes every core. Raises InputError."""
    folder = model_folder()
    detector = LineDetector(open_session(folder / DETECTOR, threads))
    return TextRecogniser(detector, LineReader(open_session(folder / READER, threads)))


def _row(image: Image, quad: Quad, vertical: bool) -> Image:
    cut = rectify(image, quad)
    return as_row(cut) if vertical else cut


def _rectangle(left: float, top: float, right: float, bottom: float) -> Quad:
    return (left, top), (right, top), (right, bottom), (left, bottom)


def _edge_of(image: Image) -> Quad:
    height, width = image.shape[:2]
    return _rectangle(0.0, 0.0, float(width), float(height))


def _best(reads: Sequence[Read]) -> tuple[Read, ...]:
    return tuple(sorted(reads, key=lambda read: (read.needs_review, -read.confidence))[:1])
