from __future__ import annotations

import numpy as np
import pytest

from models.training.labelled import picture_of, read_labelled
from models.training.peer import Peer, WholePeer, cut_out, number_in, rows_of
from tests.recognition.drawn import lettering, plate, scene
from tests.training.labelled_sets import drawn_collections


@pytest.fixture(scope="module")
def peer() -> Peer:
    return Peer(threads=1)


@pytest.mark.parametrize("collection", ["vn", "cn", "container"])
def test_clear_marks_are_read(peer: Peer, collection: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = drawn_collections(tmp_path_factory.mktemp("marks")) / collection
    for mark in read_labelled(folder, collection):  # type: ignore[arg-type]
        answer = peer.read(picture_of(mark.file), mark)
        assert answer.text.replace("-", "").replace(".", "") == mark.text
        assert answer.confidence > 0.9
        assert not answer.needs_review


def test_an_empty_crop_gives_no_text(peer: Peer, tmp_path_factory: pytest.TempPathFactory) -> None:
    mark = read_labelled(drawn_collections(tmp_path_factory.mktemp("marks")) / "vn", "vn")[0]
    answer = peer.read(np.zeros((mark.height, mark.width, 3), dtype=np.uint8), mark)
    assert answer.text == ""
    assert answer.needs_review


def test_two_rows_are_read_from_halves_that_overlap() -> None:
    upper, lower = rows_of(plate(["29C", "123.45"], height=60), "two_row")
    assert abs(upper.shape[0] - lower.shape[0]) < 12
    assert upper.shape[1] == lower.shape[1]


def test_a_column_is_turned_on_its_side() -> None:
    column = np.zeros((300, 40, 3), dtype=np.uint8)
    column[:20] = 255
    row = rows_of(column, "vertical")[0]
    assert row.shape == (40, 300, 3)
    assert row[:, :20].min() == 255, "the column's top stands at the left, where reading begins"
    assert row[:, 20:].max() == 0


def test_a_tilted_quad_is_set_upright() -> None:
    picture = np.zeros((100, 200, 3), dtype=np.uint8)
    corners = np.array([[20, 10], [120, 30], [116, 50], [16, 30]], dtype=np.float32)
    cut = cut_out(picture, corners)
    assert cut.shape[:2] == (20, 102)


def test_the_number_is_found_beside_a_size_type_code() -> None:
    assert number_in("MSCU 123456 5 22G1") == "MSCU1234565"
    assert number_in("22G1MSCU1234565") == "MSCU1234565"
    assert number_in("MSCU12345") == "MSCU12345"


@pytest.fixture(scope="module")
def whole_peer() -> WholePeer:
    return WholePeer(threads=1)


def test_marks_are_found_and_read_in_whole_scenes(whole_peer: WholePeer) -> None:
    picture = scene([(plate(["29C-123.45"]), 200, 150), (plate(["云G12345"]), 700, 450)])
    found = {seen.text: seen.box for seen in whole_peer.read(picture, "plate")}
    assert set(found) == {"29C12345", "云G12345"}
    left, top, right, bottom = found["29C12345"]
    assert 190 < left < 260
    assert 140 < top < bottom < 240
    assert right < 640


def test_a_number_is_told_from_its_size_type_code(whole_peer: WholePeer) -> None:
    (seen,) = whole_peer.read(lettering([("MSKU 907032 3", 100, 100), ("22G1", 100, 170)]), "container")
    assert seen.text == "MSKU9070323"
    assert not seen.needs_review


def test_a_scene_without_lettering_has_no_marks(whole_peer: WholePeer) -> None:
    assert whole_peer.read(scene([]), "plate") == ()
