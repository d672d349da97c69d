"""Trucks on an 18 m platform by their axles: what an indicator shows at 10 Hz while they roll on, stop and roll off."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

LENGTH_M = 18.0
STOP_M = 16.0  # where the barrier stops a front axle
GRADUATION_KG = 20
STABLE_FRAMES = 6
STEP_S = 0.1
PATIENCE_S = 240.0

Axles = tuple[tuple[float, float], ...]
"""(metres behind the front axle, kg) of each axle."""

LADEN: Axles = ((0, 7000), (3.8, 9000), (5.2, 9000), (11.5, 5500), (12.8, 5500), (14.1, 5500))
EMPTY: Axles = ((0, 5500), (3.8, 2500), (5.2, 2500), (11.5, 1500), (12.8, 1500), (14.1, 1500))
RIGID: Axles = ((0, 6000), (4.5, 9000), (5.8, 5000))


def gross_kg(truck: Axles) -> float:
    return sum(kg for _, kg in truck)


@dataclass
class Convoy:
    """Trucks one behind the other, `gap_m` from last axle to front axle; the first one not let go yet stops."""

    trucks: Sequence[Axles]
    gap_m: float
    speed: float = 1.5
    let_go: int = 0
    moved_m: float = 0.0
    now_s: float = 0.0
    shown: list[float] = field(default_factory=list)

    def front_of(self, number: int) -> float:
        """Where a truck's front axle is, metres from the platform's beginning."""
        ahead = sum(truck[-1][0] + self.gap_m for truck in self.trucks[:number])
        return self.moved_m - 2 - ahead

    @property
    def waiting(self) -> int | None:
        """The truck that stands at the barrier."""
        stopped = self.let_go < len(self.trucks) and self.front_of(self.let_go) >= STOP_M
        return self.let_go if stopped else None

    @property
    def is_past(self) -> bool:
        last = len(self.trucks) - 1
        return self.front_of(last) - self.trucks[last][-1][0] > LENGTH_M + self.speed * 4

    def move(self) -> tuple[float, bool]:
        """The next reading: weight shown and whether it is stable."""
        self.now_s += STEP_S
        assert self.now_s < PATIENCE_S, f"truck {self.waiting} was never let go"
        if self.waiting is None:
            self.moved_m += self.speed * STEP_S
        rocking = 0.0 if self.waiting is not None else 0.02 * math.sin(2 * math.pi * 1.6 * self.now_s)
        load = sum(_load(truck, self.front_of(number)) for number, truck in enumerate(self.trucks)) * (1 + rocking)
        self.shown.append(round(load / GRADUATION_KG) * GRADUATION_KG)
        return self.shown[-1], len(set(self.shown[-STABLE_FRAMES:])) == 1 and len(self.shown) >= STABLE_FRAMES


def _load(truck: Axles, front_m: float) -> float:
    """Tyres come on over 0.3 m."""
    return sum(kg * _share((front_m - back) / 0.3) * _share((LENGTH_M - front_m + back) / 0.3) for back, kg in truck)


def _share(part: float) -> float:
    return min(1.0, max(0.0, part))
