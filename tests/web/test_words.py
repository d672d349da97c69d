from __future__ import annotations

import json
import re
from itertools import product
from typing import get_args

import pytest

from edge.faults.listed import FAULTS
from edge.lane.opening import ORDERED
from edge.lane.passage import Authority, Outcome
from edge.lane.state import Phase
from edge.lane.violations import ONCE
from edge.values import View, WeightStatus
from edge.web.routes import FOLDER

WORDS: dict[str, dict[str, str]] = json.loads((FOLDER / "words.json").read_text(encoding="utf-8"))
PLACE = re.compile(r"\{\w+\}")


def test_vietnamese_english_and_chinese_have_the_same_keys() -> None:
    assert list(WORDS) == ["vi", "en", "zh"]
    assert set(WORDS["vi"]) == set(WORDS["en"]) == set(WORDS["zh"])


@pytest.mark.parametrize("language", ["vi", "zh"])
def test_every_word_has_the_places_of_its_english_one(language: str) -> None:
    for key, english in WORDS["en"].items():
        assert sorted(PLACE.findall(WORDS[language][key])) == sorted(PLACE.findall(english)), key


@pytest.mark.parametrize("language", ["vi", "en", "zh"])
def test_no_word_is_empty(language: str) -> None:
    assert all(word.strip() for word in WORDS[language].values())


@pytest.mark.parametrize(
    ("group", "values"),
    [
        ("phase", tuple(Phase)),
        ("outcome", get_args(Outcome)),
        ("view", get_args(View)),
        ("weight", tuple(one for one in get_args(WeightStatus) if one != "ok")),
        ("boom", ("unknown", "opened", "closed")),
        ("mode", ("monitor", "local", "central")),
        ("direction", ("import", "export")),
        ("device", tuple(sorted({one.kind for one in FAULTS if not one.by_doctor and one.kind != "any"}))),
        ("authority", get_args(Authority)),
        ("violation", (*ONCE, "not-announced", "mismatch", "second-vehicle", "passed-unopened", "under-boom")),
        ("reason", tuple(ORDERED.values())),
    ],
)
def test_every_value_of_the_lane_has_a_word(group: str, values: tuple[str, ...]) -> None:
    assert [f"{group}.{one}" for one in values if f"{group}.{one}" not in WORDS["vi"]] == []


def test_every_word_that_the_page_names_is_in_the_table() -> None:
    scripts = [file.read_text(encoding="utf-8") for file in (FOLDER / "static").glob("*.js")]
    template = (FOLDER / "templates" / "lane.html").read_text(encoding="utf-8")
    named = set(re.findall(r'\bsay\("([^"]+)"\)', template))
    for script, pattern in product(scripts, (r'\bword\("([^"]+)"', r'\? "([a-z.]+\.[a-z]+)"', r': "([a-z]+\.[a-z]+)"')):
        named |= set(re.findall(pattern, script))
    assert len(named) > 30
    assert named - set(WORDS["vi"]) == set()
