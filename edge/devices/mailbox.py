"""Lines from the daemon, as its child processes read them."""

from __future__ import annotations

import os
import select
import time
from collections import deque


class Mailbox:
    """Lines from the daemon, one at a time; `gone` once it can say no more."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._rest = b""
        self._lines: deque[str] = deque()
        self.gone = False

    def wait(self, timeout_s: float) -> str | None:
        """The next line, or None after `timeout_s` and where a part of a line came."""
        if not self._lines:
            self._listen(timeout_s)
        return self._lines.popleft() if self._lines else None

    def hung_up(self) -> bool:
        """Whether the daemon is gone by now, also where lines of it are still to be read."""
        poll = select.poll()
        poll.register(self._descriptor, 0)
        return any(event & select.POLLHUP for _, event in poll.poll(0))

    def _listen(self, timeout_s: float) -> None:
        if self.gone:
            time.sleep(timeout_s)
        elif select.select([self._descriptor], [], [], timeout_s)[0]:
            chunk = os.read(self._descriptor, 4096)
            self.gone = not chunk
            *lines, self._rest = (self._rest + chunk).split(b"\n")
            self._lines.extend(line.decode() for line in lines)


class Stop:
    """Whether `release` has come since a pulse was ordered. Other orders meanwhile are dropped: one pulse at a time."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._came = False

    def __call__(self, timeout_s: float = 0.0) -> bool:
        """Waits so long for it; never after it came."""
        while not self._came:
            order = self._mailbox.wait(timeout_s)
            if order is None:
                break
            self._came, timeout_s = order == "release", 0.0
        return self._came
