"""A thousand sockets and threads in one process.

paho waits for its socket with select(2), which knows no descriptor above 1023: enough for a lane, not for a fleet in
one process. So the fleet gives it poll(2) behind the same name; all else of the client stays as a lane has it.
"""

from __future__ import annotations

import resource
import select
import sys
from collections.abc import Iterable
from typing import Protocol

import paho.mqtt.client as mqtt

SWITCH_S = 0.1
READABLE = select.POLLIN | select.POLLHUP | select.POLLERR


class Waitable(Protocol):
    def fileno(self) -> int: ...


class Polling:
    """`select.select` by poll(2), as far as paho uses it."""

    def select(
        self, reading: list[Waitable], writing: list[Waitable], _failing: Iterable[Waitable], timeout_s: float
    ) -> tuple[list[Waitable], list[Waitable], list[Waitable]]:
        """As `select.select`; ValueError for a closed socket."""
        poll = select.poll()
        for one in {*reading, *writing}:
            wanted = (select.POLLIN if one in reading else 0) | (select.POLLOUT if one in writing else 0)
            poll.register(one.fileno(), wanted)
        found = dict(poll.poll(timeout_s * 1000))
        readable = [one for one in reading if found.get(one.fileno(), 0) & READABLE]
        return readable, [one for one in writing if found.get(one.fileno(), 0) & select.POLLOUT], []


def make_room_for_lanes() -> None:
    """As many descriptors as the system lets this process have, its children too, and a way to wait for them all."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    vars(mqtt)["select"] = Polling()
    # a thread that waits for the interpreter wakes so often to ask for it: by default each of a thousand every 5 ms
    sys.setswitchinterval(SWITCH_S)
