"""How an indication moved over time: noise at rest, settling after a load, and the settings that follow; pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from statistics import median_low, pstdev

from edge.calibration.weighbridge_limits import MIN_INTERVALS

HALF = 0.5
LAST_SHARE = 0.2
"""Of a trace: its end, taken as the final figure."""
MARGIN_FRAMES = 2
FEWEST_FRAMES = 6
"""Without a flag of the indicator's own, 5 to 8 equal frames make a weight stable."""
MOST_FRAMES = 20
"""Longer false rests, a truck that pauses between two axles, are left to settle_s."""
MARGIN = 1.5
LEAST_SETTLE_S = 1.0
MOST_SETTLE_S = 30.0
SETTLE_STEP_S = 0.5
THRESHOLD_STEP_KG = 50
LEAST_THRESHOLD_KG = 50
MOST_THRESHOLD_KG = 20_000
NOISE_FACTOR = 10


@dataclass(frozen=True, slots=True)
class Trace:
    """Figures of the indicator: (at_s, shown_kg) in their order; `rest_kg`: at which it stood still in the end."""

    points: tuple[tuple[float, float], ...]
    rest_kg: float | None = None

    @property
    def shown_kg(self) -> list[float]:
        return [kg for _, kg in self.points]

    @property
    def seconds(self) -> float:
        return self.points[-1][0] - self.points[0][0] if self.points else 0.0

    @property
    def spread_kg(self) -> float:
        """Largest less smallest figure."""
        return max(self.shown_kg) - min(self.shown_kg) if self.points else 0.0

    @property
    def deviation_kg(self) -> float:
        """Standard deviation."""
        return pstdev(self.shown_kg) if self.points else 0.0

    @property
    def final_kg(self) -> float:
        """Where it came to rest; else the median of its end, one of the figures shown there."""
        return median_low(self._end()) if self.rest_kg is None else self.rest_kg

    @property
    def end_spread_kg(self) -> float:
        """Largest less smallest figure of its end."""
        return max(self._end()) - min(self._end())

    def _end(self) -> list[float]:
        return self.shown_kg[-max(1, int(len(self.points) * LAST_SHARE)) :]


@dataclass(frozen=True, slots=True)
class Arrival:
    """How one load came to rest. `half_s`: the moment when half of it was on, in the seconds of the trace;
    `settled_s`: from then until within e of the final figure for good.

    A false rest is a figure that stayed the same though it was not the final one: `false_frames` in a row at most,
    over `false_s`.
    """

    final_kg: float
    half_s: float
    settled_s: float
    false_frames: int
    false_s: float


@dataclass(frozen=True, slots=True)
class Stability:
    """Recommended settings of [weighbridge] and [arrival]. `possible`: the indication rests long enough for them."""

    stable_frames: int
    settle_s: float
    threshold_kg: int
    possible: bool


def judge_arrival(trace: Trace, interval_kg: float) -> Arrival | None:
    """None where no load of 20 e or more came, or it never stood still."""
    if trace.rest_kg is None or abs(trace.final_kg - trace.shown_kg[0]) < MIN_INTERVALS * interval_kg:
        return None
    final_kg, first_kg = trace.final_kg, trace.shown_kg[0]
    half_s = next(
        (at_s for at_s, kg in trace.points if abs(kg - first_kg) >= HALF * abs(final_kg - first_kg)),
        trace.points[-1][0],
    )
    false_frames, false_s = _false_rest(trace, interval_kg)
    return Arrival(final_kg, half_s, max(0.0, _settled_at_s(trace, interval_kg) - half_s), false_frames, false_s)


def _settled_at_s(trace: Trace, interval_kg: float) -> float:
    """When the figure came within e of the final one, never to leave it again."""
    off = [at for at, kg in enumerate(trace.shown_kg) if abs(kg - trace.final_kg) > interval_kg]
    return trace.points[min(off[-1] + 1, len(trace.points) - 1) if off else 0][0]


def _false_rest(trace: Trace, interval_kg: float) -> tuple[int, float]:
    """Frames and seconds of the longest run of one figure that is neither the first nor the final one."""
    moving = [
        (at_s, kg)
        for at_s, kg in trace.points
        if abs(kg - trace.final_kg) > interval_kg and abs(kg - trace.shown_kg[0]) > interval_kg
    ]
    runs = [[at_s for at_s, _ in run] for _, run in groupby(moving, key=lambda point: point[1])]
    longest = max(runs, key=len, default=[0.0])
    return (len(longest) if runs else 0), longest[-1] - longest[0]


def longest_run(trace: Trace) -> int:
    """The most equal figures in a row."""
    return max((len(list(run)) for _, run in groupby(trace.shown_kg)), default=0)


def recommend(rest: Trace, arrivals: tuple[Arrival, ...], interval_kg: float) -> Stability:
    """Settings under which no false rest seen here would have been taken for the weight.

    `settle_s`: half as long again as the longest false rest. `threshold_kg`: well above the noise of the empty
    platform, and not below the smallest load that may be weighed, 20 e.
    """
    false_frames = max((one.false_frames for one in arrivals), default=0)
    false_s = max((one.false_s for one in arrivals), default=0.0)
    frames = min(MOST_FRAMES, max(FEWEST_FRAMES, false_frames + MARGIN_FRAMES))
    settle_s = math.ceil(max(LEAST_SETTLE_S, MARGIN * false_s) / SETTLE_STEP_S) * SETTLE_STEP_S
    above_kg = max(MIN_INTERVALS * interval_kg, NOISE_FACTOR * rest.spread_kg)
    threshold_kg = math.ceil(above_kg / THRESHOLD_STEP_KG) * THRESHOLD_STEP_KG
    return Stability(
        frames,
        min(MOST_SETTLE_S, settle_s),
        min(MOST_THRESHOLD_KG, max(LEAST_THRESHOLD_KG, threshold_kg)),
        longest_run(rest) >= frames,
    )
