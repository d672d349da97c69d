"""A real RTSP server for tests: `tests/rtsp_server.py` as a child process that can be stopped, killed and started."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from edge.sim.free_port import free_port

SYSTEM_PYTHON = "/usr/bin/python3"
SCRIPT = Path(__file__).with_name("rtsp_server.py")
PROBE = (
    "import gi; gi.require_version('Gst', '1.0'); gi.require_version('GstRtspServer', '1.0')\n"
    "from gi.repository import Gst, GstRtspServer; Gst.init(None)\n"
    "assert all(Gst.ElementFactory.find(name) for name in ('x264enc', 'h264parse', 'rtph264pay', 'appsrc'))"
)


@functools.cache
def rtsp_missing() -> str | None:
    """Why no RTSP server can be started on this machine; None where one can."""
    if not sys.platform.startswith("linux") or not Path(SYSTEM_PYTHON).exists():
        return f"no {SYSTEM_PYTHON}"
    probe = subprocess.run([SYSTEM_PYTHON, "-c", PROBE], capture_output=True, check=False, timeout=60)
    return None if probe.returncode == 0 else "GstRtspServer or a GStreamer plugin is not installed"


def require_rtsp() -> None:
    """Skip the test where there is no GStreamer RTSP server."""
    reason = rtsp_missing()
    if reason is not None:
        pytest.skip(reason)


class RtspServer:
    """Serves a test picture, or `file`, at `url`; `login` is user:password.

    Use as a context manager; `start` after `kill` keeps the port.
    """

    def __init__(self, file: Path | None = None, login: str = "") -> None:
        user, _, password = login.partition(":")
        self.port = free_port()
        self._arguments = [SYSTEM_PYTHON, str(SCRIPT), "--port", str(self.port)]
        self._arguments += ["--file", str(file)] if file else []
        self._arguments += ["--user", user] if user else []
        self._environment = {**os.environ, "RTSP_PASSWORD": password}
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, login: str = "") -> str:
        """The URL of the stream, for a client with this `login` (user:password)."""
        return f"rtsp://{login}{'@' if login else ''}127.0.0.1:{self.port}/lane"

    def start(self) -> None:
        """Start it and wait until it listens."""
        self._process = subprocess.Popen(self._arguments, stdout=subprocess.PIPE, env=self._environment)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"listening\n"

    def freeze(self) -> None:
        """The server stays connected and says nothing more."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        if self._process is not None:
            self._signal(signal.SIGKILL)
            self._process.communicate()
        self._process = None

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def __enter__(self) -> RtspServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
