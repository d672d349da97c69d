"""What Vietnamese plates say and how it is written on them: which kinds, how often, in which rows.

Shares are what a reader needs to learn from, not what the roads show: trailers, red and blue plates, rare letters and
Đ come more often than in life. The grammar is that of `edge.rules.plates_vn`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from edge.rules.plates_vn import PROVINCES, SERIES
from models.training.marks import Colour

Rows = tuple[str, ...]
Size = tuple[int, int]

CAR_ROW: tuple[Size, ...] = ((520, 110), (470, 110))
CAR_TWO: tuple[Size, ...] = ((330, 165), (330, 165), (280, 200))
MOTORCYCLE: tuple[Size, ...] = ((190, 140),)

_PROVINCES = tuple(sorted(PROVINCES))
_SPECIAL = ("LD", "LD", "DA", "KT", "HC", "CD", "MK", "TĐ", "TĐ", "TĐ")
_FOREIGN = ("NG", "NG", "NN", "QT", "CV")
_MILITARY = "ABCDEHKMPQTV"
_ALIKE = "MNV"
"""Taken for one another where letters are stretched to the crop's shape: seen more often than their share."""
_LAO_CAI = 0.12


@dataclass(frozen=True, slots=True)
class PlateText:
    """`rows` with their dashes, dots and spaces; `size` in mm (width, height); `accent`: letters that are red."""

    rows: Rows
    size: Size
    mark_class: str
    colour: Colour
    accent: str = ""

    @property
    def text(self) -> str:
        return "".join(character for row in self.rows for character in row if character.isalnum())


@dataclass(frozen=True, slots=True)
class _Kind:
    share: float
    write: Callable[[np.random.Generator, Colour], PlateText]
    colour: Colour


def sample_text(rng: np.random.Generator) -> PlateText:
    """A plate of any kind, by the shares of the table."""
    kind = _KINDS[int(np.searchsorted(_UP_TO, rng.random() * _UP_TO[-1], side="right"))]
    return kind.write(rng, kind.colour)


def _car_row(rng: np.random.Generator, colour: Colour) -> PlateText:
    return _one_row(rng, _province(rng) + _series(rng, colour), colour, _class_of(colour))


def _car_two(rng: np.random.Generator, colour: Colour) -> PlateText:
    return _two_rows(rng, _province(rng) + _series(rng, colour), colour, _class_of(colour))


def _trailer(rng: np.random.Generator, colour: Colour) -> PlateText:
    return _two_rows(rng, _province(rng) + ("RM" if rng.random() < 0.45 else "R"), colour, "trailer")


def _special(rng: np.random.Generator, colour: Colour) -> PlateText:
    write = _one_row if rng.random() < 0.5 else _two_rows
    return write(rng, _province(rng) + _pick(rng, _SPECIAL), colour, "special")


def _foreign(rng: np.random.Generator, colour: Colour) -> PlateText:
    letters, country, number = _pick(rng, _FOREIGN), _digits(rng, 3), _digits(rng, 2)
    place = _province(rng)
    one = rng.random() < 0.55
    before: tuple[Rows, ...] = ((f"{place}-{country}-{letters}-{number}",), (f"{place}{country} {letters} {number}",))
    after: tuple[Rows, ...] = ((f"{place}-{letters}-{country}-{number}",), (f"{place}{letters}-{country}.{number}",))
    if not one:
        before = ((f"{place}-{country}", f"{letters}-{number}"), (f"{place} {country}", f"{letters} {number}"))
        after = (
            (f"{place}-{letters}", f"{country}-{number}"),
            (f"{place}{letters}", f"{country}.{number}"),
            (f"{place} {letters}", f"{country}{number}"),
        )
    choice = before + after
    size = _size(rng, CAR_ROW if one else CAR_TWO)
    return PlateText(_of(rng, choice), size, "foreign", colour, letters if rng.random() < 0.9 else "")


def _military(rng: np.random.Generator, colour: Colour) -> PlateText:
    letters = "".join(_pick(rng, _MILITARY) for _ in range(2))
    if rng.random() < 0.15:
        letters = "".join(_pick(rng, SERIES) for _ in range(2))
    first, last = _digits(rng, 2), _digits(rng, 2)
    if rng.random() < 0.5:
        lines = f"{letters}-{first}-{last}", f"{letters} {first}-{last}", f"{letters}-{first}{last}"
        return PlateText((_pick(rng, lines),), _size(rng, CAR_ROW), "military", colour)
    rows = _of(rng, ((letters, f"{first}-{last}"), (letters, f"{first}.{last}"), (letters, first + last)))
    return PlateText(rows, _size(rng, CAR_TWO + MOTORCYCLE), "military", colour)


def _temporary(rng: np.random.Generator, colour: Colour) -> PlateText:
    place, number = _province(rng), _serial(rng, 5)
    if rng.random() < 0.4:
        line = _pick(rng, (f"T{place}-{number}", f"T-{place}-{number}"))
        return PlateText((line,), _size(rng, CAR_ROW), "temporary", colour)
    rows = _of(rng, ((f"T{place}", number), (f"T-{place}", number)))
    return PlateText(rows, _size(rng, CAR_TWO + MOTORCYCLE), "temporary", colour)


def _motorcycle(rng: np.random.Generator, colour: Colour) -> PlateText:
    """`59-X1` over `891.18`, older with four digits; `29-AA` (small engines, new series); `29-MĐ1` (electric)."""
    place, chance = _province(rng), rng.random()
    if chance < 0.30:
        series = "MĐ" + _nonzero(rng)
    elif chance < 0.50:
        series = _letter(rng) + _pick(rng, SERIES + "R")
    else:
        series = _letter(rng) + _nonzero(rng)
    old = series[-1].isdigit() and len(series) == 2 and rng.random() < 0.4
    dash = _pick(rng, ("-", "-", "-", " ", ""))
    return PlateText((place + dash + series, _serial(rng, 4 if old else 5)), MOTORCYCLE[0], "motorcycle", colour)


def _one_row(rng: np.random.Generator, head: str, colour: Colour, mark_class: str) -> PlateText:
    dash = _pick(rng, ("-", "-", "-", "-", " "))
    row = head + dash + _serial(rng, 4 if rng.random() < 0.2 else 5)
    return PlateText((row,), _size(rng, CAR_ROW), mark_class, colour)


def _two_rows(rng: np.random.Generator, head: str, colour: Colour, mark_class: str) -> PlateText:
    writing = rng.random()
    if writing < 0.12:
        head = f"{head[:2]}-{head[2:]}"
    elif writing < 0.2:
        head = f"{head[:2]} {head[2:]}"
    return PlateText((head, _serial(rng, 4 if rng.random() < 0.2 else 5)), _size(rng, CAR_TWO), mark_class, colour)


def _serial(rng: np.random.Generator, count: int) -> str:
    number = _digits(rng, count)
    if count == 4:
        return _pick(rng, (number, number, f"{number[:2]}-{number[2:]}", f"{number[:2]}.{number[2:]}"))
    writing = rng.random()
    return f"{number[:3]}.{number[3:]}" if writing < 0.85 else f"{number[:3]}-{number[3:]}" if writing < 0.9 else number


def _digits(rng: np.random.Generator, count: int) -> str:
    """Owners pay for repeated digits, and a reader with CTC finds them hard: more of them than chance gives."""
    digits = rng.integers(0, 10, count)
    if rng.random() < 0.3:
        digits[1:][rng.random(count - 1) < 0.6] = digits[0]
    return "".join(str(digit) for digit in digits)


def _province(rng: np.random.Generator) -> str:
    if rng.random() < _LAO_CAI:
        return "24" if rng.random() < 0.7 else "21"
    return _pick(rng, _PROVINCES)


def _series(rng: np.random.Generator, colour: Colour) -> str:
    return _pick(rng, "ABCDEFGHKLM") if colour == "blue" else _letter(rng)


def _letter(rng: np.random.Generator) -> str:
    return _pick(rng, _ALIKE if rng.random() < 0.25 else SERIES)


def _nonzero(rng: np.random.Generator) -> str:
    return str(int(rng.integers(1, 10)))


def _class_of(colour: Colour) -> str:
    return "state" if colour == "blue" else "civil"


def _pick(rng: np.random.Generator, choices: str | tuple[str, ...]) -> str:
    return choices[int(rng.integers(len(choices)))]


def _of(rng: np.random.Generator, choices: tuple[Rows, ...]) -> Rows:
    return choices[int(rng.integers(len(choices)))]


def _size(rng: np.random.Generator, sizes: tuple[Size, ...]) -> Size:
    return sizes[int(rng.integers(len(sizes)))]


_KINDS = (
    _Kind(0.19, _car_row, "white"),
    _Kind(0.09, _car_row, "yellow"),
    _Kind(0.03, _car_row, "blue"),
    _Kind(0.14, _car_two, "white"),
    _Kind(0.14, _car_two, "yellow"),
    _Kind(0.03, _car_two, "blue"),
    _Kind(0.04, _trailer, "white"),
    _Kind(0.04, _trailer, "yellow"),
    _Kind(0.04, _special, "white"),
    _Kind(0.02, _special, "yellow"),
    _Kind(0.03, _foreign, "white"),
    _Kind(0.03, _military, "red"),
    _Kind(0.02, _temporary, "white"),
    _Kind(0.16, _motorcycle, "white"),
)
_UP_TO = np.cumsum([kind.share for kind in _KINDS])
