"""Asks a Modbus relay board for the state of its relays, which moves none of them; pure.

    address  01  00 00  00 08  crc lo hi      read coils 1 to 8
    address  01  01  bits      crc lo hi      their answer, relay 1 in the lowest bit
    address  81  code          crc lo hi      the board does not know the question; it is there all the same

Source: Modbus application protocol V1.1b3, 6.1; Waveshare "Modbus RTU Relay": 01 01 00 00 00 08 3D CC.
"""

from __future__ import annotations

from collections.abc import Mapping

from edge.wire.boards import Question
from edge.wire.templates import parse_answer, parse_order

COILS = tuple(range(1, 9))


class CoilQuestion(Question):
    """Its answer is relay -> energised; empty where the board refuses to say."""

    def parse(self, received: bytes) -> Mapping[int, bool] | None:
        """None where no whole answer is among the bytes."""
        found = Question.parse(self, received)
        if found is None and _refusal(self.frame[0], received):
            return {}
        return found


def coil_question(address: int) -> CoilQuestion:
    """`address`: 1 to 255, of the board."""
    frame = parse_order(f"{address:02X} 01 0000 0008", "hex", "crc16-modbus").fill(1)
    return CoilQuestion(frame, parse_answer(f"{address:02X} 01 01 {{bits:1}}", "hex", "crc16-modbus"), COILS)


def _refusal(address: int, received: bytes) -> bool:
    return parse_answer(f"{address:02X} 81 {{any}}", "hex", "crc16-modbus").find(received, 1) is not None
