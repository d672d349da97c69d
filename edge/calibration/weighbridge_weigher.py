"""The indicator as a technician watches it: until it stands still, and for how long it moved.

It takes readings as the lane's own driver gives them, and sends nothing itself.
"""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import dataclass

from edge.calibration.weighbridge_trace import Trace
from edge.errors import DeviceError
from edge.faults.listed import with_check
from edge.ports import Clock
from edge.values import DeviceStatus, Event, WeightReading

SILENT_S = 10.0
AT_ONCE = frozenset({"unreachable", "lost"})


@dataclass(frozen=True, slots=True)
class Rest:
    """What the indicator came to rest at, and everything it showed on the way.

    `moved_kg`: by how much it moved at the end where it never rested; `shown_kg` then is the median of that end.
    """

    shown_kg: float
    moved_kg: float
    trace: Trace

    @property
    def steady(self) -> bool:
        return not self.moved_kg


class Weigher:
    """`events`: what a driver's sink is given. `show` takes a line for the technician, many times a second.

    `silent_s`: how long nothing may come.
    """

    def __init__(
        self, events: queue.SimpleQueue[Event], clock: Clock, show: Callable[[str], None], silent_s: float = SILENT_S
    ) -> None:
        self._events = events
        self._clock = clock
        self._show = show
        self._silent_s = silent_s

    def forget(self) -> None:
        """What has come till now."""
        while not self._events.empty():
            self._events.get_nowait()

    def rest(self, steady_s: float, patience_s: float) -> Rest:
        """Waits until one stable figure has lasted `steady_s`, at most `patience_s`; counts what came since `forget`.

        Raises `DeviceError` where nothing comes, or no weight is shown.
        """
        began_s = self._clock.monotonic_s()
        points: list[tuple[float, float]] = []
        still_s: float | None = None
        while self._clock.monotonic_s() - began_s < patience_s:
            reading = self._next()
            moved = not points or points[-1][1] != reading.gross_kg
            points.append((reading.at_s, _weight(reading)))
            if not reading.stable or moved:
                still_s = None
            elif still_s is None:
                still_s = reading.at_s
            # what was there before the technician's word may belong to the load before
            elif reading.at_s - max(still_s, began_s) >= steady_s:
                return Rest(points[-1][1], 0.0, Trace(tuple(points), rest_kg=points[-1][1]))
        trace = Trace(tuple(points))
        return Rest(trace.final_kg, trace.end_spread_kg, trace)

    def watch(self, seconds: float) -> Trace:
        """All that is shown from now on, for so long. Raises `DeviceError`."""
        self.forget()
        first = self._next()
        points = [(first.at_s, _weight(first))]
        while points[-1][0] - points[0][0] < seconds:
            reading = self._next()
            points.append((reading.at_s, _weight(reading)))
        return Trace(tuple(points))

    def _next(self) -> WeightReading:
        """The next figure, an overload or the like among them only for as long as anything else may still come."""
        until_s = self._clock.monotonic_s() + self._silent_s
        code, particulars = "silent", ""
        while (left_s := until_s - self._clock.monotonic_s()) > 0:
            try:
                event = self._events.get(timeout=left_s)
            except queue.Empty:
                break
            if isinstance(event, WeightReading) and event.gross_kg is not None:
                self._show(_line(event))
                return event
            if isinstance(event, WeightReading):
                code, particulars = event.status, ""
                self._show(f"  the indicator shows no weight: {event.status}")
            elif isinstance(event, DeviceStatus) and not event.ok:
                code, particulars = event.code, event.text
                if event.code in AT_ONCE:
                    break
        raise DeviceError(code, with_check("indicator", code, particulars))


def _weight(reading: WeightReading) -> float:
    return reading.gross_kg if reading.gross_kg is not None else 0.0


def _line(reading: WeightReading) -> str:
    return f"  {_weight(reading):>10g} kg   {'stands still' if reading.stable else 'moving …'}"
