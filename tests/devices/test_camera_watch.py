from __future__ import annotations

from typing import Any

import pytest

from edge.devices.camera_watch import Backoff, CameraLimits, Fault, Watch
from edge.faults.camera import CAMERA

LIMITS = CameraLimits(open_s=10, stall_s=5, hang_s=5, start_s=30, settled_s=20, retry_first_s=1, retry_most_s=30)


def beat(stage: str, since_s: float) -> dict[str, Any]:
    return {"kind": "beat", "stage": stage, "since_s": since_s}


def judged(stage: str, since_s: float) -> str | None:
    watch = Watch(LIMITS, 0.0)
    assert watch.hear(beat(stage, since_s), 100.0) is None
    fault = watch.judge(100.1)
    return fault.code if fault else None


@pytest.mark.parametrize(
    ("stage", "since_s", "code"),
    [
        ("connect", 9, None),
        ("connect", 60, "unreachable"),
        ("read", 4, None),
        ("read", 8, "stalled"),
        ("decode", 4, None),
        ("decode", 6, "hung"),
        ("wait", 600, None),
    ],
)
def test_a_stage_that_takes_too_long_has_its_own_fault(stage: str, since_s: float, code: str | None) -> None:
    assert judged(stage, since_s) == code


def test_a_child_that_falls_silent_hangs() -> None:
    watch = Watch(LIMITS, 0.0)
    watch.hear(beat("wait", 0), 1.0)
    assert watch.judge(6.9) is None
    fault = watch.judge(7.1)
    assert fault is not None
    assert fault.code == "hung"


def test_a_child_that_never_says_a_word_hangs_only_after_the_time_to_start() -> None:
    watch = Watch(LIMITS, 100.0)
    assert watch.judge(129.0) is None
    fault = watch.judge(131.0)
    assert fault is not None
    assert fault.code == "hung"


@pytest.mark.parametrize("code", [one.code for one in CAMERA])
def test_every_fault_says_where_and_what_was_seen(code: str) -> None:
    watch = Watch(LIMITS, 0.0)
    fault = watch.hear({"kind": "error", "code": code, "text": "what was seen"}, 1.0)
    assert fault == Fault(code, "what was seen")
    assert fault is not None
    assert fault.text("192.0.2.1:554") == "192.0.2.1:554, what was seen"


def test_an_unknown_code_is_a_child_gone_wrong() -> None:
    assert Watch(LIMITS, 0.0).hear({"kind": "error", "code": "?"}, 1.0) == Fault("died", "")


def test_pauses_double_up_to_the_most_and_begin_anew_after_a_settled_stream() -> None:
    backoff = Backoff(LIMITS)
    fault = Fault("lost")
    pauses = [backoff.pause_s(fault, streamed_s=0.0) for _ in range(9)]
    for pause, expected in zip(pauses, (1, 2, 4, 8, 16, 30, 30, 30, 30), strict=True):
        assert 0.75 * expected <= pause <= 1.25 * expected
    assert backoff.pause_s(fault, streamed_s=19.0) > 20
    assert backoff.pause_s(fault, streamed_s=21.0) < 2


def test_a_refused_login_is_not_tried_again_quickly() -> None:
    assert Backoff(LIMITS).pause_s(Fault("unauthorised"), 0.0) > 20


def test_it_is_known_how_long_pictures_have_come() -> None:
    watch = Watch(LIMITS, 0.0)
    assert watch.streamed_s == 0.0
    watch.saw_picture(3.0)
    watch.saw_picture(9.5)
    assert watch.streamed_s == 6.5
