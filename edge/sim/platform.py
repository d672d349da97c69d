"""The platform of a weighbridge that isn't there: loads are put on it, and it shows them as well as it is built.

load, place -> span, bend, friction, corner -> + sway of the load + noise -> rounded to e -> the indicator
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from threading import Lock


@dataclass(frozen=True, slots=True)
class Build:
    """How a platform is built, and what is wrong with it.

    `span`: shown per kg. `bend_kg`: error at half of Max, none at zero and Max. `friction_kg`: what is shown too much
    while loads go down. `corners`: place -> share of a load there that is shown too much. `noise_kg`: standard
    deviation. A load sways at `sway_hz` and is still after about five times `still_s`.
    """

    max_kg: float = 60_000
    interval_kg: float = 20
    zero_kg: float = 0
    span: float = 1
    bend_kg: float = 0
    friction_kg: float = 0
    corners: Mapping[str, float] = field(default_factory=dict)
    noise_kg: float = 0
    sway_hz: float = 1.5
    still_s: float = 0.05
    seed: int = 0


class SimulatedPlatform:
    """`gross_kg` is what a `SimulatedIndicator` asks for; loads may be put on from another thread."""

    def __init__(self, build: Build, elapsed_s: Callable[[], float]) -> None:
        self._build = build
        self._elapsed_s = elapsed_s
        self._random = Random(build.seed)  # noqa: S311 - shakes a simulated platform, guards nothing
        self._lock = Lock()
        self._load_kg = 0.0
        self._steps: tuple[tuple[float, float], ...] = ((-math.inf, build.zero_kg),)

    def put(self, load_kg: float, place: str = "") -> None:
        """So much is on the platform from now on, in its middle or at a place."""
        self.drive_on(((0.0, load_kg),), place)

    def drive_on(self, axles: Iterable[tuple[float, float]], place: str = "") -> None:
        """(seconds from now, kg on the platform from then on) of each axle."""
        with self._lock:
            now_s = self._elapsed_s()
            steps = [(-math.inf, self._steps[-1][1])]
            for after_s, load_kg in axles:
                steps.append((now_s + after_s, self._shown_kg(load_kg, place)))
                self._load_kg = load_kg
            self._steps = tuple(steps)

    def gross_kg(self) -> float:
        """What the display shows at this moment, kg in whole e."""
        with self._lock:
            now_s, shown_kg = self._elapsed_s(), self._steps[0][1]
            for (_, before_kg), (at_s, kg) in zip(self._steps, self._steps[1:], strict=False):
                shown_kg += (kg - before_kg) * self._come_to_rest(now_s - at_s)
            shown_kg += self._random.gauss(0, self._build.noise_kg)
        return self._build.interval_kg * math.floor(shown_kg / self._build.interval_kg + 0.5)

    def _come_to_rest(self, since_s: float) -> float:
        """The share of a load that is shown so long after it came."""
        if since_s < 0:
            return 0.0
        swing = math.exp(-since_s / self._build.still_s) * math.cos(math.tau * self._build.sway_hz * since_s)
        return 1 - swing

    def _shown_kg(self, load_kg: float, place: str) -> float:
        """Of a load at rest, before rounding."""
        one = self._build
        bent_kg = one.bend_kg * math.sin(math.pi * min(load_kg, one.max_kg) / one.max_kg)
        friction_kg = one.friction_kg if 0 < load_kg < self._load_kg else 0.0
        return one.zero_kg + load_kg * (one.span + one.corners.get(place, 0.0)) + bent_kg + friction_kg
