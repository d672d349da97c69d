"""Plates of mainland China: GA 36-2018, WJ and military plates besides.

Backgrounds: blue small vehicles, yellow large ones, trailers and learners, graded green and yellow-green for new
energy, black for Hong Kong, Macau and consulates, white for police and the forces.
"""

from __future__ import annotations

from edge.rules.grammar import LATIN, Part, PlateRule, Shape, digits, part, shape

PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
SERIAL = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"  # no I and no O; the office letter may be an O
NEW_ENERGY = "ABCDEFGHJK"  # A to E battery, F to K other new energy

_PROVINCE = part(PROVINCES)
_SERIAL = part(SERIAL)
_NEW_ENERGY = part(NEW_ENERGY)
_GUANGDONG = part("粤")
_Z = part("Z")
_BORDER = part("港澳")
_WJ = part(("WJ",))
_WJ_LAST = part("0123456789JBXTHSD")
_CONSULATE = part("领")

ONE = frozenset({1})
TWO = frozenset({2})
ONE_OR_TWO = frozenset({1, 2})


def _serial(count: int) -> tuple[Part, ...]:
    return (_SERIAL,) * count


def _ending_in(mark: str) -> tuple[Shape, ...]:
    return (shape(_PROVINCE, LATIN, *_serial(4), part(mark)),)


def _consular(*office: Part) -> tuple[Shape, ...]:
    return tuple(shape(_PROVINCE, *office, *digits(count), _CONSULATE) for count in (4, 5))


STANDARD = PlateRule("CN", "standard", (shape(_PROVINCE, LATIN, *_serial(5)),), ONE_OR_TWO, ("blue", "yellow"))
TRAILER = PlateRule("CN", "trailer", _ending_in("挂"), TWO, ("yellow",))
TRAINING = PlateRule("CN", "training", _ending_in("学"), ONE_OR_TWO, ("yellow",))
POLICE = PlateRule("CN", "police", _ending_in("警"), ONE_OR_TWO, ("white",))
TEST = PlateRule("CN", "test", _ending_in("试"), ONE_OR_TWO)
NEV_SMALL = PlateRule("CN", "nev-small", (shape(_PROVINCE, LATIN, _NEW_ENERGY, _SERIAL, *digits(4)),), ONE, ("green",))
NEV_LARGE = PlateRule(
    "CN", "nev-large", (shape(_PROVINCE, LATIN, *digits(5), _NEW_ENERGY),), ONE, ("yellow-green", "green")
)
HK_MACAU = PlateRule("CN", "hk-macau", (shape(_GUANGDONG, _Z, *_serial(4), _BORDER),), ONE, ("black",))
CONSULATE = PlateRule("CN", "consulate", _consular() + _consular(LATIN), ONE, ("black",))
EMBASSY = PlateRule("CN", "embassy", (shape(*digits(6), part("使")),), ONE, ("black",), weak=True)
ARMED_POLICE = PlateRule(
    "CN",
    "armed-police",
    (shape(_WJ, *digits(4), _WJ_LAST), shape(_WJ, _PROVINCE, *digits(4), _WJ_LAST)),
    ONE_OR_TWO,
    ("white",),
)
PLA = PlateRule("CN", "pla", (shape(LATIN, LATIN, *digits(5)),), ONE_OR_TWO, ("white",), weak=True)

RULES_CN = (
    STANDARD,
    TRAILER,
    TRAINING,
    POLICE,
    TEST,
    NEV_SMALL,
    NEV_LARGE,
    HK_MACAU,
    CONSULATE,
    ARMED_POLICE,
    EMBASSY,
    PLA,
)
