"""A relay board that lanegate does not know: its frames for the configuration, and what it makes of them."""

from __future__ import annotations

import re
from functools import reduce
from operator import xor

from edge.sim.relay_protocols import Inputs, Order, Served

TABLE = """
[barrier.board]
on = "7E {channel0} 31"
off = "7E {channel0} 30"
check = "xor"
echo = true
ask = "7E 3F"
reply = "7E 3F {bits:1}"
bits = "high-first"
"""
FRAME = re.compile(rb"\x7e\x3f\x41|\x7e([\x00-\x07])([01]).", re.DOTALL)


def serve(received: bytes, inputs: Inputs) -> Served:
    """Orders are repeated; the question is answered with eight inputs, the first one in the highest bit."""
    orders: list[Order] = []
    answer, kept = b"", received
    for frame in FRAME.finditer(received):
        kept = received[frame.end() :]
        if frame[1] is None:
            answer += _checked(bytes((0x7E, 0x3F, sum(inputs.get(one, False) << 8 - one for one in range(1, 9)))))
        elif _checked(frame[0][:-1]) == frame[0]:
            orders.append(Order(frame[1][0] + 1, frame[2] == b"1"))
            answer += frame[0]
    return Served(tuple(orders), answer, kept)


def _checked(body: bytes) -> bytes:
    return body + bytes((reduce(xor, body),))
