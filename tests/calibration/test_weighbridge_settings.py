"""What goes into the lane's file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from edge.calibration.saving import Change
from edge.calibration.weighbridge_settings import changed_settings
from edge.calibration.weighbridge_trace import Stability
from edge.config import Config, parse_config

AS_IT_IS = Stability(6, 2.0, 400, possible=True)


def config(**weighbridge: Any) -> Config:
    document = {
        "lane": {"site": "kim-thanh", "id": "lane-01", "direction": "import"},
        "weighbridge": {"port": "/dev/ttyUSB0", "protocol": "auto", **weighbridge},
        "decision": {"mode": "monitor", "require": []},
        "mqtt": {"host": "127.0.0.1"},
        "storage": {"path": "/var/lib/lanegate/lane-01"},
    }
    return parse_config(document, lambda _name: None, "lane.toml")


def changes(stability: Stability | None, **found: Any) -> tuple[Change, ...]:
    lane = config()
    assert lane.weighbridge is not None
    return changed_settings(lane, lane.weighbridge.model_copy(update=found), stability)


def test_what_is_as_in_the_file_is_left_alone() -> None:
    assert changes(AS_IT_IS) == ()


def test_the_line_that_was_found_is_written() -> None:
    assert changes(None, protocol="yaohua", baud=4800) == (
        Change(("weighbridge",), "protocol", "yaohua"),
        Change(("weighbridge",), "baud", 4800),
    )


def test_stability_and_a_threshold_that_is_too_low_are_written() -> None:
    assert changes(replace(AS_IT_IS, stable_frames=10, settle_s=3.5, threshold_kg=1000)) == (
        Change(("weighbridge",), "stable_frames", 10),
        Change(("weighbridge",), "settle_s", 3.5),
        Change(("arrival",), "threshold_kg", 1000),
    )


def test_nothing_is_recommended_for_an_indication_that_never_rests() -> None:
    assert changes(Stability(10, 3.5, 1000, possible=False)) == ()
