"""Text lines -> container numbers: on one line, split over lines or columns, the check digit boxed apart. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from edge.recognition.ctc import Glyph
from edge.recognition.geometry import box_of, centre_of, hull_of
from edge.recognition.lines import TextLine, follows
from edge.recognition.plates import confidence_of, is_sure
from edge.rules.decode import Candidate, decode_container, decode_size_type
from edge.values import Box, CharOptions, ContainerRead

Behind = Callable[[TextLine, int], TextLine | None]
"""Reads so many characters behind a line, where the detector saw nothing; None where there are none.

A single one is the check digit, mostly in a box of its own.
"""

_LENGTH = 11
_OWNER = 4
_MOST_LINES = 4
_LEAST_JOINED = 6
_MOST_ALIKE = 1
"""Letters in a line of digits that may be misread digits."""

_LETTER_ALIKE = frozenset("01258")
_DIGIT_ALIKE = frozenset("OQDILZSBGT")
_LEAST_OPTION = 0.02
_LEAST_CONFIDENCE = 0.5
_SURE_CHAR = 0.6
_REPAIR_COST = 5.0
"""Natural logarithm: how much less likely than the plain reading a text may be for its right check digit to win."""

_SIZE_TYPE_LENGTH = 4
_LEAST_SIZE_TYPE_CHAR = 0.01
_SIZE_TYPE_REACH = 8.0
"""Heights of a character between the number and its size-type code."""


@dataclass(frozen=True, slots=True)
class _Found:
    read: ContainerRead
    lines: tuple[TextLine, ...]
    whole: tuple[TextLine, ...]

    @property
    def rank(self) -> tuple[bool, float]:
        return self.read.check_digit_ok, self.read.confidence - 0.01 * len(self.lines)


@dataclass(frozen=True, slots=True)
class Found:
    """A container number and the lines, as they were given, that it was read from."""

    read: ContainerRead
    lines: tuple[TextLine, ...]


def find_containers(lines: Sequence[TextLine], behind: Behind) -> tuple[Found, ...]:
    """Container numbers among the lines, the most certain first; no line serves two numbers."""
    found = [number for whole, parts in _chains(lines, behind) if (number := _number(whole, parts, lines))]
    kept: list[_Found] = []
    for number in sorted(found, key=lambda number: number.rank, reverse=True):
        if not any(line in other.whole for other in kept for line in number.whole):
            kept.append(number)
    return tuple(Found(number.read, number.whole) for number in kept)


Chain = tuple[tuple[TextLine, ...], tuple[TextLine, ...]]
"""The lines as found, and the same with what stands before the owner code cut off."""


def _chains(lines: Sequence[TextLine], behind: Behind) -> Iterator[Chain]:
    for line in lines:
        for start in _owner_starts(line.glyphs):
            yield from _grow((line,), (line.cut(start, len(line.glyphs)),), lines, behind)


def _owner_starts(glyphs: tuple[Glyph, ...]) -> Iterator[int]:
    for start in range(len(glyphs) - _OWNER + 1):
        owner = glyphs[start : start + _OWNER]
        letters = sum(_may_be_letter(glyph) for glyph in owner[:3])
        if letters == 3 and _may_be(owner[3], "UJZ"):
            yield start


def _may_be(glyph: Glyph, symbols: str) -> bool:
    return any(symbol in symbols and share >= _LEAST_OPTION for symbol, share in glyph.options)


def _may_be_letter(glyph: Glyph) -> bool:
    first = glyph.options[0][0]
    return (first.isascii() and first.isalpha()) or first in _LETTER_ALIKE


def _may_be_digit(glyph: Glyph) -> bool:
    return _may_be(glyph, "0123456789") or glyph.options[0][0] in _DIGIT_ALIKE


def _grow(
    whole: tuple[TextLine, ...], parts: tuple[TextLine, ...], lines: Sequence[TextLine], behind: Behind
) -> Iterator[Chain]:
    """The chain as it is where it is long enough, else with each line that may come next."""
    count = sum(len(part.glyphs) for part in parts)
    if count >= _LENGTH:
        yield whole, parts
        return
    nexts = [line for line in lines if _may_come_next(parts[-1], line, whole, _LENGTH - count)]
    if len(parts) < _MOST_LINES:
        for line in nexts:
            yield from _grow((*whole, line), (*parts, line), lines, behind)
    missing = _LENGTH - count
    if (missing == 1 or not nexts) and (rest := behind(parts[-1], missing)):
        digits = rest.glyphs[:missing]
        if len(digits) == missing and all(_may_be_digit(glyph) for glyph in digits):
            yield whole, (*parts, rest)


def _may_come_next(last: TextLine, line: TextLine, used: tuple[TextLine, ...], missing: int) -> bool:
    if line in used or not line.glyphs or not follows(last, line) or size_type_in(line.glyphs):
        return False
    # What is longer than the rest of the number is other lettering, or the number with its size-type code behind.
    fits = len(line.glyphs) <= missing or missing >= _LEAST_JOINED
    digits = line.glyphs[:missing]
    alike = sum(not glyph.first.isdigit() for glyph in digits)
    return fits and alike <= _MOST_ALIKE and all(_may_be_digit(glyph) for glyph in digits)


def _number(whole: tuple[TextLine, ...], parts: tuple[TextLine, ...], lines: Sequence[TextLine]) -> _Found | None:
    glyphs = tuple(glyph for part in parts for glyph in part.glyphs)
    candidates = decode_container([glyph.options for glyph in glyphs[:_LENGTH]])
    best = _chosen(candidates)
    if best is None or confidence_of(best) < _LEAST_CONFIDENCE:
        return None
    shown = _shown(parts)
    quad = hull_of([part.quad for part in shown])
    rivals = [best, *(each for each in candidates if each.valid and each.text != best.text)]
    size_type = _size_type(glyphs[_LENGTH:], whole, parts, lines)
    read = ContainerRead(
        best.text, best.valid, size_type, confidence_of(best), min(1.0, best.min_char),
        not best.valid or best.changed > 1 or not is_sure(rivals, _SURE_CHAR),
        box_of(quad), quad, _options(glyphs),
    )  # fmt: skip
    return _Found(read, parts, whole)


def _options(glyphs: tuple[Glyph, ...]) -> tuple[CharOptions, ...]:
    return tuple(glyph.options for glyph in glyphs[:_LENGTH])


def _chosen(candidates: Sequence[Candidate]) -> Candidate | None:
    """The most likely text with a right check digit, unless the plain reading is far more likely."""
    if not candidates:
        return None
    plain = max(candidates, key=lambda candidate: candidate.log_prob)
    valid = max((c for c in candidates if c.valid), key=lambda c: c.log_prob, default=plain)
    return valid if plain.log_prob - valid.log_prob <= _REPAIR_COST else plain


def _shown(parts: tuple[TextLine, ...]) -> tuple[TextLine, ...]:
    """The parts without what follows the check digit on the last line."""
    spare = sum(len(part.glyphs) for part in parts) - _LENGTH
    return (*parts[:-1], parts[-1].cut(0, len(parts[-1].glyphs) - spare))


def _size_type(
    rest: tuple[Glyph, ...], whole: tuple[TextLine, ...], parts: tuple[TextLine, ...], lines: Sequence[TextLine]
) -> str | None:
    """The size-type code behind the number, else the one in the nearest line within reach."""
    joined = size_type_in(rest)
    if joined:
        return joined
    reach = _SIZE_TYPE_REACH * parts[0].character_height
    hull = box_of(hull_of([part.quad for part in parts]))
    near = [(gap, code) for line in lines if line not in whole and (code := size_type_in(line.glyphs))
            and (gap := _gap(hull, centre_of(line.quad))) <= reach]  # fmt: skip
    return min(near)[1] if near else None


def _gap(box: Box, point: tuple[float, float]) -> float:
    dx = max(box[0] - point[0], 0.0, point[0] - box[2])
    dy = max(box[1] - point[1], 0.0, point[1] - box[3])
    return math.hypot(dx, dy)


def size_type_in(glyphs: Sequence[Glyph]) -> str | None:
    """A size-type code such as `22G1` that fills a text."""
    codes = decode_size_type([glyph.options for glyph in glyphs]) if len(glyphs) == _SIZE_TYPE_LENGTH else ()
    return codes[0].text if codes and codes[0].min_char >= _LEAST_SIZE_TYPE_CHAR else None
