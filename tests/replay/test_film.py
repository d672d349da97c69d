from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from edge.devices.camera_reader import Reader, ReadFailed, Source, open_source
from edge.devices.frame_ring import FrameRing
from edge.recording.film import FilmHead
from edge.recording.folder import WRITING
from edge.recording.tape import Tape
from edge.replay.film import Film
from edge.values import Image

PICTURES = 24


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A second of a bar that wanders, its pictures sent in another order than shown (B-pictures)."""
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=PICTURES, options={"bf": "2", "g": "8"})
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number in range(PICTURES):
            picture = np.full((180, 320, 3), 60, np.uint8)
            picture[:, number * 12 : number * 12 + 30] = (number * 9, 200, 40)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    return path


class _Seen(FrameRing):
    """A ring whose every picture is looked at."""

    pictures: dict[int, Image]

    def publish(self, image: Image, at_s: float, number: int | None = None, *, full_range: bool = False) -> int:
        number = super().publish(image, at_s, number, full_range=full_range)
        found = self.newest(number - 1)
        assert found is not None
        self.pictures[number] = found.image
        return number


def _film(clip: Path, session: Path) -> dict[int, Image]:
    """Reads the clip as a camera's process does, with a tape; the pictures that the lane could see."""
    session.mkdir()
    (session / WRITING).touch()
    ring = FrameRing.create()
    seen = _Seen.attach(ring.fd)
    assert isinstance(seen, _Seen)
    seen.pictures = {}
    source = Source(str(clip), False, 5.0, 5.0)
    container, stream = open_source(source)
    tape = Tape(session / "camera-front", FilmHead("h264", stream.codec_context.extradata or b""), pytest.fail)
    with container, pytest.raises(ReadFailed):
        Reader(source, seen, lambda _stage: None, tape).run(container, stream)
    tape.close()
    ring.close()
    return seen.pictures


def test_each_picture_is_the_one_that_the_lane_saw_pixel_for_pixel(clip: Path, tmp_path: Path) -> None:
    seen = _film(clip, tmp_path / "session")
    assert len(seen) == PICTURES
    film = Film(tmp_path / "session" / "camera-front")
    try:
        for number in (1, 2, 5, 6, 9, 23, 24, 3):
            found = film.picture(number)
            assert found is not None, number
            assert np.array_equal(found, seen[number]), number
        assert film.picture(99) is None
    finally:
        film.close()


def test_a_film_cut_short_gives_what_is_there(clip: Path, tmp_path: Path) -> None:
    seen = _film(clip, tmp_path / "session")
    (path,) = (tmp_path / "session" / "camera-front").glob("*.h264")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    film = Film(tmp_path / "session" / "camera-front")
    try:
        first = film.picture(1)
        assert first is not None
        assert np.array_equal(first, seen[1])
        assert film.picture(PICTURES) is None
    finally:
        film.close()


def test_a_camera_without_a_film_has_no_pictures(tmp_path: Path) -> None:
    film = Film(tmp_path / "none")
    assert film.picture(1) is None
    film.close()
