"""A camera's child process as the daemon holds it: started, listened to without waiting, ended for certain."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

MODULE = "edge.devices.camera_child"
MAX_LINE_BYTES = 65536
LAST_WORDS_BYTES = 2000
KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


def child_environment() -> dict[str, str]:
    """What the child needs to start, and none of the daemon's secrets: it parses what a network sends."""
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    return {**kept, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[2])}


class CameraProcess:
    """One run of the child. `order` goes to its standard input, as secrets must not be among the arguments."""

    def __init__(self, order: dict[str, Any], ring_fd: int) -> None:
        """Start the child; OSError where the system has no process or descriptor to give."""
        self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module, nothing from outside)
            [sys.executable, "-P", "-m", MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=child_environment(),
            pass_fds=(ring_fd,),
            start_new_session=True,
        )
        self.pid = self._process.pid
        self.closed = False
        self._pending = b""
        self._last_words = b""
        self._selector = selectors.DefaultSelector()
        for stream in (self._out, self._err):
            os.set_blocking(stream.fileno(), False)
            self._selector.register(stream, selectors.EVENT_READ)
        self._tell({**order, "ring_fd": ring_fd, "parent_pid": os.getpid()})

    @property
    def _out(self) -> IO[bytes]:
        assert self._process.stdout is not None  # noqa: S101 (for the type checker: it was asked for)
        return self._process.stdout

    @property
    def _err(self) -> IO[bytes]:
        assert self._process.stderr is not None  # noqa: S101 (for the type checker: it was asked for)
        return self._process.stderr

    def _tell(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None  # noqa: S101 (for the type checker: it was asked for)
        try:
            with self._process.stdin as stdin:
                stdin.write(json.dumps(order).encode())
        except BrokenPipeError:
            return  # it is gone already; `listen` will see that

    def listen(self, wait_s: float) -> list[dict[str, Any]]:
        """The status lines that have come, after waiting for the first at most `wait_s`; sets `closed` at their end."""
        for key, _ in self._selector.select(wait_s):
            chunk = os.read(key.fd, MAX_LINE_BYTES)
            if key.fileobj is self._err:
                self._last_words = (self._last_words + chunk)[-LAST_WORDS_BYTES:]
            else:
                self._pending += chunk
                self.closed = self.closed or not chunk
            if not chunk:
                self._selector.unregister(key.fileobj)
        *lines, self._pending = self._pending.split(b"\n")
        self._pending = self._pending[-MAX_LINE_BYTES:]
        return [status for line in lines if (status := parse_status(line)) is not None]

    def end(self, grace_s: float) -> int:
        """Ask it to end, kill it after `grace_s` (0: at once), and reap it. Returns its exit code (-N: by signal N)."""
        if grace_s > 0:
            self._process.terminate()
            self._wait(grace_s)
        self._process.kill()
        code = self._process.wait()
        for stream in (self._out, self._err):
            stream.close()
        self._selector.close()
        return code

    def ended_by(self, wait_s: float) -> str:
        """How it ended by itself, in words: exit code or signal, and the last line that it wrote to stderr."""
        self._wait(wait_s)
        self.listen(0.0)
        code = self._process.poll()
        how = "still running" if code is None else f"exit code {code}" if code >= 0 else signal_name(-code)
        last_line = self._last_words.decode(errors="replace").strip().rpartition("\n")[2]
        return f"{how}: {last_line}" if last_line else how

    def _wait(self, wait_s: float) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(wait_s)


def signal_name(number: int) -> str:
    try:
        return f"killed by {signal.Signals(number).name}"
    except ValueError:
        return f"killed by signal {number}"


def parse_status(line: bytes) -> dict[str, Any] | None:
    """One status line, or None where it is not a JSON object."""
    try:
        status = json.loads(line)
    except ValueError:
        return None
    return status if isinstance(status, dict) else None
