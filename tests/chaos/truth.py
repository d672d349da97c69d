"""What truly happened at a lane, as the simulators saw it; seconds of the epoch."""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass(slots=True)
class Stay:
    """A vehicle on the platform; `off_s` is infinite while it stands."""

    number: int
    gross_kg: int
    on_s: float
    off_s: float = math.inf

    def covers(self, at_s: float, before_s: float = 0.0, after_s: float = 0.0) -> bool:
        return self.on_s - before_s <= at_s <= self.off_s + after_s


@dataclass(slots=True)
class Truth:
    """One lane: its vehicles, the pulses of its relay, when it ended (by whatever) and started, when its disk was full.

    `ready`: when its page answered first after each start. `exits` are the ends that nobody else brought about.
    `wrongs`: what the simulators saw that must never be.
    """

    lane: str
    cameras: tuple[str, ...] = ()
    stays: list[Stay] = field(default_factory=list)
    pulses: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    exits: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    full: list[tuple[float, float]] = field(default_factory=list)
    wrongs: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message at the centre; of a picture only `sha256` is kept, `payload` is empty then."""

    at_s: float
    level: str
    payload: bytes
    sha256: str
    size: int
