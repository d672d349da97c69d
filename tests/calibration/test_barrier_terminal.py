from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

from edge.calibration.barrier_terminal import Terminal
from edge.errors import DeviceError


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """The technician's end of a pseudo-terminal, and the program's."""
    ours, theirs = os.openpty()
    yield ours, theirs
    for end in (ours, theirs):
        try:
            os.close(end)
        except OSError:
            continue


def test_lines_come_one_by_one_and_only_when_they_are_whole(ends: tuple[int, int]) -> None:
    ours, theirs = ends
    terminal = Terminal(theirs)
    assert terminal.line(0) is None
    os.write(ours, b"ye")
    assert terminal.line(0.05) is None
    os.write(ours, b"s\n stop \n\n")
    assert [terminal.line(5), terminal.line(5), terminal.line(5)] == ["yes", "stop", ""]


class HeardTerminal(Terminal):
    """One that tells when its words stand there."""

    def __init__(self, source: int) -> None:
        super().__init__(source)
        self.said = threading.Event()

    def say(self, words: str) -> None:
        super().say(words)
        self.said.set()


def test_a_question_takes_no_answer_that_was_typed_before_it(ends: tuple[int, int]) -> None:
    ours, theirs = ends
    terminal = HeardTerminal(theirs)
    os.write(ours, b"first\nyes\nyes\n")
    assert terminal.line(5) == "first"
    answers: list[str] = []
    asking = threading.Thread(target=lambda: answers.append(terminal.ask("Is it clear?")))
    asking.start()
    assert terminal.said.wait(60)
    os.write(ours, b"no\n")
    asking.join()
    assert answers == ["no"]


def test_a_terminal_that_goes_away_is_a_fault_with_words(ends: tuple[int, int]) -> None:
    ours, theirs = ends
    os.close(ours)
    with pytest.raises(DeviceError, match="the terminal was"):
        Terminal(theirs).line(5)


def test_bytes_that_are_no_text_do_no_harm(ends: tuple[int, int]) -> None:
    ours, theirs = ends
    os.write(ours, b"\xff\xc3yes\n")
    assert Terminal(theirs).line(5) != "yes"
