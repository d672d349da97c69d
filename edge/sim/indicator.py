"""A weighbridge indicator that isn't there: any stream protocol on a pseudo-terminal, at a speed of its own."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from threading import Event, Thread

from edge.sim import (
    frames_a_and_d,
    frames_cas,
    frames_mettler,
    frames_rinstrum,
    frames_sma,
    frames_toledo,
    frames_yaohua,
)
from edge.sim.display import Display
from edge.sim.terminal import PseudoTerminal
from edge.sim.uart import heard_at, with_parity

Encode = Callable[[Display], bytes]

ENCODERS: Mapping[str, Encode] = {
    "yaohua": frames_yaohua.encode_continuous,
    "yaohua-polled": frames_yaohua.encode_polled,
    "yaohua-reversed": frames_yaohua.encode_reversed,
    "yaohua-a12": frames_yaohua.encode_a12,
    "toledo": frames_toledo.encode_continuous,
    "toledo-8217": frames_toledo.encode_8217,
    "mt-sics": frames_mettler.encode_sics,
    "cas": frames_cas.encode_cas,
    "and": frames_a_and_d.encode_a_and_d,
    "rinstrum": frames_rinstrum.encode_long,
    "sma": frames_sma.encode_sma,
}
"""Protocol name -> what sends a display's frame."""

QUESTIONS: Mapping[str, bytes] = {
    "yaohua-polled": b"\x02AB03\x03",
    "toledo-8217": b"W",
    "mt-sics": b"SI\r\n",
    "sma": b"\nW\r",
}
"""What the indicators wait for that say nothing by themselves."""

PERIOD_S = 0.1
_PART_S = 0.01
"""Between the parts of a split frame, so that a reader meets them one by one."""
_STILL_FRAMES = 5


@dataclass(frozen=True, slots=True)
class Dirt:
    """How often (0 to 1) the line loses a frame, flips one bit of it, delivers it in two parts, or adds noise to it."""

    drop: float = 0.0
    garble: float = 0.0
    split: float = 0.0
    noise: float = 0.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Manner:
    """What an indicator's menu sets. `framing`: 8N1, 7E1 or 7O1; `display` is shown but for weight and stability."""

    protocol: str = "yaohua"
    baud: int = 9600
    framing: str = "8N1"
    period_s: float = PERIOD_S
    display: Display = field(default_factory=lambda: Display(0))


class SimulatedIndicator:
    """Sends `gross_kg()` ten times a second until closed, whether anyone reads or not; polled ones answer only.

    The driver opens `port`. A driver that has set another speed gets what a UART would make of it: rubbish. Of seven
    data bits it gets the parity as the eighth, since a pseudo-terminal always reads eight. Weights are called for on
    the indicator's own thread, and shown as still once they have not changed for half a second.
    """

    def __init__(self, gross_kg: Callable[[], float], dirt: Dirt | None = None, manner: Manner | None = None) -> None:
        self._manner = manner or Manner()
        self._shown = Shown(gross_kg, self._manner.display)
        self._line = DirtyLine(dirt or Dirt())
        self._terminal = PseudoTerminal()
        self._stop = Event()
        question = QUESTIONS.get(self._manner.protocol)
        target = self._stream if question is None else lambda: self._answer(question)
        self._thread = Thread(target=target, name="simulated-indicator", daemon=True)

    @property
    def port(self) -> str:
        return self._terminal.port

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._terminal.wake()
        if self._thread.is_alive():
            self._thread.join()
        self._terminal.close()

    def _stream(self) -> None:
        due_s = time.monotonic()
        while not self._stop.is_set():
            self._send_frame()
            due_s += self._manner.period_s
            self._stop.wait(max(0.0, due_s - time.monotonic()))

    def _answer(self, question: bytes) -> None:
        asked = b""
        while not self._stop.is_set():
            received = self._terminal.receive(PERIOD_S)
            if self._terminal.baud() != self._manner.baud:
                continue  # rubbish to us
            asked += received
            if question in asked:
                asked = b""
                self._send_frame()

    def _send_frame(self) -> None:
        frame = ENCODERS[self._manner.protocol](self._shown.display())
        for part in self._line.carry(with_parity(frame, self._manner.framing)) if frame else ():
            self._terminal.send(heard_at(part, self._manner.baud, self._terminal.baud()))
            self._stop.wait(_PART_S)


class Shown:
    """What the display shows of a weight that moves."""

    def __init__(self, gross_kg: Callable[[], float], display: Display) -> None:
        self._gross_kg = gross_kg
        self._display = display
        self._figures: deque[float] = deque(maxlen=_STILL_FRAMES)

    def display(self) -> Display:
        """Of this moment."""
        now = replace(self._display, gross_kg=self._gross_kg())
        self._figures.append(float(now.gross()))
        return replace(now, stable=len(set(self._figures)) == 1)


def rocking(gross_kg: float, division_kg: float, elapsed_s: Callable[[], float]) -> Callable[[], float]:
    """The weight of a truck that has just stopped and rocks on its springs: a hundredth of it, 0.9 Hz, damped in 3 s.

    In whole divisions: at its turning points several frames in a row show the same figure.
    """

    def weight() -> float:
        at_s = elapsed_s()
        swing = 0.01 * math.exp(-at_s / 3) * math.sin(math.tau * 0.9 * at_s)
        return division_kg * round(gross_kg * (1 + swing) / division_kg)

    return weight


class DirtyLine:
    """What a bad line makes of frames; the same seed spoils the same frames."""

    def __init__(self, dirt: Dirt) -> None:
        self._dirt = dirt
        self._random = Random(dirt.seed)  # noqa: S311 - spoils simulated bytes, guards nothing

    def carry(self, frame: bytes) -> tuple[bytes, ...]:
        """The parts in which the frame arrives, perhaps none."""
        lost, garbled, split, noisy = (self._random.random() for _ in range(4))
        at = self._random.randrange(1, len(frame))
        bit = self._random.randrange(8)
        noise = self._random.randbytes(self._random.randrange(1, 5))
        if lost < self._dirt.drop:
            return ()
        if garbled < self._dirt.garble:
            frame = frame[:at] + bytes([frame[at] ^ 1 << bit]) + frame[at + 1 :]
        if noisy < self._dirt.noise:
            frame = noise + frame
        if split < self._dirt.split:
            return frame[:at], frame[at:]
        return (frame,)
