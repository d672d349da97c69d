"""What a lane is fitted with: its devices behind their ports, and where it keeps things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edge.calibration_watch import CalibrationWatch
from edge.evidence import Evidence
from edge.outbox import Outbox
from edge.ports import Barrier, Broker, Camera, Scale
from edge.watcher import Watcher


@dataclass(frozen=True, slots=True)
class Devices:
    """What the lane has."""

    cameras: Sequence[Camera]
    broker: Broker
    watcher: Watcher | None = None
    scale: Scale | None = None
    barrier: Barrier | None = None
    calibrations: CalibrationWatch | None = None


@dataclass(frozen=True, slots=True)
class Store:
    """Where the lane keeps things, and the bounds of the pictures; `min_free_gb` of the disk is kept for the rest."""

    path: Path
    outbox: Outbox
    evidence: Evidence
    evidence_days: int
    evidence_max_gb: float
    min_free_gb: float = 1.0
