"""A weighbridge indicator that isn't there: Yaohua continuous frames (tF=0) on a pseudo-terminal."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from threading import Event, Thread

from edge.sim.terminal import PseudoTerminal

PERIOD_S = 0.1
_PART_S = 0.01
"""Between the parts of a split frame, so that a reader meets them one by one."""
_MOST_KG = 999_999


def encode_yaohua(gross_kg: int) -> bytes:
    """The 12 bytes of an XK3190 at `gross_kg`, no decimals.

    STX, sign, six digits, decimals `0`, XOR of bytes 2 to 9 as two hexadecimal digits, ETX (XK3190-A9+ manual, p. 10).
    Raises ValueError where six digits can't show the weight.
    """
    if abs(gross_kg) > _MOST_KG:
        raise ValueError(f"{gross_kg} kg does not fit six digits")
    body = f"{'-' if gross_kg < 0 else '+'}{abs(gross_kg):06d}0".encode("ascii")
    check = 0
    for byte in body:
        check ^= byte
    return b"\x02" + body + f"{check:02X}".encode("ascii") + b"\x03"


@dataclass(frozen=True, slots=True)
class Dirt:
    """How often (0 to 1) the line loses a frame, flips one bit of it, or delivers it in two parts."""

    drop: float = 0.0
    garble: float = 0.0
    split: float = 0.0
    seed: int = 0


class SimulatedIndicator:
    """Sends `gross_kg()` ten times a second until closed, whether anyone reads or not.

    The driver opens `port`. Weights are called for on the indicator's own thread; a fraction of a kilogram is rounded.
    """

    def __init__(self, gross_kg: Callable[[], float], dirt: Dirt | None = None) -> None:
        self._gross_kg = gross_kg
        self._line = DirtyLine(dirt or Dirt())
        self._terminal = PseudoTerminal()
        self._stop = Event()
        self._thread = Thread(target=self._run, name="simulated-indicator", daemon=True)

    @property
    def port(self) -> str:
        return self._terminal.port

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._terminal.close()

    def _run(self) -> None:
        due_s = time.monotonic()
        while not self._stop.is_set():
            for part in self._line.carry(encode_yaohua(round(self._gross_kg()))):
                self._terminal.send(part)
                self._stop.wait(_PART_S)
            due_s += PERIOD_S
            self._stop.wait(max(0.0, due_s - time.monotonic()))


class DirtyLine:
    """What a bad line makes of frames; the same seed spoils the same frames."""

    def __init__(self, dirt: Dirt) -> None:
        self._dirt = dirt
        self._random = Random(dirt.seed)  # noqa: S311 - spoils simulated bytes, guards nothing

    def carry(self, frame: bytes) -> tuple[bytes, ...]:
        """The parts in which the frame arrives, perhaps none."""
        lost, garbled, split = (self._random.random() for _ in range(3))
        at = self._random.randrange(1, len(frame))
        bit = self._random.randrange(8)
        if lost < self._dirt.drop:
            return ()
        if garbled < self._dirt.garble:
            frame = frame[:at] + bytes([frame[at] ^ 1 << bit]) + frame[at + 1 :]
        if split < self._dirt.split:
            return frame[:at], frame[at:]
        return (frame,)
