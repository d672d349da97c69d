from __future__ import annotations

import pytest

from edge.calibration.camera_picture import Spread
from edge.calibration.camera_window import MARK_S, MOST_MARKS, PICTURE_S, Figures, Window
from tests.calibration.camera_looks import look, mark, pulse


def test_before_the_first_picture_nothing_is_known() -> None:
    assert Window("plate").figures(0.0) == Figures()


def test_light_is_that_of_the_last_seconds() -> None:
    window = Window("plate")
    for second in range(10):
        window.add(look(float(second), mean=20.0 if second < 5 else 120.0))
    assert window.figures(9.0).mean == 120.0
    assert window.figures(9.0 + PICTURE_S + 1).mean is None


def test_the_delay_is_the_oldest_that_the_newest_picture_has_been() -> None:
    window = Window("plate")
    for at_s, age_s in ((0.0, 3.0), (6.0, 0.1), (7.0, 0.9), (8.0, 0.1)):
        window.note(pulse(at_s, age_s))
    assert window.figures(8.0).age_s == 0.9


def test_a_camera_that_has_failed_says_so_by_its_newest_word() -> None:
    window = Window("plate")
    window.note(pulse(0.0))
    window.note(pulse(1.0, None, "unreachable"))
    assert window.figures(1.0).code == "unreachable"


def test_sizes_count_where_the_truck_is_near() -> None:
    window = Window("plate")
    for number, width in enumerate((40, 60, 80, 100, 120, 140, 160, 180)):
        window.add(look(float(number), mark(float(number), width_px=width)))
    assert window.figures(8.0).mark_px == 160


def test_marks_of_the_other_kind_do_not_count() -> None:
    window = Window("container")
    window.add(look(0.0, mark(0.0, kind="plate")))
    assert window.figures(0.0).marks == 0


def test_marks_stay_for_minutes_and_go_then() -> None:
    window = Window("plate")
    window.add(look(0.0, mark(0.0)))
    assert window.figures(MARK_S - 1).marks == 1
    assert window.figures(MARK_S + 1).marks == 0


def test_only_so_many_marks_are_kept_and_the_newest_come_first() -> None:
    window = Window("plate")
    for number in range(MOST_MARKS + 5):
        window.add(look(number / 10, mark(number / 10, text=f"24C{number:05}")))
    kept = window.marks(MOST_MARKS / 10)
    assert len(kept) == MOST_MARKS
    assert kept[0].text == f"24C{MOST_MARKS + 4:05}"


def test_the_share_without_doubt_is_of_all_reads() -> None:
    window = Window("plate")
    for number in range(4):
        window.add(look(float(number), mark(float(number), needs_review=number == 0)))
    assert window.figures(4.0).sure == pytest.approx(0.75)


def test_measuring_anew_forgets_marks_and_pictures_but_not_the_camera() -> None:
    window = Window("plate")
    window.note(pulse(0.0))
    window.add(look(0.0, mark(0.0)))
    window.forget()
    assert window.figures(0.0) == Figures(code="ok", fps=25.0, age_s=0.05)


def test_marks_without_edges_tell_no_sharpness() -> None:
    window = Window("plate")
    window.add(look(0.0, mark(0.0, spread=Spread(None, None))))
    assert window.figures(0.0).mark_edge_px is None
    assert window.figures(0.0).char_px is not None
