r"""What simulated relay boards understand and answer: bytes of the driver -> orders and answers; pure.

    lcus          A0  channel  01 close | 00 open  sum             answers nothing
    modbus-rtu    address  05  coil hi lo  FF 00 | 00 00  crc      echoed
                  address  05  02 coil  tenths hi lo  crc          flash-on, echoed
                  address  02  first hi lo  count hi lo  crc       discrete inputs
    numato        relay on 0\r, relay off 0\r, gpio read 0\r       echoed, answered, then \n\r>

What is no frame is skipped by bytes, as far as a frame may still begin there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from pymodbus.framer import FramerRTU

SimulatedProtocol = Literal["lcus", "modbus-rtu", "numato"]
Inputs = Mapping[int, bool]

_LCUS_START = 0xA0
_LCUS_BYTES = 4
_MODBUS_BYTES = 8
_ADDRESS = 1
_LINE = re.compile(rb"(?:(relay) (on|off)|(gpio) read) ([0-9A-V])$")
_ON, _OFF, _FLASH_PAGE = 0xFF00, 0x0000, 0x02


@dataclass(frozen=True, slots=True)
class Order:
    """A contact shall close (`on`) or open; `for_s`: the board opens it again by itself."""

    channel: int
    on: bool
    for_s: float | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """What a board made of the bytes: orders, its answer, and the bytes kept for later."""

    orders: tuple[Order, ...]
    answer: bytes
    kept: bytes


Serve = Callable[[bytes, Inputs], Served]


def decode_lcus(received: bytes) -> tuple[tuple[tuple[int, bool], ...], bytes]:
    """The (channel, on) of every whole frame and the bytes kept for later."""
    found: list[tuple[int, bool]] = []
    at = 0
    while at + _LCUS_BYTES <= len(received):
        start, channel, operation, check = received[at : at + _LCUS_BYTES]
        if start == _LCUS_START and operation in (0, 1) and check == (start + channel + operation) & 0xFF:
            found.append((channel, operation == 1))
            at += _LCUS_BYTES
        else:
            at += 1
    return tuple(found), received[at:]


def serve_lcus(received: bytes, _inputs: Inputs) -> Served:
    """An LCUS board: it answers nothing."""
    found, kept = decode_lcus(received)
    return Served(tuple(Order(channel, on) for channel, on in found), b"", kept)


def serve_modbus(received: bytes, inputs: Inputs) -> Served:
    """A Modbus board at address 1 with a timer."""
    orders: list[Order] = []
    answer, at = b"", 0
    while at + _MODBUS_BYTES <= len(received):
        frame = received[at : at + _MODBUS_BYTES]
        if frame[0] == _ADDRESS and _with_crc(frame[:-2]) == frame:
            told, order = _modbus(frame, inputs)
            answer += told
            orders += [order] if order else []
            at += _MODBUS_BYTES
        else:
            at += 1
    return Served(tuple(orders), answer, received[at:])


def _modbus(frame: bytes, inputs: Inputs) -> tuple[bytes, Order | None]:
    function, first, value = frame[1], int.from_bytes(frame[2:4], "big"), int.from_bytes(frame[4:6], "big")
    if function == 2 and 0 < value <= 2000:
        number = sum(inputs.get(first + at + 1, False) << at for at in range(value))
        size = -(-value // 8)
        return _with_crc(bytes((_ADDRESS, 2, size)) + number.to_bytes(size, "little")), None
    if function == 5 and first >> 8 == _FLASH_PAGE and 0 < value < 0x8000:
        return frame, Order((first & 0xFF) + 1, True, value / 10)
    if function == 5 and first < 32 and value in (_ON, _OFF):
        return frame, Order(first + 1, value == _ON)
    return _with_crc(bytes((_ADDRESS, function | 0x80, 3 if function in (2, 5) else 1))), None


def _with_crc(body: bytes) -> bytes:
    return body + FramerRTU.compute_CRC(body).to_bytes(2, "big")


def serve_numato(received: bytes, inputs: Inputs) -> Served:
    """A Numato module."""
    *lines, kept = received.split(b"\r")
    orders: list[Order] = []
    answer = b""
    for line in lines:
        match = _LINE.match(line)
        channel = int(match[4], 32) + 1 if match else 0
        if match and match[1]:
            orders.append(Order(channel, match[2] == b"on"))
        value = b"%d\n\r" % inputs.get(channel, False) if match and match[3] else b""
        answer += line + b"\n\r" + value + b">"
    return Served(tuple(orders), answer, kept)


PROTOCOLS: Mapping[SimulatedProtocol, Serve] = {
    "lcus": serve_lcus,
    "modbus-rtu": serve_modbus,
    "numato": serve_numato,
}
