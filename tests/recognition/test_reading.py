from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

from edge.recognition.reading import Reading, read_container, read_plate
from tests.recognition.lattices import lattice

Slot = str | Mapping[str, float]


def plate(*slots: Slot) -> Reading:
    reading = read_plate(lattice([symbol for slot in slots for symbol in (slot if isinstance(slot, str) else [slot])]))
    assert reading is not None
    assert len(reading.chars) == len(reading.text)
    return reading


def container(*slots: Slot) -> Reading:
    reading = read_container(lattice([s for slot in slots for s in (slot if isinstance(slot, str) else [slot])]))
    assert reading is not None
    assert len(reading.chars) == len(reading.text)
    return reading


def test_a_clear_plate_is_read_and_sure() -> None:
    reading = plate("24C12345")
    assert (reading.text, reading.seen, reading.valid) == ("24C12345", "24C12345", True)
    assert math.exp(reading.log_prob) > 0.999
    assert reading.rival < math.log(0.01)


def test_its_probability_is_that_of_the_whole_text() -> None:
    reading = plate("24C", {"1": 0.6, "7": 0.4}, "234", {"5": 0.5, "6": 0.3, "8": 0.2})
    assert reading.text == "24C12345"
    assert math.exp(reading.log_prob) == pytest.approx(0.3, abs=0.01)
    assert math.exp(reading.rival) == pytest.approx(0.2, abs=0.01)


def test_the_likeliest_text_of_the_grammar_wins_over_a_likelier_one_without() -> None:
    reading = plate("24C1234", {"O": 0.7, "0": 0.3})
    assert (reading.text, reading.seen, reading.valid) == ("24C12340", "24C1234O", True)
    assert math.exp(reading.log_prob) == pytest.approx(0.3, abs=0.01)


def test_a_look_alike_that_the_network_did_not_see_is_not_invented() -> None:
    reading = plate("24C1234O")
    assert (reading.text, reading.valid) == ("24C1234O", False)


def test_a_character_that_the_blank_beat_is_found_again() -> None:
    reading = plate("云A12", {"3": 0.45}, "45")
    assert (reading.text, reading.seen, reading.valid) == ("云A12345", "云A1245", True)
    assert math.exp(reading.log_prob) == pytest.approx(0.45, abs=0.01)


def test_two_lost_characters_are_found_in_two_rounds() -> None:
    reading = plate("云A", {"1": 0.4}, "23", {"4": 0.4}, "5")
    assert (reading.text, reading.valid) == ("云A12345", True)


def test_a_stroke_too_many_is_left_out() -> None:
    reading = plate({"1": 0.6}, "24C12345")
    assert (reading.text, reading.valid) == ("24C12345", True)


def test_of_two_lengths_that_are_both_plates_the_likelier_wins_and_the_other_is_its_rival() -> None:
    reading = plate("24C1234", {"5": 0.45})
    assert reading.text == "24C1234"
    assert math.exp(reading.rival) == pytest.approx(0.45, abs=0.01)


def test_d_and_d_stroke_are_no_rivals() -> None:
    reading = plate("15T", {"Đ": 0.6, "D": 0.4}, "12345")
    assert reading.text == "15TĐ12345"
    assert math.exp(reading.rival) < 0.01


def test_nothing_written_is_nothing_read() -> None:
    assert read_plate(lattice([])) is None
    assert read_container(lattice([])) is None
    assert read_container(lattice("/22G1")) is None


def test_half_a_plate_is_read_as_it_stands() -> None:
    assert (plate("24C1").text, plate("24C1").valid) == ("24C1", False)


def test_a_container_number_with_its_size_type_code() -> None:
    reading = container("CSQU3054383/22G1")
    assert (reading.text, reading.size_type, reading.valid, reading.mended) == ("CSQU3054383", "22G1", True, False)


def test_an_unsure_size_type_makes_the_number_no_less_sure() -> None:
    reading = container("CSQU3054383", {"/": 0.5}, {"2": 0.5, "4": 0.5}, "2G", {"1": 0.4, "0": 0.3, "7": 0.3})
    assert (reading.text, reading.size_type) == ("CSQU3054383", None)
    assert math.exp(reading.log_prob) == pytest.approx(0.5, abs=0.01), "without the slash it is another number"


def test_a_lost_check_digit_before_the_size_type_is_found_again() -> None:
    reading = container("CSQU305438", {"3": 0.45}, "/22G1")
    assert (reading.text, reading.valid, reading.size_type) == ("CSQU3054383", True, "22G1")
    assert math.exp(reading.log_prob) == pytest.approx(0.45, abs=0.01)


def test_the_check_digit_decides_between_two_likely_texts_and_that_is_said() -> None:
    reading = container("CSQU30543", {"3": 0.6, "8": 0.4}, "3")
    assert (reading.text, reading.valid, reading.mended) == ("CSQU3054383", True, True)


def test_a_sure_text_is_not_mended_to_its_check_digit() -> None:
    reading = container("CSQU3054384")
    assert (reading.text, reading.valid, reading.mended) == ("CSQU3054384", False, False)


def test_a_letter_that_the_check_digit_cannot_tell_is_a_rival() -> None:
    reading = container({"C": 0.6, "M": 0.4}, "SQU3054383")
    assert reading.text == "CSQU3054383"
    assert math.exp(reading.rival) == pytest.approx(0.4, abs=0.01)


def test_half_a_number_is_read_as_it_stands() -> None:
    assert (container("CSQU305").text, container("CSQU305").valid) == ("CSQU305", False)


def test_an_owner_that_is_listed_is_preferred_to_one_that_the_check_digit_takes_for_it() -> None:
    reading = read_container(lattice([{"Q": 0.7, "G": 0.3}, *"ESU5468323"]))
    assert reading is not None
    assert (reading.text, reading.mended, reading.valid) == ("GESU5468323", True, True)


def test_an_owner_that_is_not_listed_is_believed_but_shown_where_a_listed_one_is_its_twin() -> None:
    reading = read_container(lattice("QESU5468323"))
    assert reading is not None
    assert (reading.text, reading.mended, reading.valid) == ("QESU5468323", True, True)
