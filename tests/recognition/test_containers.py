from __future__ import annotations

import pytest

from edge.recognition.containers import Behind, find_containers
from edge.recognition.lines import TextLine
from edge.values import ContainerRead
from tests.recognition.written import down, glyph, line, rectangle


def nothing(line: TextLine, count: int) -> TextLine | None:
    return None


def found(*lines: TextLine, behind: Behind = nothing) -> list[ContainerRead]:
    return [each.read for each in find_containers(lines, behind)]


def test_a_number_on_one_line() -> None:
    (read,) = found(line("CSQU3054383", 100, 100))
    assert read.number == "CSQU3054383"
    assert read.check_digit_ok
    assert not read.needs_review
    assert len(read.chars) == 11


def test_a_size_type_behind_the_number_is_told_from_it() -> None:
    (read,) = found(line("CSQU305438322G1", 100, 100))
    assert (read.number, read.size_type) == ("CSQU3054383", "22G1")
    assert read.box == pytest.approx((100, 100, 100 + 11 * 18, 130))


def test_a_size_type_below_is_found_and_is_no_part_of_the_number() -> None:
    (read,) = found(line("CSQU", 100, 100), line("3054383", 200, 100), line("45R1", 200, 140))
    assert (read.number, read.size_type) == ("CSQU3054383", "45R1")


def test_owner_code_over_digits() -> None:
    (read,) = found(line("3054383", 100, 140), line("CSQU", 100, 100))
    assert read.number == "CSQU3054383"


def test_the_check_digit_stands_apart() -> None:
    (read,) = found(line("CSQU", 100, 100), line("305438", 190, 100), line("3", 330, 98, height=36))
    assert read.number == "CSQU3054383"


def test_the_size_type_below_does_not_lend_its_first_digit_as_check_digit() -> None:
    assert found(line("CSQU", 100, 100), line("305438", 190, 100), line("32G1", 190, 140)) == []


def test_a_check_digit_that_the_detector_missed_is_looked_for() -> None:
    asked: list[tuple[str, int]] = []

    def behind(last: TextLine, count: int) -> TextLine | None:
        asked.append((last.text, count))
        return TextLine(rectangle(330, 98, 30, 36), (glyph("3"),))

    (read,) = found(line("CSQU", 100, 100), line("305438", 190, 100), behind=behind)
    assert read.number == "CSQU3054383"
    assert asked == [("305438", 1)]
    assert read.box[2] == pytest.approx(360)


def test_an_owner_code_alone_has_the_rest_looked_for() -> None:
    def behind(last: TextLine, count: int) -> TextLine | None:
        return line("3054383", 172, 100) if (last.text, count) == ("CSQU", 7) else None

    (read,) = found(line("CSQU", 100, 100), behind=behind)
    assert read.number == "CSQU3054383"


def test_a_column_and_a_column_that_goes_on() -> None:
    assert found(down("CSQU3054383", 100, 50))[0].number == "CSQU3054383"
    assert found(down("CSQU", 100, 50), down("3054383", 100, 210))[0].number == "CSQU3054383"
    assert found(down("CSQU", 100, 50), down("305438", 100, 210), line("3", 102, 440))[0].number == "CSQU3054383"


def test_a_wrong_check_digit_is_reported_not_repaired() -> None:
    (read,) = found(line("CSQU3054384", 100, 100))
    assert read.number == "CSQU3054384"
    assert not read.check_digit_ok
    assert read.needs_review


def test_the_check_digit_decides_between_two_likely_readings() -> None:
    doubtful = line("CSQU3054883", 100, 100, doubts={8: glyph("8", 0.77, 0.55, ("3", 0.44))})
    (read,) = found(doubtful)
    assert read.number == "CSQU3054383"
    assert read.check_digit_ok
    assert read.needs_review


@pytest.mark.parametrize("text", ["CAPACITY", "MAXGROSS30480KG", "TARE2185KGS", "CONTAINERLINE", "12345678901"])
def test_ordinary_lettering_is_no_number(text: str) -> None:
    assert found(line(text, 100, 100), line("67200LBS", 100, 140), line("30480KGS", 100, 180)) == []


def test_two_numbers_in_one_picture() -> None:
    reads = found(line("CSQU3054383", 100, 100), line("NYKU2938412", 100, 400))
    assert {read.number for read in reads} == {"CSQU3054383", "NYKU2938412"}
