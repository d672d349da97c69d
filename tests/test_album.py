from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.album import Album, pictures_on_disk
from edge.errors import StorageError
from edge.evidence import Evidence
from edge.lane.passage import Passage, with_reads
from edge.values import Box, Frame, FrameRead, Image, Read, View
from tests.lane.builders import CONTAINER, OTHER_PLATE, PLATE, container_read, plate_read, utc_at

HEIGHT, WIDTH = 240, 320
BOX: Box = (100, 80, 180, 120)
BLUE, GREEN, RED = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def plain(colour: tuple[int, int, int]) -> Image:
    return np.full((HEIGHT, WIDTH, 3), colour, np.uint8)


def marked(colour: tuple[int, int, int], box: Box = BOX) -> Image:
    """A grey picture with a coloured mark in it."""
    image = plain((90, 90, 90))
    left, top, right, bottom = map(int, box)
    image[top:bottom, left:right] = colour
    return image


class Lane:
    """An album fed with frames as the daemon feeds it."""

    def __init__(self, folder: Path) -> None:
        self.evidence = Evidence(folder)
        self.album = Album(self.evidence)
        self.passage = Passage("p1", utc_at(0), 0.0)

    def see(self, image: Image, *reads: Read, at_s: float = 0.0, camera: str = "front", view: View = "front") -> None:
        read = FrameRead(camera, view, reads, at_s)
        self.passage = with_reads(self.passage, read)
        self.album.consider(self.passage, read, Frame(camera, image, 1, at_s))

    def names(self) -> list[str]:
        return [one.name for one in self.album.pictures("p1")]

    def shown(self, name: str) -> Image:
        """A kept picture as it is on disk."""
        jpeg = self.evidence.read("p1", name)
        assert jpeg is not None
        image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
        assert image is not None
        return np.asarray(image, np.uint8)

    def shows(self, name: str, colour: tuple[int, int, int]) -> bool:
        """Whether the middle of the picture has that colour, as far as JPEG keeps it."""
        image = self.shown(name)
        middle = image[image.shape[0] // 2, image.shape[1] // 2].astype(int)
        return bool(np.abs(middle - colour).max() < 40)


@pytest.fixture
def lane(tmp_path: Path) -> Lane:
    return Lane(tmp_path / "evidence")


def plate(text: str = PLATE, sure: float = 0.9, box: Box = BOX) -> Read:
    return replace(plate_read(text, sure), box=box)


def container(box: Box = BOX) -> Read:
    return replace(container_read(), box=box)


def test_a_frame_without_marks_is_kept_whole(lane: Lane) -> None:
    lane.see(plain(BLUE))
    (kept,) = lane.album.pictures("p1")
    assert (kept.name, kept.camera, kept.kind, kept.mark, kept.text) == ("front.jpg", "front", "frame", None, None)
    assert (kept.width, kept.height) == (WIDTH, HEIGHT)
    assert lane.shown("front.jpg").shape == (HEIGHT, WIDTH, 3)
    assert lane.shows("front.jpg", BLUE)


def test_a_mark_is_kept_as_a_crop_with_some_of_its_surroundings(lane: Lane) -> None:
    lane.see(marked(RED), plate())
    assert lane.names() == ["front.jpg", "front-marked.jpg", "front-plate.jpg"]
    crop = lane.album.pictures("p1")[2]
    assert (crop.mark, crop.text) == ("plate", PLATE)
    image = lane.shown("front-plate.jpg")
    assert image.shape[:2] == (crop.height, crop.width) == (61, 101)  # a quarter of the mark's height on each side
    assert lane.shows("front-plate.jpg", RED)
    assert np.abs(image[3, 3].astype(int) - 90).max() < 40


def test_a_crop_ends_where_the_picture_ends(lane: Lane) -> None:
    box = (300, 0, 320, 40)
    lane.see(marked(RED, box), plate(box=box))
    assert lane.shown("front-plate.jpg").shape[:2] == (51, 30)


def test_a_mark_outside_the_picture_is_no_picture_and_no_fault(lane: Lane, caplog: pytest.LogCaptureFixture) -> None:
    lane.see(plain(BLUE), plate(box=(1000, 1000, 1080, 1040)))
    assert lane.names() == ["front.jpg", "front-marked.jpg"]
    assert "front-plate.jpg has nothing in it" in caplog.text


def test_a_surer_read_takes_the_place_of_a_less_sure_one(lane: Lane) -> None:
    lane.see(marked(RED), plate(sure=0.8), at_s=1)
    lane.see(marked(GREEN), plate(sure=0.9), at_s=2)
    lane.see(marked(BLUE), plate(sure=0.7), at_s=3)
    assert lane.names() == ["front.jpg", "front-marked.jpg", "front-plate.jpg"]
    assert lane.shows("front-plate.jpg", GREEN)
    assert np.abs(lane.shown("front.jpg")[100, 140].astype(int) - GREEN).max() < 40


def test_a_frame_without_marks_is_replaced_by_a_later_one_but_not_at_every_frame(lane: Lane) -> None:
    lane.see(plain(RED), at_s=10.0)
    lane.see(plain(GREEN), at_s=10.5)
    assert lane.shows("front.jpg", RED)
    lane.see(plain(BLUE), at_s=11.0)
    assert lane.shows("front.jpg", BLUE)


def test_a_frame_with_a_mark_is_not_replaced_by_one_without(lane: Lane) -> None:
    lane.see(marked(RED), plate(), at_s=1)
    lane.see(plain(BLUE), at_s=60)
    assert not lane.shows("front.jpg", BLUE)


def test_each_mark_has_a_picture_of_its_own(lane: Lane) -> None:
    lane.see(plain(RED), plate(PLATE), plate(OTHER_PLATE), container())
    lane.see(plain(BLUE), container(), camera="right", view="right")
    assert lane.names() == [
        "front.jpg",
        "right.jpg",
        "front-marked.jpg",
        "right-marked.jpg",
        "front-container.jpg",
        "front-plate-2.jpg",
        "front-plate.jpg",
    ]
    assert [one.text for one in lane.album.pictures("p1")[4:]] == [CONTAINER, OTHER_PLATE, PLATE]


def test_the_album_gives_paths_and_hashes_of_what_is_on_disk(lane: Lane) -> None:
    lane.see(marked(RED), plate())
    paths = lane.album.paths("p1")
    assert list(paths) == lane.names()
    for picture in lane.album.pictures("p1"):
        path, sha256 = paths[picture.name]
        assert sha256 == picture.sha256 == hashlib.sha256(Path(path).read_bytes()).hexdigest()


def test_another_passage_begins_an_empty_album_and_leaves_the_pictures_on_disk(lane: Lane) -> None:
    lane.see(marked(RED), plate())
    lane.passage = Passage("p2", utc_at(9), 9.0)
    lane.see(plain(BLUE), camera="rear", view="rear")
    assert lane.names() == []
    assert lane.album.paths("p1") == {}
    assert [one.name for one in lane.album.pictures("p2")] == ["rear.jpg"]
    assert lane.evidence.read("p1", "front.jpg") is not None


def test_a_disk_that_refuses_is_told_and_the_album_lists_only_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("in the way")
    lane = Lane(tmp_path / "evidence")
    with pytest.raises(StorageError, match=r"front\.jpg"):
        lane.see(plain(BLUE))
    assert lane.names() == []


def test_the_marked_copy_shows_the_quad_and_the_frame_beside_it_is_untouched(lane: Lane) -> None:
    image = marked(RED)
    lane.see(image, plate())
    corner = (BOX[1], BOX[0])
    untouched, drawn = lane.shown("front.jpg"), lane.shown("front-marked.jpg")
    assert np.abs(untouched.astype(int) - image).max() < 90, "the frame was drawn upon"
    assert [one.kind for one in lane.album.pictures("p1")] == ["frame", "marked", "crop"]
    assert untouched.shape == drawn.shape
    assert drawn[int(corner[0]) - 4, int(corner[1]) + 2, 1] > 150, "no green strip above the mark"


def test_a_new_frame_brings_a_new_marked_copy(lane: Lane) -> None:
    lane.see(marked(RED), plate(sure=0.8), at_s=1)
    before = lane.album.paths("p1")["front-marked.jpg"]
    lane.see(marked(GREEN), plate(sure=0.9), at_s=2)
    assert lane.album.paths("p1")["front-marked.jpg"][1] != before[1]
    assert np.abs(lane.shown("front-marked.jpg")[100, 140].astype(int) - GREEN).max() < 60


def test_no_marked_copy_of_an_earlier_frame_is_left_where_the_new_one_can_not_be_written(lane: Lane) -> None:
    lane.see(marked(RED), plate(sure=0.8), at_s=1)
    in_the_way = lane.evidence.path_of("p1", "front-marked.partial")
    in_the_way.mkdir()
    with pytest.raises(StorageError, match=r"front-marked\.jpg"):
        lane.see(marked(GREEN), plate(sure=0.9), at_s=2)
    assert lane.names() == ["front.jpg", "front-plate.jpg"]
    assert lane.evidence.read("p1", "front-marked.jpg") is None


def test_pictures_that_gave_way_are_listed_no_longer(lane: Lane) -> None:
    lane.see(marked(RED), plate())
    lane.evidence.remove("p1", "front.jpg")
    lane.album.forget_removed()
    assert lane.names() == ["front-marked.jpg", "front-plate.jpg"]


def test_the_pictures_of_a_record_are_listed_as_they_are_on_disk_now(lane: Lane) -> None:
    """Replaced, gone, spoilt, or taken after the record was committed."""
    lane.see(marked(RED), plate(), plate(OTHER_PLATE))
    lane.see(plain(BLUE), camera="plate", view="rear")
    listed = [
        {"name": "front.jpg", "kind": "frame", "sha256": "of an earlier one", "width": 1, "height": 1},
        {"name": "plate.jpg", "kind": "frame", "sha256": "of an earlier one", "width": 1, "height": 1},
        {"name": "gone.jpg", "kind": "frame", "sha256": "0", "width": 1, "height": 1},
        {"name": "spoilt.jpg", "kind": "frame", "sha256": "0", "width": 1, "height": 1},
    ]
    lane.evidence.save("p1", "spoilt.jpg", b"no picture")
    lane.evidence.save("p1", "empty.jpg", b"")
    lane.evidence.path_of("p1", "rear.partial").write_bytes(b"cut short")
    found = pictures_on_disk(lane.evidence, {"passage_id": "p1", "images": listed})
    assert found == [
        {"name": one.name, "kind": one.kind, "sha256": one.sha256, "width": one.width, "height": one.height}
        for one in lane.album.pictures("p1")
    ]
    assert [one["name"] for one in found] == [
        "front.jpg",
        "plate.jpg",
        "front-marked.jpg",
        "front-plate-2.jpg",
        "front-plate.jpg",
    ]


def test_a_passage_without_pictures_has_none_on_disk(lane: Lane) -> None:
    assert pictures_on_disk(lane.evidence, {"passage_id": "p1", "images": []}) == []
