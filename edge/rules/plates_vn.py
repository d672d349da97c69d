"""Plates of Vietnam: circular 79/2024/TT-BCA with 13/2025 and 51/2025, QCVN 08:2024; military 169/2021/TT-BQP.

The series letter says nothing about the vehicle since 2025; the background colour does (yellow: commercial, white:
private, blue: state, white with red letters: foreign, red: military). Plates of merged provinces stay valid.
"""

from __future__ import annotations

from edge.rules.grammar import LATIN, NONZERO, Part, PlateRule, Shape, digits, part, shape

UNUSED_PROVINCES = frozenset({"10", "13", "42", "44", "45", "46", "87", "91", "96"})
PROVINCES = frozenset(f"{code}" for code in range(10, 100)) - UNUSED_PROVINCES  # 80: the traffic police department
SERIES = "ABCDEFGHKLMNPSTUVXYZ"  # I J O Q W are never used, R only on trailers

_PROVINCE = part(PROVINCES)
_SERIES = part(SERIES)
_STATE_SERIES = part("ABCDEFGHKLM")
_TRAILER_R = part("R")
_TRAILER_RM = part(("RM",))
_SPECIAL = part(("LD", "DA", "KT", "HC", "CD", "MK", "TĐ", "TD"))  # readers without Đ say TD
_FOREIGN = part(("NG", "QT", "NN", "CV"))
_TEMPORARY = part("T")
_ELECTRIC_MOTORCYCLE = part(("MĐ", "MD"))
_SECOND_LETTER = part(SERIES + "R")

ONE_OR_TWO = frozenset({1, 2})
TWO = frozenset({2})


def _numbered(*series: Part) -> tuple[Shape, ...]:
    """Province, series and a serial number of four (older) or five digits."""
    return tuple(shape(_PROVINCE, *series, *digits(count)) for count in (4, 5))


CIVIL = PlateRule("VN", "civil", _numbered(_SERIES), ONE_OR_TWO, ("white", "yellow"))
"""A series T may be TĐ whose second letter the reader has dropped."""

STATE = PlateRule("VN", "state", _numbered(_STATE_SERIES), ONE_OR_TWO, ("blue",))
"""Its shape is a civil one: only the colour tells."""

TRAILER = PlateRule("VN", "trailer", _numbered(_TRAILER_R) + _numbered(_TRAILER_RM), TWO, ("white", "yellow"))

SPECIAL = PlateRule("VN", "special", _numbered(_SPECIAL), ONE_OR_TWO, ("white", "yellow"))

FOREIGN = PlateRule(
    "VN",
    "foreign",
    (shape(*digits(5), _FOREIGN, *digits(2)), shape(*digits(2), _FOREIGN, *digits(5))),
    ONE_OR_TWO,
    ("white",),
)

MOTORCYCLE = PlateRule(
    "VN",
    "motorcycle",
    (
        shape(_PROVINCE, _SERIES, NONZERO, *digits(5)),
        shape(_PROVINCE, _SERIES, _SECOND_LETTER, *digits(5)),
        shape(_PROVINCE, _ELECTRIC_MOTORCYCLE, NONZERO, *digits(5)),
    ),
    TWO,
    weak=True,
)
"""Weak, though its shape is a rare one: in a truck lane it is sooner a lorry's plate with a stroke read as a digit.

Older motorcycles with four-digit numbers can't be told from civil plates of five digits.
"""

TEMPORARY = PlateRule("VN", "temporary", (shape(_TEMPORARY, *digits(7)),), ONE_OR_TWO, weak=True)
"""The other way of writing it, province before T, is a civil plate of series T and can't be told from one."""

MILITARY = PlateRule("VN", "military", (shape(LATIN, LATIN, *digits(4)),), ONE_OR_TWO, ("red",), weak=True)

RULES_VN = (CIVIL, STATE, TRAILER, SPECIAL, FOREIGN, MOTORCYCLE, TEMPORARY, MILITARY)
