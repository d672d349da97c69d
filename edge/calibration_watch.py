"""Reminds of devices whose calibration is old: as a fault of the lane, and as figures in its health."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from edge.calibrated import Calibration, newest_calibrations
from edge.lane.documents.health import CalibrationFigures
from edge.ports import Clock, Sink
from edge.values import DeviceStatus, rfc3339


class CalibrationWatch:
    """`valid_days`: of each device of the lane. One that was never calibrated is no fault: nothing has grown old."""

    def __init__(self, state: Path, valid_days: Mapping[str, int], sink: Sink, clock: Clock) -> None:
        self._state = state
        self._valid_days = valid_days
        self._sink = sink
        self._clock = clock
        self._known: Mapping[str, Calibration] = {}
        self._old: frozenset[str] = frozenset()

    def look(self) -> None:
        """Reads the records; says once what has become old, and what has been calibrated anew."""
        self._known = newest_calibrations(self._state)
        now = self._clock.utc()
        old = frozenset(device for device in self._valid_days if self._is_old(device, now))
        for device in sorted(old - self._old):
            one = self._known[device]
            text = f"calibrated {age_days(one, now)} days ago, on {one.at:%Y-%m-%d} by {one.by}"
            self._sink(DeviceStatus(f"calibration:{device}", "old", text))
        for device in sorted(self._old - old):
            self._sink(DeviceStatus(f"calibration:{device}", "ok", "calibrated anew"))
        self._old = old

    def figures(self) -> dict[str, CalibrationFigures | None]:
        """By device, as they were at the last look; None for one that was never calibrated."""
        now = self._clock.utc()
        return {device: self._figures(device, now) for device in self._valid_days}

    def _is_old(self, device: str, now: datetime) -> bool:
        known = self._known.get(device)
        return known is not None and now - known.at > timedelta(days=self._valid_days[device])

    def _figures(self, device: str, now: datetime) -> CalibrationFigures | None:
        one = self._known.get(device)
        if one is None:
            return None
        return {"at": rfc3339(one.at), "age_days": age_days(one, now), "verdict": one.verdict}


def age_days(calibration: Calibration, now: datetime) -> int:
    """Whole days; 0 for one of a time that is still to come: some clock was wrong."""
    return max(0, (now - calibration.at).days)
