"""LCUS relay boards (CH340, 9600 8N1); pure.

    A0  channel  op  sum        op 01 on, 00 off; sum = low byte of A0 + channel + op

No answer, no timer on the board, and a status query (FF) that boards answer in different ways or not at all: what the
contacts really do can't be read back.
"""

from __future__ import annotations


def encode_switch(channel: int, on: bool) -> bytes:
    """The frame that switches a channel (1 to 255) on or off."""
    head = (0xA0, channel, int(on))
    return bytes((*head, sum(head) & 0xFF))
