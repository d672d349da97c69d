from __future__ import annotations

import pytest

from edge.recognition.geometry import rectangle
from models.training.whole_lines import Line, marks_among
from models.training.whole_reading import Seen

SURE_FROM = 0.9


def _line(text: str, left: float, top: float, width: float, height: float = 40, score: float = 0.99) -> Line:
    return Line(text, rectangle(left, top, left + width, top + height), score)


def _plates(*lines: Line) -> tuple[Seen, ...]:
    return marks_among(lines, "plate", SURE_FROM)


def _numbers(*lines: Line) -> list[str]:
    return [seen.text for seen in marks_among(lines, "container", SURE_FROM)]


def test_a_line_that_is_a_plate_is_one_and_other_lettering_is_none() -> None:
    (seen,) = _plates(_line("29C12345", 100, 100, 200), _line("HOTLINE", 100, 300, 200))
    assert seen == Seen("29C12345", (100, 100, 300, 140), 0.99, needs_review=False)


def test_two_stacked_lines_are_one_plate() -> None:
    (seen,) = _plates(_line("12345", 95, 150, 130), _line("29C", 110, 100, 100, score=0.95))
    assert (seen.text, seen.box, seen.confidence) == ("29C12345", (95, 100, 225, 190), 0.95)


def test_parts_of_one_row_are_one_plate() -> None:
    (seen,) = _plates(_line("12345", 190, 100, 120), _line("云G", 100, 100, 80))
    assert seen.text == "云G12345"


def test_lines_that_stand_far_apart_are_no_plate() -> None:
    assert not _plates(_line("29C", 100, 100, 100), _line("12345", 100, 400, 130))


def test_a_low_score_needs_review() -> None:
    (seen,) = _plates(_line("29C12345", 100, 100, 200, score=0.8))
    assert seen.needs_review


def test_a_motorcycle_needs_review_in_one_row_and_not_in_two() -> None:
    (row,) = _plates(_line("59X112345", 100, 100, 200))
    (rows,) = _plates(_line("59X1", 100, 100, 110), _line("12345", 95, 145, 130))
    assert (row.needs_review, rows.needs_review) == (True, False)
    assert row.text == rows.text


def test_each_line_is_in_one_plate_at_most() -> None:
    found = _plates(
        _line("29C", 100, 100, 100), _line("12345", 100, 145, 110, score=0.98), _line("54321", 100, 146, 112)
    )
    assert [seen.text for seen in found] == ["29C54321"]


@pytest.mark.parametrize(
    "lines",
    [
        (_line("MSCU1234565", 100, 100, 300),),
        (_line("MSCU123456522G1", 100, 100, 400),),
        (_line("MSCU", 100, 100, 110), _line("123456", 230, 100, 150), _line("5", 400, 100, 25)),
        (_line("MSCU", 100, 100, 110), _line("1234565", 100, 150, 170), _line("22G1", 100, 200, 110)),
        (_line("MSCU", 100, 100, 30, 160), _line("1234565", 100, 270, 30, 280)),
        (_line("MSCU", 100, 100, 30, 160), _line("1234565", 140, 100, 30, 280)),
        tuple(_line(character, 100, 100 + 50 * n, 30) for n, character in enumerate("MSCU1234565")),
    ],
    ids=["one line", "with its code", "three parts", "two rows", "a column", "two columns", "single characters"],
)
def test_parts_of_a_number_are_joined(lines: tuple[Line, ...]) -> None:
    assert _numbers(*lines) == ["MSCU1234565"]
    assert _numbers(*reversed(lines)) == ["MSCU1234565"]


def test_a_number_of_ten_characters_is_none() -> None:
    assert not _numbers(_line("MSCU123456", 100, 100, 300), _line("22G1", 100, 150, 100))


def test_a_number_whose_check_digit_is_wrong_needs_review() -> None:
    (seen,) = marks_among([_line("MSCU1234565", 100, 100, 300)], "container", SURE_FROM)
    assert seen.needs_review
