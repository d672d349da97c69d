"""Scripted trucks: who comes, when, what stands on the platform at any moment. Pure: a seed gives the same script.

Plates and serial numbers are invented, in the shapes of both countries; every container number carries its right
ISO 6346 check digit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import cycle
from random import Random
from typing import Literal

from edge.rules.iso6346 import check_digit

Light = Literal["day", "night"]

DIVISION_KG = 20
LEAD_S = 4.0
ROLL_S = 4.0
GAP_S = 5.0

_AXLE_GROUPS = ((0.2, 0.0), (0.4, 0.3), (0.4, 0.7))
"""Share of the gross weight and where on the roll the group crosses the platform's edge: steer, drive, trailer."""
_CROSSING = 0.12
_ROCKING_SHARE = 0.01
_ROCKING_HZ = 0.9
_ROCKING_DECAY_S = 0.9

_VN_PROVINCES = ("24", "15", "20", "22", "29", "34", "61", "89", "98", "99")
_CN_PROVINCES = ("粤", "桂", "贵", "川", "湘", "渝", "苏", "鲁")
_CN_LETTERS = "AFHKLMNPRTXY"
_OWNERS = ("MSKU", "TGHU", "NYKU", "TCLU", "TEMU", "HLXU")
_SIZE_TYPES = ("22G1", "45G1", "42G1", "45R1")


@dataclass(frozen=True, slots=True)
class Truck:
    """One truck as it truly is. Plates are without separators; class and colour are named as in `edge.rules.plates`."""

    plate: str
    plate_country: Literal["VN", "CN"]
    plate_class: str
    plate_colour: str
    plate_rows: Literal[1, 2]
    trailer_plate: str | None
    container: str | None
    size_type: str | None
    gross_kg: int
    light: Light


@dataclass(frozen=True, slots=True)
class Passage:
    """A truck's times in seconds of the clip: in sight, standing, starting again, gone from sight and platform."""

    truck: Truck
    arrives_at_s: float
    stands_from_s: float
    leaves_at_s: float
    gone_at_s: float


@dataclass(frozen=True, slots=True)
class Script:
    """Passages in order of time, none overlapping, and how long the clip lasts."""

    passages: tuple[Passage, ...]
    length_s: float

    def passage_at(self, t_s: float) -> Passage | None:
        """The passage whose truck is in sight at `t_s`."""
        for passage in self.passages:
            if passage.arrives_at_s <= t_s < passage.gone_at_s:
                return passage
        return None

    def light_at(self, t_s: float) -> Light:
        """The light of the truck in sight, else of the next one, else of the last one."""
        for passage in self.passages:
            if t_s < passage.gone_at_s:
                return passage.truck.light
        return self.passages[-1].truck.light


def make_script(passages: int, seed: int, dwell_s: float = 14.0) -> Script:
    """`passages` trucks, each standing for `dwell_s` seconds; the plate styles take turns, night follows day."""
    if passages < 1 or dwell_s <= 0:
        raise ValueError(f"a script needs at least one passage and a dwell above 0 s, not {passages} and {dwell_s}")
    random = Random(seed)  # noqa: S311 - invents trucks, guards nothing
    styles, lights = cycle(_STYLES), cycle(("day", "night"))
    made: list[Passage] = []
    at_s = LEAD_S
    for number in range(passages):
        light: Light = "day" if next(lights) == "day" else "night"
        passage = _passage(_truck(random, next(styles), number, light), at_s, dwell_s)
        made.append(passage)
        at_s = passage.gone_at_s + GAP_S
    return Script(tuple(made), at_s)


def weight_at(script: Script, t_s: float) -> int:
    """What the indicator shows at `t_s`, kg, a multiple of `DIVISION_KG`; 0 while nobody is on the platform."""
    passage = script.passage_at(t_s)
    if passage is None:
        return 0
    return DIVISION_KG * round(_load_kg(passage, t_s) / DIVISION_KG)


def _load_kg(passage: Passage, t_s: float) -> float:
    gross_kg = passage.truck.gross_kg
    if t_s < passage.stands_from_s:
        return gross_kg * _share_crossed(t_s - passage.arrives_at_s, passage.stands_from_s - passage.arrives_at_s)
    if t_s < passage.leaves_at_s:
        return gross_kg * (1 + _rocking(t_s - passage.stands_from_s))
    return gross_kg * (1 - _share_crossed(t_s - passage.leaves_at_s, passage.gone_at_s - passage.leaves_at_s))


def _share_crossed(elapsed_s: float, roll_s: float) -> float:
    """The share of the weight whose axles have crossed the platform's edge."""
    progress = elapsed_s / roll_s
    return sum(share * _smoothstep((progress - edge - 0.1) / _CROSSING) for share, edge in _AXLE_GROUPS)


def _smoothstep(x: float) -> float:
    clipped = min(max(x, 0.0), 1.0)
    return clipped * clipped * (3 - 2 * clipped)


def _rocking(stood_s: float) -> float:
    """The suspension's swing after the stop, as a share of the gross weight."""
    return _ROCKING_SHARE * math.exp(-stood_s / _ROCKING_DECAY_S) * math.sin(math.tau * _ROCKING_HZ * stood_s)


def _passage(truck: Truck, arrives_at_s: float, dwell_s: float) -> Passage:
    stands_from_s = arrives_at_s + ROLL_S
    leaves_at_s = stands_from_s + dwell_s
    return Passage(truck, arrives_at_s, stands_from_s, leaves_at_s, leaves_at_s + ROLL_S)


@dataclass(frozen=True, slots=True)
class _Style:
    country: Literal["VN", "CN"]
    plate_class: str
    colour: str
    rows: Literal[1, 2]


# An odd number of styles, so that each meets day and night.
_STYLES = (
    _Style("CN", "standard", "yellow", 1),
    _Style("VN", "civil", "yellow", 1),
    _Style("CN", "standard", "blue", 1),
    _Style("VN", "civil", "yellow", 2),
    _Style("CN", "nev-large", "yellow-green", 1),
    _Style("CN", "nev-small", "green", 1),
    _Style("VN", "civil", "yellow", 1),
)


def _truck(random: Random, style: _Style, number: int, light: Light) -> Truck:
    boxed = number % 5 != 4
    return Truck(
        plate=_vn_plate(random) if style.country == "VN" else _cn_plate(random, style),
        plate_country=style.country,
        plate_class=style.plate_class,
        plate_colour=style.colour,
        plate_rows=style.rows,
        trailer_plate=_trailer_plate(random, style.country) if boxed else None,
        container=_container(random) if boxed else None,
        size_type=random.choice(_SIZE_TYPES) if boxed else None,
        gross_kg=DIVISION_KG * random.randint(14_000 // DIVISION_KG, 46_000 // DIVISION_KG),
        light=light,
    )


def _digits(random: Random, count: int) -> str:
    return "".join(random.choice("0123456789") for _ in range(count))


def _vn_plate(random: Random) -> str:
    return random.choice(_VN_PROVINCES) + random.choice("CH") + _digits(random, 5)


def _cn_office(random: Random) -> str:
    if random.random() < 0.6:
        return "云" + random.choice("ADGKL")
    return random.choice(_CN_PROVINCES) + random.choice("ABCFH")


def _cn_plate(random: Random, style: _Style) -> str:
    office = _cn_office(random)
    if style.plate_class == "nev-large":
        return office + _digits(random, 5) + random.choice("DF")
    if style.plate_class == "nev-small":
        return office + random.choice("DF") + _digits(random, 5)
    return office + random.choice(_CN_LETTERS) + _digits(random, 4)


def _trailer_plate(random: Random, country: str) -> str:
    if country == "VN":
        return random.choice(_VN_PROVINCES) + "R" + _digits(random, 5)
    return _cn_office(random) + _digits(random, 4) + "挂"


def _container(random: Random) -> str:
    """An owner code, a serial number and its check digit; never a serial whose check digit would be 10."""
    code = random.choice(_OWNERS) + _digits(random, 6)
    return code + str(check_digit(code))
