from __future__ import annotations

import logging
import os
import threading
import time
from pathlib import Path

import pytest

from edge.evidence import Evidence
from edge.pruning import Pruning
from tests.waiting import until

DAY_S = 86_400.0


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    """A picture of 40 days ago, and one of now."""
    evidence = Evidence(tmp_path / "evidence")
    for name in ("old", "new"):
        stored = evidence.save(name, "front.jpg", b"picture")
        old_s = time.time() - 40 * DAY_S
        if name == "old":
            os.utime(stored.path, (old_s, old_s))
    return evidence


def test_old_pictures_go_beside_the_lane(evidence: Evidence, caplog: pytest.LogCaptureFixture) -> None:
    pruning = Pruning(evidence)
    with caplog.at_level(logging.INFO):
        pruning.begin(time.time(), 30, 1e9)
        until(lambda: evidence.passages() == ["new"])
        pruning.close()
    assert "pictures of 1 passages were removed: older than 30 days or beyond 1 GB" in caplog.text


def test_each_round_begins_when_the_one_before_it_is_done(evidence: Evidence) -> None:
    pruning = Pruning(evidence)
    for _ in range(20):
        pruning.begin(time.time(), 30, 1e9)
        assert sum(one.name == "pruning" for one in threading.enumerate()) <= 1
    pruning.close()
    pruning.begin(time.time(), 0, 0)
    until(lambda: evidence.passages() == [])
    pruning.close()


def test_nothing_more_goes_once_it_is_over(evidence: Evidence) -> None:
    assert evidence.prune(time.time(), 0, 0, lambda: True) == []
    assert evidence.passages() == ["new", "old"]


def test_to_end_what_was_not_begun_is_no_fault(evidence: Evidence) -> None:
    Pruning(evidence).close()
