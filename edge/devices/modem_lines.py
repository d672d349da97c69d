"""Contacts on the modem lines of a serial port: CTS, DSR, DCD, RI.

A contact stands between RTS or DTR (both held on) and the line; closed, it makes the line active.
"""

from __future__ import annotations

import termios
import threading
import time
from collections.abc import Callable, Iterable, Mapping

import serial

from edge.devices.line import RFC2217, SerialLine, open_line
from edge.devices.relay_settings import ModemLine
from edge.errors import DeviceError

LATE_S = 0.5
"""An answer that took longer is none: pyserial gives the last known state where a remote port is silent for 3 s."""

RETRY_S = 1.0
ATTRIBUTES: Mapping[ModemLine, str] = {"cts": "cts", "dsr": "dsr", "dcd": "cd", "ri": "ri"}


class OwnPort:
    """A port opened for its modem lines alone; opened anew after it was lost."""

    def __init__(self, port: str) -> None:
        self._line = SerialLine(asking_url(port))
        self._port: serial.Serial | None = None

    def __call__(self) -> serial.Serial:
        if self._port is None:
            self._port = open_line(self._line)
            self._port.timeout = 0
        self._port.read(4096)  # what is sent there is nothing to us; a dead connection is found by reading only
        return self._port

    def close(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            port.close()


class ModemLines:
    """Reads lines of one port on a thread of its own: a remote port may take seconds, and nothing may wait for it."""

    def __init__(self, port: Callable[[], serial.Serial | None], lines: Iterable[ModemLine], poll_s: float) -> None:
        self._port = port
        self._lines = tuple(lines)
        self._poll_s = poll_s
        self._seen: tuple[float, Mapping[ModemLine, bool]] = (0.0, {})
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="modem-lines", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def closed(self, line: ModemLine) -> bool | None:
        """Whether the contact on the line is closed; None where that is not known now."""
        at_s, states = self._seen
        return states.get(line) if time.monotonic() - at_s < LATE_S + self._poll_s else None

    def close(self) -> None:
        """Does not wait for the thread: it may be waiting for a remote port."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.wait(self._poll_s if self._read() else RETRY_S):
            pass
        if isinstance(self._port, OwnPort):
            self._port.close()

    def _read(self) -> bool:
        from_s = time.monotonic()
        try:
            states = self._states()
        except (DeviceError, serial.SerialException, OSError, TypeError, termios.error):
            # TypeError: the relay's own port was closed on its thread meanwhile. A pseudo-terminal has no such lines.
            states = {}
            if isinstance(self._port, OwnPort):
                self._port.close()
        now_s = time.monotonic()
        self._seen = (now_s, states if now_s - from_s < LATE_S else {})
        return bool(states)

    def _states(self) -> Mapping[ModemLine, bool]:
        port = self._port()
        return {} if port is None else {line: bool(getattr(port, ATTRIBUTES[line])) for line in self._lines}


def asking_url(port: str) -> str:
    """The URL with which a remote port is asked for its modem lines, and not only listened to."""
    if not port.startswith(RFC2217) or "poll_modem" in port:
        return port
    return f"{port}{'&' if '?' in port else '?'}poll_modem"
