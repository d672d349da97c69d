from __future__ import annotations

import pytest

from edge.recording.reasons import reason_to_keep
from edge.recording.values import Entry, Kept, Lost
from edge.values import DeviceStatus, PulseFailed, StoreFailed, Tick
from tests.recording.recorded import met


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (met(DeviceStatus("indicator", "silent", "for 3 s")), "indicator-silent"),
        (met(DeviceStatus("camera:front", "lost", "")), "camera-front-lost"),
        (met(PulseFailed("open", "no answer")), "pulse-failed"),
        (met(StoreFailed("disk full")), "store-failed"),
        (Kept({"violations": ["no-opening: passed unopened"], "decision": {"outcome": "none"}}), "violation"),
        (Kept({"violations": [], "decision": {"outcome": "refer"}}), "needs-a-person"),
        (met(DeviceStatus("../../etc", "x/../y", "")), "etc-x-y"),
    ],
)
def test_it_is_kept_for(entry: Entry, reason: str) -> None:
    assert reason_to_keep(entry) == reason


@pytest.mark.parametrize(
    "entry",
    [
        met(DeviceStatus("indicator", "ok", "streaming")),
        met(DeviceStatus("relay", "starting", "")),
        met(Tick()),
        Kept({"violations": [], "decision": {"outcome": "open"}}),
        Kept({}),
        Lost(3),
    ],
)
def test_it_is_an_everyday_matter(entry: Entry) -> None:
    assert reason_to_keep(entry) is None
