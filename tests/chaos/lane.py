"""One lane: `lanegate run` as a process that is started again whenever it ends, its devices and its disk."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

from edge.sim.free_port import free_port
from edge.sim.indicator import SimulatedIndicator
from edge.sim.proxy import FaultyProxy
from edge.sim.relay import RelayChange, SimulatedRelay
from tests.chaos.central import CentralBroker
from tests.chaos.disk import Disk
from tests.chaos.lane_file import lane_file
from tests.chaos.truth import Truth
from tests.devices.mqtt import HOST

LOOK_S = 0.1
RESTART_S = 1.0
END_S = 60.0


class Lane:
    """The lane `name`; its link to the broker is `proxy`, its platform carries `gross_kg`."""

    def __init__(self, name: str, folder: Path, broker: CentralBroker, clip: Path | None, seed: int) -> None:
        self.truth = Truth(name, ("front",) if clip else ())
        self.gross_kg = 0
        self.kill_on_pulse = False
        self.seen: dict[str, Any] | None = None
        self.seen_s = 0.0
        self.longest_outage_s = 0.0
        self._connected_s = time.time()
        self.log = folder / f"{name}.log"
        self.disk = Disk(folder / f"{name}-disk")
        self.proxy = FaultyProxy(broker.port, seed)
        self._indicator = SimulatedIndicator(lambda: self.gross_kg)
        self.relay = SimulatedRelay(self._contact_moved, time.time)
        self._page = free_port()
        self._config = folder / f"{name}.toml"
        self._config.write_text(
            lane_file(
                lane=name,
                clip=clip,
                scale=self._indicator.port,
                relay=self.relay.port,
                broker=self.proxy.port,
                disk=self.disk.path,
                page=self._page,
                **broker.certificates_of(name),
            )
        )
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._start_at_s = 0.0
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._keep_running, name=f"{name} watcher")

    def start(self) -> None:
        for device in (self.proxy, self._indicator, self.relay, self._thread):
            device.start()

    def end(self, how: signal.Signals, pause_s: float = RESTART_S) -> None:
        """SIGKILL, or SIGTERM for an end in good order; it is started again after `pause_s`."""
        with self._lock:
            if self._process is None:
                return
            was_up = self.seen is not None  # before that the signal ends it at once, as it does any program
            self.truth.ends.append(time.time())
            self._process.send_signal(how)
            code = self._process.wait(END_S)
            self._process, self.seen = None, None
            self._start_at_s = time.time() + pause_s
        if how is signal.SIGTERM and was_up and code != 0:
            self.truth.wrongs.append(f"it ended with {code} when it was told to")

    def stop(self) -> int:
        """In good order and for good; the exit code."""
        self._ending.set()
        self._thread.join()
        process, self._process = self._process, None
        if process is None:
            return 0
        process.terminate()
        try:
            return process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return -1

    def is_connected(self) -> bool:
        """To the broker, as its page says."""
        seen = self.seen
        return seen is not None and seen["broker"]["code"] in ("ok", "refused")

    def where(self) -> str:
        """How it last was, in a line."""
        seen = self.seen
        return str({key: seen[key] for key in ("phase", "broker", "faults")}) if seen else "down"

    def close(self) -> None:
        self.stop()
        self._indicator.close()
        self.relay.close()
        self.proxy.close()
        self.disk.close()

    def _contact_moved(self, change: RelayChange) -> None:
        if not change.on:
            return
        self.truth.pulses.append(change.at_s)
        if self.kill_on_pulse:
            self.kill_on_pulse = False
            self.end(signal.SIGKILL)

    def _keep_running(self) -> None:
        while not self._ending.wait(LOOK_S):
            self._start_if_due()
            asked_s = time.time()
            self._take_in(self._look(), asked_s)
            self._note_outage()

    def _take_in(self, seen: dict[str, Any] | None, asked_s: float) -> None:
        """Unless it is the answer of a process that has ended since."""
        with self._lock:
            is_of_now = self._process is not None and self.truth.starts[-1] < asked_s
            self.seen, self.seen_s = seen if is_of_now else None, asked_s
            if self.seen is not None and len(self.truth.ready) < len(self.truth.starts):
                self.truth.ready.append(time.time())

    def _start_if_due(self) -> None:
        """As systemd does: also where it ended by itself, which a full disk may make it do."""
        with self._lock:
            if self._process is not None and self._process.poll() is not None:
                self.truth.ends.append(time.time())
                self.truth.exits.append(time.time())
                self._process, self._start_at_s = None, time.time() + RESTART_S
            if self._process is not None or time.time() < self._start_at_s:
                return
            command = [sys.executable, "-m", "edge", "run", "--config", str(self._config)]
            with self.log.open("ab") as log:
                self._process = subprocess.Popen(command, stderr=log)
            self.truth.starts.append(time.time())

    def _look(self) -> dict[str, Any] | None:
        """What the lane's own page says; None where it does not answer."""
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self._page}/api/lane", timeout=2) as answer:
                document: dict[str, Any] = json.load(answer)
                return document
        except (OSError, ValueError):
            return None

    def _note_outage(self) -> None:
        now_s = time.time()
        if self.is_connected():
            self._connected_s = now_s
        self.longest_outage_s = max(self.longest_outage_s, now_s - self._connected_s)
