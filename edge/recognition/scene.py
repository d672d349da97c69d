"""Which of the many places of a whole picture are marks: a grammar, enough confidence, one mark a place. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from edge.recognition.crops import best_of
from edge.recognition.geometry import covers
from edge.recognition.judging import Judged
from edge.recognition.lattice import best_path
from edge.recognition.reader import Look
from edge.rules.iso6346 import parse_container
from edge.rules.plates import classify
from edge.values import ContainerRead, MarkKind, PlateRead

_LENGTHS: Mapping[MarkKind, range] = MappingProxyType({"plate": range(5, 12), "container": range(9, 19)})
_LEAST_CONFIDENCE = 0.2
_LEAST_VERIFIED = 0.1
"""For a container number whose check digit is right: of other lettering few texts have that."""
_LEAST_WEAK = 0.5
"""For shapes that other lettering has too: a weak class of plates, or a container number whose check digit is wrong."""


def may_be_mark(look: Look, kind: MarkKind) -> bool:
    """Whether so many characters were seen as a mark has, one or two more or less: the rest is not worth decoding."""
    return len(best_path(look.lattice)) in _LENGTHS[kind]


def is_mark(judged: Judged) -> bool:
    """Whether what was read at a place among many is taken for a mark, to be reviewed or not."""
    read = judged.read
    if isinstance(read, ContainerRead):
        least = _LEAST_VERIFIED if read.check_digit_ok else _LEAST_WEAK
        return parse_container(read.number) is not None and read.confidence >= least
    return judged.valid and read.confidence >= (_LEAST_WEAK if judged.weak else _LEAST_CONFIDENCE) and _is_backed(read)


def _is_backed(read: PlateRead) -> bool:
    """A shape that other lettering has too counts only in the rows and the colour of its class."""
    rule = classify(read.text, read.colour)
    if rule is None or not rule.weak:
        return rule is not None
    # White tells nothing: most lettering is on white. A class of any colour must stand in two rows instead.
    told = read.colour in rule.colours and read.colour != "white" if rule.colours else read.rows == 2
    return told and read.rows in rule.rows


def best_apart(marks: Iterable[Judged]) -> tuple[Judged, ...]:
    """The best marks that do not lie on one another, reviewed where others in the same place say something else.

    Container numbers come first, for their digits pass for plates.
    """
    groups: list[list[Judged]] = []
    for mark in sorted(marks, key=_rank, reverse=True):
        group = next((group for group in groups if _overlap(mark, group[0])), None)
        if group is None:
            groups.append([mark])
        elif type(mark.read) is type(group[0].read):
            group.append(mark)
    return tuple(best for group in groups if (best := best_of(group)))


def _rank(mark: Judged) -> tuple[bool, bool, float]:
    return isinstance(mark.read, ContainerRead) and mark.valid, not mark.weak, mark.read.confidence


def _overlap(one: Judged, other: Judged) -> bool:
    return covers(one.read.quad, other.read.quad) or covers(other.read.quad, one.read.quad)
