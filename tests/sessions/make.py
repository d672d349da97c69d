"""Makes the recorded session of this folder anew: `python -m tests.sessions.make FOLDER`.

One drawn truck drives through a whole lane, real drivers and a real broker, with its recording on; what the cameras
show is encoded small, so that the session is small.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import tempfile
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import av
from paho.mqtt import publish

from edge.commands.demo import Show, observed, playing
from edge.commands.fitting import assemble
from edge.config import Config, parse_config
from edge.sim.broker import Mosquitto
from edge.sim.clip import render_clips
from edge.sim.indicator import SimulatedIndicator
from edge.sim.relay import SimulatedRelay
from edge.sim.render import FPS as DRAWN_FPS
from edge.sim.scenario import Script, make_script

SEED, DWELL_S = 7, 7.0
WIDTH, HEIGHT, FPS = 640, 360, 5
ENCODER = {"preset": "slow", "crf": "35", "bf": "2", "g": "10"}


def make(folder: Path) -> None:
    """One passage, from the lane's start to its end, into `folder`."""
    script = make_script(1, SEED, DWELL_S)
    folder = folder.resolve()
    with tempfile.TemporaryDirectory() as work, contextlib.chdir(work):
        clips = render_clips(script, Path("drawn"))
        _drive(
            script, {"front": _small(clips.front, Path("front.mp4")), "right": _small(clips.side, Path("right.mp4"))}
        )
        recorded = next(Path("lane-01/recordings").iterdir())
        head = json.loads((recorded / "session.json").read_text())
        (recorded / "session.json").write_text(json.dumps({**head, "machine": {}}, ensure_ascii=False, indent=1))
        shutil.copytree(recorded, folder, dirs_exist_ok=True)


def _small(clip: Path, path: Path) -> Path:
    with av.open(str(clip)) as source, av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=FPS, options=ENCODER)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number, frame in enumerate(islice(source.decode(video=0), 0, None, DRAWN_FPS // FPS)):
            small = frame.reformat(WIDTH, HEIGHT)
            small.pts, small.time_base = number, Fraction(1, FPS)
            target.mux(stream.encode(small))
        target.mux(stream.encode(None))
    return path


def _drive(script: Script, clips: dict[str, Path]) -> None:
    show = Show(script)
    broker, relay, indicator = Mosquitto(), SimulatedRelay(), SimulatedIndicator(show.weight_now)
    broker.start()
    relay.start()
    indicator.start()
    try:
        config = _config(clips, (broker.port, indicator.port, relay.port))
        truck = script.passages[0].truck
        announced = f'[{{"plate": "{truck.plate}", "containers": ["{truck.container}"]}}]'
        publish.single("gate/v1/demo/lane-01/expected", announced, 1, retain=True, port=broker.port)
        with observed(broker.port, config.mqtt.root) as records, playing(assemble(config), show):
            print(records.get(timeout=120))  # noqa: T201
    finally:
        indicator.close()
        relay.close()
        broker.close()


def _config(clips: dict[str, Path], ports: tuple[int, str, str]) -> Config:
    broker, indicator, relay = ports
    document: dict[str, Any] = {
        "lane": {"site": "demo", "id": "lane-01", "direction": "import"},
        "camera": [
            {"name": "front", "url": str(clips["front"]), "view": "front", "reads": ["plate"]},
            {"name": "right", "url": str(clips["right"]), "view": "right", "reads": ["container"]},
        ],
        "weighbridge": {"port": indicator, "protocol": "yaohua"},
        "barrier": {"port": relay, "driver": "lcus", "open_channel": 1, "pulse_ms": 700},
        "decision": {"mode": "local", "require": ["plate", "weight"], "open_for": "expected"},
        "mqtt": {"host": "127.0.0.1", "port": broker},
        "storage": {"path": "lane-01", "min_free_gb": 0.01},
        "recording": {"mode": "on"},
    }
    return parse_config(document, lambda _name: None, "a drawn lane")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
