"""A camera behind the `Camera` port: a child process decodes it, one thread here watches over that child.

The child can hang, crash or be killed without the lane noticing more than missing pictures. Faults are told apart
(codes in `edge.faults.camera`), said once when they begin, and retried with growing pauses; "ok" is said when
pictures come again.
"""

from __future__ import annotations

import logging
import re
import threading
from collections import deque
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from edge.devices.camera_process import CameraProcess
from edge.devices.camera_watch import Backoff, CameraLimits, Fault, Watch
from edge.devices.frame_ring import FrameRing
from edge.ports import CameraHealth, Clock, Sink
from edge.values import DeviceStatus, Frame

LISTEN_S = 0.1
GRACE_S = 1.0
FPS_WINDOW_S = 4.0

USER_PART = re.compile(r"://[^/?#\s]*@")
SECRET_QUERY = re.compile(r"(?i)([?&](?:pass\w*|pwd|user\w*|login|token|auth\w*|key)=)[^&#\s]*")

log = logging.getLogger(__name__)


def redact_url(text: str) -> str:
    """A URL, or a text with URLs in it, without user and password."""
    return SECRET_QUERY.sub(r"\1***", USER_PART.sub("://***@", text))


def place_of(url: str) -> str:
    """Where a technician must look: host and port, or the file's name."""
    if "://" not in url:
        return Path(url).name
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # a port that is no number
        return redact_url(url)
    return f"{parts.hostname}:{port or 554}"


class ProcessCamera:
    """A camera (rtsp://) or video file, read by a child process of its own. Implements `edge.ports.Camera`."""

    def __init__(
        self, name: str, url: str, loop: bool, sink: Sink, clock: Clock, *, limits: CameraLimits | None = None,
        film: Path | None = None,
    ) -> None:  # fmt: skip
        """`film`: the folder into which the stream is recorded as it comes; None: it is not."""
        self._name = name
        self._url = url
        self._loop = loop
        self._sink = sink
        self._clock = clock
        self._limits = limits or CameraLimits()
        self._film = film
        self._ring = FrameRing.create()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"camera:{name}", daemon=True)
        self._lock = threading.Lock()
        self._status = DeviceStatus(f"camera:{name}", "starting", "waiting for the first picture")
        self._samples: deque[tuple[float, int]] = deque(maxlen=int(4 * FPS_WINDOW_S / LISTEN_S))
        self._taken = 0
        self._dropped = 0
        self._restarts = 0
        self._child_pid: int | None = None

    @property
    def name(self) -> str:
        return self._name

    @property
    def first_frame_at_s(self) -> float | None:
        """When frame number 1 arrived, None before."""
        return self._ring.first_at_s

    @property
    def child_pid(self) -> int | None:
        """The process that reads this camera now, None between two of them."""
        return self._child_pid

    def start(self) -> None:
        self._thread.start()

    def newest(self, after: int) -> Frame | None:
        """The newest frame, or None where its number is not above `after`. Never waits; any thread may ask."""
        picture = self._ring.newest(after)
        if picture is None:
            return None
        with self._lock:
            self._dropped += max(0, picture.number - self._taken - 1)
            self._taken = max(self._taken, picture.number)
        return Frame(self._name, picture.image, picture.number, picture.at_s)

    def rest(self, resting: bool) -> None:
        """Whether key pictures are enough for now: the others are then not decoded."""
        self._ring.rest(resting)

    def health(self) -> CameraHealth:
        now_s = self._clock.monotonic_s()
        newest_at_s = self._ring.received_at_s
        frames = self._ring.received
        with self._lock:
            return CameraHealth(
                code=self._status.code,
                text=self._status.text,
                fps=self._fps(now_s),
                age_s=None if newest_at_s is None else max(0.0, now_s - newest_at_s),
                frames=frames,
                dropped=self._dropped + max(0, frames - self._taken - 1),
                restarts=self._restarts,
            )

    def close(self) -> None:
        """End the child and the thread; a second call does nothing."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(timeout=GRACE_S + 4.0)
        self._ring.close()

    def _fps(self, now_s: float) -> float:
        recent = [sample for sample in self._samples if now_s - sample[0] <= FPS_WINDOW_S]
        if len(recent) < 2:
            return 0.0
        (since_s, since_number), (_, number) = recent[0], recent[-1]
        return round((number - since_number) / max(now_s - since_s, LISTEN_S), 1)

    def _run(self) -> None:
        backoff = Backoff(self._limits)
        while not self._stop.is_set():
            watch = Watch(self._limits, self._clock.monotonic_s())
            fault = self._run_child(watch)
            if fault is None or fault.code == "ended":
                return
            self._stop.wait(backoff.pause_s(fault, watch.streamed_s))
            with self._lock:
                self._restarts += 1

    def _run_child(self, watch: Watch) -> Fault | None:
        """One life of a child, to its end. Returns the fault, which has been said, or None when closing."""
        film = str(self._film) if self._film else None
        order = {"url": self._url, "loop": self._loop, "film": film, **asdict(self._limits)}
        try:
            process = CameraProcess(order, self._ring.fd)
        except OSError as error:
            fault = Fault("died", f"it can't be started: {error.strerror}")
            self._say(fault)
            return fault
        self._child_pid = process.pid
        grace_s = GRACE_S
        try:
            failure = self._follow(process, watch)
            if failure is not None:
                self._say(failure)
                grace_s = 0.0 if failure.code == "hung" else GRACE_S
            return failure
        finally:
            process.end(grace_s)
            self._child_pid = None

    def _follow(self, process: CameraProcess, watch: Watch) -> Fault | None:
        """Listen to the child until it fails (its fault) or this camera is closed (None)."""
        seen = self._ring.number
        while not self._stop.is_set():
            lines = process.listen(LISTEN_S)
            now_s = self._clock.monotonic_s()
            seen = self._note_pictures(watch, seen, now_s)
            fault = self._hear(watch, lines, now_s)
            if fault is None and process.closed:
                fault = Fault("died", process.ended_by(GRACE_S))
            fault = fault or watch.judge(now_s)
            if fault is not None:
                return fault
        return None

    def _hear(self, watch: Watch, lines: list[dict[str, Any]], now_s: float) -> Fault | None:
        fault = None
        for line in lines:
            self._log_opening(line)
            self._log_film(line)
            fault = fault or watch.hear(line, now_s)
        return fault

    def _note_pictures(self, watch: Watch, seen: int, now_s: float) -> int:
        """Count pictures above number `seen`, all of this child; returns the newest number."""
        number = self._ring.number
        with self._lock:
            self._samples.append((now_s, self._ring.received))
        if number > seen:
            watch.saw_picture(now_s)
            self._report("ok", f"pictures come from {place_of(self._url)}")
        return number

    def _say(self, fault: Fault) -> None:
        self._report(fault.code, redact_url(fault.text(place_of(self._url))))

    def _report(self, code: str, text: str) -> None:
        """Tell the sink where the code is another than before; a retry that fails alike is not news."""
        status = DeviceStatus(f"camera:{self._name}", code, text)
        with self._lock:
            changed = status.code != self._status.code
            self._status = status
        if changed:
            self._sink(status)

    def _log_film(self, line: dict[str, Any]) -> None:
        if line.get("kind") == "film":
            log.warning("camera %s: %s", self._name, line.get("text"))

    def _log_opening(self, line: dict[str, Any]) -> None:
        if line.get("kind") == "opened":
            log.info(
                "camera %s: opened %s, %sx%s %s, %.3g fps",
                self._name,
                redact_url(self._url),
                line.get("width"),
                line.get("height"),
                line.get("codec"),
                float(line.get("fps", 0.0)),
            )
