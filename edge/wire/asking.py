"""What a silent indicator is asked when nobody knows its protocol, and what its answers say; pure.

    01 03 00 00 00 01 84 0A      Modbus RTU: holding register 0 of device 1; function 04 asks for input register 0
    01 03 02 hi lo crc crc       its answer; function 04 alike
    01 83 code crc crc           the device refuses: that tells of Modbus as well; 84 where 04 was asked

Source: Modbus application protocol V1.1b3, 6.3, 6.4 and 7. Every question reads and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from string import ascii_uppercase

from edge.wire import modbus
from edge.wire.checks import check_bytes
from edge.wire.detecting import Candidate, Verdict, judge_line
from edge.wire.indicators import FORMATS, FormatOptions
from edge.wire.registers import Function

MODBUS_RTU = "modbus-rtu"
FUNCTIONS: tuple[Function, ...] = ("holding", "input")
REFUSAL_BYTES = 5
REGISTER_BYTES = 7


@dataclass(frozen=True, slots=True)
class Question:
    """What asks an indicator of one protocol. `device`: the address where that is Modbus, else None."""

    protocol: str
    options: FormatOptions
    poll: bytes
    device: int | None = None

    def judge(self, answers: bytes) -> tuple[str, Verdict]:
        """Framing, and the verdict on all answers so far, which were read as 8N1."""
        if self.device is not None:
            return "8N1", judge_registers(answers, self.poll[:2])
        return judge_line(answers, self.options, quiet=True, protocols=(self.protocol,))


def polled_questions(options: FormatOptions) -> list[Question]:
    """A question for each polled protocol; the longest first, so that none is taken for the beginning of the next."""
    polls = [(name, FORMATS[name](options).poll) for name in FORMATS]
    found = [Question(name, options, poll) for name, poll in polls if poll is not None]
    return sorted(found, key=lambda one: len(one.poll), reverse=True)


def other_addresses(options: FormatOptions) -> list[Question]:
    """The question for each address that a Yaohua indicator may have, but the one in `options`."""
    letters = (letter for letter in ascii_uppercase if letter != options.address)
    others = [replace(options, address=letter) for letter in letters]
    polls = [(other, FORMATS["yaohua-polled"](other).poll) for other in others]
    return [Question("yaohua-polled", other, poll) for other, poll in polls if poll is not None]


def register_questions(options: FormatOptions, device: int) -> list[Question]:
    """One holding register of the Modbus device at that address, then one input register."""
    asked = [modbus.Question("rtu", device, function, 0, 1).encode() for function in FUNCTIONS]
    return [Question(MODBUS_RTU, options, poll, device) for poll in asked]


def judge_registers(answers: bytes, asked: bytes) -> Verdict:
    """The verdict on bytes that answered a question for one register, which began with `asked`: address and function.

    Only whole answers of that device count, and refusals, whose check is right; an echo of the question is none.
    """
    if not answers:
        return Verdict("silent", 0)
    good = tuple(_answers(answers, asked))
    if not good:
        return Verdict("no-frames", len(answers))
    share = sum(good) / len(answers)
    return Verdict("streaming", len(answers), (Candidate(MODBUS_RTU, len(good), 0, share, 0.0, checked=True),))


def _answers(heard: bytes, asked: bytes) -> Iterator[int]:
    """The length of each good answer."""
    at = 0
    while at < len(heard):
        length = _answer_length(heard[at:], asked)
        at += length or 1
        if length:
            yield length


def _answer_length(heard: bytes, asked: bytes) -> int:
    """Of the good answer at the beginning; 0 where there is none."""
    address, function = asked
    starts = {bytes((address, function, 2)): REGISTER_BYTES, bytes((address, function | modbus.REFUSED)): REFUSAL_BYTES}
    for start, length in starts.items():
        frame = heard[:length]
        if frame.startswith(start) and len(frame) == length and frame[-2:] == check_bytes("crc16-modbus", frame[:-2]):
            return length
    return 0
