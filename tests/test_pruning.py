from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.evidence import Evidence
from edge.outbox import Message, Outbox
from edge.pruning import Pruning
from edge.wire.messages import encode_json
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
    pruning = Pruning(evidence, frozenset)
    with caplog.at_level(logging.INFO):
        pruning.begin(time.time(), 30, 1e9)
        until(lambda: evidence.passages() == ["new"])
        pruning.close()
    assert "pictures of 1 passages were removed: older than 30 days or beyond 1 GB" in caplog.text


def test_each_round_begins_when_the_one_before_it_is_done(evidence: Evidence) -> None:
    pruning = Pruning(evidence, frozenset)
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
    Pruning(evidence, frozenset).close()


@pytest.fixture
def outbox(tmp_path: Path, evidence: Evidence) -> Iterator[Outbox]:
    """In which the old picture waits."""
    outbox = Outbox(tmp_path / "outbox.sqlite", encode_json)
    outbox.put(Message("image/old/front.jpg", file=str(evidence.path_of("old", "front.jpg"))))
    yield outbox
    outbox.close()


def prune(evidence: Evidence, outbox: Outbox, max_bytes: float) -> list[str]:
    """A whole round of 30 days; the passages that are left."""
    pruning = Pruning(evidence, outbox.waiting_pictures)
    pruning.begin(time.time(), 30, max_bytes)
    until(lambda: not [one for one in threading.enumerate() if one.name == "pruning"])
    pruning.close()
    return evidence.passages()


def test_an_old_picture_goes_only_when_the_broker_has_accepted_it(evidence: Evidence, outbox: Outbox) -> None:
    assert prune(evidence, outbox, 1e9) == ["new", "old"]
    outbox.accepted(outbox.pending(1)[0][0])
    assert prune(evidence, outbox, 1e9) == ["new"]


def test_for_their_size_unsent_pictures_go_last_and_that_is_told(
    evidence: Evidence, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    size = len(b"picture")
    with caplog.at_level(logging.WARNING):
        assert prune(evidence, outbox, size) == ["old"]
        assert caplog.messages == []
        assert prune(evidence, outbox, 0) == []
    assert caplog.messages == ["1 of them had not been sent: beyond 0 GB nothing else was left"]


def test_no_picture_goes_while_nobody_can_tell_what_is_unsent(evidence: Evidence, outbox: Outbox) -> None:
    outbox.close()
    assert prune(evidence, outbox, 0) == ["new", "old"]
