"""Which pictures of a live camera are decoded while nobody needs them all: key pictures, which need no others.

The rest is kept compressed until the next key picture. When every picture is wanted again, what was kept is decoded
first, as fast as that goes: waiting for the next key picture would leave the lane blind for a second or more.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edge.devices.camera_time import Arrival

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

REST_S = 2.0
"""A camera whose key pictures lie further apart does not rest: the lane would see too little of it."""

MOST_HELD = 150


@dataclass(frozen=True, slots=True)
class Coming:
    """A picture as it came; its number, and when it arrived, monotonic."""

    packet: Packet[VideoStream]
    number: int
    at_s: float

    def arrival_of(self, frame: VideoFrame) -> float:
        """Of a picture that came out of the decoder now: one from before, where the camera changes their order."""
        stamp_s = stamp_of(self.packet)
        if stamp_s is None or frame.time is None:
            return self.at_s
        return self.at_s + min(0.0, frame.time - stamp_s)


def stamp_of(packet: Packet[VideoStream]) -> float | None:
    """The camera's own time of a picture, in seconds."""
    if packet.pts is None or packet.time_base is None:
        return None
    return float(packet.pts * packet.time_base)


@dataclass(slots=True)
class Rest:
    """What is held back since the last key picture, which arrived at `key_s`."""

    held: list[Coming] = field(default_factory=list)
    key_s: float = -math.inf

    def holds_back(self, coming: Coming, *, resting: bool) -> bool:
        """Whether this picture is not to be decoded now."""
        if coming.packet.is_keyframe:
            self.held.clear()
            self.key_s = coming.at_s
            return False
        if not resting or coming.at_s - self.key_s > REST_S or len(self.held) == MOST_HELD:
            return False
        self.held.append(coming)
        return True

    def left_over(self, coming: Coming) -> Iterator[Coming]:
        """What is to be decoded before the picture that has come, and that one."""
        held, self.held = self.held, []
        yield from held
        yield coming


@dataclass(slots=True)
class LiveStream:
    """How one connection to a camera goes; seconds are monotonic.

    `broken`: a picture with holes hands them down until the next key picture; `sound_s`: of the last one without.
    """

    picture_s: float
    sound_s: float
    broken: bool = False
    arrival: Arrival = field(default_factory=Arrival)
    rest: Rest = field(default_factory=Rest)
