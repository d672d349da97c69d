"""Yaohua command mode (XK3190-A9+, A1+, DS1, DS3 with tF=1): one frame for each question; pure.

    question   02  address  command  XOR-hi XOR-lo  03                                   6 bytes
                   A..Z     'B'      of bytes 2..3, as in `edge.wire.yaohua`
    answer     02  address  command  sign  d d d d d d  decimals  XOR-hi XOR-lo  03     14 bytes
                   A..Z     B, C, D  +/-   MSB first    '0'..'4'  of bytes 2..11

Command B asks for the gross weight, and this is what is polled. Answers to C (tare) and D (net), asked for by somebody
else on the same line, have no gross weight. The indicator has no stable, overload or unit bit, so a weight is stable by
repetition, in the unit that the site names.

Survives what the continuous format does, and on a shared RS-485 line: the echo of the question, questions and answers
of other addresses (skipped). Sources: XK3190-A9+ manual p. 10, XK3190-DS3 manual p. 6, XK3190-DS1 manual p. 7.
"""

from __future__ import annotations

import re

from edge.errors import FrameError
from edge.wire.indicator import Cut, Shown, cut_by, weighed
from edge.wire.units import Unit, in_kg
from edge.wire.yaohua import encode_check, parse_figure, verify_check

LENGTH = 14


class YaohuaPolled:
    """See `edge.wire.indicator.Format`. `address`: one letter, A to Z, as set in the indicator's menu (1 is A)."""

    def __init__(self, unit: Unit = "kg", address: str = "A") -> None:
        self._unit = unit
        self._address = address.encode("ascii")
        self._outline = re.compile(rb"\x02" + re.escape(self._address) + rb"[BCD].{10}\x03", re.DOTALL)

    @property
    def poll(self) -> bytes:
        question = self._address + b"B"
        return b"\x02" + question + encode_check(question) + b"\x03"

    def cut(self, buffer: bytes, *, quiet: bool) -> Cut:  # noqa: ARG002  # a frame's length is known
        return cut_by(self._outline, LENGTH, buffer, starts=b"\x02")

    def parse(self, frame: bytes) -> Shown:
        if self._outline.fullmatch(frame) is None:
            raise FrameError(f"not an answer of Yaohua address {self._address.decode()}: {frame.hex()}")
        verify_check(frame, frame[1:11], frame[11:13])
        figure = parse_figure(frame[3:11])
        if frame[2:3] != b"B":
            return Shown(None, "invalid")
        return weighed(in_kg(figure, self._unit))
