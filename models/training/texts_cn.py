"""Which Chinese plate is drawn next: its class, its text and the cells that its characters stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from edge.rules.plates_cn import NEW_ENERGY, PROVINCES, SERIAL
from models.training.marks import Colour

Ink = Literal["plain", "red"]
Paper = Literal["440x140", "440x220", "480x140"]

OFFICES = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
ALIKE = "00DDQQ88B22Z55S11T77" + "66GGOCUVYPFRHMNWKX43A9"
OFTEN = ("云",) * 8 + tuple("皖苏沪粤")
DRILLED = 0.8
DRILLED_IN_TWO_ROWS = 0.3
"""There a province is as wide as two others and half as high."""
MILITARY = "ABCDEGHJKLMNPRSTVYZ"


@dataclass(frozen=True, slots=True)
class Cell:
    """One character's place on the flat plate in mm (left, top, width, height), and which ink."""

    character: str
    left: float
    top: float
    width: int
    height: int
    ink: Ink = "plain"


@dataclass(frozen=True, slots=True)
class Plate:
    """What stands on a plate: `dot` its separating dot in mm, None where there is none."""

    text: str
    name: str
    colour: Colour
    paper: Paper
    cells: tuple[Cell, ...]
    dot: tuple[float, float] | None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in mm."""
        width, height = self.paper.split("x")
        return int(width), int(height)


@dataclass(frozen=True, slots=True)
class _Kind:
    weight: float
    name: str
    colour: Colour
    paper: Paper


_ONE: Paper = "440x140"
_TWO: Paper = "440x220"
_LONG: Paper = "480x140"
_KINDS = (
    _Kind(34.0, "standard", "blue", _ONE),
    _Kind(15.0, "standard", "yellow", _ONE),
    _Kind(15.0, "standard", "yellow", _TWO),
    _Kind(11.0, "trailer", "yellow", _TWO),
    _Kind(2.0, "training", "yellow", _ONE),
    _Kind(0.8, "training", "yellow", _TWO),
    _Kind(2.0, "police", "white", _ONE),
    _Kind(0.6, "police", "white", _TWO),
    _Kind(0.8, "test", "yellow", _ONE),
    _Kind(0.4, "test", "blue", _ONE),
    _Kind(7.5, "nev-small", "green", _LONG),
    _Kind(3.5, "nev-large", "yellow-green", _LONG),
    _Kind(2.2, "hk-macau", "black", _ONE),
    _Kind(0.8, "consulate", "black", _ONE),
    _Kind(0.6, "embassy", "black", _ONE),
    _Kind(1.4, "armed-police", "white", _ONE),
    _Kind(0.8, "armed-police", "white", _TWO),
    _Kind(1.0, "pla", "white", _ONE),
    _Kind(0.6, "pla", "white", _TWO),
)
_WEIGHTS = np.cumsum([kind.weight for kind in _KINDS]) / sum(kind.weight for kind in _KINDS)
_IN_TWO_ROWS = tuple(kind for kind in _KINDS if kind.paper == _TWO and kind.name in {"standard", "trailer"})
_LAST = {"trailer": "挂", "training": "学", "police": "警", "test": "试"}
_RED = {"police": "警", "consulate": "领", "embassy": "使"}


def next_plate(rng: np.random.Generator, drill: bool = False) -> Plate:
    """A plate at random: truck plates and Yunnan far more often than in the streets, every province often enough.

    A drill has provinces in most places, which no plate has: one crop then teaches several of these characters, of
    which there are many and of which a plate shows one.
    """
    kind = _KINDS[int(np.searchsorted(_WEIGHTS, rng.random(), side="right"))]
    if drill and rng.random() < DRILLED_IN_TWO_ROWS:
        kind = _IN_TWO_ROWS[int(rng.integers(len(_IN_TWO_ROWS)))]
    text, head = _text(rng, kind)
    if drill:
        text = "".join(pick(rng, PROVINCES) if rng.random() < DRILLED else character for character in text)
    inks = _inks(text, kind.name)
    if kind.paper == _TWO:
        cells, dot = _two_rows(text, inks, head)
    else:
        cells, dot = _one_row(text, inks, head, 480 if kind.paper == _LONG else 440)
    return Plate(text, kind.name, kind.colour, kind.paper, cells, dot if head else None)


def pick(rng: np.random.Generator, choices: Sequence[str]) -> str:
    return choices[int(rng.integers(len(choices)))]


def _text(rng: np.random.Generator, kind: _Kind) -> tuple[str, int]:
    """The text and how many characters stand before the dot or in the upper row."""
    province = pick(rng, OFTEN) if rng.random() < 0.3 else pick(rng, PROVINCES)
    office = province + pick(rng, OFFICES)
    match kind.name:
        case "standard":
            return office + _serial(rng, 5), 2
        case "trailer" | "training" | "police" | "test":
            return office + _serial(rng, 4) + _LAST[kind.name], 2
        case "nev-small":
            return office + _new_energy(rng) + _serial(rng, 1) + _digits(rng, 4), 2
        case "nev-large":
            return office + _digits(rng, 5) + _new_energy(rng), 2
        case "hk-macau":
            return "粤Z" + _serial(rng, 4) + pick(rng, "港港澳"), 2
        case "consulate":
            return (office if rng.random() < 0.7 else province) + _digits(rng, int(rng.integers(4, 6))) + "领", 1
        case "embassy":
            return _digits(rng, 6) + "使", 3
        case "armed-police":
            return _armed_police(rng, province)
        case _:
            return pick(rng, MILITARY) + pick(rng, MILITARY) + _digits(rng, 5), 2


def _armed_police(rng: np.random.Generator, province: str) -> tuple[str, int]:
    number = _digits(rng, 4) + pick(rng, "0123456789JBXTHSD")
    return ("WJ" + province + number, 3) if rng.random() < 0.75 else ("WJ" + number, 2)


def _new_energy(rng: np.random.Generator) -> str:
    return "D" if rng.random() < 0.35 else pick(rng, NEW_ENERGY)


def _serial(rng: np.random.Generator, count: int) -> str:
    """Mostly digits, as on real plates, or evenly mixed, or of characters easily confused; repeats are frequent."""
    alphabet = (SERIAL, SERIAL, ALIKE, "0123456789" * 4 + SERIAL)[int(rng.integers(4))]
    return _repeating(rng, "".join(pick(rng, alphabet) for _ in range(count)).replace("O", "0"))


def _digits(rng: np.random.Generator, count: int) -> str:
    return _repeating(rng, "".join(pick(rng, "0123456789") for _ in range(count)))


def _repeating(rng: np.random.Generator, text: str) -> str:
    if len(text) < 2 or rng.random() < 0.75:
        return text
    first = int(rng.integers(len(text) - 1))
    last = int(rng.integers(first + 1, len(text)))
    return text[:first] + text[first] * (last - first + 1) + text[last + 1 :]


def _inks(text: str, name: str) -> tuple[Ink, ...]:
    lettered = {"pla": 2, "armed-police": 3 if not text[2].isdigit() else 2}.get(name, 0)
    red = _RED.get(name, "")
    return tuple("red" if place < lettered or character == red else "plain" for place, character in enumerate(text))


def _one_row(text: str, inks: tuple[Ink, ...], head: int, width: int) -> tuple[tuple[Cell, ...], tuple[float, float]]:
    """GA 36-2018: cells 45 wide 12 apart, 34 around the dot; new energy 43 wide (the first 45), 9 and 49."""
    long = width == 480
    small, gap, wide = (43, 9.0, 49.0) if long else (45, 12.0, 34.0)
    if len(text) == 8 and not long:
        small, gap, wide = 43, 8.0, 24.0  # WJ with its province
    span = len(text) * small + (len(text) - 2) * gap + wide + (2 if long else 0)
    left, cells, dot = (width - span) / 2, [], 0.0
    for place, character in enumerate(text):
        cell = Cell(character, left, 25.0, 45 if long and place == 0 else small, 90, inks[place])
        cells.append(cell)
        left += cell.width + (wide if place == head - 1 else gap)
        dot = left - wide / 2 if place == head - 1 else dot
    return tuple(cells), (dot, 70.0)


def _two_rows(text: str, inks: tuple[Ink, ...], head: int) -> tuple[tuple[Cell, ...], tuple[float, float]]:
    """GA 36-2018: above, cells 80x60 either side of the dot; below, five cells 65x110, 15 apart."""
    lefts = {2: (110.0, 250.0), 3: (75.0, 170.0, 285.0)}[head]
    upper = [Cell(text[place], lefts[place], 15.0, 80, 60, inks[place]) for place in range(head)]
    lower = [Cell(text[head + k], 27.5 + 80.0 * k, 90.0, 65, 110, inks[head + k]) for k in range(len(text) - head)]
    return (*upper, *lower), ((lefts[-1] + lefts[-2] + 80) / 2, 45.0)
