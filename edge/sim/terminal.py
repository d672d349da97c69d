"""A pseudo-terminal that stands for a serial port: the driver opens `port`, the simulator holds the other end."""

from __future__ import annotations

import array
import fcntl
import os
import select
import termios
import tty

from edge.errors import DeviceError

_BACKLOG_BYTES = 512
"""Unread bytes beyond this are thrown away, as a serial line does to which nobody listens."""

_BAUDS = {
    getattr(termios, f"B{baud}"): baud for baud in (300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
}
"""What termios calls a speed -> the speed."""


class PseudoTerminal:
    """Raw bytes both ways. The driver's end stays open here as well, so that drivers may go and come back."""

    def __init__(self) -> None:
        try:
            self._ours, self._theirs = os.openpty()
        except OSError as fault:
            raise DeviceError("no-pty", f"no pseudo-terminal can be had: {fault}") from fault
        tty.setraw(self._theirs)
        os.set_blocking(self._ours, False)
        self._wake_read, self._wake_write = os.pipe()
        self.port = os.ttyname(self._theirs)

    def send(self, payload: bytes) -> None:
        """To the driver; never waits. What nobody reads is lost."""
        if self._unread() > _BACKLOG_BYTES:
            termios.tcflush(self._theirs, termios.TCIFLUSH)
        try:
            os.write(self._ours, payload)
        except BlockingIOError:
            return

    def receive(self, timeout_s: float) -> bytes:
        """What the driver wrote, at most 4096 bytes; empty after `timeout_s` or `wake`."""
        ready, _, _ = select.select([self._ours, self._wake_read], [], [], timeout_s)
        return os.read(self._ours, 4096) if self._ours in ready else b""

    def baud(self) -> int:
        """The speed that the driver has set."""
        return _BAUDS.get(termios.tcgetattr(self._theirs)[4], 0)

    def wake(self) -> None:
        """Ends a waiting `receive`, now and from now on."""
        os.write(self._wake_write, b".")

    def close(self) -> None:
        for descriptor in (self._ours, self._theirs, self._wake_read, self._wake_write):
            os.close(descriptor)

    def _unread(self) -> int:
        count = array.array("i", [0])
        fcntl.ioctl(self._theirs, termios.FIONREAD, count)
        return count[0]
