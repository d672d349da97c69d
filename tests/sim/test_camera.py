"""The simulated IP camera, seen by FFmpeg's RTSP client and by the lane's own camera driver."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from edge.devices.camera import ProcessCamera
from edge.devices.clock import SystemClock
from edge.errors import InputError
from edge.sim.camera import Film, SimulatedCamera, load_film
from tests.waiting import until

FPS, PICTURES = 25, 50
ENCODERS = {
    "h264": ("libx264", {"preset": "ultrafast", "bf": "0"}),
    "hevc": ("libx265", {"preset": "ultrafast", "x265-params": "log-level=none:keyint=25:bframes=0:crf=5"}),
}


def make_file(path: Path, codec: str) -> Path:
    """Two seconds, a key picture a second; each picture is of one grey, brighter than the last."""
    name, options = ENCODERS[codec]
    with av.open(str(path), "w") as container:
        stream = cast("VideoStream", container.add_stream(name, rate=FPS, options=options))
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 320, 192, "yuv420p", FPS
        for number in range(PICTURES):
            grey = np.full((192, 320, 3), 4 * number + 20, np.uint8)
            container.mux(stream.encode(VideoFrame.from_ndarray(grey, format="bgr24")))
        container.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Film]:
    folder = tmp_path_factory.mktemp("films")
    return {codec: load_film(make_file(folder / f"{codec}.mp4", codec)) for codec in ENCODERS}


@pytest.fixture
def camera(films: dict[str, Film]) -> Iterator[SimulatedCamera]:
    before = set(threading.enumerate())
    camera = SimulatedCamera(films)
    camera.start()
    yield camera
    camera.close()
    assert set(threading.enumerate()) <= before, "the camera left a thread behind"


def greys(url: str, count: int) -> list[int]:
    with av.open(url, options={"rtsp_transport": "tcp", "analyzeduration": "0"}, timeout=(10, 10)) as container:
        frames = container.decode(video=0)
        return [round(float(next(frames).to_ndarray(format="bgr24").mean())) for _ in range(count)]


@pytest.mark.parametrize("codec", ENCODERS)
def test_pictures_come_whole_in_their_order_round_after_round(codec: str, camera: SimulatedCamera) -> None:
    seen = greys(camera.url(codec), PICTURES + 10)
    numbers = [round((grey - 20) / 4) for grey in seen]
    assert all(abs(grey - 20 - 4 * number) < 2 for grey, number in zip(seen, numbers, strict=True)), seen
    assert all((after - before) % PICTURES == 1 for before, after in pairwise(numbers)), numbers


def test_the_lanes_own_driver_reads_it_and_comes_back_when_hung_up_on(camera: SimulatedCamera) -> None:
    driver = ProcessCamera("front", camera.url("h264"), False, lambda _event: None, SystemClock())
    driver.start()
    try:
        until(lambda: driver.health().frames > 0)
        camera.hang_up()
        until(lambda: driver.health().restarts > 0)
        before = driver.health().frames
        until(lambda: driver.health().frames > before)
    finally:
        driver.close()


def test_a_film_that_is_not_there_is_not_found(camera: SimulatedCamera) -> None:
    with pytest.raises(av.HTTPNotFoundError):
        greys(camera.url("nobody"), 1)


def test_what_is_no_video_can_not_be_played(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"no video")
    with pytest.raises(InputError, match="can't be played"):
        load_film(tmp_path / "a.mp4")


def test_other_codecs_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.avi"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuvj420p"
        container.mux(stream.encode(VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="bgr24")))
        container.mux(stream.encode(None))
    with pytest.raises(InputError, match=r"mjpeg; a simulated camera plays H\.264 and H\.265"):
        load_film(path)
