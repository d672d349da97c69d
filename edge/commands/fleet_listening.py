"""The counting subscriber as the fleet holds it: a child process that says what has arrived."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

from edge.commands.fleet_lanes import Address
from edge.errors import DeviceError
from edge.sim.fleet_ledger import Counts

MODULE = "edge.sim.fleet_subscriber"
END_S = 120.0


@dataclass(frozen=True, slots=True)
class Heard:
    """`arrivals`: `passage_id` -> `seq`, monotonic seconds of the record, and of the last picture or None."""

    counts: Counts
    lost_connection: bool
    arrivals: dict[str, tuple[int, float, float | None]]


class Listening:
    """Runs the subscriber; `counts` is what it said last."""

    def __init__(self, address: Address, backlog: int) -> None:
        """Returns when it is subscribed; raises `DeviceError` where it can't."""
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", MODULE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.pid = self._process.pid
        self.counts = Counts()
        self._last: dict[str, Any] = {}
        self._thread = threading.Thread(target=self._follow, name="listening")
        order = {"host": address.host, "port": address.port, "prefix": address.prefix, "backlog": backlog}
        assert self._process.stdin is not None  # noqa: S101 - for the type checker: it was asked for
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        said = self._next()
        if "ready" not in said:
            self.close()
            raise DeviceError("subscriber", said.get("error", "the counting subscriber ended unheard"))
        self._thread.start()

    def result(self) -> Heard:
        """Ends the subscriber; all that it has heard. Raises `DeviceError` where it ended before."""
        self.close()
        if "arrivals" not in self._last:
            raise DeviceError("subscriber", "the counting subscriber ended before its time")
        last = self._last
        return Heard(Counts(**last["counts"]), last["lost_connection"], last["arrivals"])

    def close(self) -> None:
        """Ends the subscriber; may be called again."""
        assert self._process.stdin is not None  # noqa: S101
        self._process.stdin.close()
        if self._thread.is_alive():
            self._thread.join(END_S)
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait()
        assert self._process.stdout is not None  # noqa: S101
        self._process.stdout.close()

    def _follow(self) -> None:
        while said := self._next():
            self._last = said
            self.counts = Counts(**said["counts"])

    def _next(self) -> dict[str, Any]:
        assert self._process.stdout is not None  # noqa: S101
        line = self._process.stdout.readline()
        found: dict[str, Any] = json.loads(line) if line else {}
        return found
