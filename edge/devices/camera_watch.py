"""What a camera's child says and does not say -> the fault. Pure but for the jitter."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from edge.faults.listed import entry_of

BEAT_S = 0.5
"""How often the child says that it lives."""


@dataclass(frozen=True, slots=True)
class CameraLimits:
    """Times in seconds after which a camera's reader is judged, and how its restarts are spaced."""

    open_s: float = 10.0
    stall_s: float = 5.0
    hang_s: float = 5.0
    start_s: float = 30.0
    settled_s: float = 20.0
    retry_first_s: float = 1.0
    retry_most_s: float = 30.0

    @property
    def connect_s(self) -> float:
        """Longer than the child needs to open, to look at the stream, and to find out why that failed."""
        return 3 * self.open_s + 5.0


@dataclass(frozen=True, slots=True)
class Fault:
    """`code` is one of `edge.faults.camera`; `detail` is what was seen."""

    code: str
    detail: str = ""

    def text(self, where: str) -> str:
        """The particulars: the place of the camera, and what was seen there."""
        return f"{where}, {self.detail}" if self.detail else where


class Backoff:
    """Growing pauses between restarts: doubled each time, with jitter, so that cameras do not retry in step."""

    def __init__(self, limits: CameraLimits) -> None:
        self._limits = limits
        self._random = random.SystemRandom()
        self._failures = 0

    def pause_s(self, fault: Fault, streamed_s: float) -> float:
        """How long to wait after `fault`, which came after `streamed_s` seconds of pictures."""
        if streamed_s >= self._limits.settled_s:
            self._failures = 0
        pause = min(self._limits.retry_first_s * 2.0**self._failures, self._limits.retry_most_s)
        self._failures = min(self._failures + 1, 16)
        if fault.code == "unauthorised":  # cameras lock out who tries wrong passwords quickly
            pause = self._limits.retry_most_s
        return pause * self._random.uniform(0.75, 1.25)


class Watch:
    """Judges one child by its status lines and by the pictures that come."""

    def __init__(self, limits: CameraLimits, now_s: float) -> None:
        self._limits = limits
        self._born_s = now_s
        self._heard_s: float | None = None
        self._stage = "start"
        self._stage_since_s = now_s
        self._picture_s: float | None = None
        self._first_picture_s: float | None = None

    def hear(self, line: dict[str, Any], now_s: float) -> Fault | None:
        """Take one status line of the child; the fault where the line names one."""
        self._heard_s = now_s
        kind = line.get("kind")
        if kind == "beat":
            self._stage = str(line.get("stage"))
            self._stage_since_s = now_s - float(line.get("since_s", 0.0))
        if kind == "error":
            code = str(line.get("code"))
            return Fault(code if entry_of("camera", code) else "died", str(line.get("text", "")))
        return Fault("ended") if kind == "ended" else None

    def saw_picture(self, now_s: float) -> None:
        self._picture_s = now_s
        if self._first_picture_s is None:
            self._first_picture_s = now_s

    @property
    def streamed_s(self) -> float:
        """How long pictures have come."""
        if self._picture_s is None or self._first_picture_s is None:
            return 0.0
        return self._picture_s - self._first_picture_s

    def judge(self, now_s: float) -> Fault | None:
        """The fault of a child that says nothing, or stays in one stage, for too long."""
        if self._heard_s is None:
            late = now_s - self._born_s > self._limits.start_s
            return Fault("hung", f"it did not start within {self._limits.start_s:g} s") if late else None
        silent_s = now_s - self._heard_s
        if silent_s > self._limits.hang_s + 2 * BEAT_S:
            return Fault("hung", f"silent for {silent_s:.1f} s")
        return self._judge_stage(now_s)

    def _judge_stage(self, now_s: float) -> Fault | None:
        in_stage_s = now_s - self._stage_since_s
        if self._stage == "decode" and in_stage_s > self._limits.hang_s:
            return Fault("hung", f"decoding one picture for {in_stage_s:.1f} s")
        if self._stage == "connect" and in_stage_s > self._limits.connect_s:
            return Fault("unreachable", f"connecting for {in_stage_s:.0f} s, name lookup included")
        # The child gives up a silent read by itself, and leaves the camera properly; this is for one that does not.
        if self._stage == "read" and in_stage_s > self._limits.stall_s + 4 * BEAT_S:
            return Fault("stalled", f"no packet for {in_stage_s:.1f} s")
        return None
