"""What a calibration changes in a lane's file: how the indicator is read, and when its weight is believed; pure."""

from __future__ import annotations

from collections.abc import Iterator

from edge.calibration.saving import Change
from edge.calibration.weighbridge_trace import Stability
from edge.config import Config
from edge.config_weighbridge import WeighbridgeTable

LINE_KEYS = ("port", "protocol", "baud", "framing", "address", "registers")


def changed_settings(config: Config, found: WeighbridgeTable, stability: Stability | None) -> tuple[Change, ...]:
    """Only what is otherwise than in the file. `found`: how the indicator was really read.

    Nothing is recommended for an indication that never rests.
    """
    return (*_line(config, found), *(_stability(config, stability) if stability and stability.possible else ()))


def _line(config: Config, found: WeighbridgeTable) -> Iterator[Change]:
    for key in LINE_KEYS:
        value = getattr(found, key)
        if value != getattr(config.weighbridge, key):
            yield Change(("weighbridge",), key, value)


def _stability(config: Config, stability: Stability) -> Iterator[Change]:
    for key in ("stable_frames", "settle_s"):
        value = getattr(stability, key)
        if value != getattr(config.weighbridge, key):
            yield Change(("weighbridge",), key, value)
    if config.arrival.by == "weight" and config.arrival.threshold_kg < stability.threshold_kg:
        yield Change(("arrival",), "threshold_kg", stability.threshold_kg)
