from __future__ import annotations

import pytest

from edge.wire.checks import Check, check_bytes


@pytest.mark.parametrize(
    ("check", "body", "tail"),
    [
        ("none", "01 02", ""),
        ("sum8", "A0 01 01", "A2"),
        ("sum8", "A0 5F 01", "00"),
        ("xor", "01 03 FF", "FD"),
        ("xor", "", "00"),
        ("crc16-modbus", "01 05 00 00 FF 00", "8C 3A"),
        ("crc16-modbus", "01 01 00 00 00 08", "3D CC"),
        ("crc16-modbus", "01 02 00 00 00 08", "79 CC"),
        ("crc16-modbus", "FF 05 00 00 FF 00", "99 E4"),
    ],
)
def test_check_bytes_are_those_of_captured_frames(check: Check, body: str, tail: str) -> None:
    assert check_bytes(check, bytes.fromhex(body)) == bytes.fromhex(tail)
