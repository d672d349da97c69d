"""Records what one lane meets, beside the lane: nothing of it waits for the disk, or fails because of it.

Entries go through a bounded queue to a thread of the recorder's own; what does not fit in is counted and said. A full
disk ends the recording before it ends the lane's records: the ring gives way first.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from edge.ports import ClockHealth, LaneClock
from edge.recording.folder import CAMERA, HEAD, WRITING, create, make_folder
from edge.recording.log import EventLog
from edge.recording.reasons import reason_to_keep
from edge.recording.ring import Bounds, Ring
from edge.recording.values import ClockSaid, Entry, Lost

log = logging.getLogger(__name__)

MOST_WAITING = 20_000  # entries: minutes of a busy lane
TURN_S = 1.0
AFTER_S = 30.0  # what follows on a fault belongs to it
PRUNE_S = 5.0


class Recorder:
    """One session of one lane in `folder`; `keeps_faults`: whether one with a fault is put aside."""

    def __init__(self, folder: Path, bounds: Bounds, clock: LaneClock, *, keeps_faults: bool) -> None:
        self.session = folder / f"{clock.utc():%Y%m%dT%H%M%S%fZ}"
        self._clock = clock
        self._keeps_faults = keeps_faults
        self._queue: queue.Queue[Entry] = queue.Queue(MOST_WAITING)
        self._lost = 0
        self._stopping = threading.Event()
        self._log = EventLog(self.session)
        self._ring = Ring(folder, self.session, bounds)
        self._said: ClockHealth | None = None
        self._reason = ""
        self._keep_at_s = self._prune_at_s = 0.0
        self._thread = threading.Thread(target=self._run, name="recorder")
        self.is_going = False

    def start(self, head: Mapping[str, Any]) -> None:
        """Makes the session's folder; where that fails the lane runs without a recording, and says so.

        `head`: what `session.json` says of the lane, without secrets.
        """
        try:
            make_folder(self.session)
            with create(self.session / HEAD) as file:
                file.write(json.dumps(head, ensure_ascii=False, indent=1).encode())
            create(self.session / WRITING).close()
        except OSError as error:
            log.warning("no recording: %s", error)
            return
        log.info("recording into %s", self.session)
        self.is_going = True
        self._thread.start()

    def camera_folder(self, name: str) -> Path:
        """Where a camera's film goes."""
        return self.session / f"{CAMERA}{name}"

    def add(self, entry: Entry) -> None:
        """For any thread; never waits."""
        if not self.is_going:
            return
        try:
            self._queue.put_nowait(entry)
        except queue.Full:
            self._lost += 1

    def close(self) -> None:
        """Writes what has come, and ends."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            while self.is_going and not (self._stopping.is_set() and self._queue.empty()):
                self._turn()
            self._log.close()
        except OSError as error:
            self._end(f"the disk refuses: {error.strerror}")
            with suppress(OSError):  # what it could not write before it can't write now
                self._log.close()
        finally:
            self.is_going = False
            (self.session / WRITING).unlink(missing_ok=True)

    def _turn(self) -> None:
        """What has come, for about a second; then what is due."""
        until_s = self._clock.monotonic_s() + TURN_S
        while (left_s := until_s - self._clock.monotonic_s()) > 0 and not self._stopping.is_set():
            with suppress(queue.Empty):
                self._write(self._queue.get(timeout=left_s))
        with suppress(queue.Empty):
            while self._stopping.is_set():
                self._write(self._queue.get_nowait())
        self._look(self._clock.monotonic_s())
        self._log.flush()

    def _write(self, entry: Entry) -> None:
        now_s = self._clock.monotonic_s()
        if self._lost:
            lost, self._lost = self._lost, 0
            log.warning("recording: %d entries are missing, the disk is too slow", lost)
            self._log.add(Lost(lost), now_s)
        try:
            self._log.add(entry, now_s)
        except ValueError:  # a text that no JSON can hold: half a character of a device's, say
            self._lost += 1
        reason = reason_to_keep(entry) if self._keeps_faults and not self._reason else None
        if reason is not None:
            self._reason, self._keep_at_s = reason, now_s + AFTER_S

    def _look(self, now_s: float) -> None:
        health = self._clock.health()
        if self._said is None or _trust(health) != _trust(self._said):
            self._said = health
            self._log.add(ClockSaid(health), now_s)
        if self._reason and (now_s >= self._keep_at_s or self._stopping.is_set()):
            self._keep()
        if now_s >= self._prune_at_s:
            self._prune_at_s = now_s + PRUNE_S
            if not self._ring.prune():
                self._end("the disk is nearly full")
                self._ring.drop()

    def _keep(self) -> None:
        reason, self._reason = self._reason, ""
        self._log.flush()
        kept = self._ring.keep(f"{self._clock.utc():%Y%m%dT%H%M%S%fZ}-{reason}")
        log.warning("recording kept: %s", kept)

    def _end(self, why: str) -> None:
        self.is_going = False
        log.error("recording ends: %s", why)


def _trust(health: ClockHealth) -> tuple[str, float | None]:
    """Of a clock; how far it is off changes all the time."""
    return health.code, health.synchronised_since_s
