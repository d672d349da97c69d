from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.rules.grammar import DIGIT, PlateRule, digits, normalise, part, shape, transcribe


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("24C-123.45", "24C12345"),
        ("24c 12345\n", "24C12345"),
        ("云A·12345", "云A12345"),
        ("云A●12345", "云A12345"),
        ("云Ａ１２３４５", "云A12345"),
        ("15tđ-123.45", "15TĐ12345"),
        ("MSCU 123456[7]", "MSCU1234567"),
        ("", ""),
        (" .-·|_ ", ""),
    ],
)
def test_separators_case_and_full_width_forms_are_normalised(written: str, plain: str) -> None:
    assert normalise(written) == plain


@pytest.mark.parametrize("letter", ["đ", "Đ", "ð", "Ð", "Ɖ"])
def test_letters_drawn_like_the_vietnamese_d_stroke_become_it(letter: str) -> None:
    assert normalise(letter) == "Đ"


def test_a_letter_that_stands_on_no_plate_is_kept_so_that_rules_can_refuse_it() -> None:
    assert normalise("24C1Д2345") == "24C1Д2345"


def test_d_stroke_and_its_transcription_compare_equal() -> None:
    assert transcribe("15TĐ12345") == transcribe("15TD12345") == "15TD12345"


@given(st.text(alphabet="ABCXYZ0123456789Đ云挂"))
def test_a_plain_text_is_already_normalised(text: str) -> None:
    assert normalise(text) == text


@given(st.text())
def test_any_text_can_be_normalised(text: str) -> None:
    assert all(symbol.isalnum() for symbol in normalise(text))


def test_a_part_of_strings_of_different_lengths_is_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        part(("R", "RM"))


def test_an_empty_part_is_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        part("")


def test_positions_give_one_alphabet_a_character_for_each_shape() -> None:
    two = shape(part(("LD", "DA")), DIGIT)
    rule = PlateRule("VN", "example", (two, shape(*digits(2))), frozenset({1}))
    assert rule.positions == (("DL", "AD", "0123456789"), ("0123456789", "0123456789"))


def test_a_rule_accepts_whole_texts_of_its_shapes_only() -> None:
    rule = PlateRule("VN", "example", (shape(part(("LD", "DA")), DIGIT),), frozenset({1}))
    assert [rule.accepts(text) for text in ("LD1", "DA9", "LA1", "LD", "LD12", "XLD1")] == [True, True] + [False] * 4
