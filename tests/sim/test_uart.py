from __future__ import annotations

import pytest

from edge.sim.uart import heard_at, with_parity

FRAME = b"\x02+001560019\x03"


def test_the_parity_stands_in_the_eighth_bit() -> None:
    assert with_parity(b"01\r", "8N1") == b"01\r"
    assert with_parity(b"01\r", "7E1") == b"\x30\xb1\x8d"
    assert with_parity(b"01\r", "7O1") == b"\xb0\x31\x0d"


def test_bytes_are_heard_as_sent_at_their_own_speed_alone() -> None:
    assert heard_at(FRAME, 9600, 9600) == FRAME
    for baud in (600, 1200, 2400, 4800, 19200, 38400, 57600, 115200):
        assert FRAME not in heard_at(FRAME, 9600, baud)


@pytest.mark.parametrize(
    ("sent", "read_baud", "heard"),
    [
        # each bit is seen twice, the start bit too; the byte's other half begins where a stop bit should be
        (b"\x55", 19200, b"\x66\x99"),
        (b"\xff", 19200, b"\xfe"),
        # of nine low bits a reader at half the speed sees one as the start, three as data
        (b"\x00", 4800, b"\xf8"),
        (b"\xff", 4800, b"\xff"),
    ],
)
def test_rubbish_is_what_a_uart_makes_of_it(sent: bytes, read_baud: int, heard: bytes) -> None:
    assert heard_at(sent, 9600, read_baud) == heard
