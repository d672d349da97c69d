"""Which of two texts goes with what is known of the whole plate."""

from __future__ import annotations

import math

import pytest

from edge.recognition.geometry import rectangle
from edge.recognition.heads import fitness
from edge.recognition.judging import judge_plate
from edge.recognition.reader import Look, Named, Place
from tests.recognition.lattices import lattice
from tests.recognition.roll import card_of

BLUE_CHINESE = ("blue", 0.95), ("one_row", 0.99), ("CN", 0.99)
RED_VIETNAMESE = ("red", 0.95), ("one_row", 0.99), ("VN", 0.99)


def look(
    slots: list[str | dict[str, float]], heads: tuple[Named | None, Named | None, Named | None] = BLUE_CHINESE
) -> Look:
    return Look(Place(rectangle(0, 0, 136, 36)), lattice(slots), *heads)


FAINT_PROVINCE: list[str | dict[str, float]] = [{"云": 0.2}, "L", "F", "0", "8", "1", "3"]


@pytest.mark.parametrize(("heads", "text"), [(BLUE_CHINESE, "云LF0813"), (RED_VIETNAMESE, "LF0813")])
def test_the_heads_tell_a_faint_province_from_a_military_plate(heads: tuple[Named, Named, Named], text: str) -> None:
    judged = judge_plate(look(FAINT_PROVINCE, heads), card_of(b""))
    assert judged is not None
    assert judged.text == text


def test_without_heads_the_likelier_text_is_taken() -> None:
    assert fitness("LF0813", look(FAINT_PROVINCE, (None, None, None))) == 0
    judged = judge_plate(look(FAINT_PROVINCE, (None, None, None)), card_of(b""))
    assert judged is not None
    assert judged.text == "LF0813"


@pytest.mark.parametrize(
    ("text", "heads", "expected"),
    [
        ("云GB1234", BLUE_CHINESE, 0.99),
        ("云GB1234", (("white", 0.95), ("one_row", 0.99), ("CN", 0.99)), 0.99),  # no weak class: colour is not asked
        ("云GB1234", RED_VIETNAMESE, 0.01),
        ("LF0813", BLUE_CHINESE, 0.01 * 0.05),
        ("no plate", BLUE_CHINESE, 1.0),  # nothing is known of what has no class
        ("云G1234挂", BLUE_CHINESE, 0.99 * 0.1),  # painted in two rows only
    ],
)
def test_how_well_a_text_fits(text: str, heads: tuple[Named, Named, Named], expected: float) -> None:
    assert math.exp(fitness(text, look(["A"], heads))) == pytest.approx(expected, abs=1e-9)


def test_a_weak_reading_stays_as_improbable_as_the_network_found_it() -> None:
    judged = judge_plate(look(FAINT_PROVINCE), card_of(b""))
    assert judged is not None
    assert judged.read.confidence == pytest.approx(0.2, abs=0.01)
    assert judged.read.needs_review
