"""The relay board's line and the mark of a running pulse, as the relay's own process holds them.

An on-frame is sent once and never again, whatever the board answers: an echo can get lost where the order was obeyed,
and the repeat would be a second pulse. Without its echo a pulse has failed, and off-frames follow until one is echoed.
"""

from __future__ import annotations

import os
import termios
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import serial

from edge.devices.line import SerialLine, open_line
from edge.errors import DeviceError, FrameError
from edge.wire.boards import Board, Question

ANSWER_S = 0.25
"""A board answers within some 50 ms, converters in between add as much."""

SLICE_S = 0.02  # between two looks at whether to stop waiting
RELEASE_RETRY_S = 0.5
BITS_OF_SILENCE = 3.5 * 11  # Modbus frames are told apart by the silence before them
STALE_READS = 4096

Stopped = Callable[[], bool]
T = TypeVar("T")


class RelayLine:
    """One channel is energised at a time. `port` is None while the line is not open."""

    def __init__(self, line: SerialLine, board: Board, mark: Path) -> None:
        self._line = line
        self._board = board
        self._mark = mark
        self.port: serial.Serial | None = None

    def connect(self) -> None:
        """Opens the line; ends a pulse that an earlier life left behind. Raises `DeviceError`."""
        self._open()
        left = self._marked()
        if left is not None:
            self._switch_off(left)
            self._unmark(left)

    def energise(self, channel: int, timed_ms: int | None, stopped: Stopped) -> None:
        """Marks, then switches on, for `timed_ms` where the board ends the pulse itself; may return early if stopped.

        Raises `DeviceError` where it is not known to be energised; it may be all the same.
        """
        timed = self._board.timed_on(channel, timed_ms) if timed_ms is not None else None
        self._write_mark(channel)
        if not self._order(timed or self._board.switch(channel, True), stopped) and not stopped():
            raise DeviceError("no-answer", f"{self._line.port}: the board did not confirm the pulse")

    def release(self, channel: int) -> None:
        """Switches off and does not give up: a pulse always ends."""
        while True:
            try:
                if self.port is None:
                    self._open()
                self._switch_off(channel)
            except DeviceError as error:
                if error.code != "no-answer":
                    self.close()
                    time.sleep(RELEASE_RETRY_S)
            else:
                self._unmark(channel)
                return

    def ask(self, question: Question, stopped: Stopped) -> Mapping[int, bool] | None:
        """The contacts asked for, True where closed; None without an answer in time. Raises `DeviceError`."""
        return self._exchange(question.frame, question.parse, stopped)

    def check(self) -> None:
        """Raises `DeviceError` where the line is gone; drops what a board may have sent."""
        self._read()

    def close(self) -> None:
        port, self.port = self.port, None
        if port is not None:
            port.close()

    def _open(self) -> None:
        self.port = open_line(self._line)
        self.port.timeout = SLICE_S

    def _switch_off(self, channel: int) -> None:
        if not self._order(self._board.switch(channel, False), lambda: False):
            raise DeviceError("no-answer", f"{self._line.port}: the board does not answer")

    def _order(self, frame: bytes, stopped: Stopped) -> bool:
        """Whether the board has taken the order, as far as it tells at all."""
        if not self._board.echoes:
            self._send(frame)
            return True
        try:
            return self._exchange(frame, lambda seen: self._board.is_taken(frame, seen) or None, stopped) is True
        except FrameError as error:
            raise DeviceError("refused", f"{self._line.port}: {error}") from error

    def _exchange(self, frame: bytes, find: Callable[[bytes], T | None], stopped: Stopped) -> T | None:
        self._send(frame)
        received, until_s = b"", time.monotonic() + ANSWER_S
        found = None
        while found is None and time.monotonic() < until_s and not stopped():
            received += self._read()
            found = find(received)
        return found

    def _send(self, frame: bytes) -> None:
        port = self._opened()
        time.sleep(BITS_OF_SILENCE / self._line.baud)
        try:
            for _ in range(STALE_READS):  # a late answer is no answer to this; some ports count by single bytes
                if not port.in_waiting:
                    break
                port.read(port.in_waiting)
            port.write(frame)
            port.flush()
        except (serial.SerialException, OSError, termios.error) as error:
            # pyserial lets termios.error through where the line goes while flush waits
            raise DeviceError("lost", f"{self._line.port} can't be written: {error}") from error

    def _read(self) -> bytes:
        """What has come, after at most `SLICE_S`."""
        port = self._opened()
        try:
            return port.read(max(1, port.in_waiting))
        except (serial.SerialException, OSError, termios.error) as error:
            raise DeviceError("lost", f"{self._line.port}: {error}") from error

    def _opened(self) -> serial.Serial:
        if self.port is None:
            raise DeviceError("lost", f"{self._line.port} is not open")
        return self.port

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
