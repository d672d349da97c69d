"""Text lines as the reader would give them, for tests of what is made of lines."""

from __future__ import annotations

from edge.recognition.ctc import SYMBOLS, Glyph
from edge.recognition.lines import TextLine
from edge.values import Quad


def glyph(symbol: str, at: float = 0.5, probability: float = 0.99, other: tuple[str, float] | None = None) -> Glyph:
    if symbol not in SYMBOLS:
        return Glyph((("A", 0.001),), at, foreign=True)
    options = [(symbol, probability), *([other] if other else [])]
    return Glyph(tuple(options), at)


def line(text: str, left: float, top: float, height: float = 30.0, doubts: dict[int, Glyph] | None = None) -> TextLine:
    """A row of characters 0.6 times as wide as high; `doubts` replaces glyphs by their index."""
    glyphs = tuple((doubts or {}).get(i) or glyph(symbol, (i + 0.5) / len(text)) for i, symbol in enumerate(text))
    return TextLine(rectangle(left, top, 0.6 * height * len(text), height), glyphs)


def down(text: str, left: float, top: float, width: float = 30.0) -> TextLine:
    """A column of characters, each 1.2 times as high as the column is wide."""
    glyphs = tuple(glyph(symbol, (i + 0.5) / len(text)) for i, symbol in enumerate(text))
    return TextLine(rectangle(left, top, width, 1.2 * width * len(text)), glyphs, vertical=True)


def rectangle(left: float, top: float, width: float, height: float) -> Quad:
    return (left, top), (left + width, top), (left + width, top + height), (left, top + height)
