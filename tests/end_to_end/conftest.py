"""The truck of these tests, drawn once: a front camera with its plate and a side camera with its container."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import pytest

from edge.sim.render import FrontCamera, SideCamera
from edge.sim.scenario import Truck, make_script
from tests.rtsp import RtspServer, require_rtsp

STILLS = 20
FPS = 10
# several slices a picture, as many encoders send it
ENCODER = {"preset": "veryfast", "bf": "0", "g": str(FPS), "threads": "4"}


@dataclass(frozen=True, slots=True)
class Views:
    """The truck as it truly is, and where its cameras stream."""

    truck: Truck
    cameras: dict[str, tuple[str, str]]


@pytest.fixture(scope="session")
def truck_clips(tmp_path_factory: pytest.TempPathFactory) -> tuple[Truck, Path, Path]:
    folder = tmp_path_factory.mktemp("clips")
    script = make_script(1, seed=39)
    stands_s = script.passages[0].stands_from_s + 5
    front = _still_clip(folder / "front.mp4", FrontCamera(script), stands_s)
    side = _still_clip(folder / "side.mp4", SideCamera(script), stands_s)
    return script.passages[0].truck, front, side


def _still_clip(path: Path, camera: FrontCamera | SideCamera, at_s: float) -> Path:
    picture = camera.picture(at_s)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options=ENCODER)
        stream.width, stream.height, stream.pix_fmt = picture.shape[1], picture.shape[0], "yuv420p"
        for _ in range(STILLS):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    return path


@pytest.fixture
def views(truck_clips: tuple[Truck, Path, Path]) -> Iterator[Views]:
    """The standing truck over RTSP, seen by both cameras."""
    require_rtsp()
    truck, front, side = truck_clips
    with RtspServer(front) as front_server, RtspServer(side) as side_server:
        yield Views(truck, {"front": (front_server.url(), "plate"), "right": (side_server.url(), "container")})
