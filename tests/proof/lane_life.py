"""One life of `lane_process`, as the proof starts it, speaks to it, and ends it one way or another."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


class LaneProcess:
    """One life of the lane; what it says goes to `hear`, line by line, on a thread of its own."""

    def __init__(self, arguments: list[str], hear: Callable[[Mapping[str, Any]], None]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.proof.lane_process", *arguments],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._hear = hear
        self._ears = threading.Thread(target=self._listen, name="lane-ears")
        self._ears.start()

    def tell(self, **what: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what).encode() + b"\n")

    def relay_pid(self) -> int | None:
        """Of the relay's process, where there is one just now."""
        tasks = Path("/proc", str(self._process.pid), "task")
        children = " ".join(one.read_text() for one in tasks.glob("*/children")).split()
        return int(children[0]) if children else None

    def kill(self) -> None:
        self._process.kill()
        self._wait()

    def end(self) -> int:
        """Lets it end by itself; its exit code."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._wait()

    def _wait(self) -> int:
        code = self._process.wait(60)
        self._ears.join()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()
        return code

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in iter(self._process.stdout.readline, b""):
            self._hear(json.loads(line))
