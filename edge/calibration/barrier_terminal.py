"""The technician's terminal: words out, lines in, and nothing that was typed before it was asked for."""

from __future__ import annotations

import os
import select
import sys
import termios
from contextlib import suppress

from edge.errors import DeviceError

MOST_BYTES = 4096


class Terminal:
    """`source`: an open tty."""

    def __init__(self, source: int) -> None:
        self._source = source
        self._typed = b""

    def say(self, words: str) -> None:
        sys.stdout.write(f"{words}\n")
        sys.stdout.flush()

    def ask(self, words: str) -> str:
        """The next line typed after the words stand there: a yes typed ahead was meant for another question."""
        self.forget_typed()
        self.say(f"\n{words}")
        while True:
            line = self.line(None)
            if line is not None:
                return line

    def forget_typed(self) -> None:
        self._typed = b""
        with suppress(termios.error):
            termios.tcflush(self._source, termios.TCIFLUSH)

    def line(self, timeout_s: float | None) -> str | None:
        """A whole line without its end, None after `timeout_s`; raises `DeviceError` where the terminal is closed."""
        if b"\n" not in self._typed:
            if not select.select([self._source], [], [], timeout_s)[0]:
                return None
            self._typed += self._read()
        line, end, rest = self._typed.partition(b"\n")
        if not end:
            return None
        self._typed = rest
        return line.decode(errors="replace").strip()

    def _read(self) -> bytes:
        try:
            chunk = os.read(self._source, MOST_BYTES)
        except OSError as error:
            raise DeviceError("terminal", f"the terminal was lost: {error.strerror}") from error
        if not chunk:
            raise DeviceError("terminal", "the terminal was closed")
        return chunk
