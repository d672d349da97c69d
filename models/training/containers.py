"""Container marks drawn flat: number and size-type code of ISO 6346 on the steel of a container."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from edge.rules.iso6346 import LETTERS, check_digit
from edge.rules.owners import LISTED
from models.training.container_layouts import Pen, Writing, one_column, one_row, two_columns, two_row
from models.training.container_paint import paint
from models.training.marks import FlatMark, Label
from models.training.typefaces import Typefaces

CONTAINER_FONTS = (
    "RobotoCondensed-Bold.ttf",
    "RobotoCondensed-Medium.ttf",
    "RobotoCondensed-Regular.ttf",
    "LiberationSansNarrow-Bold.ttf",
    "NimbusSansNarrow-Bold.otf",
    "NimbusSansNarrow-Regular.otf",
    "OSP-DIN.ttf",
    "NationalPark-Regular.otf",
    "NationalPark-Heavy.otf",
    "FreeSansBold.ttf",
    "DejaVuSansCondensed-Bold.ttf",
    "B612-Bold.otf",
    "B612-Regular.otf",
    "Inter-SemiBold.otf",
    "Inter-Medium.otf",
    "Lato-Bold.ttf",
)
"""File names for `find_typefaces`: narrow sans-serifs like those of stencils and cut vinyl."""

PREFIXES = tuple(sorted(LISTED))
"""Owner codes and categories met on the road."""

_SIZE_TYPES = """
    22G1 22G1 22G1 22G1 22G1 45G1 45G1 45G1 45G1 45G1 42G1 42G1 42G1 22G0 45G0 42G0 25G1 L5G1 L5G1 LEG1 2EG1 4EG1 22R1
    45R1 45R1 45R1 42R1 L5R1 22U1 22U6 42U1 45U1 22T6 22T0 22T1 22T3 22T5 20T5 22K2 42P1 42P3 45P3 22P1 22P3 22V0 22B0
    12GB 45GP 22GP 42GP 45G3 22G2 45G2 25GP 45RE 22S1 42H0 20G1 M5G1
"""
SIZE_TYPES = tuple(_SIZE_TYPES.split())
"""Codes as often as they are met, roughly."""

_Layout = Callable[[np.random.Generator, Pen, str, str], Writing]
_LAYOUTS: tuple[tuple[float, _Layout], ...] = (
    (0.45, one_row),
    (0.60, two_row),
    (0.88, one_column),
    (1.00, two_columns),
)
"""Shares added up: 45, 15, 28 and 12 %."""


def draw_container(rng: np.random.Generator, typefaces: Typefaces) -> FlatMark:
    """One container mark: 40 to 58 pixels a character, `text` of 11 characters, `size_type` where it is drawn."""
    number = random_number(rng)
    size_type = SIZE_TYPES[rng.integers(len(SIZE_TYPES))] if rng.random() < 0.65 else ""
    share = rng.random()
    lay_out = next(lay_out for limit, lay_out in _LAYOUTS if share < limit)
    pen = _pen(rng, typefaces, spaced=lay_out is two_row and rng.random() < 0.3)
    painted = paint(rng, pen, lay_out(rng, pen, number, size_type))
    label = Label(number, "container", "", "container", painted.layout, painted.colour, size_type)
    return FlatMark(painted.image, painted.corners, label, painted.wide_corners)


def _pen(rng: np.random.Generator, typefaces: Typefaces, spaced: bool) -> Pen:
    """A hand of lettering: a font, its width, the space between characters; a fixed advance now and then."""
    height = int(rng.integers(40, 59))
    file = typefaces.files[rng.integers(len(typefaces.files))]
    gap = height * (rng.uniform(0.35, 0.7) if spaced else rng.uniform(0.08, 0.34))
    pen = Pen(typefaces, file, height, 1.0, gap)
    natural = pen.width("8") / height
    narrowing = (rng.uniform(0.42, 0.62) if rng.random() < 0.8 else rng.uniform(0.6, 0.85)) / natural
    pitch = 0.0 if rng.random() < 0.65 else height * natural * narrowing * rng.uniform(1.0, 1.15) + gap
    return Pen(typefaces, file, height, narrowing, gap, pitch)


def random_number(rng: np.random.Generator) -> str:
    """Eleven characters; 92 % with the right check digit, the rest with any."""
    # Mostly letters at random: a network that may guess owner codes reads the first letters nowhere in the picture.
    if rng.random() < 0.08:
        owner = PREFIXES[rng.integers(len(PREFIXES))]
    else:
        owner = "".join(LETTERS[i] for i in rng.integers(0, 26, 3)) + "UUUUUUUUJZ"[rng.integers(10)]
    code = owner + "".join(str(digit) for digit in rng.integers(0, 10, 6))
    return code + str(check_digit(code) if rng.random() < 0.92 else rng.integers(0, 10))
