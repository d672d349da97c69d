"""A few seconds of the drawn lane, a truck standing before the camera over the exit, as a camera would send them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
from av.video.frame import VideoFrame

from edge.sim.render import FPS, FrontCamera, Sensor
from edge.sim.scenario import Script, make_script
from edge.sim.scenery import HEIGHT, WIDTH

LENGTH_S = 3.0
SCRIPT: Script = make_script(1, seed=7)
PLATE = SCRIPT.passages[0].truck.plate


def write_standing_truck(path: Path) -> Path:
    """H.264, 1280x720, ten pictures a second, a key picture a second."""
    camera, sensor, begin_s = FrontCamera(SCRIPT), Sensor(1), SCRIPT.passages[0].stands_from_s + 1.0
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"preset": "veryfast", "g": str(FPS), "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.time_base = Fraction(1, FPS)
        for number in range(round(LENGTH_S * FPS)):
            planes = sensor.expose(camera.picture(begin_s + number / FPS), "day", number)
            container.mux(stream.encode(VideoFrame.from_ndarray(planes, format="yuv420p")))
        container.mux(stream.encode(None))
    return path
