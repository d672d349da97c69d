"""A technician at a real terminal: reads what the barrier's calibration says, sees the gate, and types."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.calibration.barrier_gate import Gate

PROGRAM = ("-m", "edge", "calibrate", "barrier")
STILL_S = 0.5  # a boom that has not moved by then does not
PATIENCE_S = 100.0
Reply = str | Callable[[], str]

QUESTIONS: Mapping[str, str] = {
    "ready": r"Are you there\? \(yes\)",
    "relays": r"How many relays",
    "channels": r"How many inputs",
    "presence": r"Is there [a-z ]+ under the boom",
    "arrival": r"Is there [a-z ]+ before the boom",
    "free": r"Leave the place .* free",
    "busy": r"Now drive a vehicle",
    "left": r"Leave it again",
    "name": r"Its name in the lane's file",
    "where": r"Where does the boom stand",
    "opens": r"Which relay opens",
    "closes": r"Which relay closes",
    "move": r"Only yes moves it",
    "up": r"the moment the boom is fully up",
    "down": r"the moment the boom is fully down",
    "begins": r"the moment the boom BEGINS",
    "is down": r"the moment it is fully down",
    "save": r"Write this into the lane's file\?",
}


class Technician:
    """`seen`: all that was written; `asked`: the names of the questions so far."""

    def __init__(self, gate: Gate, terminal: int, process: subprocess.Popen[bytes]) -> None:
        self._gate = gate
        self._terminal = terminal
        self.process = process
        self.seen = ""
        self.asked: list[str] = []
        self._from = 0

    def work(self, replies: Mapping[str, Reply] | None = None) -> int:
        """Answers until the program ends, its own `replies` (question -> what is typed) first; the exit code."""
        known = {**self._usual(), **(replies or {})}
        until_s = time.monotonic() + PATIENCE_S
        while (name := self._next_question()) is not None:
            if time.monotonic() > until_s:
                pytest.fail(f"no end after {PATIENCE_S:g} s:\n{self.seen}")
            reply = known[name]
            self.type(reply if isinstance(reply, str) else reply())
        return self.process.wait(PATIENCE_S)

    def work_until(self, wanted: str, replies: Mapping[str, Reply] | None = None) -> None:
        """Answers until a question of that name stands there, unanswered."""
        known = {**self._usual(), **(replies or {})}
        while (name := self._next_question()) != wanted:
            if name is None:
                pytest.fail(f"ended without the question {wanted}:\n{self.seen}")
            reply = known[name]
            self.type(reply if isinstance(reply, str) else reply())

    def type(self, text: str) -> None:
        self._from = len(self.seen)
        os.write(self._terminal, f"{text}\n".encode())

    def interrupt(self) -> int:
        """Ctrl-C, as the terminal passes it on; the exit code."""
        self.process.send_signal(signal.SIGINT)
        while self._read():
            pass
        return self.process.wait(PATIENCE_S)

    def hang_up(self) -> None:
        """The terminal goes, as with a lost connection."""
        os.close(self._terminal)
        self._terminal = -1

    def close(self) -> None:
        if self._terminal >= 0:
            os.close(self._terminal)

    def _next_question(self) -> str | None:
        """The name of the question that stands there; None once the program has ended."""
        while True:
            fresh = self.seen[self._from :].replace("\r\n", "\n")
            for name, pattern in QUESTIONS.items():
                if re.search(pattern, fresh) and fresh.endswith("\n"):
                    self.asked.append(name)
                    return name
            if not self._read():
                return None

    def _read(self) -> bool:
        """Whether the terminal is still there."""
        if select.select([self._terminal], [], [], 1.0)[0]:
            try:
                chunk = os.read(self._terminal, 4096)
            except OSError:  # as Linux says that nobody has the other end any more
                return False
            self.seen += chunk.decode()
        return True

    def _usual(self) -> Mapping[str, Reply]:
        return {
            "ready": "yes",
            "relays": "",
            "channels": "4",
            "presence": lambda: "no" if "presence" in self.asked[:-1] else "yes",
            "arrival": "no",
            "free": "yes",
            "busy": lambda: self._on_loop(True),
            "left": lambda: self._on_loop(False),
            "name": "",
            "where": "down",
            "opens": "",
            "closes": "",
            "move": "yes",
            "up": lambda: self._look(lambda: self._gate.boom.opened),
            "down": lambda: self._look(lambda: self._gate.boom.closed),
            "begins": lambda: self._look(lambda: not self._gate.boom.opened, 30.0),
            "is down": lambda: self._look(lambda: self._gate.boom.closed, 30.0),
            "save": "yes",
        }

    def _on_loop(self, there: bool) -> str:
        self._gate.loop = there
        return "yes"

    def _look(self, arrived: Callable[[], bool], still_s: float = STILL_S) -> str:
        """Enter once the boom has arrived; says so where it does not move."""
        since_s, position = time.monotonic(), self._gate.boom.position
        while time.monotonic() - since_s < still_s:
            now = self._gate.boom.position
            if arrived():
                return ""
            if now != position:
                since_s, position = time.monotonic(), now
            time.sleep(0.02)
        return "nothing" if still_s == STILL_S else "other"


@contextmanager
def technician(gate: Gate, file: Path, *options: str) -> Iterator[Technician]:
    """With the calibration running at a pseudo-terminal."""
    ours, theirs = os.openpty()
    command = [sys.executable, *PROGRAM, "--config", str(file), "--by", "Lan", *options]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    person = Technician(gate, ours, process)
    try:
        yield person
    finally:
        process.kill()
        process.wait()
        person.close()
