"""A camera at rest: key pictures only, and every picture again the moment it is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame

from edge.devices.camera import ProcessCamera
from edge.devices.clock import SystemClock
from edge.sim.camera import SimulatedCamera, load_film
from edge.values import Frame
from tests.waiting import until

FPS, PICTURES = 25, 100
GOPS = {"steady": 25, "rare": 100}
"""Pictures from one key picture to the next: of a camera that may rest, and of one that may not."""


def make_film(path: Path, gop: int) -> Path:
    """Four seconds; each picture is of one grey, lighter than the last, in two rounds."""
    options = {"preset": "ultrafast", "sc_threshold": "0"}
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options=options)
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 320, 192, "yuv420p", gop
        for number in range(PICTURES):
            grey = np.full((192, 320, 3), grey_of(number), np.uint8)
            container.mux(stream.encode(VideoFrame.from_ndarray(grey, format="bgr24")))
        container.mux(stream.encode(None))
    return path


def grey_of(number: int) -> int:
    return 20 + 4 * (number % 50)


def number_in_film(frame: Frame) -> int:
    """In its round of 50."""
    return round((float(frame.image.mean()) - 20) / 4)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedCamera]:
    folder = tmp_path_factory.mktemp("films")
    server = SimulatedCamera({name: load_film(make_film(folder / f"{name}.mp4", gop)) for name, gop in GOPS.items()})
    server.start()
    with closing(server):
        yield server


@pytest.fixture
def steady(films: SimulatedCamera) -> Iterator[ProcessCamera]:
    with closing(ProcessCamera("front", films.url("steady"), False, lambda _event: None, SystemClock())) as camera:
        camera.start()
        until(lambda: camera.newest(0))
        yield camera


def take(camera: ProcessCamera, count: int) -> list[Frame]:
    """The next frames, each newer than the last; the first may be from before the rest."""
    taken: list[Frame] = []
    for _ in range(count + 1):
        taken.append(newer(camera, taken[-1].number if taken else camera.health().frames))
    return taken[1:]


def newer(camera: ProcessCamera, after: int) -> Frame:
    """The first frame after that number."""
    frame = until(lambda: camera.newest(after))
    assert frame is not None
    return frame


def test_at_rest_only_key_pictures_come(steady: ProcessCamera) -> None:
    steady.rest(True)
    seen = take(steady, 3)
    assert [number_in_film(frame) % GOPS["steady"] for frame in seen] == [0, 0, 0]


def test_at_rest_every_picture_counts_as_come(steady: ProcessCamera) -> None:
    steady.rest(True)
    first, last = take(steady, 2)
    assert last.number - first.number == GOPS["steady"]
    until(lambda: steady.health().fps > FPS / 2)
    assert steady.health().code == "ok"


def test_a_picture_that_follows_a_rest_is_whole_before_the_next_key_picture(steady: ProcessCamera) -> None:
    steady.rest(True)
    (key,) = take(steady, 1)
    after = key.number + 5
    until(lambda: steady.health().frames > after)
    steady.rest(False)
    frame = newer(steady, after)
    since_key = number_in_film(frame) - number_in_film(key)
    assert since_key == frame.number - key.number, "the picture shows something else than its number says"
    assert 0 < since_key < GOPS["steady"], "it came only with the next key picture"
    assert float(np.ptp(frame.image)) <= 8, "the picture is not whole"


def test_a_picture_that_was_held_back_keeps_the_time_of_its_arrival(steady: ProcessCamera) -> None:
    steady.rest(True)
    (key,) = take(steady, 1)
    until(lambda: steady.health().frames > key.number + 5)
    steady.rest(False)
    frame = newer(steady, key.number)
    assert frame.at_s - key.at_s == pytest.approx((frame.number - key.number) / FPS, abs=0.02)


def test_a_camera_with_rare_key_pictures_does_not_rest_for_long(films: SimulatedCamera) -> None:
    with closing(ProcessCamera("front", films.url("rare"), False, lambda _event: None, SystemClock())) as camera:
        camera.rest(True)
        camera.start()
        until(lambda: camera.newest(0))
        seen = take(camera, 30)
    assert any(number_in_film(frame) > 0 for frame in seen), "nothing but key pictures came"
