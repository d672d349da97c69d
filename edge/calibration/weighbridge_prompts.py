"""Questions to the technician: each has a key, under which a file may answer it before it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TextIO

from edge.errors import InputError

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
        print(f"\r\x1b[K{shown}" if self._screen.isatty() else shown, end="", file=self._screen, flush=True)
        if key in self._given:
            answer = str(self._given[key]).strip()
            self.say(answer)
            return answer or default
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

    def number(self, key: str, question: str, default: float | None = None) -> float:
        """Above zero or zero, with a point for decimals."""
        while True:
            answer = self.ask(key, question, "" if default is None else f"{default:g}")
            value = _number(answer)
            if value is not None:
                return value
            self._again(key, answer, "a number like 1500 or 0.5")

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
    return value if 0 <= value < float("inf") else None
