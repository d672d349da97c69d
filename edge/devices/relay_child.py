"""The process that owns the relay's line: `python -m edge.devices.relay_child`, spoken to over stdin and stdout.

LCUS boards have no timer, so somebody must switch them off again, even when the daemon is killed in the middle of a
pulse. This child outlives such a death just long enough to end the pulse. For the death of both (power, kernel) it
leaves a mark on disk before it energises a channel; with the mark found at the start it releases that channel first.
That is no pulse: it only ever ends one.

stdin: one JSON line {"port", "mark"}, then "pulse CHANNEL MS" or "release" lines; its end means that the daemon is
gone. stdout: "ready", "done CHANNEL", "failed TEXT" (nothing was energised, or it is released by now), "lost TEXT".
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import termios
import time
from collections import deque
from contextlib import suppress
from pathlib import Path

import serial

from edge.devices.line import SerialLine, open_line
from edge.errors import DeviceError
from edge.wire.lcus import encode_switch

CHECK_S = 0.5  # how often a silent line is asked whether it is still there
RELEASE_RETRY_S = 0.5
SETTINGS_S = 10.0


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

    def _listen(self, timeout_s: float) -> None:
        if self.gone:
            time.sleep(timeout_s)
        elif select.select([self._descriptor], [], [], timeout_s)[0]:
            chunk = os.read(self._descriptor, 4096)
            self.gone = not chunk
            *lines, self._rest = (self._rest + chunk).split(b"\n")
            self._lines.extend(line.decode() for line in lines)


class Relay:
    """The line and the mark; one channel at a time."""

    def __init__(self, line: SerialLine, mark: Path) -> None:
        self._line = line
        self._mark = mark
        self._port: serial.Serial | None = None

    def connect(self) -> None:
        """Opens the line; ends a pulse that an earlier life left behind. Raises `DeviceError`."""
        self._port = open_line(self._line)
        left = self._marked()
        if left is not None:
            self._switch(left, False)
            self._unmark(left)

    def energise(self, channel: int) -> None:
        """Marks, then switches on; raises `DeviceError` with nothing energised for all that is known."""
        self._write_mark(channel)
        self._switch(channel, True)

    def release(self, channel: int) -> None:
        """Switches off and does not give up: a pulse always ends."""
        while True:
            try:
                if self._port is None:
                    self._port = open_line(self._line)
                self._switch(channel, False)
            except DeviceError:
                self._drop_port()
                time.sleep(RELEASE_RETRY_S)
            else:
                self._unmark(channel)
                return

    def check(self) -> None:
        """Raises `DeviceError` where the line is gone; drops what a board may have answered."""
        try:
            if self._port is not None and self._port.in_waiting:
                self._port.read(self._port.in_waiting)
        except (serial.SerialException, OSError) as error:
            raise DeviceError("lost", f"{self._line.port} was lost: {error}; check cable") from error

    def close(self) -> None:
        self._drop_port()

    def _switch(self, channel: int, on: bool) -> None:
        if self._port is None:
            raise DeviceError("lost", f"{self._line.port} is not open")
        try:
            self._port.write(encode_switch(channel, on))
            self._port.flush()
        except (serial.SerialException, OSError, termios.error) as error:
            # pyserial lets termios.error through where the line goes while flush waits
            raise DeviceError("lost", f"{self._line.port} can't be written: {error}; check cable") from error

    def _drop_port(self) -> None:
        if self._port is not None:
            self._port.close()
        self._port = None

    def _write_mark(self, channel: int) -> None:
        try:
            with self._mark.open("w") as file:
                file.write(str(channel))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise DeviceError("storage", f"{self._mark} can't be written: {error.strerror}") from error

    def _unmark(self, channel: int) -> None:
        """Only the mark of the pulse that ended: another one is of a pulse of a later life."""
        if self._marked() == channel:
            with suppress(OSError):  # left behind it costs the next life one more off frame
                self._mark.unlink()

    def _marked(self) -> int | None:
        try:
            return int(self._mark.read_text())
        except (OSError, ValueError):
            return None


def _say(text: str) -> None:
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        pass  # the daemon is gone; what is left to do is done all the same


def _pulse(relay: Relay, mailbox: Mailbox, channel: int, pulse_ms: int) -> None:
    try:
        relay.energise(channel)
    except DeviceError as error:
        relay.release(channel)
        _say(f"failed {error}")
        return
    end_s = time.monotonic() + pulse_ms / 1000
    stopped = False
    while not stopped and (left_s := end_s - time.monotonic()) > 0:
        stopped = mailbox.wait(left_s) == "release"
    relay.release(channel)
    _say("failed stopped by command" if stopped else f"done {channel}")


def _obey(relay: Relay, mailbox: Mailbox) -> None:
    while True:
        order = mailbox.wait(CHECK_S)
        if order is not None:
            word, *numbers = order.split()
            if word == "pulse":
                _pulse(relay, mailbox, int(numbers[0]), int(numbers[1]))
        elif mailbox.gone:
            return
        else:
            relay.check()


def main() -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # stdin's end is the signal: a running pulse ends first
    mailbox = Mailbox(0)
    first = mailbox.wait(SETTINGS_S)
    if first is None:
        return 1  # the daemon ended before it said which port
    settings = json.loads(first)
    relay = Relay(SerialLine(settings["port"]), Path(settings["mark"]))
    try:
        relay.connect()
        _say("ready")
        _obey(relay, mailbox)
    except DeviceError as error:
        _say(f"lost {error}")
        return 1
    finally:
        relay.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
