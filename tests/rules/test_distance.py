from __future__ import annotations

import pytest

from edge.rules.distance import edit_distance


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("24C12345", "24C12345", 0),
        ("24C12345", "24C12845", 1),
        ("24C1234", "24C12345", 1),
        ("", "AB", 2),
        ("AB", "BA", 2),
    ],
)
def test_it_counts_characters_to_change(one: str, other: str, expected: int) -> None:
    assert edit_distance(one, other) == edit_distance(other, one) == expected
