"""Questions to the technician: each has a key, under which a file may answer it before it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TextIO

from edge.errors import InputError

SKIP = "skip"
LARGEST = 1e6
YES = frozenset({"y", "yes", "true"})
NO = frozenset({"n", "no", "false"})


class Prompts:
    """Plain lines: a question out, an answer in. `given`: key -> answer, which is shown and used as if typed.

    An answer that makes no sense is asked for again; one from the file raises `InputError`, as does the end of input.
    """

    def __init__(self, given: Mapping[str, Any], source: TextIO, screen: TextIO) -> None:
        self._given = given
        self._source = source
        self._screen = screen

    def say(self, text: str) -> None:
        print(text, file=self._screen, flush=True)

    def live(self, text: str) -> None:
        """A line that the next one replaces; for people only: a file would be full of them."""
        if self._screen.isatty():
            print(f"\r\x1b[K{text}", end="", file=self._screen, flush=True)

    def ask(self, key: str, question: str, default: str = "") -> str:
        """The answer, without spaces around it; `default` where it is empty."""
        shown = f"[{key}] {question}{f' ({default})' if default else ''}: "
        shown = f"\r\x1b[K{shown}" if self._screen.isatty() else shown
        if key in self._given:
            answer = str(self._given[key]).strip()
            self.say(f"{shown}{answer}")  # at once: a question that stands there alone would be answered twice
            return answer or default
        print(shown, end="", file=self._screen, flush=True)
        answer = self._typed(key)
        if not self._source.isatty():
            self.say(answer)
        return answer or default

    def _typed(self, key: str) -> str:
        try:
            line = self._source.readline()
        except UnicodeDecodeError as error:
            raise InputError(f"[{key}]: the answer is not UTF-8") from error
        if not line:
            raise InputError(f"the answers end before the question [{key}]: nothing was saved")
        return line.strip()

    def confirm(self, key: str, question: str, *, default: bool = False) -> bool:
        while True:
            answer = self.ask(key, question, "yes" if default else "no").lower()
            if answer in YES | NO:
                return answer in YES
            self._again(key, answer, "yes or no")

    def number(self, key: str, question: str, default: float | None = None, most: float = LARGEST) -> float:
        """From zero to `most`, with a point for decimals."""
        while True:
            answer = self.ask(key, question, "" if default is None else f"{default:g}")
            value = _number(answer)
            if value is not None and value <= most:
                return value
            self._again(key, answer, f"a number like 0.5 or 1500, up to {most:g}")

    def load(self, key: str, question: str, planned_kg: float, most_kg: float) -> float | None:
        """The kg that are there; None where the answer is skip."""
        while True:
            answer = self.ask(key, question, f"{planned_kg:g}")
            if answer.lower() == SKIP:
                return None
            value = _number(answer)
            if value is not None and value <= most_kg:
                return value
            self._again(key, answer, f"0 to {most_kg:g} kg, or {SKIP}")

    def _again(self, key: str, answer: str, allowed: str) -> None:
        text = f'[{key}]: "{answer}" is no answer; allowed: {allowed}'
        if key in self._given:
            raise InputError(text)
        self.say(text)


def _number(text: str) -> float | None:
    try:
        value = float(text.removesuffix("kg"))
    except ValueError:
        return None
    return value if value >= 0 else None
