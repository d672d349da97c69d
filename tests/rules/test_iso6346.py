from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.rules.iso6346 import (
    CATEGORIES,
    LETTERS,
    check_digit,
    parse_container,
    parse_size_type,
    remainder,
    twins,
)

CODES = st.from_regex(rf"[A-Z]{{3}}[{CATEGORIES}][0-9]{{6}}", fullmatch=True)
PUBLISHED = ["CSQU3054383", "NYKU2938412", "TGHU8913889", "ABZU0012343"]


@pytest.mark.parametrize("number", PUBLISHED)
def test_published_numbers_have_their_check_digit(number: str) -> None:
    parsed = parse_container(number)
    assert check_digit(number) == int(number[10])
    assert parsed is not None
    assert parsed.check_digit_ok


@pytest.mark.parametrize(("number", "right"), [("MSCU1234567", 6), ("MSKU1234567", 5)])
def test_placeholders_fail_the_check_digit(number: str, right: int) -> None:
    parsed = parse_container(number)
    assert check_digit(number) == right
    assert parsed is not None
    assert not parsed.check_digit_ok


def test_the_worked_example_is_summed_by_hand() -> None:
    weighted = 13 * 1 + 30 * 2 + 28 * 4 + 32 * 8 + 3 * 16 + 0 * 32 + 5 * 64 + 4 * 128 + 3 * 256 + 8 * 512
    assert remainder("CSQU305438") == weighted % 11 == 3


def test_a_number_is_taken_apart() -> None:
    parsed = parse_container("csqu 305438 [3]")
    assert parsed is not None
    assert (parsed.owner_code, parsed.category_identifier) == ("CSQ", "U")
    assert (parsed.serial_number, parsed.check_digit) == ("305438", 3)
    assert parsed.text == "CSQU3054383"


@pytest.mark.parametrize(
    "text",
    ["", "CSQU305438", "CSQU30543833", "CSQX3054383", "CS1U3054383", "CSQU30S4383", "CSQU305438٣", "XCSQU3054383"],
)
def test_other_shapes_are_no_container_number(text: str) -> None:
    assert parse_container(text) is None


@pytest.mark.parametrize("code", ["", "CSQU30543", "CSQ3305438", "csqu305438", "CSQU30543X"])
def test_a_check_digit_of_something_else_is_a_value_error(code: str) -> None:
    with pytest.raises(ValueError, match="four letters and six digits"):
        check_digit(code)


@given(st.text())
def test_any_text_is_a_container_number_or_none(text: str) -> None:
    parsed = parse_container(text)
    assert parsed is None or len(parsed.text) == 11


@given(CODES)
def test_exactly_one_check_digit_is_right(code: str) -> None:
    right = [digit for digit in range(10) if (parsed := parse_container(f"{code}{digit}")) and parsed.check_digit_ok]
    assert right == [check_digit(code)]


@pytest.mark.parametrize("group", ["AKU", "BLV", "CMW", "DNX", "EOY", "FPZ", "GQ", "HR", "IS", "JT"])
def test_twins_are_the_letters_equal_modulo_11(group: str) -> None:
    for letter in group:
        assert twins(letter) == group.replace(letter, "")


def test_every_letter_has_a_twin() -> None:
    assert all(twins(letter) for letter in LETTERS)


@pytest.mark.parametrize("text", ["", "7", "ab", "Đ", "AK"])
def test_only_a_letter_has_twins(text: str) -> None:
    assert twins(text) == ""


@given(CODES, st.integers(0, 3), st.sampled_from(LETTERS))
def test_the_remainder_is_blind_to_twins_and_to_nothing_else(code: str, at: int, letter: str) -> None:
    other = code[:at] + letter + code[at + 1 :]
    blind = letter == code[at] or letter in twins(code[at])
    assert (remainder(other) == remainder(code)) == blind


@given(CODES, st.integers(4, 9), st.sampled_from("0123456789"))
def test_a_wrong_digit_is_seen_unless_the_remainder_10_is_written_0(code: str, at: int, digit: str) -> None:
    other = code[:at] + digit + code[at + 1 :]
    if other != code:
        unseen = {remainder(code), remainder(other)} == {0, 10}
        assert (check_digit(other) == check_digit(code)) == unseen


@given(CODES, st.integers(4, 8))
def test_swapped_neighbours_are_seen_unless_the_remainder_10_is_written_0(code: str, at: int) -> None:
    other = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if other != code:
        unseen = {remainder(code), remainder(other)} == {0, 10}
        assert (check_digit(other) == check_digit(code)) == unseen


@pytest.mark.parametrize(
    ("text", "length_ft", "height", "wide", "group"),
    [
        ("22G1", 20, "8'6\"", False, "general purpose"),
        ("22 g1", 20, "8'6\"", False, "general purpose"),
        ("42G1", 40, "8'6\"", False, "general purpose"),
        ("45R1", 40, "9'6\"", False, "refrigerated"),
        ("L5G1", 45, "9'6\"", False, "general purpose"),
        ("LEG1", 45, "9'6\"", True, "general purpose"),
        ("M5G1", 48, "9'6\"", False, "general purpose"),
        ("2CG1", 20, "8'6\"", True, "general purpose"),
        ("20T6", 20, "8'", False, "tank"),
        ("28U1", 20, "4'3\"", False, "open top"),
        ("29P0", 20, "at most 4'", False, "platform"),
        ("12GB", 10, "8'6\"", False, "general purpose"),
        ("42UT", 40, "8'6\"", False, "open top"),
        ("22V4", 20, "8'6\"", False, "general purpose, ventilated"),
        ("22B1", 20, "8'6\"", False, "dry bulk"),
        ("22H2", 20, "8'6\"", False, "insulated or with removable equipment"),
        ("22S1", 20, "8'6\"", False, "named cargo"),
        ("46P3", 40, "over 9'6\"", False, "platform"),
        ("24K4", 20, "9'", False, "pressurised tank"),
        ("PNA0", 53, "9'6\"", True, "air and surface"),
    ],
)
def test_a_size_type_code_is_taken_apart(text: str, length_ft: float, height: str, wide: bool, group: str) -> None:
    size_type = parse_size_type(text)
    assert size_type is not None
    assert (size_type.length_ft, size_type.height) == (length_ft, height)
    assert (size_type.wide, size_type.type_group) == (wide, group)


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("22G1", "20' 8'6\" general purpose, vents at the upper part"),
        ("45R1", "40' 9'6\" refrigerated, cooled and heated"),
        ("12GB", "10' 8'6\" general purpose, reduced strength"),
        ("42UT", "40' 8'6\" open top"),
        ("22T6", "20' 8'6\" tank"),
    ],
)
def test_a_size_type_code_is_put_in_words(text: str, description: str) -> None:
    size_type = parse_size_type(text)
    assert size_type is not None
    assert size_type.description == description


@pytest.mark.parametrize("text", ["", "22G", "22G11", "52G1", "23G1", "2251", "22X1", "22GI", "22GO", "I2G1", "2210"])
def test_other_text_is_no_size_type_code(text: str) -> None:
    assert parse_size_type(text) is None


@given(st.text())
def test_any_text_is_a_size_type_code_or_none(text: str) -> None:
    size_type = parse_size_type(text)
    assert size_type is None or len(size_type.code) == 4
