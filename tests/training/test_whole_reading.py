from __future__ import annotations

from pathlib import Path

import pytest

from edge.errors import InputError
from edge.values import ContainerRead, Image, MarkKind, PlateRead, Read
from models.training.settings import load_settings
from models.training.whole_pictures import WholePicture, pictures_in
from models.training.whole_reading import Product, read_pictures
from tests.recognition.drawn import scene
from tests.training.whole_scenes import BOX, Pointer, placed, scene_collections, seen

QUAD = ((100.0, 100.0), (300.0, 100.0), (300.0, 150.0), (100.0, 150.0))
PLATE = PlateRead("29C12345", "VN", "civil", 1, "white", 0.9, 0.8, False, BOX, QUAD, ())
NUMBER = ContainerRead("MSCU1234565", True, None, 0.7, 0.6, True, BOX, QUAD, ())


class Engine:
    def recognise(self, image: Image, wanted: frozenset[MarkKind]) -> tuple[Read, ...]:
        assert image.shape == (720, 1280, 3)
        return tuple(read for kind, read in (("plate", PLATE), ("container", NUMBER)) if kind in wanted)


def test_the_product_is_asked_for_one_kind() -> None:
    product = Product(Engine())
    assert product.read(scene([]), "plate") == (seen(confidence=0.9),)
    assert product.read(scene([]), "container") == (seen("MSCU1234565", confidence=0.7, needs_review=True),)


def test_every_picture_is_read_for_marks_of_its_own_kind(tmp_path: Path) -> None:
    pictures = pictures_in(scene_collections(tmp_path), ("vn", "container"), load_settings())
    reader = Pointer([seen()])
    first, second = read_pictures(reader, pictures)
    assert (first.reads, second.reads) == ((seen(),), ())
    assert reader.asked == ["plate", "container"] * 2, "once before the clock is looked at"
    assert first.ms >= 0


def test_a_picture_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.png"):
        read_pictures(Pointer(), [WholePicture(tmp_path / "gone.png", (placed(),))])
