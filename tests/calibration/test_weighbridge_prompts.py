"""Questions, answered by a person, a pipe or a file."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pytest

from edge.calibration.weighbridge_prompts import Prompts
from edge.errors import InputError


def prompts(typed: str = "", given: Mapping[str, object] | None = None) -> tuple[Prompts, io.StringIO]:
    screen = io.StringIO()
    return Prompts(given or {}, io.StringIO(typed), screen), screen


def test_an_empty_answer_is_the_default() -> None:
    asked, screen = prompts("\n")
    assert asked.ask("technician", "Your name", "Lan") == "Lan"
    assert screen.getvalue().startswith("[technician] Your name (Lan): ")


def test_an_answer_of_the_file_is_shown_and_nothing_is_read() -> None:
    asked, screen = prompts("typed\n", {"technician": "Lan", "max-kg": 60_000, "save": True})
    assert asked.ask("technician", "Your name") == "Lan"
    assert asked.number("max-kg", "Max") == 60_000
    assert asked.confirm("save", "Save?")
    assert "Lan" in screen.getvalue()
    assert asked.ask("weights", "The weights") == "typed"


def test_a_senseless_answer_is_asked_for_again() -> None:
    asked, screen = prompts("maybe\nyes\nmany\n-5\nnan\ninf\n20\n")
    assert asked.confirm("save", "Save?")
    assert asked.number("interval-kg", "e") == 20
    assert '"maybe" is no answer; allowed: yes or no' in screen.getvalue()
    assert screen.getvalue().count("allowed: a number") == 4


def test_a_load_may_be_another_one_or_skipped() -> None:
    asked, screen = prompts("\n4998.5 kg\nSkip\n70000\n-1\n60000\n")
    assert [asked.load("span-5000-up", "Put 5000 kg on", 5000, 60_000) for _ in range(4)] == [
        5000,
        4998.5,
        None,
        60_000,
    ]
    assert screen.getvalue().count("allowed: 0 to 60000 kg, or skip") == 2


def test_a_senseless_load_of_the_file_is_named_and_not_asked_for_ever() -> None:
    asked, _ = prompts(given={"span-5000-up": "70000"})
    with pytest.raises(InputError, match=r"\[span-5000-up\]: \"70000\" is no answer"):
        asked.load("span-5000-up", "Put 5000 kg on", 5000, 60_000)


def test_added_weights_are_no_more_than_asked_for() -> None:
    asked, screen = prompts("25\n12\n")
    assert asked.number("zero-added", "How many kg?", most=20) == 12
    assert "up to 20" in screen.getvalue()


def test_a_senseless_answer_of_the_file_is_named() -> None:
    asked, _ = prompts(given={"max-kg": "sixty tons"})
    with pytest.raises(InputError, match=r"\[max-kg\]: \"sixty tons\""):
        asked.number("max-kg", "Max")


def test_answers_that_end_too_soon_are_told_with_the_question() -> None:
    asked, _ = prompts()
    with pytest.raises(InputError, match=r"before the question \[zero\]"):
        asked.ask("zero", "Set zero")


def test_an_answer_that_is_no_text_is_named() -> None:
    source = io.TextIOWrapper(io.BytesIO(b"Nguy\xe1n\n"), encoding="utf-8")
    with pytest.raises(InputError, match=r"\[technician\]: the answer is not UTF-8"):
        Prompts({}, source, io.StringIO()).ask("technician", "Your name")


def test_the_live_line_is_for_people_only() -> None:
    asked, screen = prompts()
    asked.live("12340 kg")
    assert screen.getvalue() == ""
