"""A cable between the driver and a board that keeps its power: pulled and put back, and noisy at will."""

from __future__ import annotations

import os
import select
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path

LOOK_S = 0.01
Noise = Callable[[bytes], bytes]


def clean(chunk: bytes) -> bytes:
    return chunk


def lost(_chunk: bytes) -> bytes:
    return b""


def garbled(chunk: bytes) -> bytes:
    """Every byte at an even place is another one, of no frame's alphabet."""
    return bytes(0xFF if at % 2 == 0 else byte for at, byte in enumerate(chunk))


class Cable:
    """`path` is what the driver opens. `to_board` and `to_driver` make of the bytes what noise would."""

    def __init__(self, path: Path, board_port: str) -> None:
        self.path = path
        self.to_board: Noise = clean
        self.to_driver: Noise = clean
        self._board = os.open(board_port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self._ends: tuple[int, int] | None = None
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="cable")
        self.plug()
        self._thread.start()

    @property
    def is_plugged(self) -> bool:
        return self._ends is not None

    def plug(self) -> None:
        """Into another tty, at the same path."""
        with self._lock:
            if self._ends is not None:
                return
            ours, theirs = os.openpty()
            tty.setraw(theirs)
            os.set_blocking(ours, False)
            self._ends = (ours, theirs)
            self.path.symlink_to(os.ttyname(theirs))

    def pull(self) -> None:
        """Hangs the driver up."""
        with self._lock:
            ends, self._ends = self._ends, None
            if ends is not None:
                self.path.unlink()
                for end in ends:
                    os.close(end)

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()
        self.pull()
        os.close(self._board)

    def _run(self) -> None:
        while not self._stopping.is_set():
            with self._lock:
                self._carry()
            time.sleep(0)  # somebody may wait to pull it

    def _carry(self) -> None:
        driver = self._ends[0] if self._ends is not None else None
        ready = select.select([one for one in (driver, self._board) if one is not None], [], [], LOOK_S)[0]
        for one in ready:
            chunk = os.read(one, 4096)
            if one == driver:
                os.write(self._board, self.to_board(chunk))
            elif driver is not None:
                os.write(driver, self.to_driver(chunk))
