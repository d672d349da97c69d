"""Marks among the lines of text that a general reader gives: rows and parts joined, then held against `edge.rules`.

Pure. What is joined is tried out in every way that the lines' places allow, which favours such a reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import dist

from edge.recognition.geometry import angle_of, box_of, centre_of, offset_from, size_of
from edge.rules.iso6346 import parse_container
from edge.rules.plates import classify
from edge.values import Box, MarkKind, Quad
from models.training.whole_reading import Seen

_BEGINS = re.compile(r"[A-Z]{0,4}|[A-Z]{4}\d{0,6}")
_NUMBER = re.compile(r"(?:[0-9A-Z]{4})?([A-Z]{4}\d{7})(?:[0-9A-Z]{4})?")
"""A size-type code may stand before or behind."""
_TALL = 1.5


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, `text` normalised as `edge.rules` does and not empty; quad in pixels; score in [0, 1]."""

    text: str
    quad: Quad
    score: float


@dataclass(frozen=True, slots=True)
class _Mark:
    """Lines that make a mark; `doubtful`: its text has a shape that other lettering has too."""

    text: str
    lines: tuple[Line, ...]
    doubtful: bool

    @property
    def score(self) -> float:
        return min(line.score for line in self.lines)


def marks_among(lines: Sequence[Line], kind: MarkKind, sure_from: float) -> tuple[Seen, ...]:
    """Marks of one kind, each line in one of them at most; scores from `sure_from` on pass without review."""
    found = _plates(lines) if kind == "plate" else _numbers(lines)
    return tuple(
        Seen(mark.text, _around(mark.lines), mark.score, mark.doubtful or mark.score < sure_from)
        for mark in _apart(found)
    )


def _apart(marks: Iterable[_Mark]) -> list[_Mark]:
    kept: list[_Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.doubtful, -mark.score)):
        taken = {id(line) for other in kept for line in other.lines}
        if not any(id(line) in taken for line in mark.lines):
            kept.append(mark)
    return kept


def _plates(lines: Sequence[Line]) -> Iterator[_Mark]:
    pairs = [(one, other) for one in lines for other in lines if one is not other]
    stacked = [(one, other) for one, other in pairs if _stands_on(one.quad, other.quad)]
    in_a_row = [(one, other) for one, other in pairs if _is_right_of(one.quad, other.quad)]
    for rows, members in ((1, [(line,) for line in lines]), (1, in_a_row), (2, stacked)):
        yield from (mark for each in members if (mark := _plate(each, rows)))


def _plate(lines: tuple[Line, ...], rows: int) -> _Mark | None:
    text = "".join(line.text for line in lines)
    rule = classify(text)
    # As in our own recogniser, two rows back a weak class that has no colour of its own.
    return _Mark(text, lines, rule.weak and not (rows == 2 and not rule.colours)) if rule else None


def _numbers(lines: Sequence[Line]) -> Iterator[_Mark]:
    for line in lines:
        yield from _numbers_from((line,), lines)


def _numbers_from(chain: tuple[Line, ...], lines: Sequence[Line]) -> Iterator[_Mark]:
    """Numbers that the chain is or begins."""
    text = "".join(line.text for line in chain)
    found = _NUMBER.fullmatch(text)
    number = parse_container(found.group(1)) if found else None
    if number:
        yield _Mark(number.text, chain, not number.check_digit_ok)
    elif _BEGINS.fullmatch(text):
        for line in _following(chain, lines):
            yield from _numbers_from((*chain, line), lines)


def _following(chain: tuple[Line, ...], lines: Sequence[Line]) -> list[Line]:
    """What the chain may go on with: the nearest line in each direction."""
    free = [line for line in lines if not any(line is each for each in chain)]
    steps = [(chain[-1], _is_right_of), (chain[-1], _is_below)]
    steps += [(line, turns) for line in chain for turns in (_is_next_row, _is_next_column)]
    nearest = [_nearest(line, [each for each in free if leads(line.quad, each.quad)]) for line, leads in steps]
    return list({id(line): line for line in nearest if line}.values())


def _nearest(line: Line, others: Sequence[Line]) -> Line | None:
    here = centre_of(line.quad)
    return min(others, key=lambda other: dist(here, centre_of(other.quad)), default=None)


def _around(lines: Sequence[Line]) -> Box:
    boxes = [box_of(line.quad) for line in lines]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _stands_on(top: Quad, bottom: Quad) -> bool:
    """Two rows of one plate: close, parallel, of like height and middle."""
    (top_width, top_height), (width, height) = size_of(top), size_of(bottom)
    if max(top_height / max(top_width, 1), height / max(width, 1)) >= _TALL:
        return False
    along, across = offset_from(top, centre_of(bottom))
    mean = (top_height + height) / 2
    like = _alike(top_height, height) and 0.25 < top_width / max(width, 1) < 1.7
    parallel = abs(angle_of(top) - angle_of(bottom)) <= 0.3
    return parallel and like and 0.55 * mean < across < 1.8 * mean and abs(along) < 0.35 * max(width, top_width)


def _is_right_of(one: Quad, other: Quad) -> bool:
    """The row goes on; a door's edge and lock rods may stand between."""
    along, across = offset_from(one, centre_of(other))
    (width, height), (other_width, other_height) = size_of(one), size_of(other)
    gap = along - (width + other_width) / 2
    return _alike(height, other_height) and -0.5 * height < gap < 5 * height and abs(across) < 0.6 * height


def _is_next_row(one: Quad, other: Quad) -> bool:
    """Begins about under the beginning."""
    along, across = offset_from(one, centre_of(other))
    (width, height), (other_width, other_height) = size_of(one), size_of(other)
    lefts_apart = along + (width - other_width) / 2
    return _alike(height, other_height) and 0.6 * height < across < 2.5 * height and abs(lefts_apart) < 2.5 * height


def _is_below(one: Quad, other: Quad) -> bool:
    """The column goes on."""
    along, across = offset_from(one, centre_of(other))
    (width, height), (other_width, other_height) = size_of(one), size_of(other)
    gap = across - (height + other_height) / 2
    return _alike(width, other_width) and abs(along) < 0.8 * width and -0.5 * width < gap < 4 * width


def _is_next_column(one: Quad, other: Quad) -> bool:
    """Side by side and beginning at about the same height."""
    along, across = offset_from(one, centre_of(other))
    (width, height), (other_width, other_height) = size_of(one), size_of(other)
    tops_apart = across + (height - other_height) / 2
    return _alike(width, other_width) and 0.6 * width < along < 3.5 * width and abs(tops_apart) < 1.5 * width


def _alike(one: float, other: float) -> bool:
    return 0.45 < one / max(other, 1) < 2.2
