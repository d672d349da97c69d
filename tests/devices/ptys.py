"""The far end of a serial line: a real pseudo-terminal behind a path that stays when the cable is put in anew."""

from __future__ import annotations

import os
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edge.values import DeviceStatus, Event


class Cable:
    """`path` is what the driver opens; `pull` hangs the line up, `plug` makes a new one at the same path."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "tty"
        self._ends: tuple[int, ...] = ()
        self.plug()

    def plug(self) -> None:
        """A new line; nothing has been received on it."""
        ours, theirs = os.openpty()
        tty.setraw(theirs)
        os.set_blocking(ours, False)
        self._ends = (ours, theirs)  # the driver's end stays open here too, else we could not read while it is away
        self._received = b""
        self.path.symlink_to(os.ttyname(theirs))

    def pull(self) -> None:
        for end in self._ends:
            os.close(end)
        if self._ends:
            self.path.unlink()
        self._ends = ()

    def send(self, payload: bytes) -> None:
        os.write(self._ends[0], payload)

    def received(self) -> bytes:
        """All that the driver has written on this line so far."""
        while True:
            try:
                self._received += os.read(self._ends[0], 4096)
            except BlockingIOError:
                return self._received


@contextmanager
def cable_in(folder: Path) -> Iterator[Cable]:
    cable = Cable(folder)
    try:
        yield cable
    finally:
        cable.pull()


class Heard:
    """A sink that keeps all events in their order."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    @property
    def statuses(self) -> list[DeviceStatus]:
        return [one for one in self.events if isinstance(one, DeviceStatus)]

    @property
    def codes(self) -> list[str]:
        """Codes of the devices' states, in their order."""
        return [one.code for one in self.statuses]
