from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.rules.decode import (
    LOOK_ALIKE_PENALTY,
    Candidate,
    decode_container,
    decode_plate,
    decode_size_type,
)
from edge.rules.grammar import PlateRule, digits, part, shape
from edge.rules.iso6346 import CATEGORIES, check_digit, parse_container, parse_size_type
from edge.rules.plates import RULES, classify
from edge.values import CharOptions

CODES = st.from_regex(rf"[A-Z]{{3}}[{CATEGORIES}][0-9]{{6}}", fullmatch=True)
SYMBOLS = st.one_of(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789Đ云粤挂港使领-. "), st.characters())
LINES = st.lists(
    st.lists(st.tuples(SYMBOLS, st.floats(0, 1)), max_size=5).map(
        lambda options: tuple(sorted(options, key=lambda option: -option[1]))
    ),
    min_size=5,
    max_size=12,
)


def sharp(text: str, probability: float = 0.99) -> list[CharOptions]:
    """A reader that is sure of each character and finds its neighbours in the alphabet just possible."""
    rest = 1 - probability
    return [((symbol, probability), ("A", rest / 2), ("1", rest / 4), ("Z", rest / 8)) for symbol in text]


def texts(candidates: tuple[Candidate, ...]) -> list[str]:
    return [candidate.text for candidate in candidates]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.country} {rule.name}")
@given(drawn=st.data())
def test_a_sharp_read_of_a_plate_is_that_text(rule: PlateRule, drawn: st.DataObject) -> None:
    text = drawn.draw(st.from_regex(rule.pattern, fullmatch=True))
    best = decode_plate(sharp(text))[0]
    assert (best.text, best.changed, best.valid) == (text, 0, True)
    assert best.min_char == pytest.approx(0.99)
    assert best.log_prob == pytest.approx(len(text) * math.log(0.99))


@given(CODES)
def test_a_sharp_read_of_a_container_number_is_that_text(code: str) -> None:
    text = f"{code}{check_digit(code)}"
    best = decode_container(sharp(text))[0]
    assert (best.text, best.changed, best.valid) == (text, 0, True)


@given(LINES, st.integers(1, 6))
def test_every_plate_candidate_keeps_a_grammar(line: list[CharOptions], keep: int) -> None:
    found = decode_plate(line, keep)
    assert len(found) <= keep
    assert all(candidate.valid and classify(candidate.text) for candidate in found)
    assert_best_first(found)


@given(LINES, st.integers(1, 6))
def test_every_container_candidate_has_the_shape_and_says_whether_it_is_valid(
    line: list[CharOptions], keep: int
) -> None:
    found = decode_container(line, keep)
    assert len(found) <= keep
    for candidate in found:
        parsed = parse_container(candidate.text)
        assert parsed is not None
        assert parsed.check_digit_ok == candidate.valid
    assert all(candidate.valid for candidate in found[1:])
    assert_best_first(found)


@given(LINES, st.integers(1, 6))
def test_every_size_type_candidate_can_be_taken_apart(line: list[CharOptions], keep: int) -> None:
    found = decode_size_type(line[:4], keep)
    assert len(found) <= keep
    assert all(parse_size_type(candidate.text) for candidate in found)
    assert_best_first(found)


def assert_best_first(found: tuple[Candidate, ...]) -> None:
    assert len(set(texts(found))) == len(found)
    assert all(a.log_prob >= b.log_prob - 1e-9 for a, b in pairwise(found))
    assert all(0 <= candidate.min_char <= 1 for candidate in found)


def test_the_most_probable_symbol_that_the_grammar_allows_is_taken() -> None:
    line = sharp("24C12345")
    line[2] = (("W", 0.5), ("6", 0.3), ("U", 0.15), ("K", 0.05))
    first, second = decode_plate(line, keep=2)
    assert (first.text, first.changed, first.min_char) == ("24U12345", 1, 0.15)
    assert (second.text, second.changed, second.min_char) == ("24K12345", 1, 0.05)


def test_a_province_not_in_use_gives_way_to_the_next_best_pair() -> None:
    line = sharp("24C12345")
    line[0] = (("4", 0.9), ("1", 0.1))
    line[1] = (("4", 0.6), ("7", 0.4))
    assert texts(decode_plate(line))[:2] == ["47C12345", "14C12345"]


@pytest.mark.parametrize(
    ("read", "meant", "changed"),
    [
        ("Z4C12345", "24C12345", 1),
        ("24812345", "24B12345", 1),
        ("2ACI2345", "24C12345", 2),
        ("24CO2345", "24C02345", 1),
        ("24CQ2345", "24C02345", 1),
        ("24HD2345", "24H02345", 1),
        ("24C1234S", "24C12345", 1),
        ("24CG2345", "24C62345", 1),
        ("24CT2345", "24C72345", 1),
        ("云A1Z34O", "云A1Z340", 1),
    ],
)
def test_a_look_alike_stands_in_where_only_it_can_stand(read: str, meant: str, changed: int) -> None:
    best = decode_plate([((symbol, 0.98),) for symbol in read])[0]
    assert (best.text, best.changed) == (meant, changed)
    assert best.min_char == pytest.approx(0.98 * LOOK_ALIKE_PENALTY)


def test_a_symbol_that_was_read_beats_its_own_look_alike() -> None:
    line: list[CharOptions] = [((symbol, 0.98),) for symbol in "24C12345"]
    line[4] = (("O", 0.9), ("0", 0.08))
    best = decode_plate(line)[0]
    assert (best.text, best.changed, best.min_char) == ("24C10345", 1, 0.08)


def test_weak_classes_get_no_look_alikes() -> None:
    assert decode_plate([((symbol, 0.98),) for symbol in "123456"]) == ()
    assert texts(decode_plate([((symbol, 0.98),) for symbol in "AB1234"])) == ["AB1234"]


def test_d_stroke_is_kept_and_its_transcription_accepted() -> None:
    assert texts(decode_plate(sharp("15TĐ12345")))[0] == "15TĐ12345"
    assert texts(decode_plate(sharp("15TD12345")))[0] == "15TD12345"


def test_separators_and_small_letters_in_a_read_are_no_characters() -> None:
    best = decode_plate([((symbol, 0.98),) for symbol in "24c-123.45"])[0]
    assert (best.text, best.changed) == ("24C12345", 0)


def test_a_plate_of_two_classes_is_one_candidate() -> None:
    found = decode_plate(sharp("24A12345"))
    assert texts(found).count("24A12345") == 1


def test_a_site_decodes_its_own_class() -> None:
    cross_border = PlateRule("VN", "cross-border", (shape(part(("KTX",)), *digits(2)),), frozenset({1}))
    assert decode_plate(sharp("KTX12")) == ()
    assert texts(decode_plate(sharp("KTX12"), rules=(cross_border,)))[0] == "KTX12"


@pytest.mark.parametrize(
    "line",
    [
        [],
        [()] * 8,
        [((symbol, 0.98),) for symbol in "24C123"],
        sharp("24C1234567890"),
        [*sharp("24C1234"), ()],
        [*sharp("24C1234"), (("5", 0.0),)],
        [*sharp("24C1234"), (("5", math.nan),)],
        [*sharp("24C1234"), (("挂", 0.9),)],
    ],
)
def test_a_line_that_can_be_no_plate_has_no_candidates(line: list[CharOptions]) -> None:
    assert decode_plate(line) == ()


@pytest.mark.parametrize("text", ["", "CSQU305438", "CSQU30543833", "CSQX3054383", "24C12345"])
def test_a_line_that_can_be_no_container_number_has_no_candidates(text: str) -> None:
    assert decode_container([((symbol, 0.98),) for symbol in text]) == ()


def test_the_plain_reading_is_kept_although_its_check_digit_is_wrong() -> None:
    line = sharp("MSCU1234567")
    line[10] = (("7", 0.6), ("6", 0.3))
    plain, repaired = decode_container(line, keep=2)
    assert (plain.text, plain.changed, plain.valid) == ("MSCU1234567", 0, False)
    assert (repaired.text, repaired.changed, repaired.valid) == ("MSCU1234566", 1, True)
    assert repaired.min_char == 0.3


def test_a_sharp_placeholder_is_never_repaired_to_its_check_digit() -> None:
    found = decode_container([((symbol, 1.0),) for symbol in "MSCU1234567"])
    assert found[0].text == "MSCU1234567"
    assert not found[0].valid
    assert "MSCU1234566" not in texts(found)


def test_letters_and_digits_are_told_apart_by_their_place() -> None:
    best = decode_container([((symbol, 0.98),) for symbol in "C5QUEO54383".replace("E", "3")])[0]
    assert (best.text, best.changed, best.valid) == ("CSQU3054383", 2, True)


def test_twins_are_both_valid_candidates() -> None:
    line: list[CharOptions] = [((symbol, 0.98),) for symbol in "CSQU3054383"]
    line[0] = (("C", 0.5), ("M", 0.4), ("G", 0.1))
    found = decode_container(line)
    assert texts(found)[:2] == ["CSQU3054383", "MSQU3054383"]
    assert all(candidate.valid for candidate in found)
    assert "GSQU3054383" not in texts(found)


def test_a_size_type_code_is_decoded_with_look_alikes() -> None:
    best = decode_size_type([((symbol, 0.98),) for symbol in "ZSGI"])[0]
    assert (best.text, best.changed) == ("25G1", 3)


def test_keeping_none_gives_none() -> None:
    assert decode_plate(sharp("24C12345"), keep=0) == ()
    assert decode_container(sharp("CSQU3054383"), keep=0) == ()
