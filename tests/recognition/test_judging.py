from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pytest

from edge.recognition.geometry import rectangle
from edge.recognition.judging import Judged, judge_container, judge_plate, tempered
from edge.recognition.reader import Look, Named, Place
from edge.values import ContainerRead, PlateRead
from tests.recognition.lattices import lattice
from tests.recognition.roll import card_of

Slots = Sequence[str | Mapping[str, float]]
QUAD = rectangle(10, 20, 210, 70)


def look(slots: Slots, colour: Named | None = ("white", 1.0), layout: Named | None = ("one_row", 1.0)) -> Look:
    return Look(Place(QUAD), lattice(slots), colour, layout, ("VN", 1.0))


def plate(seen: Look, **card: object) -> PlateRead:
    judged = judge_plate(seen, card_of(b"", **card))
    assert isinstance(judged, Judged)
    assert isinstance(judged.read, PlateRead)
    return judged.read


def container(slots: Slots, **card: object) -> ContainerRead:
    judged = judge_container(look(slots), card_of(b"", **card))
    assert isinstance(judged, Judged)
    assert isinstance(judged.read, ContainerRead)
    return judged.read


def test_a_clear_plate_needs_no_review() -> None:
    read = plate(look("24C12345", ("yellow", 0.99), ("two_row", 0.9)))
    assert (read.text, read.country, read.plate_class, read.rows, read.colour) == (
        "24C12345",
        "VN",
        "civil",
        2,
        "yellow",
    )
    assert not read.needs_review
    assert read.confidence > 0.99
    assert (read.box, read.quad) == ((10, 20, 210, 70), QUAD)


def test_the_colour_settles_the_class_where_it_is_sure() -> None:
    assert plate(look("80A12345", ("blue", 0.9))).plate_class == "state"
    unsure = plate(look("80A12345", ("blue", 0.4)))
    assert (unsure.plate_class, unsure.colour) == ("civil", None)
    assert plate(look("80A12345", ("other", 0.9))).colour is None


@pytest.mark.parametrize(("threshold", "review"), [(0.65, False), (0.75, True)])
def test_the_cards_threshold_says_when_a_person_must_look(threshold: float, review: bool) -> None:
    unsure = look(["2", "4", "C", "1", "2", {"3": 0.7, **dict.fromkeys("056789", 0.05)}, "4", "5"])
    assert plate(unsure, review_below=threshold).needs_review is review


@pytest.mark.parametrize(
    ("share", "temperature", "confidence"),
    [(0.9, 1.0, 0.9), (0.9, 2.0, 0.75), (0.1, 2.0, 0.25), (0.9, 0.5, 0.988), (1.0, 2.0, 1.0), (0.0, 0.1, 0.0)],
)
def test_a_temperature_makes_less_sure_both_of_yes_and_of_no(
    share: float, temperature: float, confidence: float
) -> None:
    log_prob = math.log(share) if share else -math.inf
    assert tempered(log_prob, temperature) == pytest.approx(confidence, abs=1e-3)


def test_the_cards_temperature_is_kept_for_the_text_and_for_its_characters() -> None:
    read = plate(look(["2", "4", "C", "1", "2", {"3": 0.9, "8": 0.1}, "4", "5"]), temperature=2.0)
    assert read.confidence == pytest.approx(0.75, abs=0.01)
    assert read.min_char_confidence == pytest.approx(0.75, abs=0.01)


def test_a_near_rival_wants_a_person() -> None:
    assert plate(look(["2", "4", "C", "1", "2", {"3": 0.7, "8": 0.3}, "4", "5"]), review_below=0.1).needs_review


def test_two_changes_want_a_person() -> None:
    twice: list[str | Mapping[str, float]] = [
        "2",
        "4",
        "C",
        "1",
        "2",
        "3",
        {"O": 0.45, "0": 0.35},
        {"I": 0.45, "1": 0.35},
    ]
    read = plate(look(twice), review_below=0.01)
    assert (read.text, read.needs_review) == ("24C12301", True)


@pytest.mark.parametrize(("weak", "review"), [(None, True), (0.9, False), (1.0, True)])
def test_a_weak_class_has_a_threshold_of_its_own(weak: float | None, review: bool) -> None:
    moped = look("24B112345", layout=("two_row", 1.0))
    assert plate(moped, weak_review_below=weak).needs_review is review


def test_rows_that_a_class_does_not_have_want_a_person() -> None:
    assert plate(look("51R12345", layout=("one_row", 1.0))).needs_review
    assert not plate(look("51R12345", layout=("two_row", 1.0))).needs_review


def test_without_a_layout_head_the_class_or_the_shape_tells_the_rows() -> None:
    assert plate(look("51R12345", layout=None)).rows == 2
    assert plate(look("24C12345", layout=None)).rows == 1


def test_a_text_of_no_grammar_is_shown_for_review() -> None:
    read = plate(look("TX12345X"))
    assert (read.text, read.country, read.plate_class, read.needs_review) == ("TX12345X", "VN", "unknown", True)


@pytest.mark.parametrize("text", ["", "2", "24"])
def test_a_stroke_or_two_are_no_mark(text: str) -> None:
    assert judge_plate(look(text), card_of(b"")) is None
    assert judge_container(look(text), card_of(b"")) is None


def test_a_clear_container_number_needs_no_review() -> None:
    read = container("CSQU3054383/22G1")
    assert (read.number, read.size_type, read.check_digit_ok, read.needs_review) == ("CSQU3054383", "22G1", True, False)
    assert read.min_char_confidence > 0.99


def test_a_wrong_check_digit_wants_a_person_however_sure_the_text_is() -> None:
    read = container("CSQU3054384")
    assert (read.check_digit_ok, read.needs_review) == (False, True)
    assert read.confidence > 0.99


def test_a_number_that_passes_only_after_a_change_wants_a_person() -> None:
    read = container([*"CSQU30543", {"3": 0.55, "8": 0.45}, "3"], review_below=0.1)
    assert (read.number, read.check_digit_ok, read.needs_review) == ("CSQU3054383", True, True)


def test_a_letter_that_the_check_digit_cannot_tell_wants_a_person() -> None:
    assert container([{"C": 0.8, "M": 0.2}, *"SQU3054383"], review_below=0.1).needs_review
