from __future__ import annotations

from dataclasses import replace

import pytest

from edge.recognition.geometry import box_of, rectangle
from edge.recognition.judging import Judged
from edge.recognition.reader import Look, Place
from edge.recognition.scene import best_apart, is_mark, may_be_mark
from edge.values import ContainerRead, PlateRead, Quad
from tests.recognition.lattices import lattice, look_at
from tests.recognition.quads import moved

QUAD = rectangle(100, 100, 300, 150)
PLATE = PlateRead("24C12345", "VN", "civil", 1, "white", 0.9, 0.9, False, box_of(QUAD), QUAD, ())
NUMBER = ContainerRead("CSQU3054383", True, None, 0.9, 0.9, False, box_of(QUAD), QUAD, ())


def judged(read: PlateRead | ContainerRead, valid: bool = True, weak: bool = False) -> Judged:
    text = read.text if isinstance(read, PlateRead) else read.number
    return Judged(read, look_at(text, read.confidence, Place(read.quad)), valid, weak)


def at(read: PlateRead | ContainerRead, quad: Quad) -> PlateRead | ContainerRead:
    return replace(read, quad=quad, box=box_of(quad))


@pytest.mark.parametrize(
    ("text", "plate", "container"), [("24C12345", True, False), ("CSQU3054383/22G1", False, True), ("KG", False, False)]
)
def test_what_is_too_short_or_too_long_is_not_decoded(text: str, plate: bool, container: bool) -> None:
    look = Look(Place(QUAD), lattice(text), None, None, None)
    assert (may_be_mark(look, "plate"), may_be_mark(look, "container")) == (plate, container)


def test_a_plate_needs_a_grammar_and_some_confidence() -> None:
    assert is_mark(judged(PLATE))
    assert not is_mark(judged(replace(PLATE, confidence=0.1)))
    assert not is_mark(judged(PLATE, valid=False))


@pytest.mark.parametrize(("colour", "rows", "counts"), [("red", 1, True), ("white", 1, False), (None, 2, False)])
def test_a_weak_class_counts_in_its_own_colour_only(colour: str | None, rows: int, counts: bool) -> None:
    assert is_mark(judged(replace(PLATE, text="TM1234", colour=colour, rows=rows), weak=True)) is counts


@pytest.mark.parametrize(("rows", "counts"), [(1, False), (2, True)])
def test_a_weak_class_of_any_colour_counts_in_two_rows_only(rows: int, counts: bool) -> None:
    assert is_mark(judged(replace(PLATE, text="24B112345", rows=rows), weak=True)) is counts


def test_a_container_number_needs_its_shape_and_more_confidence_where_its_check_digit_is_wrong() -> None:
    assert is_mark(judged(replace(NUMBER, confidence=0.3)))
    wrong = replace(NUMBER, number="CSQU3054384", check_digit_ok=False)
    assert is_mark(judged(wrong, valid=False))
    assert not is_mark(judged(replace(wrong, confidence=0.3), valid=False))
    assert not is_mark(judged(replace(wrong, number="CSQU305"), valid=False))


def test_of_marks_in_one_place_the_surest_stays() -> None:
    lower = replace(PLATE, confidence=0.5)
    apart = at(PLATE, moved(QUAD, 400, 0))
    kept = best_apart([judged(lower), judged(PLATE), judged(apart)])
    assert [mark.read for mark in kept] == [PLATE, apart]


def test_a_container_number_is_no_plate_besides() -> None:
    assert [mark.read for mark in best_apart([judged(replace(PLATE, confidence=0.99)), judged(NUMBER)])] == [NUMBER]


def test_places_that_disagree_want_a_person() -> None:
    other = replace(PLATE, text="24C12346", confidence=0.5)
    (kept,) = best_apart([judged(PLATE), judged(other)])
    assert (kept.read.needs_review, kept.read.confidence) == (True, 0.9)
