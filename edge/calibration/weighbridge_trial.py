"""What was weighed in a calibration, and its errors before rounding; pure.

OIML R 76-1:2006, A.4.4.3: at a load L the indication is I. Small weights of e/10 are added until the indication is
clearly one e higher; they are dL together. Before rounding the instrument meant

    P = I + e/2 - dL        E = P - L        Ec = E - E0 (the error at zero or near it)

Without them only I is known, and P lies within e/2 of it: every error then has that doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from edge.calibration.weighbridge_limits import ROUNDING, Figure, Instrument
from edge.calibration.weighbridge_trace import Trace

Way = Literal["zero", "up", "down", "again", "corner"]


@dataclass(frozen=True, slots=True)
class Weighing:
    """One load on the platform, kg: what is there, what is shown, and dL where small weights were added.

    `moved_kg`: how far the indication still moved, 0 where it stood still. `tries`: how often it was weighed until the
    technician took it.
    """

    way: Way
    load_kg: float
    shown_kg: float
    added_kg: float | None = None
    moved_kg: float = 0.0
    tries: int = 1

    def meant(self, interval_kg: float) -> Figure:
        """P, the indication before rounding; one that moved is in doubt by as much."""
        if self.added_kg is None:
            return Figure(self.shown_kg, ROUNDING * interval_kg + self.moved_kg)
        return Figure(self.shown_kg + ROUNDING * interval_kg - self.added_kg)

    @property
    def steady(self) -> bool:
        """Whether the indication stood still."""
        return not self.moved_kg

    def error(self, interval_kg: float) -> Figure:
        """E = P - L."""
        meant = self.meant(interval_kg)
        return Figure(meant.kg - self.load_kg, meant.doubt_kg)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a load stands in the corner test: along and across the platform, -1 to 1 each, 0 in the middle."""

    name: str
    along: float
    across: float


@dataclass(frozen=True, slots=True)
class Trial:
    """Everything weighed. `rest`: the empty platform for a while; `arrivals`: a vehicle driving on and stopping."""

    instrument: Instrument
    zero: Weighing
    span: tuple[Weighing, ...] = ()
    repeats: tuple[Weighing, ...] = ()
    corners: tuple[tuple[Place, Weighing], ...] = ()
    rest: Trace | None = None
    arrivals: tuple[Trace, ...] = ()

    def corrected(self, weighing: Weighing) -> Figure:
        """Ec = E - E0. Zero as shown is taken as it is: zero tracking keeps it within e/4."""
        interval_kg = self.instrument.interval_kg
        error = weighing.error(interval_kg)
        return Figure(error.kg - self.zero.error(interval_kg).kg, error.doubt_kg)

    def weighings(self) -> Iterator[Weighing]:
        yield self.zero
        yield from self.span
        yield from self.repeats
        yield from (one for _, one in self.corners)

    @property
    def exact(self) -> bool:
        """Whether every weighing was made with added weights, so that nothing is left to rounding."""
        return all(one.added_kg is not None for one in self.weighings())

    def hysteresis_kg(self) -> dict[float, float]:
        """Load -> how much more is shown on the way down than on the way up."""
        interval_kg = self.instrument.interval_kg
        up = {one.load_kg: one.meant(interval_kg).kg for one in self.span if one.way == "up"}
        down = {one.load_kg: one.meant(interval_kg).kg for one in self.span if one.way == "down"}
        return {load: down[load] - up[load] for load in sorted(up.keys() & down.keys())}

    def repeat_spread(self) -> Figure:
        """The largest difference between results of the same load (3.6.1); each rounding may add e/2 to it."""
        errors = [one.error(self.instrument.interval_kg) for one in self.repeats]
        spread_kg = max(one.kg for one in errors) - min(one.kg for one in errors)
        return Figure(spread_kg, 2 * max(one.doubt_kg for one in errors))
