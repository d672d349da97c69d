from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.calibration.camera_zone import area_of, parse_zone
from edge.errors import InputError


def test_a_polygon_is_taken_as_it_was_drawn() -> None:
    assert parse_zone([[0.1, 0.2], [0.9, 0.2], [0.5, 1]]) == ((0.1, 0.2), (0.9, 0.2), (0.5, 1.0))


def test_no_polygon_is_the_whole_picture() -> None:
    assert parse_zone(None) is None


def test_a_zone_that_bends_inwards_is_none_that_crosses_itself() -> None:
    assert parse_zone([[0, 0], [1, 0], [1, 1], [0.5, 0.5], [0, 1]]) is not None


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ([[0, 0], [1, 1]], "3 to 32 corners"),
        ([[0.01 * n, 0.5] for n in range(33)], "3 to 32 corners"),
        ("zone", "3 to 32 corners"),
        ([[0, 0], [1, 0], [1.01, 1]], "each 0 to 1"),
        ([[0, 0], [1, 0], ["1", 1]], "each 0 to 1"),
        ([[0, 0], [1, 0], [float("nan"), 1]], "each 0 to 1"),
        ([[0, 0], [1, 0], [True, 1]], "each 0 to 1"),
        ([[0, 0], [1, 0], [1]], "each 0 to 1"),
        ([[0, 0], [1, 1], [1, 0], [0, 1]], "crosses itself"),
        ([[0, 0], [0.05, 0], [0.05, 0.05]], "too small"),
        ([[0, 0], [1, 0], [1, 1], [1, 1]], "lie on one another"),
    ],
)
def test_what_is_no_zone_is_refused_and_said(told: Any, wrong: str) -> None:
    with pytest.raises(InputError, match=wrong):
        parse_zone(told)


def test_the_area_is_a_share_of_the_picture_whichever_way_round() -> None:
    zone = ((0.0, 0.0), (0.5, 0.0), (0.5, 0.5), (0.0, 0.5))
    assert area_of(zone) == area_of(zone[::-1]) == pytest.approx(0.25)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=20))
def test_any_json_gives_a_zone_or_our_error(told: Any) -> None:
    try:
        zone = parse_zone(told)
    except InputError:
        return
    assert zone is None or len(zone) >= 3
