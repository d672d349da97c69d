"""How an announcement is named, and its numbers compared."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from edge.lane.announcement import entries_of, plain
from edge.values import Expected
from tests.lane.builders import CONTAINER, PLATE
from tests.lane.vehicles import vehicle

WHOLE = vehicle(PLATE, CONTAINER, declared_kg=32000, tolerance_kg=500, until_s=60, from_s=0, trailer="24R01234")


def key(one: Expected) -> str:
    return entries_of((one,))[0].key


def test_the_key_is_the_id_where_the_centre_gives_one() -> None:
    assert key(replace(WHOLE, id="customs-7")) == "customs-7"


def test_without_an_id_the_key_is_a_digest_that_stays_the_same() -> None:
    assert key(vehicle("24C12345")) == "65bbb7da2778ce5985af2976759f4b6c"
    assert key(vehicle("24c-123.45")) == key(vehicle("24C12345"))
    assert key(vehicle(None, CONTAINER, "NYKU2938412")) == key(vehicle(None, "NYKU2938412", CONTAINER))


def test_another_day_weight_container_or_trailer_is_another_announcement() -> None:
    others = [
        replace(WHOLE, valid_until=None),
        replace(WHOLE, valid_from=None),
        replace(WHOLE, declared_gross_kg=32001),
        replace(WHOLE, containers=()),
        replace(WHOLE, trailer_plate=None),
        replace(WHOLE, plate="51D99999"),
    ]
    assert len({key(one) for one in (WHOLE, *others)}) == 7


def test_separators_case_and_the_stroke_of_the_d_do_not_matter() -> None:
    assert plain("24 td-123.45") == plain("24TĐ12345")
    assert plain("CSQU 305438 3") == CONTAINER


@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=4).map(tuple))
def test_any_text_as_a_number_makes_an_entry(plate: str, containers: tuple[str, ...]) -> None:
    (entry,) = entries_of((Expected(plate, containers, None, None, None, trailer_plate=plate),))
    assert len(entry.key) == 32
    assert "" not in entry.containers
