from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import cv2
import numpy as np
import pytest

from edge.live import THUMBNAIL_WIDTH, LivePictures, encode, marked_copy, thumbnail
from edge.marking import SURE
from edge.ports import CameraHealth
from edge.values import Frame, FrameRead, Image
from tests.lane.builders import plate_read

GREY = (90, 90, 90)
ZONE = ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75))


@dataclass
class HandClock:
    now_s: float = 100.0

    def monotonic_s(self) -> float:
        return self.now_s

    def utc(self) -> datetime:
        return datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class StillCamera:
    """One picture, counted each time it is taken."""

    shows: Image | None
    name: str = "front"
    taken: int = 0
    clock: HandClock = field(default_factory=HandClock)

    def newest(self, after: int) -> Frame | None:
        assert after == 0, "a page takes nothing away from recognition"
        self.taken += 1
        return None if self.shows is None else Frame(self.name, self.shows, self.taken, self.clock.now_s)

    def start(self) -> None: ...

    def close(self) -> None: ...

    def rest(self, resting: bool) -> None: ...

    def health(self) -> CameraHealth:
        return CameraHealth("ok", "", 10.0, 0.1, self.taken, 0, 0)


def plain(width: int = 1920, height: int = 1080) -> Image:
    return np.full((height, width, 3), GREY, np.uint8)


def shown(jpeg: bytes | None) -> Image:
    assert jpeg is not None
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def is_marked(image: Image) -> bool:
    """Whether anything of the colour of a sure mark is in it; JPEG blurs colours."""
    return bool((np.abs(image.astype(int) - SURE).max(axis=2) < 60).any())


def analysed(at_s: float) -> dict[str, tuple[FrameRead, Frame]]:
    read = FrameRead("front", "front", (plate_read(),), at_s)
    return {"front": (read, Frame("front", plain(), 7, at_s))}


def test_the_newest_analysed_frame_comes_small_with_its_reads_drawn_in() -> None:
    camera = StillCamera(plain())
    picture = shown(LivePictures({}, analysed(99.5), camera.clock).jpeg(camera, marked=True))
    assert picture.shape == (540, 960, 3)
    assert is_marked(picture)
    assert camera.taken == 0, "the camera was asked although a fresh analysed frame is there"


def test_without_marks_the_picture_is_as_it_came() -> None:
    camera = StillCamera(plain())
    picture = shown(LivePictures({"front": ZONE}, analysed(99.5), camera.clock).jpeg(camera, marked=False))
    assert np.abs(picture.astype(int) - GREY).max() <= 2


def test_an_old_analysis_gives_way_to_what_the_camera_shows_now() -> None:
    camera = StillCamera(plain())
    assert not is_marked(shown(LivePictures({}, analysed(96.5), camera.clock).jpeg(camera, marked=True)))
    assert camera.taken == 1


def test_the_zone_is_drawn_where_it_is() -> None:
    copy = marked_copy(plain(), (), ZONE)
    assert copy[135, 480].tolist() != list(GREY)
    assert copy[270, 240].tolist() != list(GREY)
    assert copy[270, 480].tolist() == list(GREY)
    assert copy[100, 480].tolist() == list(GREY)


def test_the_marks_are_where_the_small_picture_shows_them() -> None:
    copy = marked_copy(plain(), (plate_read(),), ())  # its quad ends at (100, 40) of the large picture
    assert copy[10, 50].tolist() != list(GREY)
    assert copy[10, 90].tolist() == list(GREY)


def test_however_many_ask_a_picture_is_made_at_most_every_four_tenths_of_a_second() -> None:
    camera = StillCamera(plain())
    pictures = LivePictures({}, {}, camera.clock)
    for _ in range(5):
        pictures.jpeg(camera, marked=True)
    assert camera.taken == 1
    camera.clock.now_s += 0.41
    pictures.jpeg(camera, marked=True)
    assert camera.taken == 2


def test_a_camera_without_a_frame_yet_has_no_picture_and_has_one_as_soon_as_it_comes() -> None:
    camera = StillCamera(None)
    pictures = LivePictures({}, {}, camera.clock)
    assert pictures.jpeg(camera, marked=True) is None
    camera.shows = plain(640, 480)
    camera.clock.now_s += 0.5
    assert shown(pictures.jpeg(camera, marked=True)).shape == (480, 640, 3)


@pytest.mark.parametrize("size", [(1920, 1080), (80, 30), (33, 3000)])
def test_a_thumbnail_is_never_wider_than_it_should_be(size: tuple[int, int]) -> None:
    small = thumbnail(encode(plain(*size)) or b"")
    assert shown(small).shape[1] <= THUMBNAIL_WIDTH


@pytest.mark.parametrize("content", [b"", b"no picture", b"\xff\xd8\xff\xe0"])
def test_what_is_no_picture_has_no_thumbnail(content: bytes) -> None:
    assert thumbnail(content) is None
