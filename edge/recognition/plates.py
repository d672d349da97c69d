"""Text lines -> plates: one row, or two rows one above the other, where the grammar of a plate accepts them. Pure.

A plate's quad is the hull of its text lines, not the edge of the sheet.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from edge.recognition.ctc import Glyph
from edge.recognition.geometry import box_of, covers, hull_of
from edge.recognition.lines import TextLine, stands_on
from edge.rules.decode import Candidate, decode_plate
from edge.rules.plates import PlateRule, classify
from edge.values import PlateRead, Quad

ColourOf = Callable[[Quad], str | None]

_LENGTHS = range(6, 11)
_MOST_FOREIGN = 0.3
_CONTAINER_CODES = frozenset({"22G0", "22G1", "25G1", "42G1", "45G1", "22R1", "45R1", "22U1", "42U1", "22T1", "22T6"})
"""Size-type codes of the road; over a weight they look like a motorcycle's plate, and so would all the rarer ones."""

_UNSURE = 0.6
"""A glyph at the end of a line below this may be a rivet or the frame: the line is tried without it."""


@dataclass(frozen=True, slots=True)
class Strictness:
    """What a text must show to be called a plate. In a whole picture most text is none."""

    least_confidence: float
    least_char: float
    most_changed: int
    weak_needs_colour: bool
    invents_letters: bool


IN_SCENE = Strictness(
    least_confidence=0.5, least_char=0.02, most_changed=1, weak_needs_colour=True, invents_letters=False
)
IN_CROP = Strictness(
    least_confidence=0.15, least_char=0.001, most_changed=3, weak_needs_colour=False, invents_letters=True
)

_SURE_CHAR = 0.8
_SURE_WEAK_CHAR = 0.7
_SURE_MARGIN = 2.0
"""Natural logarithm: a changed symbol is sure where the next text is this much less likely."""


@dataclass(frozen=True, slots=True)
class _Found:
    read: PlateRead
    lines: tuple[TextLine, ...]
    weak: bool

    @property
    def rank(self) -> tuple[bool, float]:
        return not self.weak, self.read.confidence


def find_plates(lines: Sequence[TextLine], colour_of: ColourOf, strict: Strictness) -> tuple[PlateRead, ...]:
    """Plates among the lines, the most confident first; no line serves two plates."""
    found = [plate for layout in _layouts(lines) if (plate := _plate(layout, colour_of, strict))]
    kept: list[_Found] = []
    for plate in sorted(found, key=lambda plate: plate.rank, reverse=True):
        if not any(line in other.lines for other in kept for line in plate.lines):
            kept.append(plate)
    return tuple(plate.read for plate in kept)


def one_a_place(plates: Sequence[PlateRead]) -> tuple[PlateRead, ...]:
    """Of reads that lie on one another, the most confident one."""
    kept: list[PlateRead] = []
    for plate in sorted(plates, key=lambda plate: -plate.confidence):
        if not any(covers(other.quad, plate.quad) for other in kept):
            kept.append(plate)
    return tuple(kept)


def may_be_serial(line: TextLine) -> bool:
    """Whether a row may be the number of a plate whose other part was not found or not read."""
    digits = sum(glyph.first.isdigit() for glyph in line.glyphs)
    return not line.vertical and digits >= 4 and len(line.glyphs) <= 8


def _layouts(lines: Sequence[TextLine]) -> Iterator[tuple[TextLine, ...]]:
    rows = [line for line in lines if not line.vertical and line.glyphs and line.foreign_share <= _MOST_FOREIGN]
    yield from ((row,) for row in rows)
    yield from (pair for pair in permutations(rows, 2) if stands_on(*pair) and _splits_like_a_plate(*pair))


def _splits_like_a_plate(top: TextLine, bottom: TextLine) -> bool:
    """The office and the series stand above, the number below; a container's size-type code stands over its weights."""
    above, below = (sum(not glyph.foreign for glyph in line.glyphs) for line in (top, bottom))
    return 2 <= above <= 5 and 4 <= below <= 6 and top.text not in _CONTAINER_CODES


def _plate(layout: tuple[TextLine, ...], colour_of: ColourOf, strict: Strictness) -> _Found | None:
    colour: str | None = None
    for glyphs in _spellings(layout):
        candidates = decode_plate([glyph.options for glyph in glyphs])
        possible = [each for each in candidates if _acceptable(each, glyphs, layout, strict)]
        if possible and colour is None:
            colour = colour_of(hull_of([line.quad for line in layout]))
        for candidate in possible:
            rule = classify(candidate.text, colour)
            if rule and _is_backed(rule, candidate, colour, len(layout), strict):
                rivals = (candidate, *(each for each in candidates if each is not candidate))
                return _Found(_read(layout, glyphs, rivals, rule, colour), layout, rule.weak)
    return None


def _spellings(layout: tuple[TextLine, ...]) -> Iterator[tuple[Glyph, ...]]:
    """The glyphs of all rows in order; then the same without unsure ones at the ends of rows."""
    whole = tuple(glyph for line in layout for glyph in line.glyphs)
    trimmed = tuple(glyph for line in layout for glyph in _without_unsure_ends(line.glyphs))
    for glyphs in dict.fromkeys((whole, trimmed)):
        if len(glyphs) in _LENGTHS:
            yield glyphs


def _without_unsure_ends(glyphs: tuple[Glyph, ...]) -> tuple[Glyph, ...]:
    start, end = 0, len(glyphs)
    while start < end and _unsure(glyphs[start]):
        start += 1
    while end > start and _unsure(glyphs[end - 1]):
        end -= 1
    return glyphs[start:end]


def _unsure(glyph: Glyph) -> bool:
    return glyph.foreign or glyph.options[0][1] < _UNSURE


def _acceptable(
    candidate: Candidate, glyphs: tuple[Glyph, ...], layout: tuple[TextLine, ...], strict: Strictness
) -> bool:
    return (
        confidence_of(candidate) >= strict.least_confidence
        and candidate.min_char >= strict.least_char
        and candidate.changed <= strict.most_changed
        and (strict.invents_letters or _letters_were_read(candidate, glyphs, layout))
    )


def _letters_were_read(candidate: Candidate, glyphs: tuple[Glyph, ...], layout: tuple[TextLine, ...]) -> bool:
    """Whether no letter stands where a digit was read: telephone numbers and weights become plates that way.

    A series over a number is spared: `51D` is read as `510`, and a row of three over one of five is rare elsewhere.
    """
    pairs = zip(candidate.text, glyphs, strict=True)
    invented = [i for i, (symbol, glyph) in enumerate(pairs) if symbol.isalpha() and glyph.first.isdigit()]
    spared = [len(line.glyphs) for line in layout] == [3, 5] and invented == [2]
    return not invented or spared


def confidence_of(candidate: Candidate) -> float:
    """Geometric mean of the character probabilities."""
    return min(1.0, math.exp(candidate.log_prob / len(candidate.text)))


def _is_backed(rule: PlateRule, candidate: Candidate, colour: str | None, rows: int, strict: Strictness) -> bool:
    """A shape that other lettering has too counts only where it is read well, in the rows and colour of its class."""
    if not rule.weak:
        return True
    if not strict.weak_needs_colour:
        return colour is None or not rule.colours or colour in rule.colours
    # White tells nothing: most lettering is on white. A class of any colour must stand in two rows instead.
    told = colour in rule.colours and colour != "white" if rule.colours else rows == 2
    return told and rows in rule.rows and candidate.changed == 0 and candidate.min_char >= _SURE_WEAK_CHAR


def _read(
    layout: tuple[TextLine, ...],
    glyphs: tuple[Glyph, ...],
    candidates: Sequence[Candidate],
    rule: PlateRule,
    colour: str | None,
) -> PlateRead:
    best, rows = candidates[0], len(layout)
    quad = hull_of([line.quad for line in layout])
    return PlateRead(
        text=best.text,
        country=rule.country,
        plate_class=rule.name,
        rows=rows,
        colour=colour,
        confidence=confidence_of(best),
        min_char_confidence=min(1.0, best.min_char),
        needs_review=rule.weak or rows not in rule.rows or not is_sure(candidates, _SURE_CHAR),
        box=box_of(quad),
        quad=quad,
        chars=tuple(glyph.options for glyph in glyphs),
    )


def is_sure(candidates: Sequence[Candidate], least_char: float) -> bool:
    """Whether the best text needs no second look: no doubtful character, no change that could have gone otherwise."""
    best = candidates[0]
    margin = best.log_prob - candidates[1].log_prob if len(candidates) > 1 else math.inf
    return best.min_char >= least_char and (best.changed == 0 or margin >= _SURE_MARGIN)
