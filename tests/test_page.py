"""What the page is given of a real daemon with a real outbox and real pictures; cameras and broker stand still."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge.config import parse_config
from edge.daemon import Daemon, Identity
from edge.devices.clock import SystemClock
from edge.evidence import Evidence
from edge.fittings import Devices, Store
from edge.inbox import Inbox
from edge.lane.settings import Settings
from edge.live import encode
from edge.outbox import Message, Outbox
from edge.page import DaemonSource
from edge.ports import DeviceHealth
from edge.values import Expected, ExpectedChanged, Frame, FrameRead, WeightReading
from edge.wire.messages import encode_json
from tests.lane.builders import LANE, NAME, plate_read
from tests.test_live import StillCamera, is_marked, plain, shown

CONFIG = {
    "lane": {"site": "kim-thanh", "id": "lane-01", "direction": "import"},
    "arrival": {"by": "vision"},
    "camera": [{"name": "front", "url": "front.mp4", "view": "front", "reads": ["plate"]}],
    "decision": {"require": ["plate"]},
    "mqtt": {"host": "127.0.0.1"},
    "storage": {"path": "/nowhere"},
}


class StillBroker:
    """Connected to nobody."""

    turned_s = 0.0

    def start(self) -> None: ...

    def close(self) -> None: ...

    def wake(self) -> None: ...

    def set_state(self, state: Mapping[str, Any]) -> None: ...

    def publish_health(self, document: Mapping[str, Any]) -> None: ...

    def answer(self, document: Mapping[str, Any], reply_to: str | None, correlation: bytes | None) -> None: ...

    def health(self) -> DeviceHealth:
        return DeviceHealth("unreachable", "127.0.0.1:1883")


class Scene:
    """A daemon whose loop a test turns by hand."""

    def __init__(self, folder: Path) -> None:
        clock = SystemClock()
        self.clock = clock
        self.outbox, self.evidence = Outbox(folder / "outbox.sqlite", encode_json), Evidence(folder / "evidence")
        store = Store(folder, self.outbox, self.evidence, 30, 20)
        settings = Settings(arrival_by="vision", require=("plate",), has_barrier=False)
        self.daemon = Daemon(settings, Identity(NAME, LANE, "0.1.0"), store, Inbox(), clock)
        self.camera = StillCamera(plain())
        devices = Devices([self.camera], StillBroker())
        self.daemon._devices = devices  # what `run` does before its loop
        config = parse_config(CONFIG, lambda _name: None, "test")
        self.source = DaemonSource(config, "0.1.0", self.daemon, devices, store, clock)

    def looks(self) -> None:
        """Frames with a plate are analysed, as many as make a truck of it."""
        for number in range(1, 6):
            at_s = self.clock.monotonic_s()
            read = FrameRead("front", "front", (plate_read(),), at_s, vehicle=True)
            self.daemon.handle(read, Frame("front", plain(), number, at_s))

    def view(self) -> dict[str, Any]:
        """As the browser gets it."""
        document: dict[str, Any] = json.loads(json.dumps(asdict(self.source.snapshot())))
        return document


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(tmp_path)
    yield scene
    scene.outbox.close()


def test_an_empty_lane_is_shown_with_its_queue_its_list_and_its_broker_in_words(scene: Scene) -> None:
    scene.outbox.put(Message("t", b'{"at": "2026-03-01T06:00:00.000Z"}'))
    scene.daemon.handle(ExpectedChanged((Expected("24C12345", (), None, None, None),)))
    scene.daemon.handle(WeightReading(1240.0, "ok", True, "00", scene.clock.monotonic_s()))
    view = scene.view()
    assert (view["lane"], view["boot_id"], view["phase"]) == ("lane-01", NAME.boot_id, "unknown")
    assert (view["announced"], view["held"], view["passage"], view["last"]) == (1, False, None, [])
    assert (view["broker"]["outbox_depth"], view["broker"]["oldest_at"]) == (1, "2026-03-01T06:00:00.000Z")
    assert view["broker"]["code"] == "unreachable"
    assert set(view["broker"]["words"]) == {"vi", "en", "zh"}
    assert view["weight"] is None, "this lane has no weighbridge"


def test_a_truck_is_shown_with_the_pictures_kept_of_it_so_far(scene: Scene) -> None:
    scene.looks()
    passage = scene.view()["passage"]
    pictures = {one["name"]: one for one in passage["images"]}
    assert passage["plate"] == "24C12345"
    assert {name: one["kind"] for name, one in pictures.items()} == {
        "front.jpg": "frame", "front-marked.jpg": "marked", "front-plate.jpg": "crop",
    }  # fmt: skip
    passage_id = passage["passage_id"]
    assert shown(scene.source.passage_image(passage_id, "front.jpg")).shape == (1080, 1920, 3)
    assert shown(scene.source.thumbnail(passage_id, "front.jpg")).shape[1] == 240
    scene.evidence.save(passage_id, "front.jpg", encode(np.zeros((90, 160, 3), np.uint8)) or b"")
    again = {one["name"]: one for one in scene.view()["passage"]["images"]}
    assert again["front.jpg"]["version"] != pictures["front.jpg"]["version"], "the browser would keep the old one"


def test_the_live_picture_has_the_marks_of_the_newest_analysed_frame_the_plain_one_has_not(scene: Scene) -> None:
    scene.looks()
    assert is_marked(shown(scene.source.marked_picture("front")))
    assert not is_marked(shown(scene.source.picture("front")))


@pytest.mark.parametrize("name", ["none", "", "../front"])
def test_what_is_not_there_has_no_picture(scene: Scene, name: str) -> None:
    assert scene.source.picture(name) is None
    assert scene.source.marked_picture(name) is None
    assert scene.source.passage_image(name, "front.jpg") is None
    assert scene.source.thumbnail(name, "front.jpg") is None


def test_an_outbox_that_can_not_be_read_leaves_the_page_alive(scene: Scene) -> None:
    scene.outbox.close()
    assert scene.view()["broker"]["outbox_depth"] == 0
