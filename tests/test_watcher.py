from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from edge.ports import CameraHealth
from edge.values import Box, DeviceStatus, Event, Frame, FrameRead, Image, MarkKind, Read, Sight
from edge.watcher import LOOK_EVERY_S, MAX_AGE_S, Watched, Watcher, Zone, see_zone
from tests.lane.builders import plate_read
from tests.waiting import until

HEIGHT, WIDTH = 200, 400
PLATES: frozenset[MarkKind] = frozenset({"plate"})
RIGHT_HALF: Zone = ((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0))


class HandClock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def monotonic_s(self) -> float:
        return self.now_s

    def utc(self) -> datetime:
        return datetime(2031, 1, 1, tzinfo=UTC)


class HeldCamera:
    """A camera whose newest frame is put there by the test."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.frame: Frame | None = None
        self.asked = 0
        self.resting: bool | None = None

    def show(self, number: int, at_s: float, image: Image | None = None) -> None:
        picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8) if image is None else image
        self.frame = Frame(self.name, picture, number, at_s)

    def start(self) -> None:
        pass

    def newest(self, after: int) -> Frame | None:
        self.asked += 1
        return self.frame if self.frame is not None and self.frame.number > after else None

    def rest(self, resting: bool) -> None:
        self.resting = resting

    def health(self) -> CameraHealth:
        return CameraHealth("ok", "", 0.0, None, 0, 0, 0)

    def close(self) -> None:
        pass


class DotReader:
    """Reads a plate, four pixels wide and high, around every white pixel; sees the vehicles that it is told."""

    vehicles: tuple[Box, ...] = ()

    def __init__(self) -> None:
        self.wanted: list[frozenset[MarkKind]] = []
        self.sizes: list[tuple[int, ...]] = []

    def recognise(self, image: Image, wanted: frozenset[MarkKind]) -> tuple[Read, ...]:
        self.wanted.append(wanted)
        self.sizes.append(image.shape)
        if image[0, 0, 2] == 7:
            raise RuntimeError("a picture that the model can't take")
        return tuple(_plate_around(int(x), int(y)) for y, x in np.argwhere(image[:, :, 0] == 255))

    def see(self, image: Image, wanted: frozenset[MarkKind]) -> Sight:
        return Sight(self.recognise(image, wanted), self.vehicles)

    def recognise_crop(self, image: Image, kind: MarkKind) -> tuple[Read, ...]:
        return self.recognise(image, frozenset({kind}))[:1]


def _plate_around(x: int, y: int) -> Read:
    box: Box = (x - 2, y - 2, x + 2, y + 2)
    quad = ((x - 2, y - 2), (x + 2, y - 2), (x + 2, y + 2), (x - 2, y + 2))
    return replace(plate_read(), box=box, quad=quad)


def dotted(*places: tuple[int, int]) -> Image:
    """A black picture with white pixels at (x, y)."""
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for x, y in places:
        image[y, x] = 255
    return image


def middles(reads: tuple[Read, ...]) -> list[tuple[float, float]]:
    return [((one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2) for one in reads]


def test_without_a_zone_the_whole_picture_is_read() -> None:
    reader = DotReader()
    assert middles(see_zone(reader, dotted((10, 20), (390, 190)), PLATES, None).reads) == [(10, 20), (390, 190)]
    assert reader.sizes == [(HEIGHT, WIDTH, 3)]


def test_marks_outside_the_zone_are_not_even_looked_at() -> None:
    reader = DotReader()
    found = see_zone(reader, dotted((100, 50), (300, 50)), PLATES, RIGHT_HALF).reads
    assert middles(found) == [(300, 50)]
    assert reader.sizes == [(HEIGHT, WIDTH // 2, 3)]


def test_boxes_and_quads_come_back_in_pixels_of_the_whole_picture() -> None:
    zone: Zone = ((0.25, 0.5), (1.0, 0.5), (1.0, 1.0), (0.25, 1.0))
    (read,) = see_zone(DotReader(), dotted((300, 150)), PLATES, zone).reads
    assert read.box == (298, 148, 302, 152)
    assert read.quad == ((298, 148), (302, 148), (302, 152), (298, 152))


def test_a_mark_beside_a_slanted_edge_is_left_out_by_its_middle() -> None:
    triangle: Zone = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))
    found = see_zone(DotReader(), dotted((50, 50), (350, 150), (300, 40)), PLATES, triangle).reads
    assert sorted(middles(found)) == [(50, 50), (300, 40)]


@pytest.mark.parametrize("zone", [((0.5, 0.5),) * 3, ((0.0, 0.5), (1.0, 0.5), (0.5, 0.5))], ids=["point", "line"])
def test_a_zone_without_area_shows_nothing(zone: Zone) -> None:
    assert see_zone(DotReader(), dotted((200, 100)), PLATES, zone).reads == ()


def test_a_zone_may_be_the_whole_picture() -> None:
    everything: Zone = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    assert len(see_zone(DotReader(), dotted((0, 0), (WIDTH - 1, HEIGHT - 1)), PLATES, everything).reads) == 2


def test_vehicles_count_whose_middle_lies_in_the_zone_and_that_are_near() -> None:
    reader = DotReader()
    reader.vehicles = ((0, 0, 120, 100), (150, 0, 300, 180), (20, 20, 50, 40))  # in the part: left, across, far
    slanted: Zone = ((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.25, 1.0))
    seen = see_zone(reader, dotted(), PLATES, slanted)
    assert seen.vehicles == ((250, 0, 400, 180),)
    assert see_zone(reader, dotted(), PLATES, None).vehicles == ((0, 0, 120, 100), (150, 0, 300, 180))


class Lane:
    """A watcher with two cameras, and what it handed on."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.reader = DotReader()
        self.front, self.right = HeldCamera("front"), HeldCamera("right")
        self.handed: list[tuple[FrameRead, Frame]] = []
        self.active = threading.Event()
        self.active.set()
        self.engaged = threading.Event()
        self.wanted_asked = 0
        self.said: list[Event] = []
        watched = [
            Watched(self.front, "front", PLATES, RIGHT_HALF),
            Watched(self.right, "right", frozenset({"plate", "container"})),
        ]
        self.watcher = Watcher(
            watched,
            lambda: self.reader,
            self._is_active,
            self.engaged.is_set,
            self._hand_on,
            self.said.append,
            self.clock,
        )

    def _is_active(self) -> bool:
        self.wanted_asked += 1
        return self.active.is_set()

    def _hand_on(self, read: FrameRead, frame: Frame) -> None:
        self.handed.append((read, frame))

    def until_asked_again(self) -> None:
        """Until both cameras have been asked for a frame once more from the beginning, as far as it was their turn."""
        asked = self.wanted_asked
        until(lambda: self.wanted_asked >= asked + 2)

    def numbers(self) -> list[tuple[str, int]]:
        return [(frame.camera, frame.number) for _, frame in self.handed]


@contextmanager
def watching() -> Iterator[Lane]:
    lane = Lane()
    with closing(lane.watcher):
        yield lane


def test_a_frame_is_handed_on_with_what_was_read_in_its_cameras_zone() -> None:
    with watching() as lane:
        lane.front.show(1, 99.8, dotted((100, 50), (300, 50)))
        lane.watcher.start()
        until(lambda: lane.handed)
    read, frame = lane.handed[0]
    assert (read.camera, read.view, read.at_s) == ("front", "front", 99.8)
    assert middles(read.reads) == [(300, 50)]
    assert frame is lane.front.frame
    assert lane.watcher.last_ms == 0.0


def test_each_camera_is_asked_for_the_marks_that_it_shows() -> None:
    with watching() as lane:
        lane.front.show(1, 100.0)
        lane.right.show(1, 100.0)
        lane.watcher.start()
        until(lambda: len(lane.handed) == 2)
    assert lane.reader.wanted == [PLATES, frozenset({"plate", "container"})]


def test_cameras_rest_unless_a_vehicle_is_there() -> None:
    with watching() as lane:
        lane.watcher.start()
        until(lambda: lane.right.resting)
        lane.engaged.set()
        until(lambda: lane.right.resting is False)
        lane.engaged.clear()
        until(lambda: lane.front.resting and lane.right.resting)


def test_no_frame_is_read_twice() -> None:
    with watching() as lane:
        lane.right.show(1, 100.0)
        lane.watcher.start()
        until(lambda: lane.handed)
        lane.clock.now_s += LOOK_EVERY_S + 0.01
        lane.until_asked_again()
        lane.right.show(5, lane.clock.now_s)
        until(lambda: len(lane.handed) == 2)
        lane.clock.now_s += LOOK_EVERY_S + 0.01
        lane.until_asked_again()
    assert lane.numbers() == [("right", 1), ("right", 5)]


def test_a_camera_is_looked_at_only_so_often_and_then_at_its_newest_frame() -> None:
    with watching() as lane:
        lane.right.show(1, 100.0)
        lane.watcher.start()
        until(lambda: lane.handed)
        lane.right.show(2, 100.0)
        lane.until_asked_again()
        lane.right.show(3, 100.0)
        assert lane.numbers() == [("right", 1)]
        lane.clock.now_s += LOOK_EVERY_S + 0.01
        until(lambda: len(lane.handed) == 2)
    assert lane.numbers() == [("right", 1), ("right", 3)]


def test_a_frame_that_is_too_old_is_not_read() -> None:
    with watching() as lane:
        lane.right.show(1, lane.clock.now_s - MAX_AGE_S - 0.1)
        lane.watcher.start()
        lane.until_asked_again()
        lane.right.show(2, lane.clock.now_s - MAX_AGE_S + 0.1)
        until(lambda: lane.handed)
    assert lane.numbers() == [("right", 2)]


def test_nothing_is_read_while_nobody_wants_it() -> None:
    with watching() as lane:
        lane.active.clear()
        lane.right.show(1, 100.0)
        lane.watcher.start()
        until(lambda: lane.wanted_asked > 3)
        assert lane.right.asked == 0
        lane.active.set()
        until(lambda: lane.handed)


def test_a_picture_that_can_not_be_analysed_counts_as_one_without_marks(caplog: pytest.LogCaptureFixture) -> None:
    odd = dotted((300, 50))
    odd[0, 0, 2] = 7
    with watching() as lane:
        lane.right.show(1, 100.0, odd)
        lane.watcher.start()
        until(lambda: lane.handed)
        lane.right.show(2, 100.0, dotted((300, 50)))
        lane.clock.now_s += LOOK_EVERY_S + 0.01
        until(lambda: len(lane.handed) == 2)
    assert [len(read.reads) for read, _ in lane.handed] == [0, 1]
    assert "frame 1 of camera right can't be analysed" in caplog.text


def test_the_models_are_loaded_on_the_watchers_thread() -> None:
    loaded: list[str] = []

    def load() -> DotReader:
        loaded.append(threading.current_thread().name)
        return DotReader()

    def hand_on(read: FrameRead, frame: Frame) -> None:
        pytest.fail("there is no camera")

    with closing(Watcher([], load, lambda: True, lambda: True, hand_on, list[Event]().append, HandClock())) as watcher:
        assert loaded == []
        watcher.start()
        until(lambda: loaded)
    assert loaded == ["recognition"]


def test_a_watcher_that_never_started_can_be_closed() -> None:
    Lane().watcher.close()


def test_models_that_can_not_be_loaded_are_a_fault_and_no_crash() -> None:
    said: list[Event] = []

    def load() -> DotReader:
        raise OSError("no such model")

    def hand_on(read: FrameRead, frame: Frame) -> None:
        pytest.fail("nothing was read")

    with closing(Watcher([], load, lambda: True, lambda: True, hand_on, said.append, HandClock())) as watcher:
        watcher.start()
        until(lambda: said)
    assert said == [DeviceStatus("recognition", "failed", "no such model")]
