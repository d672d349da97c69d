"""One look at a camera, by the process that reads it for the lane too: one attempt, no retry, then it is let go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from edge.devices.camera_process import CameraProcess
from edge.devices.camera_watch import CameraLimits, Fault, Watch
from edge.devices.frame_ring import FrameRing
from edge.ports import Clock
from edge.values import Image

LISTEN_S = 0.1
GRACE_S = 1.0
SETTLE_S = 1.0


@dataclass(frozen=True, slots=True)
class CameraLook:
    """What was seen. `opened`: width, height, fps and codec as the stream says them, empty before; times in seconds.

    `fps` is counted; `image`, (H, W, 3) uint8 BGR, is the newest picture, None before the first.
    """

    fault: Fault | None = None
    opened: Mapping[str, Any] = field(default_factory=dict)
    pictures: int = 0
    fps: float = 0.0
    age_s: float | None = None
    image: Image | None = None


def look_at_camera(
    url: str, loop: bool, limits: CameraLimits, watch_s: float, until_s: float, clock: Clock
) -> CameraLook:
    """Watches for `watch_s` from the first picture on, or until a fault, or until the monotonic second `until_s`."""
    ring = FrameRing.create()
    try:
        process = CameraProcess({"url": url, "loop": loop, **asdict(limits)}, ring.fd)
    except OSError as error:
        ring.close()
        return CameraLook(Fault("died", f"its reader can't be started: {error.strerror}"))
    looking = _Looking(process, ring, limits, clock)
    try:
        return looking.run(watch_s, until_s)
    finally:
        process.end(0.0 if looking.is_hung else GRACE_S)
        ring.close()


class _Looking:
    """One child, from its start on."""

    def __init__(self, process: CameraProcess, ring: FrameRing, limits: CameraLimits, clock: Clock) -> None:
        self._process = process
        self._ring = ring
        self._clock = clock
        self._began_s = clock.monotonic_s()
        self._watch = Watch(limits, self._began_s)
        self._opened: Mapping[str, Any] = {}
        self._settled: tuple[float, int] | None = None
        self.is_hung = False

    def run(self, watch_s: float, until_s: float) -> CameraLook:
        while True:
            fault = self._listen()
            now_s = self._clock.monotonic_s()
            first_s = self._ring.first_at_s
            self._note_settled(first_s, now_s)
            if fault is not None or (first_s is not None and now_s - first_s >= watch_s):
                return self._look(fault, now_s)
            if now_s >= until_s:
                return self._look(None if self._ring.number else self._late(now_s), now_s)

    def _note_settled(self, first_s: float | None, now_s: float) -> None:
        """When counting begins, and at which picture: at first come those that have waited in the camera."""
        if self._settled is None and first_s is not None and now_s - first_s >= SETTLE_S:
            self._settled = (self._ring.newest_at_s or now_s, self._ring.number)

    def _listen(self) -> Fault | None:
        fault = None
        for line in self._process.listen(LISTEN_S):
            if line.get("kind") == "opened":
                self._opened = line
            fault = fault or self._watch.hear(line, self._clock.monotonic_s())
        if fault is None and self._process.closed:
            fault = Fault("died", self._process.ended_by(GRACE_S))
        fault = fault or self._watch.judge(self._clock.monotonic_s())
        self.is_hung = fault is not None and fault.code == "hung"
        return fault

    def _late(self, now_s: float) -> Fault:
        waited = f"no picture within {now_s - self._began_s:.0f} s"
        return Fault("stalled" if self._opened else "unreachable", waited)

    def _look(self, fault: Fault | None, now_s: float) -> CameraLook:
        ring = self._ring
        number, first_s, newest_s = ring.number, ring.first_at_s, ring.newest_at_s
        if first_s is None or newest_s is None:
            return CameraLook(fault, self._opened)
        picture = ring.newest(0)
        settled = self._settled
        since_s, since_number = settled if settled and settled[1] < number else (first_s, 1)
        fps = (number - since_number) / (newest_s - since_s) if newest_s > since_s else 0.0
        image = None if picture is None else picture.image
        return CameraLook(fault, self._opened, number, fps, max(0.0, now_s - newest_s), image)
