"""The cameras' pictures for the lane page: drawn only when somebody asks, and at most about twice a second."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from edge.marking import draw
from edge.ports import Camera, Clock
from edge.values import Frame, FrameRead, Image, Read

WIDTH = 960
QUALITY = 75
THUMBNAIL_WIDTH = 240
FRESH_S = 0.4  # however many ask, and however often
SIGHT_S = 3.0  # an older analysis shows a truck that may have moved on
ZONE_COLOUR = (230, 190, 60)  # BGR

Zone = Sequence[tuple[float, float]]
Sights = Mapping[str, tuple[FrameRead, Frame]]


@dataclass(frozen=True, slots=True)
class _Made:
    at_s: float
    jpeg: bytes | None


class LivePictures:
    """`zones`: of each camera that has one. `sights`: of each camera the newest frame that was analysed."""

    def __init__(self, zones: Mapping[str, Zone], sights: Sights, clock: Clock) -> None:
        self._zones = zones
        self._sights = sights
        self._clock = clock
        self._made: dict[tuple[str, bool], _Made] = {}
        self._lock = threading.Lock()

    def jpeg(self, camera: Camera, *, marked: bool) -> bytes | None:
        """What the camera shows now, `marked` or as it came; None before its first frame."""
        now_s = self._clock.monotonic_s()
        with self._lock:  # who asks meanwhile gets the same picture
            made = self._made.get((camera.name, marked))
            if made is None or now_s - made.at_s >= FRESH_S:
                made = _Made(now_s, self._make(camera, now_s, marked=marked))
                self._made[camera.name, marked] = made
        return made.jpeg

    def _make(self, camera: Camera, now_s: float, *, marked: bool) -> bytes | None:
        read, analysed = self._sights.get(camera.name, (None, None))
        if marked and read is not None and analysed is not None and now_s - analysed.at_s <= SIGHT_S:
            return encode(marked_copy(analysed.image, read.reads, self._zones.get(camera.name, ())))
        newest = camera.newest(0)
        if newest is None:
            return None
        return encode(marked_copy(newest.image, (), self._zones.get(camera.name, ()) if marked else ()))


def marked_copy(image: Image, reads: Sequence[Read], zone: Zone) -> Image:
    """A (H, W, 3) BGR picture made small, `reads` (pixels of the large one) and `zone` (fractions) drawn in."""
    scale = min(1.0, WIDTH / image.shape[1])
    small: Image = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    if zone:
        height, width = small.shape[:2]
        corners = np.array([(x * width, y * height) for x, y in zone], np.int32).reshape(-1, 1, 2)
        cv2.polylines(small, [corners], isClosed=True, color=ZONE_COLOUR, thickness=1, lineType=cv2.LINE_AA)
    return draw(small, [_scaled(one, scale) for one in reads]) if reads else small


def _scaled(read: Read, scale: float) -> Read:
    left, top, right, bottom = (side * scale for side in read.box)
    a, b, c, d = ((x * scale, y * scale) for x, y in read.quad)
    return replace(read, box=(left, top, right, bottom), quad=(a, b, c, d))


def thumbnail(jpeg: bytes) -> bytes | None:
    """A small JPEG of a large one; None where it is none. Decoded at a quarter: cheap."""
    # a file that a power cut left empty is an error to OpenCV, not just no picture
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_REDUCED_COLOR_4) if jpeg else None
    if image is None:
        return None
    scale = min(1.0, THUMBNAIL_WIDTH / image.shape[1])
    return encode(np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8))


def encode(image: Image) -> bytes | None:
    done, jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return jpeg.tobytes() if done else None
