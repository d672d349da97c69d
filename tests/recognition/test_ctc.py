from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from edge.recognition.ctc import FOREIGN, SYMBOLS, Glyph, decode, fold, make_alphabet

CHARACTERS = ["A", "a", "B", "8", ".", "云", "烟", "O", "0"]
ALPHABET = make_alphabet(CHARACTERS)


def probabilities(*steps: dict[str, float]) -> NDArray[np.float32]:
    """One row a step; what is not named is shared out to the blank. A space is the column behind the characters."""
    out = np.zeros((len(steps), len(CHARACTERS) + 2), dtype=np.float32)
    for row, step in zip(out, steps, strict=True):
        row[0] = 1 - sum(step.values())
        for character, probability in step.items():
            row[len(CHARACTERS) + 1 if character == " " else CHARACTERS.index(character) + 1] = probability
    return out


def shown(glyph: Glyph) -> list[tuple[str, float]]:
    return [(symbol, round(probability, 3)) for symbol, probability in glyph.options]


@pytest.mark.parametrize(
    ("character", "symbol"),
    [
        ("a", "A"), ("Z", "Z"), ("７", "7"), ("Ａ", "A"), ("đ", "Đ"), ("Ð", "Đ"), ("l", "1"), ("挂", "挂"),
        ("·", ""), (".", ""), ("-", ""), (" ", ""), ("烟", FOREIGN), ("É", FOREIGN), ("½", FOREIGN), ("ß", FOREIGN),
    ],
)  # fmt: skip
def test_a_character_folds_to_the_symbol_that_a_mark_would_have(character: str, symbol: str) -> None:
    assert fold(character) == symbol


def test_every_symbol_folds_to_itself() -> None:
    assert all(fold(symbol) == symbol for symbol in SYMBOLS)


def test_repeats_merge_and_a_blank_between_keeps_two() -> None:
    glyphs = decode(probabilities({"B": 0.9}, {"B": 0.8}, {}, {"B": 0.7}), ALPHABET)
    assert [glyph.first for glyph in glyphs] == ["B", "B"]
    assert glyphs[0].options[0][1] == pytest.approx(0.9)


def test_a_separator_parts_two_equal_characters_and_is_gone() -> None:
    glyphs = decode(probabilities({"8": 0.9}, {".": 0.9}, {"8": 0.9}), ALPHABET)
    assert [glyph.first for glyph in glyphs] == ["8", "8"]


def test_both_cases_of_a_letter_count_together() -> None:
    (glyph,) = decode(probabilities({"A": 0.35, "a": 0.25, "B": 0.38}), ALPHABET)
    assert shown(glyph) == [("A", 0.6), ("B", 0.38)]


def test_options_are_ordered_and_keep_what_was_not_chosen() -> None:
    (glyph,) = decode(probabilities({"8": 0.6, "B": 0.3, "0": 0.05}), ALPHABET)
    assert [symbol for symbol, _ in glyph.options] == ["8", "B", "0"]


def test_a_foreign_character_is_marked_and_keeps_its_likeliest_symbols() -> None:
    (glyph,) = decode(probabilities({"烟": 0.7, "云": 0.1}), ALPHABET)
    assert glyph.foreign
    assert glyph.first == FOREIGN
    assert shown(glyph)[0] == ("云", 0.1)


def test_an_unlikely_province_stays_among_the_options() -> None:
    (glyph,) = decode(probabilities({"A": 0.9, "云": 0.00001}), ALPHABET)
    assert "云" in [symbol for symbol, _ in glyph.options]


def test_a_glyph_stands_where_it_was_read_and_padding_does_not_count() -> None:
    steps = probabilities({}, {"A": 0.9}, {}, {}, {}, {}, {}, {})
    assert decode(steps, ALPHABET)[0].at == pytest.approx(1.5 / 8)
    assert decode(steps, ALPHABET, used=0.5)[0].at == pytest.approx(1.5 / 4)


def test_a_line_of_blanks_has_no_glyphs() -> None:
    assert decode(probabilities({}, {}), ALPHABET) == ()
    assert decode(np.zeros((0, len(CHARACTERS) + 2), dtype=np.float32), ALPHABET) == ()
