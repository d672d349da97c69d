"""Vehicles on one line: over the platform, past the stop line, under the boom, away; or back out.

0 ======== platform ======== 18 m   18.5 stop line   19 -- loop -- 21   20 boom
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PLATFORM_M = (0.0, 18.0)
ARRIVAL_M = (1.0, 17.0)
LOOP_M = (19.0, 21.0)
STOP_M = 18.5
BOOM_M = 20.0
AWAY_M = 21.5
GAP_M = 2.0
SPEED = 4.0  # m/s

Plan = Literal["waits", "rams", "backs out", "stalls", "slips in"]


@dataclass
class Vehicle:
    """`front_m`: where its nose is. `slips in`: came to the boom beside the platform."""

    plan: Plan
    plate: str
    length_m: float
    kg: float
    front_m: float = 0.0
    waited_s: float = 0.0
    from_s: float | None = None
    passed_s: float | None = None
    gone_s: float | None = None
    gone: bool = False

    def covers(self, stretch: tuple[float, float]) -> bool:
        return self.front_m > stretch[0] and self.front_m - self.length_m < stretch[1]

    @property
    def on_platform_kg(self) -> float:
        begin = max(PLATFORM_M[0], self.front_m - self.length_m)
        share = max(0.0, min(PLATFORM_M[1], self.front_m) - begin) / self.length_m
        return 0.0 if self.plan == "slips in" else self.kg * share


def move(vehicles: list[Vehicle], boom_is_up: bool, now_s: float, dt_s: float) -> None:
    """All vehicles `dt_s` on, the first one first; nobody drives into the one ahead."""
    ahead_m: float | None = None
    for one in vehicles:
        _drive(one, boom_is_up, dt_s, ahead_m)
        if one.from_s is None and (one.covers(PLATFORM_M) or one.covers(LOOP_M)):
            one.from_s = now_s
        if one.front_m - one.length_m > AWAY_M:
            one.passed_s, one.gone_s, one.gone = now_s, now_s, True
        elif one.front_m <= 0.0 and one.waited_s > 0:
            one.gone_s, one.gone = now_s, True
        ahead_m = one.front_m - one.length_m - GAP_M
    vehicles[:] = [one for one in vehicles if not one.gone]


def _drive(one: Vehicle, boom_is_up: bool, dt_s: float, ahead_m: float | None) -> None:
    limit_m = one.front_m + SPEED * dt_s
    if ahead_m is not None:
        limit_m = min(limit_m, max(ahead_m, one.front_m))
    waits = one.plan in ("waits", "backs out", "stalls") and one.front_m <= STOP_M and not boom_is_up
    if waits and limit_m >= STOP_M:
        limit_m, one.waited_s = STOP_M, one.waited_s + dt_s
    if one.plan == "backs out" and one.waited_s > 3:
        one.front_m, one.waited_s = one.front_m - SPEED * dt_s, one.waited_s + dt_s
        return
    if one.plan == "stalls" and LOOP_M[0] < one.front_m and one.waited_s < 8:
        one.waited_s += dt_s
        return
    one.front_m = limit_m
