"""A line of text that was found and read, and how such lines stand to one another. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from edge.recognition.ctc import FOREIGN, Glyph
from edge.recognition.geometry import angle_of, centre_of, grown, offset_from, part_of, size_of
from edge.values import Quad


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line in reading order. A `vertical` one has its characters one below the other, each upright."""

    quad: Quad
    glyphs: tuple[Glyph, ...]
    vertical: bool = False

    @property
    def text(self) -> str:
        """First choices; `FOREIGN` for what no mark has."""
        return "".join(glyph.first for glyph in self.glyphs)

    @property
    def foreign_share(self) -> float:
        return self.text.count(FOREIGN) / len(self.glyphs) if self.glyphs else 1.0

    @property
    def character_height(self) -> float:
        """Pixels; of a vertical line the width of its column, which is about as much."""
        width, height = size_of(self.quad)
        return width if self.vertical else height

    def cut(self, start: int, end: int) -> TextLine:
        """The part of a row from glyph `start` up to `end`, its quad cut half-way to the neighbours."""
        if self.vertical or (start == 0 and end >= len(self.glyphs)):
            return TextLine(self.quad, self.glyphs[start:end], self.vertical)
        return TextLine(part_of(self.quad, self._edge(start), self._edge(end)), self.glyphs[start:end])

    def _edge(self, index: int) -> float:
        if index <= 0:
            return 0.0
        if index >= len(self.glyphs):
            return 1.0
        return (self.glyphs[index - 1].at + self.glyphs[index].at) / 2


def stands_on(top: TextLine, bottom: TextLine) -> bool:
    """Whether two rows are the upper and the lower row of one plate: close, parallel, of like height and middle."""
    if top.vertical or bottom.vertical or abs(angle_of(top.quad) - angle_of(bottom.quad)) > 0.3:
        return False
    top_width, top_height = size_of(top.quad)
    width, height = size_of(bottom.quad)
    along, across = offset_from(top.quad, centre_of(bottom.quad))
    mean = (top_height + height) / 2
    alike = 0.45 < top_height / max(height, 1) < 2.2 and 0.25 < top_width / max(width, 1) < 1.7
    return alike and 0.55 * mean < across < 1.8 * mean and abs(along) < 0.35 * max(width, top_width)


def follows(first: TextLine, second: TextLine) -> bool:
    """Whether a container number may go on from the first line to the second."""
    if first.vertical:
        return _goes_on_below(first, second)
    return not second.vertical and _alike_height(first, second) and (
        _is_right_of(first, second) or _is_next_row(first, second)
    )  # fmt: skip


def _alike_height(first: TextLine, second: TextLine) -> bool:
    return 0.5 < first.character_height / max(second.character_height, 1) < 2.0


def _is_right_of(first: TextLine, second: TextLine) -> bool:
    along, across = offset_from(first.quad, centre_of(second.quad))
    width, height = size_of(first.quad)
    gap = along - width / 2 - size_of(second.quad)[0] / 2
    # A door's edge and lock rods may stand between the owner code and the digits.
    return -0.5 * height < gap < 5 * height and abs(across) < 0.6 * height


def _is_next_row(first: TextLine, second: TextLine) -> bool:
    along, across = offset_from(first.quad, centre_of(second.quad))
    width, height = size_of(first.quad)
    left_edges_apart = along + width / 2 - size_of(second.quad)[0] / 2
    return 0.6 * height < across < 2.5 * height and abs(left_edges_apart) < 2.5 * height


def _goes_on_below(first: TextLine, second: TextLine) -> bool:
    """In the same column; what is one or two characters long looks like a row, so its direction does not count."""
    if not 0.5 < first.character_height / max(size_of(second.quad)[0], 1) < 2.2:
        return False
    along, across = offset_from(first.quad, centre_of(second.quad))
    width, height = size_of(first.quad)
    gap = across - height / 2 - size_of(second.quad)[1] / 2
    return abs(along) < 0.8 * width and -0.5 * width < gap < 4 * width


_TAIL_GLYPHS = 3
_BEHIND = 2.6
"""Character heights behind a line in which its check digit may stand."""


def around_ends(line: TextLine) -> tuple[tuple[Quad, Quad], ...]:
    """The line's last few characters, and the ground behind them with room for a frame on all sides.

    Twice for a row: cut where its last glyph ends, for the detector's box may go on into the frame of the check
    digit, and where the box ends, for glyphs are placed to a step of eight pixels only.
    """
    width, height = size_of(line.quad)
    if line.vertical:
        down = _turned_down(line.quad)
        tail = part_of(down, 1 - _TAIL_GLYPHS * 1.2 * width / height, 1.0)
        behind = part_of(grown(down, 0, 0.2 * width), 1.0, 1 + _BEHIND * width / height)
        return ((_turned_back(tail), _turned_back(behind)),)
    return tuple(_around(line, end) for end in dict.fromkeys((_end_of_glyphs(line), 1.0)))


def _around(line: TextLine, end: float) -> tuple[Quad, Quad]:
    width, height = size_of(line.quad)
    tail = part_of(line.quad, max(0.0, end - _TAIL_GLYPHS * _pitch(line)), end)
    return tail, part_of(grown(line.quad, 0, 0.25 * height), end, end + _BEHIND * height / width)


def digit_share(glyph: Glyph) -> float:
    """Probability of the likeliest digit."""
    return max((share for symbol, share in glyph.options if symbol.isdigit()), default=0.0)


def _pitch(line: TextLine) -> float:
    """From one glyph to the next, as a fraction of the line."""
    first, last = line.glyphs[0].at, line.glyphs[-1].at
    return (last - first) / (len(line.glyphs) - 1) if last > first else 1.0 / len(line.glyphs)


def _end_of_glyphs(line: TextLine) -> float:
    """Where the last glyph ends; the detector's box may go on into the frame of the check digit."""
    return min(1.0, line.glyphs[-1].at + 0.6 * _pitch(line))


def plate_around(line: TextLine) -> Quad:
    """Room for a whole plate about a row that may be its number: characters before it, a row above or below it."""
    width, height = size_of(line.quad)
    return grown(line.quad, max(0.5 * width, 2 * height), 2 * height)


def quad_behind(line: TextLine, count: int) -> Quad:
    """Room for `count` more characters at the line's own pitch, and half a one to spare."""
    length = (count + 0.5) / max(1, len(line.glyphs)) * 1.12
    if line.vertical:
        return _turned_back(part_of(_turned_down(line.quad), 1.0, 1 + length))
    return part_of(line.quad, 1.0, 1 + length)


def _turned_down(quad: Quad) -> Quad:
    """The quad with its corners renamed so that "along" runs down the column."""
    top_left, top_right, bottom_right, bottom_left = quad
    return top_right, bottom_right, bottom_left, top_left


def _turned_back(quad: Quad) -> Quad:
    return quad[3], quad[0], quad[1], quad[2]
