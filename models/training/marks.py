"""What a rendered or real mark is to the training: a picture, its corners and its exact label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from edge.values import Image, MarkKind

Corners = NDArray[np.float32]
"""(4, 2) float32: top left, top right, bottom right, bottom left as one reads, in pixels of the picture."""

Layout = Literal["one_row", "two_row", "vertical", "vertical_two_column"]
Colour = Literal["white", "yellow", "blue", "green", "yellow-green", "black", "red", "other"]

COLOURS = ("white", "yellow", "blue", "green", "yellow-green", "black", "red")
LAYOUTS = ("one_row", "two_row", "vertical", "vertical_two_column")
COUNTRIES = ("VN", "CN")
"""What the networks answer besides the text, in the order of their outputs."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a mark says.

    `text` as `lanegate read` prints it: no separators, Đ and province characters kept (`29MĐ112345`, `云G12345`).
    `mark_class` is the plate class of `edge.rules` (`civil`, `trailer`, ...) or `container`; `country` VN, CN or "".
    `colour` is the ground's. An empty `text`: no mark to be read here.
    """

    text: str
    kind: MarkKind
    country: str
    mark_class: str
    layout: Layout
    colour: Colour
    size_type: str = ""


@dataclass(frozen=True, slots=True)
class FlatMark:
    """A mark seen straight on in even light, with what surrounds it.

    `corners`: the plate's edge, or the tight quad of a container number's 11 characters (the check digit's frame
    included). `wide_corners`: the number together with its size-type code, where there is one and it belongs to the
    same block of writing; None otherwise.
    """

    image: Image
    corners: Corners
    label: Label
    wide_corners: Corners | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """The mark as a camera saw it; corners in pixels of this picture, which may be small."""

    image: Image
    corners: Corners
    label: Label
    wide_corners: Corners | None = None
