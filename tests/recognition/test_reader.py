from __future__ import annotations

import pytest

from edge.errors import InputError
from edge.recognition.geometry import rectangle
from edge.recognition.lattice import best_path
from edge.recognition.reader import Place
from tests.recognition.roll import HEIGHT, WIDTH, roll_reader, written

WHOLE = Place(rectangle(0, 0, WIDTH, HEIGHT))


def test_a_crop_gives_a_lattice_and_what_the_heads_say() -> None:
    (look,) = roll_reader().look(written("24C12345", ["yellow", "two_row", "VN"]), [WHOLE])
    assert best_path(look.lattice) == "24C12345"
    assert [named and named[0] for named in (look.colour, look.layout, look.country)] == ["yellow", "two_row", "VN"]
    assert look.colour is not None
    assert look.colour[1] > 0.99


def test_a_head_without_names_says_nothing() -> None:
    (look,) = roll_reader(layouts=()).look(written("24C12345", ["blue"]), [WHOLE])
    assert look.layout is None
    assert look.colour is not None


def test_places_keep_their_order_however_many_there_are() -> None:
    picture = written("24C12345")
    left = Place(rectangle(0, 0, WIDTH, HEIGHT))
    bare = Place(rectangle(WIDTH - 4, 0, WIDTH, HEIGHT))
    looks = roll_reader().look(picture, [left, bare] * 20)
    assert [look.place for look in looks] == [left, bare] * 20
    assert [best_path(look.lattice) for look in looks] == ["24C12345", ""] * 20
    assert roll_reader().look(picture, []) == ()


@pytest.mark.parametrize(("key", "value"), [("symbols", "ABC"), ("colours", ("white",)), ("layouts", ("a", "b", "c"))])
def test_a_network_that_does_not_fit_its_card_is_refused(key: str, value: object) -> None:
    with pytest.raises(InputError, match=r"roll\.onnx does not fit its manifest: \w+ should have \d+ columns"):
        roll_reader(**{key: value})
