"""Container marks of ISO 6346: number with check digit, and size-type code.

Size and type tables: ISO 6346:1995, annexes D and E, with amendment 3 (a letter in the fourth place).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from edge.rules.grammar import normalise

CATEGORIES = "UJZ"  # freight container, detachable equipment, trailer or chassis
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_LETTER_VALUES = [value for value in range(10, 39) if value % 11]
_VALUES: Mapping[str, int] = MappingProxyType(
    dict(zip("0123456789" + LETTERS, [*range(10), *_LETTER_VALUES], strict=True))
)
_CODE = re.compile(r"[A-Z]{4}[0-9]{6}")
_NUMBER = re.compile(rf"[A-Z]{{3}}[{CATEGORIES}][0-9]{{7}}")


def remainder(code: str) -> int:
    """Weighted sum of the first ten characters modulo 11: 0 to 10. ValueError unless four letters and six digits.

    10 is written as check digit 0, so that a number with remainder 10 and one with 0 look alike to it.
    """
    if not _CODE.fullmatch(code[:10]):
        raise ValueError(f"not four letters and six digits: {code[:10]!r}")
    return sum(_VALUES[symbol] * (1 << i) for i, symbol in enumerate(code[:10])) % 11


def check_digit(code: str) -> int:
    """The check digit of the first ten characters (ISO 6346, annex A); ValueError as `remainder`."""
    return remainder(code) % 10


def twins(letter: str) -> str:
    """The letters that the check digit can't tell from this one (values equal modulo 11); "" for no letter."""
    value = _VALUES.get(letter)
    if value is None or letter not in LETTERS:  # digits have values too
        return ""
    return "".join(other for other in LETTERS if other != letter and (_VALUES[other] - value) % 11 == 0)


@dataclass(frozen=True, slots=True)
class ContainerNumber:
    """A container number of the right shape; whether its check digit is right is another question."""

    owner_code: str
    category_identifier: str
    serial_number: str
    check_digit: int

    @property
    def text(self) -> str:
        return f"{self.owner_code}{self.category_identifier}{self.serial_number}{self.check_digit}"

    @property
    def check_digit_ok(self) -> bool:
        """True also for 10 % of random numbers: never the only evidence."""
        return check_digit(self.text) == self.check_digit


def parse_container(text: str) -> ContainerNumber | None:
    """The container number that the whole text is, separators aside; None where the shape is another one."""
    plain = normalise(text)
    if not _NUMBER.fullmatch(plain):
        return None
    return ContainerNumber(plain[:3], plain[3], plain[4:10], int(plain[10]))


LENGTHS_FT = MappingProxyType(
    {
        "1": 10.0,
        "2": 20.0,
        "3": 30.0,
        "4": 40.0,
        "A": 23.5,  # 7150 mm
        "B": 24.0,
        "C": 24.5,  # 7430 mm
        "D": 24.5,  # 7450 mm
        "E": 25.7,  # 7820 mm
        "F": 26.6,  # 8100 mm
        "G": 41.0,
        "H": 43.0,
        "K": 44.6,  # 13600 mm
        "L": 45.0,
        "M": 48.0,
        "N": 49.0,
        "P": 53.0,
    }
)

_8FT6, _9FT, _9FT6, _ABOVE = "8'6\"", "9'", "9'6\"", "over 9'6\""
_HEIGHTS = {"0": "8'", "2": _8FT6, "4": _9FT, "5": _9FT6, "6": _ABOVE, "8": "4'3\"", "9": "at most 4'"}
_WIDE_HEIGHTS = {"C": _8FT6, "D": _9FT, "E": _9FT6, "F": _ABOVE, "L": _8FT6, "M": _9FT, "N": _9FT6, "P": _ABOVE}
HEIGHTS = MappingProxyType(_HEIGHTS | _WIDE_HEIGHTS)
"""C to F are wider than 8 feet (2438 mm), L to P wider than 2500 mm."""

TYPE_GROUPS = MappingProxyType(
    {
        "G": "general purpose",
        "V": "general purpose, ventilated",
        "B": "dry bulk",
        "S": "named cargo",
        "R": "refrigerated",
        "H": "insulated or with removable equipment",
        "U": "open top",
        "P": "platform",
        "T": "tank",
        "K": "pressurised tank",
        "N": "tank for dry cargo",
        "A": "air and surface",
    }
)
_COMMON_TYPES = MappingProxyType(
    {
        "G0": "openings at the ends",
        "G1": "vents at the upper part",
        "G2": "openings at the ends and full openings at the sides",
        "G3": "openings at the ends and partial openings at the sides",
        "V0": "vents at the lower and upper parts",
        "V2": "mechanical ventilation inside",
        "V4": "mechanical ventilation outside",
        "B0": "closed",
        "B1": "airtight",
        "S0": "livestock",
        "S1": "cars",
        "S2": "live fish",
        "R0": "cooled",
        "R1": "cooled and heated",
        "R2": "cooled, self-powered",
        "R3": "cooled and heated, self-powered",
        "U0": "openings at the ends",
        "U1": "removable members above the ends",
        "P0": "plain platform",
        "P1": "fixed ends",
        "P2": "fixed posts",
        "P3": "folding ends",
        "P4": "folding posts",
        "P5": "open top and ends",
    }
)
_GROUP_CODES = (
    "GP",
    "VH",
    "BU",
    "BK",
    "SN",
    "RE",
    "RT",
    "RS",
    "HR",
    "HI",
    "UT",
    "PL",
    "PF",
    "PC",
    "PS",
    "TN",
    "TD",
    "TG",
    "AS",
)
_DETAILS = "0123456789ABCDEFGHJKLMNPRTUVWXY"  # I O Q S Z would only be misread digits
TYPES = frozenset(_GROUP_CODES) | frozenset(group + detail for group in TYPE_GROUPS for detail in _DETAILS)


@dataclass(frozen=True, slots=True)
class SizeType:
    """A size-type code taken apart. `length_ft` is nominal, `height` in words; `wide` is above 8 feet."""

    code: str
    length_ft: float
    height: str
    wide: bool
    type_group: str
    description: str


def parse_size_type(text: str) -> SizeType | None:
    """The size-type code that the whole text is (`22G1`, `L5R1`, `12GB`, `42UT`); None where it is none."""
    code = normalise(text)
    if len(code) != 4 or code[0] not in LENGTHS_FT or code[1] not in HEIGHTS or code[2:] not in TYPES:
        return None
    group = TYPE_GROUPS[code[2]]
    return SizeType(
        code, LENGTHS_FT[code[0]], HEIGHTS[code[1]], code[1] in _WIDE_HEIGHTS, group, _description(code, group)
    )


def _description(code: str, group: str) -> str:
    size = f"{LENGTHS_FT[code[0]]:g}' {HEIGHTS[code[1]]} {group}"
    if code[2:] in _GROUP_CODES:
        return size
    if code[3] in LETTERS:
        return f"{size}, reduced strength"
    detail = _COMMON_TYPES.get(code[2:])
    return f"{size}, {detail}" if detail else size
