from __future__ import annotations

import pytest

from edge.rules.iso6346 import parse_container
from edge.rules.owners import LISTED, listed_twins


@pytest.mark.parametrize(
    ("number", "twins"),
    [
        ("QESU5468323", ("GESU5468323",)),
        ("MSAU4135329", ("MSKU4135329", "MSUU4135329")),
        ("GESU5468323", ()),  # listed itself
        ("SMSU5001717", ()),  # an owner unlike any that is listed
    ],
)
def test_a_number_of_no_listed_owner_names_the_listed_ones_that_the_check_digit_takes_for_it(
    number: str, twins: tuple[str, ...]
) -> None:
    assert listed_twins(number) == twins


def test_every_listed_code_has_the_shape_of_one() -> None:
    assert len(LISTED) > 100
    assert all(parse_container(code + "0000000") for code in LISTED)
