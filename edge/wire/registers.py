"""The weight in the registers of a Modbus indicator; pure.

    gross      int16, uint16: 1 register      int32, uint32, float32: 2, the high word first or the low word first
    decimals   fixed, or in a register of its own: the digits of a whole number that are right of the decimal point
    status     1 register; its bits are named by number, 0 is the lowest

There is no standard map: the site says which registers its indicator has, or names one of `PRESETS`. A net weight comes
without its tare and gives no gross weight. A float has noise behind the last digit that the indicator shows, and a
status register has bits that say nothing of the weight (outputs, keys): neither makes two readings differ.

Sources of the presets: CAS CI-600D manual p. 83; Pavone DAT 1400 manual p. 67, its status bits as in the DAT 700 manual
p. 47, which are those of DAT 100 and DAT 400 too; Eagle EI-1000 manual p. 42, which gives the register and the type,
but neither the function nor the order of words.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from edge.errors import FrameError
from edge.values import WeightReading
from edge.wire.indicator import Cut, Shown, StreamIndicator, weighed
from edge.wire.units import Unit, in_kg

RegisterType = Literal["int16", "uint16", "int32", "uint32", "float32"]
Function = Literal["holding", "input"]
WordOrder = Literal["high-first", "low-first"]

MOST_DECIMALS = 6
FORMS: Mapping[RegisterType, str] = {"int16": ">h", "uint16": ">H", "int32": ">i", "uint32": ">I", "float32": ">f"}


@dataclass(frozen=True, slots=True)
class StatusBits:
    """Numbers of the status register's bits, None where it has no such bit.

    `motion` and `stable` are the two ways to say the same. `net`: the weight in the register is a net one. `negative`:
    it is to be taken with a minus. `invalid`: there is no weight, a load cell fails.
    """

    motion: int | None = None
    stable: int | None = None
    overload: int | None = None
    underload: int | None = None
    invalid: int | None = None
    negative: int | None = None
    net: int | None = None

    def mask(self) -> int:
        """All bits that are named."""
        named = (self.motion, self.stable, self.overload, self.underload, self.invalid, self.negative, self.net)
        return sum(1 << bit for bit in named if bit is not None)


@dataclass(frozen=True, slots=True)
class RegisterMap:
    """Where the weight is; registers are counted from 0, as on the line.

    `decimals`: None takes a whole number as kilograms (or what `unit` says) and a float as it is sent.
    """

    gross: int
    type: RegisterType = "int32"
    function: Function = "holding"
    words: WordOrder = "high-first"
    unit: Unit = "kg"
    decimals: int | None = None
    decimals_register: int | None = None
    status: int | None = None
    bits: StatusBits = StatusBits()

    def numbers(self) -> tuple[int, ...]:
        """The registers needed, in rising order; a frame has two bytes for each."""
        single = (one for one in (self.decimals_register, self.status) if one is not None)
        return tuple(sorted({*self._gross_numbers(), *single}))

    def blocks(self) -> tuple[tuple[int, int], ...]:
        """The first register and the count of each run of neighbours: registers between them may not be readable."""
        runs: list[tuple[int, int]] = []
        for number in self.numbers():
            if runs and number == sum(runs[-1]):
                runs[-1] = (runs[-1][0], runs[-1][1] + 1)
            else:
                runs.append((number, 1))
        return tuple(runs)

    def parse(self, frame: bytes) -> Shown:
        """What the registers of `numbers` show; raises `FrameError` where that is no number."""
        words = self._words(frame)
        status = words[self.status] if self.status is not None else 0
        if _has(status, self.bits.overload):
            return Shown(None, "overload", stable=False)
        if _has(status, self.bits.underload):
            return Shown(None, "underload", stable=False)
        stable, figure = self._stable(status), self._figure(words)
        if _has(status, self.bits.invalid) or _has(status, self.bits.net):
            return Shown(None, "invalid", stable)
        return weighed(in_kg(-abs(figure) if _has(status, self.bits.negative) else figure, self.unit), stable=stable)

    def settled(self, frame: bytes) -> bytes:
        """The frame without what says nothing of the weight; as it is where it can't be parsed."""
        try:
            words = self._words(frame)
            if self.type == "float32":
                words |= self._split(struct.pack(">f", float(self._figure(words))))
        except FrameError:
            return frame
        if self.status is not None:
            words[self.status] &= self.bits.mask()
        return b"".join(words[number].to_bytes(2, "big") for number in self.numbers())

    def _words(self, frame: bytes) -> dict[int, int]:
        numbers = self.numbers()
        if len(frame) != 2 * len(numbers):
            raise FrameError(f"not {len(numbers)} registers: {frame.hex()}")
        return dict(zip(numbers, struct.unpack(f">{len(numbers)}H", frame), strict=True))

    def _gross_numbers(self) -> tuple[int, ...]:
        """The registers of the weight, the high word first."""
        numbers = tuple(range(self.gross, self.gross + struct.calcsize(FORMS[self.type]) // 2))
        return numbers if self.words == "high-first" else numbers[::-1]

    def _split(self, packed: bytes) -> dict[int, int]:
        return dict(zip(self._gross_numbers(), struct.unpack(">2H", packed), strict=True))

    def _figure(self, words: Mapping[int, int]) -> Decimal:
        packed = b"".join(words[number].to_bytes(2, "big") for number in self._gross_numbers())
        (value,) = struct.unpack(FORMS[self.type], packed)
        if not math.isfinite(value):
            raise FrameError(f"no number: {packed.hex()}")
        decimals = self._decimals(words)
        if self.type == "float32":  # it carries seven digits
            return Decimal(f"{value:.7g}" if decimals is None else f"{value:.{decimals}f}")
        return Decimal(value).scaleb(-(decimals or 0))

    def _decimals(self, words: Mapping[int, int]) -> int | None:
        if self.decimals_register is None:
            return self.decimals
        decimals = words[self.decimals_register]
        if decimals > MOST_DECIMALS:
            raise FrameError(f"{decimals} decimals; the register of the decimals is another one")
        return decimals

    def _stable(self, status: int) -> bool | None:
        if self.bits.motion is None and self.bits.stable is None:
            return None
        return not _has(status, self.bits.motion) and (self.bits.stable is None or _has(status, self.bits.stable))


def _has(status: int, bit: int | None) -> bool:
    return bit is not None and bool(status >> bit & 1)


PRESETS: Mapping[str, RegisterMap] = {
    "cas-ci-600d": RegisterMap(gross=7),
    "pavone-dat": RegisterMap(gross=1, status=0, bits=StatusBits(stable=1, underload=4, overload=5, invalid=6)),
    "eagle-ei": RegisterMap(gross=0x1000, type="float32"),
}


class RegisterIndicator(StreamIndicator):
    """Fed the registers of one answer at a time, gives its reading, stable by the rules of all indicators."""

    def __init__(self, registers: RegisterMap, stable_frames: int) -> None:
        super().__init__(_RegisterFormat(registers), stable_frames)
        self._registers = registers

    def feed(self, chunk: bytes, at_s: float) -> list[WeightReading]:
        """`chunk`: two bytes for each register of the map's `numbers`."""
        return [replace(one, raw=chunk.hex()) for one in super().feed(self._registers.settled(chunk), at_s)]


class _RegisterFormat:
    """See `edge.wire.indicator.Format`: a frame is what one answer holds."""

    poll = None

    def __init__(self, registers: RegisterMap) -> None:
        self._registers = registers
        self._length = 2 * len(registers.numbers())

    def cut(self, buffer: bytes, *, quiet: bool) -> Cut:  # noqa: ARG002  # an answer comes whole
        return Cut(0, self._length) if len(buffer) == self._length else Cut(len(buffer))

    def parse(self, frame: bytes) -> Shown:
        return self._registers.parse(frame)
