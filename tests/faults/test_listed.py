from __future__ import annotations

import unicodedata
from typing import get_args

import pytest

from edge.faults.entry import LANGUAGES, FaultEntry, Kind, Language
from edge.faults.kinds import KINDS
from edge.faults.listed import FAULTS, checks_of, entry_of, told, with_check, words_of

NAMES = [f"{one.kind}-{one.code}" for one in FAULTS]


@pytest.mark.parametrize("entry", FAULTS, ids=NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_words_and_something_to_check_in_every_language(entry: FaultEntry, language: Language) -> None:
    assert entry.checks
    for one in (entry.words, *entry.checks):
        said = one.said_in(language)
        assert said.strip() == said != ""
        assert unicodedata.is_normalized("NFC", said), said


@pytest.mark.parametrize("entry", FAULTS, ids=NAMES)
def test_the_languages_of_a_fault_are_told_from_each_other(entry: FaultEntry) -> None:
    words = entry.words
    assert len({words.vi, words.en, words.zh}) == 3
    assert words.en.isascii()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in words.zh)
    assert not words.vi.isascii()
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in words.vi)


def test_no_fault_is_listed_twice_and_every_kind_has_a_name() -> None:
    pairs = [(one.kind, one.code) for one in FAULTS]
    assert sorted({pair for pair in pairs if pairs.count(pair) > 1}) == []
    assert set(KINDS) == set(get_args(Kind))
    assert {one.kind for one in FAULTS} == set(KINDS) - {"models"}  # which can only fail as any device can


def test_a_device_is_known_by_what_stands_before_its_name() -> None:
    assert entry_of("camera:front", "stalled") is entry_of("camera", "stalled")
    assert entry_of("calibration:camera:front", "old") is entry_of("calibration", "old")
    assert entry_of("camera:front", "late") is entry_of("any", "late")


def test_the_particulars_follow_the_words() -> None:
    assert told("camera:front", "unreachable", "192.0.2.11:554") == "no connection to the camera: 192.0.2.11:554"
    assert told("camera:front", "unreachable", "") == "no connection to the camera"
    assert told("camera:front", "unreachable", "192.0.2.11:554", "vi") == "Không kết nối được camera: 192.0.2.11:554"


def test_one_line_names_the_likeliest_thing_to_check() -> None:
    assert with_check("indicator", "silent", "for 3 s") == (
        "no bytes from the indicator: for 3 s; check: is the indicator switched on, and does it show a weight?"
    )


def test_a_fault_that_the_list_lacks_is_told_in_its_own_words() -> None:
    assert entry_of("indicator", "melted") is None
    assert told("indicator", "melted", "it is too hot") == with_check("indicator", "melted", "it is too hot")
    assert told("indicator", "melted", "it is too hot") == "it is too hot"
    assert told("indicator", "melted", "") == "indicator melted"
    assert words_of("indicator", "melted", "it is too hot").vi == "it is too hot"
    assert checks_of("indicator", "melted") == ()
