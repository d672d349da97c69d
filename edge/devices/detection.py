"""Finds out what an indicator speaks: protocol, speed and framing.

It listens at every usual setting and sends nothing. Only where not one byte came at all does it ask, with the harmless
questions of the polled protocols and of Modbus RTU, and it listens again before each of them: what talks unasked is
never asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import serial

from edge.devices.finding import Finding
from edge.devices.line import SerialLine, open_line, read_line, set_line, write_line
from edge.devices.scale import Stopped
from edge.ports import Clock
from edge.wire.asking import Question, other_addresses, polled_questions, register_questions
from edge.wire.detecting import ENOUGH_FRAMES, Verdict, judge_line
from edge.wire.indicators import FormatOptions

BAUDS = (9600, 4800, 2400, 19200, 1200, 38400, 57600, 115200, 600)
HEARD_AS = "8N1"  # seven data bits with a parity show themselves in it
OTHER_FRAMINGS = ("8E1", "8O1", "7N1")
ASKED_IN = ("8N1", "7E1")
REGISTERS_ASKED_IN = ("8N1", "8E1")  # 8N2 too: one that waits for a second stop bit understands what has but one
LONGEST_BITS = 400  # of a question and its answer: they take that long at slow speeds
KEPT_BYTES = 4096
RANKS = ("silent", "no-frames", "bad-frames", "streaming")


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: listening at one setting (twice that where frames have begun to come), for an answer to begin, until a
    line counts as quiet, and for everything. `bauds`: the speeds to try.
    """

    window_s: float = 2.0
    answer_s: float = 0.3
    quiet_s: float = 0.15
    budget_s: float = 120.0
    bauds: tuple[int, ...] = BAUDS


class Search:
    """One search on one line. `line` is tried first; where a converter has a speed of its own it is the only one.

    `step` is called with each setting, before it is tried. `devices`: the addresses at which a Modbus device may be.
    """

    def __init__(
        self, line: SerialLine, options: FormatOptions, clock: Clock, patience: Patience | None = None,
        *, stopped: Stopped = lambda: False, step: Callable[[str], None] = lambda _text: None,
        devices: tuple[int, ...] = (1,),
    ) -> None:  # fmt: skip
        self._line = line
        self._options = options
        self._clock = clock
        self._patience = patience or Patience()
        self._stopped = stopped
        self._step = step
        self._devices = devices
        self._end_s = clock.monotonic_s() + self._patience.budget_s

    def run(self) -> Finding:
        """Raises `DeviceError` where the line can't be opened or is lost."""
        with open_line(replace(self._line, framing=HEARD_AS)) as port:
            port.timeout = self._patience.quiet_s
            found = self._listen_everywhere(port)
            if found.verdict.state == "silent":
                found = self._ask_everywhere(port) or found
        return found

    def _listen_everywhere(self, port: serial.Serial) -> Finding:
        tried: list[Finding] = []
        for line in self._settings(tried):
            if tried and self._is_over():
                break
            tried.append(self._listen(port, line))
            if tried[-1].verdict.is_explained:
                break
        return max(tried, key=lambda one: RANKS.index(one.verdict.state))

    def _settings(self, tried: list[Finding]) -> Iterator[SerialLine]:
        """Each speed; then, where bytes came but no frames, each with the parities that show in no other way."""
        yield from self._speeds(HEARD_AS)
        noisy = [one.line.baud for one in tried if one.verdict.heard]
        for framing in () if self._line.is_remote else OTHER_FRAMINGS:
            yield from (line for line in self._speeds(framing) if line.baud in noisy)

    def _speeds(self, framing: str) -> Iterator[SerialLine]:
        others = () if self._line.is_remote else (baud for baud in self._patience.bauds if baud != self._line.baud)
        for baud in (self._line.baud, *others):
            yield SerialLine(self._line.port, baud, framing)

    def _listen(self, port: serial.Serial, line: SerialLine) -> Finding:
        """At one setting, until the protocol is clear or the window is over."""
        self._step(f"listening at {line.baud} {line.framing}")
        self._set(port, line)
        stale = self._drain(port, line)
        began_s = self._clock.monotonic_s()
        heard, found = b"", Finding(line, self._options, Verdict("no-frames" if stale else "silent", stale))
        while not found.verdict.clear and not self._is_over():
            chunk = read_line(port, line)
            heard = (heard + chunk)[-KEPT_BYTES:]
            if heard:
                found = self._judged(line, heard, quiet=not chunk)
            patience = self._patience.window_s * (2 if found.verdict.candidates else 1)
            if self._clock.monotonic_s() - began_s > patience:
                break
        return found

    def _drain(self, port: serial.Serial, line: SerialLine) -> int:
        """How many bytes came just after the change of speed: the system may still hold some of the former one."""
        until_s = self._clock.monotonic_s() + self._patience.quiet_s
        stale = len(read_line(port, line))
        while self._clock.monotonic_s() < until_s:
            stale += len(read_line(port, line))
        return stale

    def _judged(self, line: SerialLine, heard: bytes, *, quiet: bool) -> Finding:
        framing, verdict = judge_line(heard, self._options, quiet=quiet)
        return Finding(
            replace(line, framing=framing if line.framing == HEARD_AS else line.framing), self._options, verdict
        )

    def _ask_everywhere(self, port: serial.Serial) -> Finding | None:
        """What answers; None where nothing does. As soon as something talks unasked, it listens again instead."""
        for line, question in self._questions():
            if self._is_over():
                return None
            if read_line(port, line):
                return self._listen_everywhere(port)
            self._set(port, line)
            answer = self._answer(port, line, question.poll)
            found = self._questioned(port, line, question, answer) if answer else None
            if found is not None:
                return found
            if answer and self._talks_on(port, line):
                return self._listen_everywhere(port)
        return None

    def _talks_on(self, port: serial.Serial, line: SerialLine) -> bool:
        """Whether what came was no answer: something has begun to talk, maybe with a pause between its frames."""
        until_s = self._clock.monotonic_s() + self._patience.window_s
        while self._clock.monotonic_s() < until_s and not self._is_over():
            if read_line(port, line):
                return True
        return False

    def _questions(self) -> Iterator[tuple[SerialLine, Question]]:
        polled = polled_questions(self._options)
        registers = [one for device in self._devices for one in register_questions(self._options, device)]
        for line in self._speeds(HEARD_AS):  # all at the likeliest speed first
            for questions, framings in ((polled, ASKED_IN), (registers, REGISTERS_ASKED_IN)):
                for framing in framings[:1] if self._line.is_remote else framings:
                    self._step(f"asking at {line.baud} {framing}")
                    yield from ((replace(line, framing=framing), one) for one in questions)
        for line in self._speeds(HEARD_AS):
            self._step(f"asking other addresses at {line.baud}")
            yield from ((line, one) for one in other_addresses(self._options))

    def _questioned(self, port: serial.Serial, line: SerialLine, question: Question, answer: bytes) -> Finding | None:
        """The verdict on what answered, asked some more; a listening one where it turns out to talk unasked."""
        answers = answer
        for _ in range(ENOUGH_FRAMES + 1):
            framing, verdict = question.judge(answers)
            if not verdict.candidates:
                return None
            if verdict.clear:
                return Finding(replace(line, framing=framing if line.framing == HEARD_AS else line.framing),
                               question.options, verdict, asked=True, device=question.device)  # fmt: skip
            if read_line(port, line):
                return self._listen_everywhere(port)
            answers += self._answer(port, line, question.poll)
        return None

    def _answer(self, port: serial.Serial, line: SerialLine, poll: bytes) -> bytes:
        """What comes within the time for an answer, without the echo of a two-wire line."""
        write_line(port, line, poll)
        until_s = self._clock.monotonic_s() + self._patience.answer_s + LONGEST_BITS / line.baud
        heard = b""
        while self._clock.monotonic_s() < until_s:
            chunk = read_line(port, line)
            heard += chunk
            if heard.removeprefix(poll) and not chunk:
                break
        return heard.removeprefix(poll)

    def _set(self, port: serial.Serial, line: SerialLine) -> None:
        if not self._line.is_remote:
            set_line(port, line)

    def _is_over(self) -> bool:
        return self._stopped() or self._clock.monotonic_s() > self._end_s


def usual_settings(line: SerialLine) -> int:
    """How many settings a search goes through where nothing is heard."""
    return 4 if line.is_remote else 6 * len({line.baud, *BAUDS})


def listening_s(line: SerialLine, search_s: float) -> float:
    """How long to listen at each setting, so that most of the time is left for asking."""
    speeds = 1 if line.is_remote else len({line.baud, *BAUDS})
    return min(Patience().window_s, search_s / (4 * speeds))
