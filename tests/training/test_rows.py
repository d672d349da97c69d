from __future__ import annotations

import pytest

from models.training.rows import rows_of_container, rows_of_plate


def test_a_plate_in_one_row_stands_in_the_first_lane() -> None:
    assert rows_of_plate("云G12345", "one_row", "CN") == (("云G12345", ""),)


@pytest.mark.parametrize(
    ("text", "country", "rows"),
    [
        ("51C12345", "VN", ("51C", "12345")),
        ("59X18911", "VN", ("59X1", "8911")),
        ("29MĐ112345", "VN", ("29MĐ1", "12345")),
        ("云G12345", "CN", ("云G", "12345")),
        ("WJ云1234X", "CN", ("WJ云", "1234X")),
    ],
)
def test_the_true_rows_of_a_plate_are_among_those_offered(text: str, country: str, rows: tuple[str, str]) -> None:
    offered = rows_of_plate(text, "two_row", country)
    assert rows in offered
    assert all("".join(each) == text for each in offered)


def test_no_row_of_two_is_left_nearly_empty() -> None:
    assert all(len(below) >= 2 for _, below in rows_of_plate("51A40", "two_row", "VN"))


@pytest.mark.parametrize(
    ("text", "layout", "rows"),
    [
        ("MSKU9070323", "one_row", ("MSKU9070323", "", "")),
        ("MSKU9070323/22G1", "one_row", ("MSKU9070323", "", "/22G1")),
        ("MSKU9070323/22G1", "two_row", ("MSKU", "9070323", "/22G1")),
        ("MSKU9070323", "vertical", ("MSKU9070323", "", "")),
        ("MSKU9070323", "vertical_two_column", ("MSKU", "9070323", "")),
    ],
)
def test_a_container_mark_fills_lanes_from_above(text: str, layout: str, rows: tuple[str, str, str]) -> None:
    assert rows_of_container(text, layout) == (rows,)  # type: ignore[arg-type]


def test_a_crop_without_a_mark_fills_no_lane() -> None:
    assert rows_of_container("", "two_row") == (("", "", ""),)
    assert rows_of_plate("", "two_row", "VN") == (("", ""),)
