"""Check bytes at the end of a frame; pure.

none           nothing
sum8           1 byte: the low byte of the sum of all bytes before it (LCUS)
xor            1 byte: all bytes before it, exclusive or
crc16-modbus   2 bytes, the low one first (Modbus over serial line, specification V1.02, 2.5.1.2)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import xor
from types import MappingProxyType
from typing import Literal

from pymodbus.framer import FramerRTU

Check = Literal["none", "sum8", "xor", "crc16-modbus"]


def _none(_body: bytes) -> bytes:
    return b""


def _sum8(body: bytes) -> bytes:
    return bytes((sum(body) & 0xFF,))


def _xor(body: bytes) -> bytes:
    return bytes((reduce(xor, body, 0),))


def _crc16_modbus(body: bytes) -> bytes:
    return FramerRTU.compute_CRC(body).to_bytes(2, "big")  # pymodbus gives the number with its bytes already swapped


_CHECKS: Mapping[Check, Callable[[bytes], bytes]] = MappingProxyType(
    {"none": _none, "sum8": _sum8, "xor": _xor, "crc16-modbus": _crc16_modbus}
)


def check_bytes(check: Check, body: bytes) -> bytes:
    """What stands behind `body` in a frame: 0, 1 or 2 bytes."""
    return _CHECKS[check](body)
