"""What every mark's grammar is made of: normalised text, parts, shapes and plate rules.

A shape is a row of parts; a part is the set of strings that may stand at one place. The regular expression and the
alphabets for decoding are both made from the shapes, so that they can't drift apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

D_STROKE = "Đ"
_LOOKS_LIKE_D_STROKE = str.maketrans("ÐƉ", D_STROKE * 2)  # Icelandic and African letters drawn as the Vietnamese one


def normalise(text: str) -> str:
    """Upper case, full-width forms made plain, everything that is no letter and no digit gone.

    Letters that stand on no plate (Cyrillic, say) are kept, so that the rules refuse them instead of closing the gap.
    """
    upper = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper())
    return "".join(filter(str.isalnum, upper)).translate(_LOOKS_LIKE_D_STROKE)


def transcribe(text: str) -> str:
    """The same plate with Đ written D, as readers of 36 classes do: for comparing, never for showing."""
    return text.replace(D_STROKE, "D")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The strings allowed at one place of a mark, all `width` characters long. Compared by identity."""

    texts: frozenset[str]
    width: int

    @property
    def pattern(self) -> str:
        """As a regular expression."""
        ordered = sorted(self.texts)
        return f"[{''.join(ordered)}]" if self.width == 1 else f"(?:{'|'.join(ordered)})"


def part(texts: Iterable[str]) -> Part:
    """A part of these strings; a plain string means its characters. ValueError where the lengths differ."""
    allowed = frozenset(texts)
    widths = {len(text) for text in allowed}
    if len(widths) != 1:
        raise ValueError(f"strings of one part must have one length, got {sorted(widths)}")
    return Part(allowed, widths.pop())


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Parts in the order in which they stand; `length` in characters."""

    parts: tuple[Part, ...]
    length: int

    @property
    def pattern(self) -> str:
        return "".join(each.pattern for each in self.parts)

    @property
    def alphabets(self) -> tuple[str, ...]:
        """What may stand at each character, whatever its neighbours are."""
        return tuple(
            "".join(sorted({text[i] for text in each.texts})) for each in self.parts for i in range(each.width)
        )


def shape(*parts: Part) -> Shape:
    return Shape(parts, sum(each.width for each in parts))


DIGIT = part("0123456789")
NONZERO = part("123456789")
LATIN = part("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def digits(count: int) -> tuple[Part, ...]:
    return (DIGIT,) * count


@dataclass(frozen=True, slots=True)
class PlateRule:
    """One class of plates.

    `rows`: in how many rows it is painted. `colours`: background colours, () where not known or of no help.
    `weak`: ordinary lettering has the same shape, so such a read needs other evidence or a person.
    """

    country: Literal["VN", "CN"]
    name: str
    shapes: tuple[Shape, ...] = field(repr=False)
    rows: frozenset[int]
    colours: tuple[str, ...] = ()
    weak: bool = False
    pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        alternatives = "|".join(each.pattern for each in self.shapes)
        object.__setattr__(self, "pattern", re.compile(f"(?:{alternatives})"))  # the dataclass is frozen

    @property
    def positions(self) -> tuple[tuple[str, ...], ...]:
        """For each shape, the alphabet of each position."""
        return tuple(each.alphabets for each in self.shapes)

    def accepts(self, text: str) -> bool:
        """Whether a normalised text has this class's grammar."""
        return self.pattern.fullmatch(text) is not None
