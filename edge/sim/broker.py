"""A real Mosquitto as a child process, bound to localhost, for the demo and for tests.

With a persistence folder it may be stopped or killed and started again: same port, same retained messages and sessions.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from edge.errors import DeviceError
from edge.sim.free_port import HOST, free_port

_START_S = 10.0
_STOP_S = 5.0
_SBIN = "/usr/sbin:/usr/local/sbin"
"""Debian puts the broker where ordinary users' PATH does not look."""
AUTOSAVE = ("autosave_interval 1", "autosave_on_changes true")


class Mosquitto:
    """Starts, stops and kills one Mosquitto. Anybody on this machine may connect: it serves nothing but simulations."""

    def __init__(
        self, port: int | None = None, persistence: Path | None = None, limits: Sequence[str] = AUTOSAVE
    ) -> None:
        """`port` None takes a free one; `limits`: lines of settings. DeviceError where Mosquitto is not installed."""
        self._program = _find_mosquitto()
        self.port = port or free_port()
        self._folder = TemporaryDirectory(prefix="lanegate-broker-")
        self._settings = Path(self._folder.name) / "mosquitto.conf"
        self._log_file = Path(self._folder.name) / "mosquitto.log"
        self._settings.write_text(_settings(self.port, persistence, limits), encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Returns when connections are accepted. Raises DeviceError where that does not come about."""
        if self._process is not None:
            return
        _refuse_taken(self.port)
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program and settings file
                [self._program, "-c", str(self._settings)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C at the terminal is for the demo, which stops the broker last
            )
        self._wait_until_it_accepts(self._process)

    def stop(self) -> None:
        """Ends it in good order: it tells its clients and saves what it keeps."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Ends it as a power cut would."""
        self._end(signal.SIGKILL)

    def close(self) -> None:
        """Stops it for good and removes its settings; the persistence folder stays."""
        self.stop()
        self._folder.cleanup()

    def _wait_until_it_accepts(self, process: subprocess.Popen[bytes]) -> None:
        until_s = time.monotonic() + _START_S
        while time.monotonic() < until_s:
            if process.poll() is not None:
                break
            if _accepts(self.port):
                return
            time.sleep(0.02)
        self.kill()
        said = self._log_file.read_text(errors="replace").strip().splitlines()[-3:]
        raise DeviceError("broker-start", f"mosquitto does not accept on {HOST}:{self.port}: {' / '.join(said)}")

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _find_mosquitto() -> str:
    found = shutil.which("mosquitto", path=os.pathsep.join((os.environ.get("PATH", os.defpath), _SBIN)))
    if found is None:
        raise DeviceError("no-mosquitto", f"mosquitto is neither in PATH nor in {_SBIN}: apt install mosquitto")
    return found


def _refuse_taken(port: int) -> None:
    """Else a stranger's listener on the port would be taken for ours."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as fault:
            raise DeviceError("broker-port", f"port {port} of {HOST} can't be had for mosquitto: {fault}") from fault


def _accepts(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def _settings(port: int, persistence: Path | None, limits: Sequence[str]) -> str:
    lines = [f"listener {port} {HOST}", "allow_anonymous true", *limits]
    lines += ["log_type error", "log_type warning", "log_dest stderr"]
    if os.geteuid() == 0:
        lines += ["user root"]  # else it would become another user, who may not write the folder
    if persistence is not None:
        persistence.mkdir(parents=True, exist_ok=True)
        lines += ["persistence true", f"persistence_location {persistence.resolve()}/"]
    return "\n".join(lines) + "\n"
