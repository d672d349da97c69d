"""Feeding a parser: whole streams, streams cut anywhere, streams that end in silence."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from edge.values import WeightReading
from edge.wire.indicator import StreamIndicator
from edge.wire.indicators import FormatOptions, new_indicator
from edge.wire.units import Unit
from edge.wire.yaohua_reversed import DigitOrder

NEEDED = 4
Seen = tuple[float | None, str, bool]


def indicator(
    protocol: str, *, unit: Unit = "kg", address: str = "A", digits: DigitOrder = "reversed"
) -> StreamIndicator:
    return new_indicator(protocol, FormatOptions(unit=unit, address=address, digits=digits), NEEDED)


def fed(parser: StreamIndicator, *chunks: bytes) -> list[WeightReading]:
    """The readings of chunks a tenth of a second apart."""
    return [one for number, chunk in enumerate(chunks) for one in parser.feed(chunk, number / 10)]


def seen(parser: StreamIndicator, *chunks: bytes) -> list[Seen]:
    """Gross weight, status and stable of all readings, the last of them brought out by silence."""
    return [(one.gross_kg, one.status, one.stable) for one in fed(parser, *chunks, b"")]


def in_pieces(stream: bytes, cuts: Iterable[int]) -> list[bytes]:
    """The stream cut at these places; never an empty piece, which would mean silence."""
    places = sorted({0, len(stream), *(min(cut, len(stream)) for cut in cuts)})
    return [stream[begin:end] for begin, end in pairwise(places)]


def kept_bytes(stream: bytes, parser: StreamIndicator, readings: list[WeightReading]) -> int:
    """How many bytes of `stream` the parser still holds."""
    return len(stream) - parser.skipped_bytes - sum(len(one.raw) // 2 for one in readings)


def counts(parser: StreamIndicator) -> tuple[int, int, int]:
    return parser.frames, parser.bad_frames, parser.skipped_bytes
