from __future__ import annotations

import unicodedata
from typing import get_args

import pytest

from edge.faults.entry import LANGUAGES, Kind, Language
from edge.faults.kinds import KINDS
from edge.faults.listed import FAULTS, checks_of, entry_of, told, with_check, words_of


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_words_and_something_to_check(language: Language) -> None:
    assert [one for one in FAULTS if not one.checks] == []
    said = [words.said_in(language) for one in FAULTS for words in (one.words, *one.checks)]
    assert [one for one in said if not one or one != one.strip()] == []
    assert [one for one in said if not unicodedata.is_normalized("NFC", one)] == []


def test_the_languages_of_a_fault_are_told_from_each_other() -> None:
    words = [one.words for one in FAULTS]
    assert [one for one in words if one.vi.isascii() or _is_chinese(one.vi)] == []
    assert [one for one in words if not one.en.isascii()] == []
    assert [one for one in words if not _is_chinese(one.zh)] == []


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
