from __future__ import annotations

import pytest

from edge.recognition.lattice import align, best_path
from edge.recognition.spelling import Spelling, longer_and_shorter, spell
from tests.recognition.lattices import lattice


def test_the_options_of_a_character_are_what_the_network_gave_them() -> None:
    aligned = align(lattice(["2", {"4": 0.6, "A": 0.3, "1": 0.1}, "C"]), "24C")
    options = dict(spell(aligned).chars[1])
    assert options == pytest.approx({"4": 0.6, "A": 0.3, "1": 0.1}, abs=1e-3)
    assert spell(aligned).log_prob == pytest.approx(-0.51, abs=0.01)


def test_a_temperature_makes_options_less_sure() -> None:
    aligned = align(lattice([{"4": 0.9, "A": 0.1}]), "4")
    assert dict(spell(aligned, temperature=2.0).chars[0])["4"] == pytest.approx(0.75, abs=1e-3)


def others(*slots: str | dict[str, float]) -> dict[str, Spelling]:
    aligned = align(lattice(slots), best_path(lattice(slots)))
    return {each.text: each for each in longer_and_shorter(aligned, spell(aligned))}


def test_a_character_that_the_blank_just_beat_makes_a_longer_text() -> None:
    found = others("2", "4", {"C": 0.3, "G": 0.1}, "1")
    assert set(found) == {"24C1"}
    assert dict(found["24C1"].chars[2]) == pytest.approx({"C": 0.75, "G": 0.25}, abs=1e-2)


def test_a_character_that_just_beat_the_blank_makes_a_shorter_text() -> None:
    found = others("2", {"4": 0.7}, "C", "1")
    assert set(found) == {"2C1"}
    assert len(found["2C1"].chars) == 3


def test_a_sure_text_has_no_neighbours_of_other_length() -> None:
    assert others("2", "4", "C", "1") == {}
