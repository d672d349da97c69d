"""`lanegate demo`: one whole lane without hardware, through the real codecs, drivers and broker."""

from __future__ import annotations

import argparse
import json
import logging
import os
import queue
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from edge.commands.fitting import Lane, assemble
from edge.config import Config, parse_config
from edge.devices.camera import ProcessCamera
from edge.devices.clock import SystemClock
from edge.errors import DeviceError
from edge.service import set_up_logging
from edge.sim.broker import Mosquitto
from edge.sim.clip import ClipSet, render_clips
from edge.sim.indicator import SimulatedIndicator
from edge.sim.relay import SimulatedRelay
from edge.sim.scenario import Script, Truck, make_script, weight_at

OPEN_CHANNEL = 1
TRUCKS_IN_CLIP = 6
PATIENCE_S = 60.0  # beyond a whole round of the clip

log = logging.getLogger(__name__)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("demo", help="run a whole lane on this machine with no hardware")
    parser.add_argument("--passages", type=int, metavar="N", help="stop after N passages (runs until Ctrl-C)")
    parser.add_argument("--headless", action="store_true", help="no lane page")
    parser.add_argument("--listen", default="127.0.0.1:8080", metavar="HOST:PORT", help="of the lane page")
    parser.add_argument("--seed", type=int, default=7, help="which trucks come (7)")
    parser.add_argument("--dwell", type=float, default=16.0, metavar="S", help="how long a truck stands (16)")
    parser.add_argument("--verbose", action="store_true", help="show the daemon's log")
    parser.set_defaults(run=demo_command)


def demo_command(arguments: argparse.Namespace) -> int:
    if arguments.passages is not None and arguments.passages < 1:
        print("lanegate demo: --passages must be at least 1", file=sys.stderr)
        return 2
    set_up_logging(os.environ, frozenset(), logging.INFO if arguments.verbose else logging.WARNING)
    script = make_script(min(arguments.passages or TRUCKS_IN_CLIP, TRUCKS_IN_CLIP), arguments.seed, arguments.dwell)
    clips = render_clips(script, _cache_folder())
    with tempfile.TemporaryDirectory(prefix="lanegate-demo-") as folder:
        stage = Stage(script, clips, Path(folder), None if arguments.headless else arguments.listen)
        return stage.play(arguments.passages)


def _cache_folder() -> Path:
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "lanegate" / "demo"


@dataclass(frozen=True, slots=True)
class Stage:
    """The lane and everything that stands in for its hardware; `listen` is None for no page."""

    script: Script
    clips: ClipSet
    folder: Path
    listen: str | None

    def play(self, passages: int | None) -> int:
        """Runs the lane and prints each passage; the exit code."""
        show = Show(self.script)
        broker, relay, indicator = Mosquitto(), SimulatedRelay(), SimulatedIndicator(show.weight_now)
        try:
            broker.start()
            relay.start()
            indicator.start()
            config = demo_config(self, broker.port, indicator.port, relay.port)
            with observed(broker.port, config.mqtt.root) as records, playing(assemble(config), show):
                if self.listen is not None:
                    _show_page(self.listen)
                return _report(records, show, relay, passages)
        except KeyboardInterrupt:
            return 0
        finally:
            indicator.close()
            relay.close()
            broker.close()


class Show:
    """Keeps the platform in step with the clip: time begins with the front camera's first frame."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self._clock = SystemClock()
        self._camera: ProcessCamera | None = None

    def follow(self, camera: ProcessCamera) -> None:
        self._camera = camera

    def weight_now(self) -> float:
        at_s = self._clip_time(self._clock.monotonic_s())
        return 0.0 if at_s is None else float(weight_at(self.script, at_s))

    def truck_at(self, utc: datetime) -> Truck | None:
        """Who was in sight at a moment."""
        ago_s = (self._clock.utc() - utc).total_seconds()
        at_s = self._clip_time(self._clock.monotonic_s() - ago_s)
        passage = None if at_s is None else self.script.passage_at(at_s)
        return passage.truck if passage else None

    def _clip_time(self, at_s: float) -> float | None:
        began_s = self._camera.first_frame_at_s if self._camera else None
        return None if began_s is None or at_s < began_s else (at_s - began_s) % self.script.length_s


def demo_config(stage: Stage, broker_port: int, indicator_port: str, relay_port: str) -> Config:
    """A configuration as a lane has it; only the addresses are the simulators'."""
    document: dict[str, Any] = {
        "lane": {"site": "demo", "id": "lane-01", "direction": "import"},
        "arrival": {"by": "weight", "threshold_kg": 500},
        "camera": [
            {"name": "front", "url": str(stage.clips.front), "view": "front", "reads": ["plate"], "loop": True},
            {"name": "right", "url": str(stage.clips.side), "view": "right", "reads": ["container"], "loop": True},
        ],
        "weighbridge": {"port": indicator_port, "protocol": "yaohua"},
        "barrier": {"port": relay_port, "driver": "lcus", "open_channel": OPEN_CHANNEL, "pulse_ms": 700},
        "decision": {"mode": "local", "require": ["plate", "weight"]},
        "mqtt": {"host": "127.0.0.1", "port": broker_port},
        "storage": {"path": str(stage.folder / "lane-01")},
    }
    if stage.listen is not None:
        document["web"] = {"listen": stage.listen}
    return parse_config(document, lambda _name: None, "demo")


@contextmanager
def observed(port: int, root: str) -> Iterator[queue.SimpleQueue[dict[str, Any]]]:
    """Passage records as the centre gets them, over a connection of its own."""
    records: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    client = mqtt.Client(CallbackAPIVersion.VERSION2, "demo-centre", protocol=mqtt.MQTTv5)
    client.on_message = lambda _client, _data, message: records.put(json.loads(message.payload))
    client.connect("127.0.0.1", port)
    client.loop_start()
    client.subscribe(f"{root}/+/+/passage", qos=1)
    try:
        yield records
    finally:
        client.disconnect()
        client.loop_stop()


@contextmanager
def playing(lane: Lane, show: Show) -> Iterator[None]:
    """The daemon's loop on a thread of its own; a fault at its start is raised here."""
    camera = lane.devices.cameras[0]
    if isinstance(camera, ProcessCamera):
        show.follow(camera)
    faults: list[BaseException] = []

    def loop() -> None:
        try:
            lane.run()
        except DeviceError as error:
            faults.append(error)

    thread = threading.Thread(target=loop, name="daemon")
    thread.start()
    try:
        thread.join(1.0)
        if faults:
            raise faults[0]
        yield
    finally:
        lane.daemon.stop()
        thread.join()


def _show_page(listen: str) -> None:
    url = f"http://{listen}/"
    print(f"lane page: {url}", flush=True)
    if os.environ.get("DISPLAY"):
        webbrowser.open(url)


def _report(records: queue.SimpleQueue[dict[str, Any]], show: Show, relay: SimulatedRelay, passages: int | None) -> int:
    """A line a passage, what was true beside what was read; 1 where one of them lacks what a passage must have."""
    seen: set[str] = set()
    pulses = faulty = 0
    while passages is None or len(seen) < passages:
        try:
            record = records.get(timeout=show.script.length_s + PATIENCE_S)
        except queue.Empty:
            print("lanegate demo: no passage came; try --verbose to see why", file=sys.stderr)
            return 1
        if record["passage_id"] in seen:
            continue
        seen.add(record["passage_id"])
        total = len(relay.pulses(OPEN_CHANNEL))
        lacks = _lacks(record, total - pulses)
        truck = show.truck_at(datetime.fromisoformat(record["arrived_at"]).astimezone(UTC))
        print(_line(len(seen), record, truck, total - pulses, lacks), flush=True)
        pulses, faulty = total, faulty + bool(lacks)
    return 1 if faulty else 0


def _lacks(record: Mapping[str, Any], pulses: int) -> list[str]:
    found = {
        "plate": record["plate"] is not None,
        "stable weight": bool(record["weight"] and record["weight"]["stable"]),
        "picture": bool(record["images"]),
        "one open pulse": pulses == 1,
    }
    return [name for name, there in found.items() if not there]


def _line(number: int, record: Mapping[str, Any], truck: Truck | None, pulses: int, lacks: list[str]) -> str:
    plate, weight = record["plate"], record["weight"]
    numbers = ", ".join(one["number"] for one in record["containers"]) or "-"
    read = f"{plate['text'] if plate else '-'}, {weight['gross_kg'] if weight else '-'} kg, {numbers}"
    true = f"{truck.plate}, {truck.gross_kg} kg, {truck.container or '-'}, {truck.light}" if truck else "nobody"
    verdict = f"lacks {', '.join(lacks)}" if lacks else record["decision"]["outcome"]
    return (
        f"passage {number}: true {true} | read {read} | {verdict}, {pulses} pulse(s), {len(record['images'])} pictures"
    )
