from __future__ import annotations

import pytest

from edge.recognition.lines import TextLine
from edge.recognition.plates import IN_CROP, IN_SCENE, find_plates, may_be_serial, one_a_place
from edge.values import PlateRead
from tests.recognition.written import down, glyph, line


def found(*lines: TextLine, colour: str | None = "white") -> tuple[PlateRead, ...]:
    return find_plates(lines, lambda _: colour, IN_SCENE)


def texts(*lines: TextLine, colour: str | None = "white") -> list[str]:
    return [read.text for read in found(*lines, colour=colour)]


def test_one_row_is_a_plate() -> None:
    (read,) = found(line("51C12345", 100, 100))
    assert (read.text, read.country, read.plate_class, read.rows) == ("51C12345", "VN", "civil", 1)
    assert read.confidence == pytest.approx(0.99)
    assert not read.needs_review
    assert len(read.chars) == 8


def test_two_rows_are_joined_top_then_bottom_whatever_their_order() -> None:
    top, bottom = line("24C", 120, 100), line("12345", 100, 132)
    (read,) = found(bottom, top)
    assert (read.text, read.rows) == ("24C12345", 2)
    assert read.box == pytest.approx((100, 100, 190, 162))


def test_a_chinese_plate_of_two_rows_is_joined() -> None:
    (read,) = found(line("云A", 118, 100, height=20), line("1234挂", 100, 123), colour="yellow")
    assert (read.text, read.country, read.plate_class) == ("云A1234挂", "CN", "trailer")


def test_a_row_is_not_joined_with_a_far_or_a_much_larger_one() -> None:
    assert texts(line("24C", 120, 100), line("12345", 100, 300)) == []
    assert texts(line("24C", 120, 100), line("12345", 400, 132)) == []
    assert texts(line("24C", 120, 100), line("12345", 60, 135, height=90)) == []


def test_a_line_serves_one_plate_only() -> None:
    lines = (line("24C", 120, 100), line("12345", 100, 132), line("67890", 100, 164))
    assert texts(*lines) == ["24C12345"]


@pytest.mark.parametrize("text", ["LOGISTICS", "0912345678", "VINATRANS", "HOTLINE", "KG30480", "1234567", "CN45G1"])
def test_ordinary_lettering_is_no_plate(text: str) -> None:
    assert texts(line(text, 100, 100)) == []


def test_a_telephone_number_does_not_get_the_letter_of_a_plate() -> None:
    assert texts(line("51012345", 100, 100)) == []


def test_container_weights_one_over_the_other_are_no_plate() -> None:
    assert texts(line("30480", 100, 100), line("28040", 100, 132)) == []
    assert texts(line("3048", 100, 100), line("67200", 100, 132)) == []
    assert texts(line("22G1", 100, 100), line("67200", 100, 132)) == []
    assert texts(line("332", 100, 100), line("1172", 100, 132)) == []


def test_the_series_of_a_motorcycle_is_not_taken_for_a_size_type_code() -> None:
    assert texts(line("36B5", 110, 100), line("54939", 100, 132)) == ["36B554939"]


def test_a_d_read_as_nought_above_a_number_is_a_series_and_reviewed() -> None:
    (read,) = found(line("510", 120, 100), line("12345", 100, 132), colour="yellow")
    assert read.text == "51D12345"
    assert read.needs_review


@pytest.mark.parametrize(("colour", "count"), [("red", 1), ("white", 0), (None, 0)])
def test_a_weak_class_counts_in_its_own_colour_only_and_is_always_reviewed(colour: str | None, count: int) -> None:
    reads = found(line("TM1234", 100, 100), colour=colour)
    assert len(reads) == count
    assert all(read.plate_class == "military" and read.needs_review for read in reads)


def test_the_colour_settles_the_class() -> None:
    (read,) = found(line("80A12345", 100, 100), colour="blue")
    assert read.plate_class == "state"


def test_a_letter_where_only_a_digit_can_stand_is_changed_and_reviewed() -> None:
    (read,) = found(line("51C1234O", 100, 100))
    assert read.text == "51C12340"
    assert read.needs_review
    assert read.min_char_confidence < 0.1


def test_one_doubtful_character_asks_for_review() -> None:
    doubtful = line("51C12345", 100, 100, doubts={4: glyph("2", 0.5, 0.55, ("7", 0.4))})
    (read,) = found(doubtful)
    assert read.text == "51C12345"
    assert read.needs_review
    assert read.min_char_confidence == pytest.approx(0.55)


def test_a_rivet_before_the_text_is_left_out() -> None:
    (read,) = found(line("?51C12345", 100, 100))
    assert read.text == "51C12345"


def test_a_trailer_plate_in_one_row_is_reviewed() -> None:
    (read,) = found(line("51R12345", 100, 100))
    assert read.plate_class == "trailer"
    assert read.needs_review


def test_in_a_crop_a_dim_reading_counts_too() -> None:
    dim = line("51C12345", 0, 0, doubts={i: glyph(s, 0.5, 0.35) for i, s in enumerate("51C12345")})
    assert find_plates([dim], lambda _: None, IN_SCENE) == ()
    (read,) = find_plates([dim], lambda _: None, IN_CROP)
    assert read.needs_review


def test_no_lines_no_plates() -> None:
    assert found() == ()
    assert found(TextLine(line("A", 0, 0).quad, ())) == ()


@pytest.mark.parametrize(("text", "serial"), [("12345", True), ("H1234", True), ("KG", False), ("0912345678", False)])
def test_a_lone_number_of_a_plates_length_is_worth_a_closer_look(text: str, serial: bool) -> None:
    assert may_be_serial(line(text, 0, 0)) is serial
    assert not may_be_serial(down(text, 0, 0))


def test_of_two_reads_in_one_place_the_surer_one_stays() -> None:
    unsure = line("51C12348", 102, 101, doubts={7: glyph("8", 0.9, 0.6)})
    reads = (*found(unsure), *found(line("51C12345", 100, 100)), *found(line("60C12345", 600, 100)))
    assert {read.text for read in one_a_place(reads)} == {"51C12345", "60C12345"}
