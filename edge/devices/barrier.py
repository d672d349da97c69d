"""The barrier's relay board behind a child process that ends every pulse; see `relay_child`."""

from __future__ import annotations

import json
import logging
import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

from edge.ports import Clock, DeviceHealth, Sink
from edge.values import Channel, DeviceStatus, InputChanged, InputRole, PulseDone, PulseFailed

log = logging.getLogger(__name__)

RETRY_S = (0.5, 1.0, 2.0, 5.0)
ANSWER_S = 3.0  # beyond the pulse's own length
POLL_S = 0.2


class LcusBarrier:
    """A `Barrier` on an LCUS board. The board has no inputs: each configured one is told as unreadable."""

    def __init__(
        self,
        port: str,
        channels: Mapping[Channel, int],
        pulse_ms: int,
        inputs: Iterable[tuple[str, InputRole]],
        mark: Path,
        sink: Sink,
        clock: Clock,
    ) -> None:
        self._settings = {"port": port, "mark": str(mark)}
        self._channels = channels
        self._pulse_ms = pulse_ms
        self._inputs = tuple(inputs)
        self._sink = sink
        self._clock = clock
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._ready = False
        self._pulsing: tuple[Channel, float] | None = None
        self._health = DeviceHealth("starting", "not opened yet")
        self._thread = threading.Thread(target=self._run, name="relay")

    def start(self) -> None:
        for name, role in self._inputs:
            self._sink(InputChanged(name, role, "unreadable"))
        self._thread.start()

    def pulse(self, channel: Channel) -> None:
        with self._lock:
            refusal = self._no_pulse_because(channel) or self._begin(channel)
        if refusal is not None:
            self._sink(PulseFailed(channel, refusal))

    def _begin(self, channel: Channel) -> str | None:
        refusal = self._order(f"pulse {self._channels[channel]} {self._pulse_ms}")
        if refusal is None:
            self._pulsing = (channel, self._clock.monotonic_s() + self._pulse_ms / 1000 + ANSWER_S)
        return refusal

    def release(self) -> None:
        with self._lock:
            self._order("release")

    def health(self) -> DeviceHealth:
        return self._health

    def close(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _no_pulse_because(self, channel: Channel) -> str | None:
        if channel not in self._channels:
            return f"no {channel} channel is configured"
        if self._pulsing is not None:
            return "another pulse is running"
        return None if self._ready else f"the relay is not ready: {self._health.text}"

    def _order(self, line: str) -> str | None:
        """Tells the child; returns why it could not be told."""
        if self._child is None or self._child.stdin is None:
            return "the relay process is not running"
        try:
            self._child.stdin.write(line.encode() + b"\n")
        except OSError as error:
            return f"the relay process does not listen: {error}"
        return None

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                was_ready = self._live_once()
            except OSError as error:
                was_ready = False
                self._tell("died", f"the relay process can't be started: {error}")
            failures = 0 if was_ready else failures + 1
            self._stopping.wait(RETRY_S[min(failures, len(RETRY_S) - 1)])

    def _live_once(self) -> bool:
        """One child from start to end; whether it ever became ready."""
        command = [sys.executable, "-m", "edge.devices.relay_child"]
        # its own session: what ends the daemon must not end a pulse in the middle
        # unbuffered: what a dead child did not take must not be left over for close() to fail on
        child = subprocess.Popen(  # noqa: S603  # our own module
            command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        with self._lock:
            self._child = child
            self._order(json.dumps(self._settings))
        try:
            return self._listen(child)
        finally:
            with self._lock:
                self._ready, self._child = False, None
            self._end(child)
            self._pulse_ended("the relay was lost during the pulse")

    def _listen(self, child: subprocess.Popen[bytes]) -> bool:
        was_ready = False
        rest = b""
        if child.stdout is None:
            raise AssertionError("the child was started with a pipe")
        while not self._stopping.is_set() and not self._is_overdue():
            if not select.select([child.stdout], [], [], POLL_S)[0]:
                continue
            chunk = os.read(child.stdout.fileno(), 4096)
            if not chunk:
                if self._health.code in ("ok", "starting"):
                    self._tell("died", f"the relay process ended ({child.wait()}): it is started again")
                return was_ready
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                was_ready |= self._heard(line.decode())
        return was_ready

    def _heard(self, line: str) -> bool:
        word, _, text = line.partition(" ")
        if word == "ready":
            self._ready = True
            self._tell("ok", "relay line open")
        elif word == "lost":
            self._ready = False
            self._tell("lost", text)
        elif word == "done":
            self._pulse_ended(None)
        elif word == "failed":
            self._pulse_ended(text)
        return word == "ready"

    def _is_overdue(self) -> bool:
        pulsing = self._pulsing
        if pulsing is None or self._clock.monotonic_s() < pulsing[1]:
            return False
        self._tell("silent", "the relay process does not answer: it is ended and started again")
        return True

    def _pulse_ended(self, fault: str | None) -> None:
        with self._lock:
            pulsing, self._pulsing = self._pulsing, None
        if pulsing is not None:
            self._sink(PulseDone(pulsing[0]) if fault is None else PulseFailed(pulsing[0], fault))

    def _end(self, child: subprocess.Popen[bytes]) -> None:
        """Closing its stdin lets a running pulse end; one that hangs is killed, and the mark ends its pulse later."""
        if child.stdin is not None:
            child.stdin.close()
        try:
            child.wait(self._pulse_ms / 1000 + 1)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child.stdout is not None:
            child.stdout.close()

    def _tell(self, code: str, text: str) -> None:
        if code == self._health.code:
            return
        self._health = DeviceHealth(code, text)
        log.log(logging.INFO if code == "ok" else logging.WARNING, "relay %s: %s", code, text)
        self._sink(DeviceStatus("relay", code, text))
