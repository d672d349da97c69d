"""The recognition thread: takes each camera's newest frame in turn, reads it inside the zone, hands on what it saw."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.ports import Camera, Clock, Recogniser, Sink
from edge.stopping import StopRequest
from edge.values import Box, DeviceStatus, Frame, FrameRead, Image, MarkKind, Quad, Read, Sight, View

log = logging.getLogger(__name__)

IDLE_WAIT_S = 0.02
MAX_AGE_S = 0.3  # an older frame may show the truck before this one
LOOK_EVERY_S = 0.16  # of one camera: a truck in a lane is slow, and more looks cost a slow PC more than they tell
LEAST_VEHICLE = 0.2  # of the zone's width; what is smaller passes by in the distance
Zone = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """A camera and what to look for in it; `zone` in fractions of width and height."""

    camera: Camera
    view: View
    wanted: frozenset[MarkKind]
    zone: Zone | None = None


class Watcher:
    """Reads frames while `active()`; `hand_on` gets each result with its frame, on the watcher's thread.

    Unless `engaged()` the cameras rest: a picture a second shows whether a vehicle comes.
    """

    def __init__(
        self,
        watched: Sequence[Watched],
        load: Callable[[], Recogniser],
        active: Callable[[], bool],
        engaged: Callable[[], bool],
        hand_on: Callable[[FrameRead, Frame], None],
        sink: Sink,
        clock: Clock,
    ) -> None:
        self._watched = tuple(watched)
        self._load = load
        self._active = active
        self._engaged = engaged
        self._hand_on = hand_on
        self._sink = sink
        self._clock = clock
        self._seen = {one.camera.name: 0 for one in self._watched}
        self._looked_s = {one.camera.name: -math.inf for one in self._watched}
        self._stopping = StopRequest(clock)
        self.is_settled = False  # models loaded, or never to be had
        self._thread = threading.Thread(target=self._run, name="recognition")
        self.last_ms: float | None = None

    @property
    def turned_s(self) -> float:
        """When its loop turned last, monotonic."""
        return self._stopping.turned_s

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            recogniser = self._load()
        except Exception as error:
            # whatever the models' library raises: a lane that can't see must say so and go on weighing
            log.exception("the recognition models can't be loaded")
            self._sink(DeviceStatus("recognition", "failed", str(error)))
            self._stopping.end()
            return
        finally:
            self.is_settled = True
        while not self._stopping.is_set():
            self._let_rest()
            if not (self._active() and self._look_once(recogniser)):
                self._stopping.wait(IDLE_WAIT_S)

    def _let_rest(self) -> None:
        resting = not self._engaged()
        for one in self._watched:
            one.camera.rest(resting)

    def _look_once(self, recogniser: Recogniser) -> bool:
        """One frame of each camera whose turn it is and that has a new one; whether any had."""
        found = False
        for one in self._watched:
            if self._stopping.is_set():
                break
            frame = self._due(one.camera)
            if frame is not None:
                found = True
                self._hand_on(self._read(recogniser, one, frame), frame)
        return found

    def _due(self, camera: Camera) -> Frame | None:
        """The camera's newest frame, unless it was looked at just now, or has nothing new that is fresh enough."""
        now_s, name = self._clock.monotonic_s(), camera.name
        if 0 <= now_s - self._looked_s[name] < LOOK_EVERY_S:
            return None
        frame = camera.newest(self._seen[name])
        if frame is None:
            return None
        self._seen[name] = frame.number
        if now_s - frame.at_s > MAX_AGE_S:
            return None
        self._looked_s[name] = now_s
        return frame

    def _read(self, recogniser: Recogniser, watched: Watched, frame: Frame) -> FrameRead:
        began_s = self._clock.monotonic_s()
        read = analyse(recogniser, watched, frame)
        self.last_ms = (self._clock.monotonic_s() - began_s) * 1000
        log.debug("camera %s, frame %d: %d marks in %.0f ms", frame.camera, frame.number, len(read.reads), self.last_ms)
        return read


def analyse(recogniser: Recogniser, watched: Watched, frame: Frame) -> FrameRead:
    """What one frame shows inside the zone; never raises."""
    try:
        seen = see_zone(recogniser, frame.image, watched.wanted, watched.zone)
    except Exception:
        # one odd frame must not end the lane's sight: it counts as a frame without marks
        log.exception("frame %d of camera %s can't be analysed", frame.number, watched.camera.name)
        seen = Sight()
    return FrameRead(watched.camera.name, watched.view, seen.reads, frame.at_s, bool(seen.vehicles))


def see_zone(recogniser: Recogniser, image: Image, wanted: frozenset[MarkKind], zone: Zone | None) -> Sight:
    """What has its middle in the zone; boxes in pixels of the whole picture. The rest is not even looked at."""
    if zone is None:
        return _without_far(recogniser.see(image, wanted), image.shape[1])
    height, width = image.shape[:2]
    polygon = np.array([(x * width, y * height) for x, y in zone], dtype=np.float32)
    left, top = np.floor(polygon.min(axis=0)).astype(int)
    right, bottom = np.ceil(polygon.max(axis=0)).astype(int)
    if right - left < 2 or bottom - top < 2:
        return Sight()
    part = recogniser.see(np.ascontiguousarray(image[top:bottom, left:right]), wanted)
    near = _without_far(part, right - left)
    reads = (_shift(one, float(left), float(top)) for one in near.reads)
    vehicles = (_shift_box(box, float(left), float(top)) for box in near.vehicles)
    return Sight(
        tuple(one for one in reads if _lies_in(polygon, one.box)),
        tuple(box for box in vehicles if _lies_in(polygon, box)),
    )


def _without_far(seen: Sight, width: int) -> Sight:
    """Without vehicles that are too small to stand in the lane."""
    near = tuple(box for box in seen.vehicles if box[2] - box[0] >= LEAST_VEHICLE * width)
    return replace(seen, vehicles=near)


def _lies_in(polygon: NDArray[np.float32], box: Box) -> bool:
    return cv2.pointPolygonTest(polygon, _middle(box), False) >= 0


def _middle(box: Box) -> tuple[float, float]:
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def _shift(read: Read, right: float, down: float) -> Read:
    a, b, c, d = ((x + right, y + down) for x, y in read.quad)
    quad: Quad = (a, b, c, d)
    return replace(read, box=_shift_box(read.box, right, down), quad=quad)


def _shift_box(box: Box, right: float, down: float) -> Box:
    return box[0] + right, box[1] + down, box[2] + right, box[3] + down
