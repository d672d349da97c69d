"""Pictures already cut to one mark -> the read of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from edge.recognition.corners import Detect, cornered
from edge.recognition.geometry import box_of, grown, rectangle, sheared, size_of, tilted
from edge.recognition.judging import Judged, judge_container, judge_plate, shares_in
from edge.recognition.manifest import Manifest, model_bytes
from edge.recognition.reader import Look, MarkReader, Place, open_reader
from edge.rules.plates import transcribe
from edge.values import Image, MarkKind, Quad, Read

_MARGIN = 0.06
"""Share of the height and width by which a doubtful crop is looked at again, wider and closer."""

_TILTS = -12.0, -6.0, 6.0, 12.0
"""Degrees, clockwise, by which a doubtful mark may be turned in its upright box."""

_LONG = 1.6
_LONG_TILTS = -20.0, -10.0, 10.0, 20.0
_LONG_SHEARS = -0.3, 0.3
"""The same in a box so many times as wide as high, where a mark in one row has room to slope further; and the parts of
the box's height by which rows seen from aside may fall in it."""

_CLEARLY_WIDE = 1.5
_CLEARLY_TALL = 0.5
_DISSENT = 0.1
"""Another look's text makes doubtful where it has at least this share of the chosen one's confidence."""


@dataclass(frozen=True, slots=True)
class Readers:
    """The two networks."""

    plate: MarkReader
    container: MarkReader

    def look(self, image: Image, kind: MarkKind, places: Sequence[Place]) -> tuple[Look, ...]:
        """What the network sees at each place of a (H, W, 3) uint8 BGR picture."""
        return (self.plate if kind == "plate" else self.container).look(image, places)

    def judge(self, image: Image, kind: MarkKind, places: Sequence[Place]) -> tuple[Judged | None, ...]:
        """What is read at each of the places; None where nothing is written."""
        return tuple(self.judged(look, kind) for look in self.look(image, kind, places))

    def judged(self, look: Look, kind: MarkKind) -> Judged | None:
        """What is read in one look."""
        if kind == "plate":
            return judge_plate(look, self.plate.card)
        return judge_container(look, self.container.card)


def open_readers(folder: Path, manifest: Manifest, threads: int) -> Readers:
    """The readers of a models folder; raises InputError."""
    plate, container = manifest.plate_reader, manifest.container_reader
    return Readers(
        open_reader(model_bytes(folder, plate), plate, threads),
        open_reader(model_bytes(folder, container), container, threads),
    )


def read_crop(readers: Readers, detect: Detect, image: Image, kind: MarkKind) -> Read | None:
    """The mark that fills a (H, W, 3) uint8 BGR picture; None where nothing is written."""
    height, width = image.shape[:2]
    return read_place(readers, detect, image, kind, rectangle(0.0, 0.0, float(width), float(height)))


def read_place(readers: Readers, detect: Detect, image: Image, kind: MarkKind, quad: Quad) -> Read | None:
    """The mark at a quad of a (H, W, 3) uint8 BGR picture, which the read reports as its place; None as `read_crop`."""
    found = first_looks(readers, image, kind, quad)
    if all(each is None or each.read.needs_review for each in found):
        found += further_looks(readers, detect, image, kind, quad)
    best = best_of(found)
    return replace(best.read, quad=quad, box=box_of(quad)) if best else None


def first_looks(readers: Readers, image: Image, kind: MarkKind, quad: Quad) -> tuple[Judged | None, ...]:
    """What is read at the quad as it is."""
    return readers.judge(image, kind, places_at(quad, kind))


def further_looks(
    readers: Readers, detect: Detect, image: Image, kind: MarkKind, quad: Quad
) -> tuple[Judged | None, ...]:
    """What is read near a doubtful quad, and by the corners that a detector finds in it."""
    own = cornered(detect, image, kind, quad)
    return readers.judge(image, kind, [*own, *(near for place in places_at(quad, kind) for near in around(place))])


def places_at(quad: Quad, kind: MarkKind) -> tuple[Place, ...]:
    """How a quad may be read: a container's number stands upright or downwards in one about as wide as high."""
    width, height = size_of(quad)
    upright, downwards = Place(quad), Place(quad, upright=False)
    if kind == "plate" or width >= _CLEARLY_WIDE * height:
        return (upright,)
    return (downwards,) if width <= _CLEARLY_TALL * height else (upright, downwards)


def best_of(found: Sequence[Judged | None]) -> Judged | None:
    """The surest look at the text that is likeliest in all looks together, of those that obey a grammar where any does.

    Reviewed where another look says something else nearly as surely.
    """
    judged = [each for each in found if each]
    if len(judged) <= 1:
        return judged[0] if judged else None
    fit = [each for each in judged if each.valid] or judged
    text = _likeliest(judged, list(dict.fromkeys(each.text for each in fit)))
    best = max((each for each in fit if each.text == text), key=lambda each: each.read.confidence)
    if any(_speaks_against(each, best) for each in judged):
        return replace(best, read=replace(best.read, needs_review=True))
    return best


def _likeliest(judged: Sequence[Judged], texts: Sequence[str]) -> str:
    """The text with the largest share in all looks together: what each look alone holds second may win."""
    if len(texts) == 1:
        return texts[0]
    totals = [sum(shares) for shares in zip(*(shares_in(each, texts) for each in judged), strict=True)]
    return texts[totals.index(max(totals))]


def around(place: Place) -> tuple[Place, ...]:
    """The same place a little wider, a little closer, and turned or sheared as marks in an upright box may be."""
    width, height = size_of(place.quad)
    across, down = _MARGIN * width, _MARGIN * height
    quads = [grown(place.quad, across, down), grown(place.quad, -across, -down)]
    long = width >= _LONG * height
    quads += [quad for degrees in (_LONG_TILTS if long else _TILTS) if (quad := tilted(place.quad, degrees))]
    quads += [sheared(place.quad, share) for share in _LONG_SHEARS if long]
    return tuple(replace(place, quad=quad) for quad in quads)


def _speaks_against(other: Judged, best: Judged) -> bool:
    """Đ written D is one plate in two transcriptions, and no disagreement.

    Nor is what a look that cut the plate off makes of the rest: `AL1777` of 云AL1777, as a military plate.
    """
    cut_off = other.weak and not best.weak and len(other.text) < len(best.text)
    sure_enough = other.valid and other.read.confidence >= _DISSENT * best.read.confidence
    return sure_enough and not cut_off and transcribe(other.text) != transcribe(best.text)
