"""Finds out what an indicator speaks: protocol, speed and framing.

It listens at every usual setting and sends nothing. Only where not one byte came at all does it ask, with the harmless
questions of the polled protocols, and it listens again before each of them: what talks unasked is never asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from string import ascii_uppercase

import serial

from edge.devices.finding import Finding
from edge.devices.line import SerialLine, open_line, read_line, set_line, write_line
from edge.devices.scale import Stopped
from edge.ports import Clock
from edge.wire.detecting import ENOUGH_FRAMES, Verdict, judge_line
from edge.wire.indicators import FORMATS, FormatOptions

BAUDS = (9600, 4800, 2400, 19200, 1200, 38400, 57600, 115200, 600)
HEARD_AS = "8N1"  # seven data bits with a parity show themselves in it
OTHER_FRAMINGS = ("8E1", "8O1", "7N1")
ASKED_IN = ("8N1", "7E1")
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


@dataclass(frozen=True, slots=True)
class Question:
    """What asks an indicator of one protocol."""

    protocol: str
    options: FormatOptions
    poll: bytes


class Search:
    """One search on one line. `line` is tried first; where a converter has a speed of its own it is the only one.

    `step` is called with each setting, before it is tried.
    """

    def __init__(
        self, line: SerialLine, options: FormatOptions, clock: Clock, patience: Patience | None = None,
        *, stopped: Stopped = lambda: False, step: Callable[[str], None] = lambda _text: None,
    ) -> None:  # fmt: skip
        self._line = line
        self._options = options
        self._clock = clock
        self._patience = patience or Patience()
        self._stopped = stopped
        self._step = step
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
            if answer:
                found = self._questioned(port, line, question, answer)
                if found is not None:
                    return found
        return None

    def _questions(self) -> Iterator[tuple[SerialLine, Question]]:
        questions = polled_questions(self._options)
        for line in self._speeds(HEARD_AS):
            for framing in ASKED_IN[:1] if self._line.is_remote else ASKED_IN:
                self._step(f"asking at {line.baud} {framing}")
                yield from ((replace(line, framing=framing), one) for one in questions)
        for line in self._speeds(HEARD_AS):
            self._step(f"asking other addresses at {line.baud}")
            yield from ((line, one) for one in other_addresses(self._options))

    def _questioned(self, port: serial.Serial, line: SerialLine, question: Question, answer: bytes) -> Finding | None:
        """The verdict on what answered, asked some more; a listening one where it turns out to talk unasked."""
        answers = answer
        for _ in range(ENOUGH_FRAMES + 1):
            framing, verdict = judge_line(answers, question.options, quiet=True, protocols=(question.protocol,))
            if not verdict.candidates:
                return None
            if verdict.clear:
                return Finding(replace(line, framing=framing if line.framing == HEARD_AS else line.framing),
                               question.options, verdict, asked=True)  # fmt: skip
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
    return 3 if line.is_remote else 4 * len({line.baud, *BAUDS})


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
