"""Which time the lane goes by when the machine's clock lies; pure.

The lane's own time is the wall clock as it was at the start, carried on by a clock that nobody can set. The wall clock
is believed anew only where the kernel says that a time service keeps it (STA_UNSYNC is clear, see adjtimex(2)), or
where it was plainly unset before. So a wall clock that jumps changes neither the order of what is published nor what
has expired.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

STEP_S = 1.0  # a smaller difference is no jump
SLEW_S = 0.1  # a smaller difference is not worth a correction: it may be no more than a slow look at two clocks
APART_S = 600.0  # two times that are further apart can't be mixed up by a command on its way
FRESH_S = 300.0  # a command just sent ends within this


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What the machine says at one moment: POSIX seconds, monotonic seconds, and whether a time service keeps it."""

    wall_s: float
    monotonic_s: float
    synchronised: bool


@dataclass(frozen=True, slots=True)
class Timekeeping:
    """The lane's time is `monotonic_s + offset_s`; `step_s`: how far a wall clock that has jumped is ahead of it."""

    offset_s: float
    floor_s: float
    step_s: float = 0.0
    synchronised_since_s: float | None = None  # monotonic

    def posix_s(self, reading: ClockReading) -> float:
        """The lane's time."""
        return reading.monotonic_s + self.offset_s

    def is_unset(self, reading: ClockReading) -> bool:
        """Whether it is earlier than it can be, and no time service says otherwise."""
        return self.synchronised_since_s is None and self.posix_s(reading) < self.floor_s


def begin(reading: ClockReading, floor_s: float) -> Timekeeping:
    """At the start; it can't be earlier than `floor_s`, POSIX seconds, whatever the wall clock says."""
    return follow(Timekeeping(reading.wall_s - reading.monotonic_s, floor_s), reading)


def follow(known: Timekeeping, reading: ClockReading) -> Timekeeping:
    """The lane's time after another look at the machine's clocks."""
    step_s = reading.wall_s - known.posix_s(reading)
    if reading.synchronised:
        since_s = known.synchronised_since_s
        if abs(step_s) <= SLEW_S:
            return replace(known, step_s=0.0, synchronised_since_s=reading.monotonic_s if since_s is None else since_s)
        return Timekeeping(known.offset_s + step_s, known.floor_s, synchronised_since_s=reading.monotonic_s)
    if known.is_unset(reading) and reading.wall_s >= known.floor_s:
        return Timekeeping(known.offset_s + step_s, known.floor_s)
    return Timekeeping(known.offset_s, known.floor_s, step_s if abs(step_s) > STEP_S else 0.0)


def in_lane_time(known: Timekeeping, reading: ClockReading, until: datetime) -> datetime | None:
    """`until`, a time of the centre's, in the lane's time; None where it can't be told whether it has passed.

    Where two times are possible and far apart, the one by which a command looks just sent is the centre's: none is
    under way for minutes, as no session keeps it.
    """
    left_s = until.timestamp() - known.posix_s(reading)
    if known.is_unset(reading):
        return until if left_s <= FRESH_S else None
    by_wall_s = left_s - known.step_s
    if (left_s > 0) == (by_wall_s > 0):
        return until
    if abs(known.step_s) < APART_S or max(left_s, by_wall_s) > FRESH_S:
        return None
    return until if left_s > 0 else until - timedelta(seconds=known.step_s)


def trouble(known: Timekeeping, reading: ClockReading) -> tuple[str, str]:
    """Code and particulars; "ok" where nothing is known to be wrong."""
    if known.is_unset(reading):
        shown = datetime.fromtimestamp(known.posix_s(reading), UTC)
        return "unset", f"{shown:%Y-%m-%d %H:%M} UTC"
    if known.step_s:
        return "jumped", f"by {known.step_s:+.0f} s"
    return "ok", "the clock runs evenly"
