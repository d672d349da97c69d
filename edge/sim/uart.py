"""What becomes of bytes on a serial line whose two ends are set differently. Pure."""

from __future__ import annotations

from collections.abc import Mapping

_PARITIES: Mapping[str, int | None] = {"8N1": None, "7E1": 0, "7O1": 1}


def with_parity(frame: bytes, framing: str) -> bytes:
    """The frame's bytes as eight bits: of seven data bits the parity is the eighth."""
    odd = _PARITIES[framing]
    if odd is None:
        return frame
    return bytes(low | ((low.bit_count() + odd) % 2) << 7 for low in (byte & 0x7F for byte in frame))


def heard_at(sent: bytes, sent_baud: int, read_baud: int) -> bytes:
    """What a UART at `read_baud` makes of 8N1 bytes sent one behind the other at `sent_baud`.

    It waits for a start bit, samples each of its own bits in the middle, and takes a missing stop bit as it comes.
    """
    if sent_baud == read_baud:
        return sent
    levels = [bit for byte in sent for bit in (0, *(byte >> at & 1 for at in range(8)), 1)]
    heard = bytearray()
    at = 0.0  # on the sender's scale, one bit a unit
    width = sent_baud / read_baud
    while (start := _next_low(levels, at)) is not None:
        samples = [_level(levels, start + width * (1.5 + bit)) for bit in range(8)]
        heard.append(sum(level << bit for bit, level in enumerate(samples)))
        at = start + width * 9.5
    return bytes(heard)


def _next_low(levels: list[int], at: float) -> float | None:
    """Where the next start bit begins, at `at` or behind it; None where the line stays idle."""
    first = int(at)
    for place in range(first, len(levels)):
        if levels[place] == 0:
            return max(at, float(place))
    return None


def _level(levels: list[int], at: float) -> int:
    return levels[int(at)] if at < len(levels) else 1
