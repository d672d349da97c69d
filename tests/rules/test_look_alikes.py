"""Characters that are taken for one another."""

from __future__ import annotations

import pytest

from edge.rules.look_alikes import look_alike, only_difference


@pytest.mark.parametrize("pair", ["0O", "0D", "0Q", "OQ", "1I", "17", "2Z", "5S", "6G", "8B"])
def test_the_usual_confusions_are_known_both_ways(pair: str) -> None:
    assert look_alike(pair[0], pair[1])
    assert look_alike(pair[1], pair[0])


@pytest.mark.parametrize("pair", ["00", "08", "12", "5B", "AB", "云G"])
def test_other_pairs_and_a_character_itself_are_none(pair: str) -> None:
    assert not look_alike(pair[0], pair[1])


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [("24C1", "24D1", 2), ("A", "B", 0), ("24C1", "24C1", None), ("24C1", "2CC2", None), ("24C", "24C1", None)],
)
def test_the_only_difference_is_found_where_it_is_the_only_one(one: str, other: str, place: int | None) -> None:
    assert only_difference(one, other) == place
