"""Every reason that a lane gives is said in the reader's language; the samples are as records hold them."""

from __future__ import annotations

import json
import re

import pytest

from edge.lane.opening import ORDERED
from edge.lane.permits import refusals, suspicions
from edge.lane.settings import Settings
from edge.lane.violations import violations_of
from edge.web.page import LanePage
from tests.lane.builders import reasons
from tests.lane.situations import deciding
from tests.web.chromium import Chromium

SAMPLES = (
    *ORDERED.values(),
    "no plate read within 15 s",
    "no decision from the centre within 20 s",
    "no vehicle came within 120 s",
    "the vehicle did not leave within 120 s",
    "plate read with confidence 0.87, required: 0.9",
    "container number read with confidence 0.87, required: 0.9",
    "indicator reports overload",
    "trailer plate needs review",
    "trailer plate 24R01234 looks like the announced 24R01235",
    "plate 24C12345 is on the refuse list",
    "plate 24C12345 may be 24C1234S of the refuse list",
    "plate 24C12345 was read, the look-alike 24C1234S is announced",
    "announced by marks that need review only",
    "announced by plate 24C12345 and container CSQU3054383",
    "on the allow list",
    "trailer 24R01234 is announced; no camera of this lane can see it",
    "container CSQU3054383 is not named in the announcement, which names no container",
    "overweight: 52140 kg, allowed: 48000 kg",
    "overweight: the indicator shows overload, allowed: 48000 kg",
    "weight-mismatch: 32460 kg, declared: 30000 kg within 600 kg",
    "not-announced: plate 24C12345 is not announced",
    "mismatch: container CSQU3054383 came with plate 24C12345, announced with container MSKU9070323",
    "mismatch: container CSQU3054383 came with plate 24C12345, announced with no container",
    "mismatch: plate 24C12345 came with container CSQU3054383, announced with plate 29C00001 or 29C00002",
    "expired: announced until 2026-03-01T06:00:00+00:00 only",
    "expired: announced from 2026-03-01T06:00:00+00:00 on",
    "repeated: announcement customs-7 was used by passage 0195504c-8c00-7000-8000-000000000001",
    "trailer-missing: trailer 24R-012.34 is announced, none was seen",
    "trailer-missing: trailer 24R-012.34 is announced, 29R99999 was seen",
    "under-boom: a vehicle came under the closing boom; not reopened: the lane is held by stop: release first",
    "second-vehicle: a second vehicle went through on one opening",
    "passed-unopened: the vehicle left under the boom though it was not opened for",
    "decided before: refuse (central)",
    "the open pulse was ended by stop: released",
    "the relay could not be driven: no answer",
    "the record can't be stored: disk full",
    "opened after the interrupted passage 0195504c-8c00-7000-8000-000000000001",
    "continues the interrupted passage 0195504c-8c00-7000-8000-000000000001",
    "the rules would have refused",
    "decide is not possible in phase opening",
)
ENGLISH = re.compile(r"\b(the|is|was|with|by|announced|allowed|read|no|came|and|or|kg, declared)\b")


@pytest.fixture
def reader(browser: Chromium, page: LanePage) -> Chromium:
    browser.open(f"http://127.0.0.1:{page.port}/")
    browser.wait_for("document.querySelector('#lane').innerText === 'lane-01'")
    return browser


def said(reader: Chromium, texts: tuple[str, ...]) -> dict[str, str]:
    asked = json.dumps(texts)
    found = reader.evaluate(f"import('/static/reasons.js').then((it) => {asked}.map(it.reasonWord))")
    return dict(zip(texts, found, strict=True))


@pytest.mark.parametrize("language", ["vi", "zh"])
def test_every_reason_is_said_without_a_word_of_english(reader: Chromium, language: str) -> None:
    reader.evaluate(f"document.querySelector('[data-language={language}]').click()")
    for english, told in said(reader, SAMPLES).items():
        assert not ENGLISH.search(told.removesuffix("no answer")), f"{english} -> {told}"
        assert told != english


def test_in_english_a_reason_stays_as_the_record_has_it(reader: Chromium) -> None:
    reader.evaluate("document.querySelector('[data-language=en]').click()")
    for english, told in said(reader, SAMPLES).items():
        if ": " not in english and "phase" not in english:
            assert told == english


def test_what_a_lane_really_says_is_in_the_table(reader: Chromium) -> None:
    heavy = deciding(Settings(max_gross_kg=30000, refuse=("24C1234S",)))
    passage, settings = heavy.passage, heavy.state.settings
    found = (
        *reasons(passage),
        *passage.notes,
        *refusals(passage, settings),
        *suspicions(passage, settings),
        *(f"{code}: {text}" for code, text in violations_of(passage, settings, (), {})),
    )
    assert len(found) > 2
    for english, told in said(reader, found).items():
        assert told != english, english


@pytest.mark.parametrize("hostile", ["constructor", "__proto__", "toString", "a: b", "{mark}", "x" * 20_000])
def test_a_text_that_is_no_reason_of_the_lane_stays_as_it_is(reader: Chromium, hostile: str) -> None:
    assert said(reader, (hostile,)) == {hostile: hostile}
