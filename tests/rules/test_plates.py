from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.rules.grammar import PlateRule, digits, part, shape
from edge.rules.plates import RULES, classify
from edge.rules.plates_cn import PROVINCES as CHINESE_PROVINCES
from edge.rules.plates_vn import UNUSED_PROVINCES

P = r"(?!10|13|42|44|45|46|87|91|96)[1-9][0-9]"
V = r"[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新]"
S = r"[A-HJ-NP-Z0-9]"
PUBLISHED = {
    ("VN", "civil"): rf"{P}[A-HK-NPSTUVXYZ][0-9]{{4,5}}",
    ("VN", "state"): rf"{P}[A-HK-M][0-9]{{4,5}}",
    ("VN", "trailer"): rf"{P}(RM?)[0-9]{{4,5}}",
    ("VN", "special"): rf"{P}(LD|DA|KT|HC|CD|MK|T[ĐD])[0-9]{{4,5}}",
    ("VN", "foreign"): r"[0-9]{2}([0-9]{3}(NG|QT|NN|CV)[0-9]{2}|(NG|QT|NN|CV)[0-9]{5})",
    ("VN", "temporary"): r"T[0-9]{2}[0-9]{5}",
    ("VN", "military"): r"[A-Z]{2}[0-9]{4}",
    ("VN", "motorcycle"): rf"{P}([A-HK-NPSTUVXYZ][1-9A-HK-NPRSTUVXYZ]|M[ĐD][1-9])[0-9]{{5}}",
    ("CN", "standard"): rf"{V}[A-Z]{S}{{5}}",
    ("CN", "trailer"): rf"{V}[A-Z]{S}{{4}}挂",
    ("CN", "training"): rf"{V}[A-Z]{S}{{4}}学",
    ("CN", "police"): rf"{V}[A-Z]{S}{{4}}警",
    ("CN", "test"): rf"{V}[A-Z]{S}{{4}}试",
    ("CN", "nev-small"): rf"{V}[A-Z][A-HJK]{S}[0-9]{{4}}",
    ("CN", "nev-large"): rf"{V}[A-Z][0-9]{{5}}[A-HJK]",
    ("CN", "hk-macau"): rf"粤Z{S}{{4}}[港澳]",
    ("CN", "embassy"): r"[0-9]{6}使",
    ("CN", "consulate"): rf"{V}[A-Z]?[0-9]{{4,5}}领",
    ("CN", "armed-police"): rf"WJ{V}?[0-9]{{4}}[0-9JBXTHSD]",
    ("CN", "pla"): r"[A-Z]{2}[0-9]{5}",
}
"""Regular expressions as published, written by hand; the rules make theirs out of shapes."""

NAMED = [
    ("24C12345", "VN civil"),
    ("24C-123.45", "VN civil"),
    ("24C1234", "VN civil"),
    ("80B12345", "VN civil"),
    ("99Z00001", "VN civil"),
    ("11A12345", "VN civil"),
    ("24T12345", "VN civil"),
    ("24R12345", "VN trailer"),
    ("24R1234", "VN trailer"),
    ("24RM12345", "VN trailer"),
    ("24RM1234", "VN trailer"),
    ("24LD12345", "VN special"),
    ("24DA12345", "VN special"),
    ("24KT1234", "VN special"),
    ("24HC12345", "VN special"),
    ("24CD12345", "VN special"),
    ("24MK12345", "VN special"),
    ("15TĐ12345", "VN special"),
    ("15tđ-123.45", "VN special"),
    ("15TD12345", "VN special"),
    ("41-291-NG-01", "VN foreign"),
    ("80-NN-168-06", "VN foreign"),
    ("80QT12345", "VN foreign"),
    ("80123CV45", "VN foreign"),
    ("29X112345", "VN motorcycle"),
    ("29AA12345", "VN motorcycle"),
    ("29AR12345", "VN motorcycle"),
    ("29MĐ112345", "VN motorcycle"),
    ("29MD112345", "VN motorcycle"),
    ("T2412345", "VN temporary"),
    ("AB1234", "VN military"),
    ("云A12345", "CN standard"),
    ("云G·1B2C3", "CN standard"),
    ("桂O12345", "CN standard"),
    ("云A1234挂", "CN trailer"),
    ("云A1B34学", "CN training"),
    ("云A1234警", "CN police"),
    ("云A1234试", "CN test"),
    ("云AD12345", "CN nev-small"),
    ("云AKA1234", "CN nev-small"),
    ("云A12345F", "CN nev-large"),
    ("粤Z1A34港", "CN hk-macau"),
    ("粤Z1234澳", "CN hk-macau"),
    ("123456使", "CN embassy"),
    ("沪1234领", "CN consulate"),
    ("沪A1234领", "CN consulate"),
    ("沪A12345领", "CN consulate"),
    ("WJ12345", "CN armed-police"),
    ("WJ1234X", "CN armed-police"),
    ("WJ云1234J", "CN armed-police"),
    ("AB12345", "CN pla"),
]


def name(rule: PlateRule | None) -> str | None:
    return f"{rule.country} {rule.name}" if rule else None


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_a_plate_is_named_by_its_class(text: str, expected: str) -> None:
    assert name(classify(text)) == expected


REFUSED = {
    "no text": "",
    "a word": "TRANSPORT",
    "a container number": "MSCU1234567",
    "three serial digits": "24C123",
    "seven serial digits": "24C1234567",
    "a province below 10": "04C12345",
    "no series letter": "24012345",
    "a series letter I": "24I12345",
    "a series letter O": "24O12345",
    "a series letter W": "24W12345",
    "an unknown pair of letters": "24ZI1234",
    "R with another letter": "24RB1234",
    "Đ alone as a series": "15Đ12345",
    "a motorcycle series of digit 0": "29X012345",
    "an embassy of another country": "80XX12345678",
    "a Cyrillic letter": "24С12345",
    "Arabic digits": "24C١٢٣٤٥",
    "a text within a plate's text": "A24C12345",
    "Chinese without province": "A1234挂",
    "no Chinese province": "龙A12345",
    "a digit as office": "云112345",
    "I in the serial": "云A1I345",
    "O in the serial": "云A1O345",
    "I as new energy letter": "云AI12345",
    "L as new energy letter": "云A12345L",
    "two new energy letters in the middle": "云ADD123A",
    "a Hong Kong plate of another province": "云Z1234港B",
    "six digits": "123456",
    "five letters": "ABCDE",
    "a consulate with six digits": "沪A123456领",
    "an embassy with five digits": "12345使",
    "armed police with a letter amid": "WJ12A45",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_other_text_is_no_plate(text: str) -> None:
    assert classify(text) is None


@pytest.mark.parametrize("code", sorted(UNUSED_PROVINCES))
@pytest.mark.parametrize("rest", ["C12345", "R12345", "LD1234", "X112345"])
def test_a_province_code_not_in_use_is_refused(code: str, rest: str) -> None:
    assert classify(code + rest) is None
    assert classify("24" + rest) is not None


def test_all_other_province_codes_are_in_use() -> None:
    accepted = {f"{code:02}" for code in range(100) if classify(f"{code:02}C12345")}
    assert accepted == {f"{code:02}" for code in range(11, 100)} - UNUSED_PROVINCES
    assert len(accepted) == 81


def test_all_31_chinese_provinces_are_accepted() -> None:
    assert len(set(CHINESE_PROVINCES)) == 31
    assert all(name(classify(f"{province}A12345")) == "CN standard" for province in CHINESE_PROVINCES)


@pytest.mark.parametrize(
    ("text", "colour", "expected"),
    [
        ("24A12345", "blue", "VN state"),
        ("24A12345", "white", "VN civil"),
        ("24A12345", "yellow", "VN civil"),
        ("24A12345", None, "VN civil"),
        ("24A12345", "purple", "VN civil"),
        ("24S12345", "blue", "VN civil"),
        ("WJ12345", "white", "CN armed-police"),
        ("WJ12345", None, "CN armed-police"),
        ("AB1234", "white", "VN military"),
    ],
)
def test_a_colour_settles_the_class_but_never_refuses_a_plate(text: str, colour: str | None, expected: str) -> None:
    assert name(classify(text, colour)) == expected


def test_a_trailer_plate_is_told_from_a_tractor_plate() -> None:
    trailer, tractor = classify("24R12345"), classify("24C12345")
    assert trailer is not None
    assert tractor is not None
    assert (trailer.name, trailer.rows) == ("trailer", frozenset({2}))
    assert (tractor.name, tractor.rows) == ("civil", frozenset({1, 2}))


def test_shapes_of_ordinary_lettering_are_weak() -> None:
    weak = {name(rule) for rule in RULES if rule.weak}
    assert weak == {"VN motorcycle", "VN temporary", "VN military", "CN embassy", "CN pla"}


def test_a_strong_class_comes_before_a_weak_one() -> None:
    assert sorted(RULES, key=lambda rule: rule.weak) == list(RULES)


def test_a_site_can_add_a_class() -> None:
    cross_border = PlateRule("VN", "cross-border", (shape(part("KT"), *digits(3)),), frozenset({1}))
    assert classify("K123") is None
    assert classify("K123", rules=(*RULES, cross_border)) is cross_border


def test_every_class_is_published_and_every_published_class_is_there() -> None:
    assert {(rule.country, rule.name) for rule in RULES} == set(PUBLISHED)
    assert len(RULES) == len(PUBLISHED)


@pytest.mark.parametrize("rule", RULES, ids=name)
@given(drawn=st.data())
def test_a_rule_accepts_what_its_published_expression_accepts(rule: PlateRule, drawn: st.DataObject) -> None:
    text = drawn.draw(st.from_regex(re.compile(PUBLISHED[rule.country, rule.name]), fullmatch=True))
    assert rule.accepts(text)


@pytest.mark.parametrize("rule", RULES, ids=name)
@given(drawn=st.data())
def test_a_rule_accepts_nothing_else(rule: PlateRule, drawn: st.DataObject) -> None:
    text = drawn.draw(st.from_regex(rule.pattern, fullmatch=True))
    assert re.fullmatch(PUBLISHED[rule.country, rule.name], text)


@pytest.mark.parametrize("rule", RULES, ids=name)
@given(drawn=st.data())
def test_a_text_of_a_rule_keeps_to_the_positions_of_a_shape(rule: PlateRule, drawn: st.DataObject) -> None:
    text = drawn.draw(st.from_regex(rule.pattern, fullmatch=True))
    fitting = [
        alphabets
        for alphabets in rule.positions
        if len(alphabets) == len(text) and all(map(str.__contains__, alphabets, text))
    ]
    assert fitting


@given(st.text())
def test_any_text_has_a_class_or_none(text: str) -> None:
    rule = classify(text)
    assert rule is None or rule in RULES
