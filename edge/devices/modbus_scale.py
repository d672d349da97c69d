"""A weighbridge indicator whose registers are read by Modbus: RTU on a serial line or through a converter, or TCP.

The state told is one of: unreachable, lost, silent (no answer), no-frames (bytes that are no answer), bad-frames (the
device refuses, or its registers hold no weight), ok.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import serial

from edge.devices.line import SerialLine, read_line, write_line
from edge.devices.scale import Approach, Pace, SerialScale, Speech, Stopped, Watch
from edge.errors import FrameError
from edge.ports import Clock, Sink
from edge.wire.modbus import Question, Transport
from edge.wire.registers import RegisterIndicator, RegisterMap

ANSWER_S = 1.0  # slow indicators behind a converter need half a second
LAST_NUMBER = 0xFFFF
TCP_PORT = 502
WITHOUT_PORT = re.compile(r"socket://(\[[^\]]*\]|[^:/\[\]]+)")
MOST_LATE_READS = 20  # of what comes after an answer was given up; a line that chatters on is not waited for


@dataclass(frozen=True, slots=True)
class ModbusDevice:
    """What is asked for its weight, and over which kind of Modbus."""

    transport: Transport
    address: int
    registers: RegisterMap

    def questions(self) -> tuple[Question, ...]:
        """One for each run of neighbouring registers, in the order in which their answers make a frame."""
        function = self.registers.function
        return tuple(
            Question(self.transport, self.address, function, first, count) for first, count in self.registers.blocks()
        )

    def speech(self, line: SerialLine, stable_frames: int) -> Speech:
        """How it is read."""
        return Speech(line, RegisterIndicator(self.registers, stable_frames), questions=self.questions())


@dataclass(frozen=True, slots=True)
class Answer:
    """All bytes heard; the registers, None where they did not come; the fault, empty where nothing was said."""

    heard: bytes = b""
    registers: bytes | None = None
    fault: str = ""


class KnownDevice:
    """The approach where the device is configured."""

    def __init__(self, line: SerialLine, device: ModbusDevice, stable_frames: int) -> None:
        self._line = line
        self._device = device
        self._stable_frames = stable_frames

    def learn(self, stopped: Stopped) -> Speech:  # noqa: ARG002 - nothing to wait for
        return self._device.speech(self._line, self._stable_frames)

    def doubt(self, frameless_s: float) -> bool:  # noqa: ARG002 - a person has said it
        return False


class ModbusScale(SerialScale):
    """A `Scale` that asks every `pace.poll_s`; connecting, losing and telling are those of all serial scales.

    Where `approach` comes by a speech without questions, it is read as a stream.
    """

    def __init__(
        self, line: SerialLine, device: ModbusDevice, stable_frames: int, sink: Sink, clock: Clock,
        pace: Pace | None = None, approach: Approach | None = None,
    ) -> None:  # fmt: skip
        if device.transport == "tcp" and WITHOUT_PORT.fullmatch(line.port):
            line = replace(line, port=f"{line.port}:{TCP_PORT}")
        super().__init__(approach or KnownDevice(line, device, stable_frames), sink, clock, pace)
        self._number = 0
        self._fault = ""

    def _stream(self, port: serial.Serial, speech: Speech) -> None:
        if not speech.questions:
            super()._stream(port, speech)
            return
        watch = Watch(self._clock.monotonic_s(), self._pace)
        refusals = 0
        while not self._stopping.is_set():
            asked_s = self._clock.monotonic_s()
            answer = self._ask_all(port, speech)
            refusals += bool(answer.fault)
            now_s = self._clock.monotonic_s()
            readings = speech.indicator.feed(answer.registers, now_s) if answer.registers else []
            self._note_fault(answer, weighed=bool(readings))
            watch.note(answer.heard, len(readings), refusals + speech.indicator.bad_frames, now_s)
            for reading in readings:
                self._deliver(reading)
            self._diagnose(watch, now_s)
            if self._is_hopeless(port, speech.line, watch, now_s):
                return
            self._stopping.wait(max(0.0, asked_s + self._pace.poll_s - self._clock.monotonic_s()))

    def _ask_all(self, port: serial.Serial, speech: Speech) -> Answer:
        """The registers of all questions; what is late is not taken for the answer to the next one."""
        whole = Answer(registers=b"")
        for question in speech.questions:
            answer = self._ask(port, speech.line, question)
            heard = whole.heard + answer.heard
            if answer.registers is None:
                return replace(answer, heard=heard + self._heard_late(port, speech.line))
            whole = Answer(heard, (whole.registers or b"") + answer.registers)
        return whole

    def _ask(self, port: serial.Serial, line: SerialLine, question: Question) -> Answer:
        self._number = self._number % LAST_NUMBER + 1
        question = replace(question, number=self._number)
        sent = question.encode()
        write_line(port, line, sent)
        # two questions fit into the time after which silence is told: an answer that never comes is no silence yet
        until_s = self._clock.monotonic_s() + min(ANSWER_S, self._pace.silence_s / 2)
        heard = b""
        while self._clock.monotonic_s() < until_s and not self._stopping.is_set():
            heard = (heard + read_line(port, line)).removeprefix(sent)  # a two-wire line may echo
            try:
                registers = question.parse_answer(heard)
            except FrameError as fault:
                return Answer(heard, fault=str(fault))
            if registers is not None:
                return Answer(heard, registers)
        return Answer(heard)

    def _heard_late(self, port: serial.Serial, line: SerialLine) -> bytes:
        heard = b""
        for _ in range(MOST_LATE_READS):
            chunk = read_line(port, line)
            if not chunk or self._stopping.is_set():
                break
            heard += chunk
        return heard

    def _note_fault(self, answer: Answer, *, weighed: bool) -> None:
        if answer.fault:
            self._fault = answer.fault
        elif answer.registers is not None and not weighed:
            self._fault = f"its registers hold no weight ({answer.registers.hex()})"

    def _diagnose(self, watch: Watch, now_s: float) -> None:
        diagnosis = watch.diagnosis(now_s)
        if diagnosis is not None:
            code, text = diagnosis
            self._tell(code, self._fault if code == "bad-frames" else text)
