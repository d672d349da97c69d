"""Compressed pictures as RTP packets: H.264 (RFC 6184) and H.265 (RFC 7798), cut where they are too long; pure.

A packet (RFC 3550):

     0                   1                   2                   3
    |V=2|P|X|  CC   |M|     PT      |       sequence number         |
    |                           timestamp                           |
    |                             SSRC                              |
    |                          payload …                            |

M is set on the last packet of a picture. A NAL unit that does not fit goes in fragments, each behind its own header:
H.264 FU-A, two bytes `F NRI 28 | S E R type`; H.265 FU, three bytes `header with type 49 | S E type`.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Codec = Literal["h264", "hevc"]

CLOCK_HZ = 90_000
PAYLOAD_TYPE = 96
MOST_PAYLOAD = 1400
_START, _END = 0x80, 0x40
_START_CODE = re.compile(rb"\x00\x00\x01")


def nal_units(annex_b: bytes) -> Iterator[bytes]:
    """The NAL units of a stream with start codes (H.264 and H.265, annex B), without them and the zeros before them."""
    starts = [(match.start(), match.end()) for match in _START_CODE.finditer(annex_b)]
    for number, (_, begin) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(annex_b)
        unit = annex_b[begin:end].rstrip(b"\x00")
        if unit:
            yield unit


@dataclass(slots=True)
class Packetiser:
    """Cuts the pictures of one stream into packets; counts them."""

    codec: Codec
    ssrc: int
    sequence: int = 0

    def packets(self, units: Sequence[bytes], timestamp: int) -> list[bytes]:
        """The packets of one picture; `timestamp` in 1/90000 s, of which the low 32 bits are sent."""
        payloads = [payload for unit in units for payload in self._payloads(unit)]
        return [self._packet(payload, timestamp, number == len(payloads)) for number, payload in enumerate(payloads, 1)]

    def _packet(self, payload: bytes, timestamp: int, last: bool) -> bytes:
        kind = PAYLOAD_TYPE | (0x80 if last else 0)
        head = struct.pack(">BBHII", 0x80, kind, self.sequence, timestamp & 0xFFFF_FFFF, self.ssrc)
        self.sequence = (self.sequence + 1) & 0xFFFF
        return head + payload

    def _payloads(self, unit: bytes) -> Iterator[bytes]:
        if len(unit) <= MOST_PAYLOAD:
            yield unit
            return
        before, kind, body = _fragment_head(unit, self.codec)
        step = MOST_PAYLOAD - len(before) - 1
        for begin in range(0, len(body), step):
            flags = (_START if begin == 0 else 0) | (_END if begin + step >= len(body) else 0)
            yield before + bytes([flags | kind]) + body[begin : begin + step]


def _fragment_head(unit: bytes, codec: Codec) -> tuple[bytes, int, bytes]:
    """What stands before the flags of each fragment, the unit's own type, and the bytes to be cut."""
    if codec == "h264":
        return bytes([unit[0] & 0xE0 | 28]), unit[0] & 0x1F, unit[1:]
    return bytes([unit[0] & 0x81 | 49 << 1, unit[1]]), unit[0] >> 1 & 0x3F, unit[2:]
