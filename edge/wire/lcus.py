"""LCUS relay boards (CH340, 9600 8N1); pure.

    A0  channel  op  sum        op 01 on, 00 off; sum = low byte of A0 + channel + op

No answer, no timer on the board, and a status query (FF) that boards answer in different ways or not at all: what the
contacts really do can't be read back.
"""

from __future__ import annotations

from edge.wire.boards import Board
from edge.wire.templates import parse_order

LCUS = Board(
    on=parse_order("A0 {channel} 01", "hex", "sum8"),
    off=parse_order("A0 {channel} 00", "hex", "sum8"),
)
