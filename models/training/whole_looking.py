"""Whole pictures looked at twice by the product's engine, for the border between what passes and what a person sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from edge.values import Image, MarkKind
from models.training.coverage import Look, Looks
from models.training.labelled import normalised, picture_of, place_of
from models.training.looking import HALVES_SEED
from models.training.whole_judging import is_at, shared, verdict_on
from models.training.whole_pictures import WholePicture
from models.training.whole_reading import Seen, with_progress

_NOTHING = Look(0.0, right=False, reviewed_anyway=True)


class WholeTwoLooks(Protocol):
    """A recogniser that is never in doubt for want of confidence alone."""

    def looks_in(self, image: Image, kind: MarkKind) -> tuple[Sequence[Seen], Sequence[Seen]]:
        """All reads of a picture at the first look, and all after the looks that doubtful ones get."""
        ...


def whole_looks_at(reader: WholeTwoLooks, pictures: Sequence[WholePicture]) -> tuple[Looks, ...]:
    """One for each place that was read at a label, so that right and wrong are known.

    Raises InputError for a picture that is missing.
    """
    return tuple(looks for picture in with_progress(pictures, "looking") for looks in _looks_in(reader, picture))


def _looks_in(reader: WholeTwoLooks, picture: WholePicture) -> Iterator[Looks]:
    first, last = reader.looks_in(picture_of(picture.file), picture.kind)
    for one, other in _pairs(first, last):
        said = other or one
        text = said and _label_of(said, picture)
        if said and text:
            yield Looks(_look(one, picture), _look(other, picture), place_of(text, HALVES_SEED), said.weak)


def _pairs(first: Sequence[Seen], last: Sequence[Seen]) -> Iterator[tuple[Seen | None, Seen | None]]:
    """What was read at the same place; either may be missing there."""
    left = list(last)
    for one in first:
        near = [each for each in left if is_at(each.box, one.box)]
        other = max(near, key=lambda each: shared(each.box, one.box), default=None)
        if other:
            left.remove(other)
        yield one, other
    yield from ((None, other) for other in left)


def _label_of(said: Seen, picture: WholePicture) -> str:
    """The text that is labelled there; "" where none is."""
    verdict, mark = verdict_on(said, picture)
    if verdict == "unlabelled":
        return ""
    return normalised(mark.text) if verdict == "wrong" and mark else normalised(said.text)


def _look(seen: Seen | None, picture: WholePicture) -> Look:
    """As it would pass or not; one that lies where nothing is labelled proves nothing and never passes."""
    verdict = verdict_on(seen, picture)[0] if seen else "unlabelled"
    if seen is None or verdict == "unlabelled":
        return _NOTHING
    return Look(seen.confidence, verdict != "wrong", seen.needs_review)
