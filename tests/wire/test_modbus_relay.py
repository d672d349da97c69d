from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.errors import FrameError
from edge.wire.checks import check_bytes
from edge.wire.modbus_relay import ModbusVariant, modbus_board

BOARD = modbus_board(ModbusVariant(inputs=3))
ON = bytes.fromhex("01 05 00 00 FF 00 8C 3A")
REFUSED = bytes.fromhex("01 85 03 02 91")


def with_crc(body: str) -> bytes:
    return bytes.fromhex(body) + check_bytes("crc16-modbus", bytes.fromhex(body))


def test_frames_are_those_of_the_boards_manual() -> None:
    assert BOARD.switch(1, True) == ON
    assert BOARD.switch(1, False) == bytes.fromhex("01 05 00 00 00 00 CD CA")
    assert BOARD.timed_on(1, 700) == bytes.fromhex("01 05 02 00 00 07 8D B0")
    assert [one.frame for one in BOARD.questions([1, 3])] == [bytes.fromhex("01 02 00 00 00 08 79 CC")]


@pytest.mark.parametrize(("pulse_ms", "tenths"), [(100, 1), (101, 2), (700, 7), (750, 8), (5000, 50)])
def test_a_timed_pulse_is_never_shorter_than_asked(pulse_ms: int, tenths: int) -> None:
    assert BOARD.timed_on(2, pulse_ms) == with_crc(f"01 05 02 01 00 {tenths:02X}")


@pytest.mark.parametrize(
    ("variant", "frame"),
    [
        (ModbusVariant(address=255), "FF 05 00 00 FF 00 99 E4"),
        (ModbusVariant(on_value=0x0100, first_coil=1), "01 05 00 01 01 00 9D 9A"),
        (ModbusVariant(function=6, on_value=0x0100, off_value=0x0200, first_coil=1), "01 06 00 01 01 00 D9 9A"),
    ],
)
def test_variants_have_their_own_frames(variant: ModbusVariant, frame: str) -> None:
    assert modbus_board(variant).switch(1, True) == bytes.fromhex(frame)


def test_only_the_plain_form_has_a_timer_that_is_known() -> None:
    others = (ModbusVariant(function=6), ModbusVariant(on_value=0x0100), ModbusVariant(first_coil=1))
    assert [modbus_board(one).timed_on(1, 700) for one in others] == [None, None, None]


@pytest.mark.parametrize(
    ("received", "taken"),
    [
        (b"", False),
        (ON[:-1], False),
        (ON, True),
        (b"\x00\xff" + ON + b"\x00", True),
        (bytes.fromhex("01 05 00 01 FF 00 DD FA"), False),
        (ON[:-1] + b"\x3b", False),
    ],
    ids=["nothing", "a part", "the echo", "among noise", "of another coil", "garbled"],
)
def test_an_order_is_taken_when_it_comes_back_whole(received: bytes, taken: bool) -> None:
    assert BOARD.is_taken(ON, received) is taken


def test_a_refusal_is_an_error_of_ours() -> None:
    with pytest.raises(FrameError, match="refuses"):
        BOARD.is_taken(ON, REFUSED)


def test_inputs_are_bits_from_the_lowest_on() -> None:
    (question,) = BOARD.questions([1, 2, 3])
    assert question.parse(with_crc("01 02 01 05")) == {1: True, 2: False, 3: True}
    assert question.parse(b"\x01" + with_crc("01 02 01 02") + b"\x00") == {1: False, 2: True, 3: False}
    assert question.parse(with_crc("01 02 01 05")[:-1]) is None
    assert question.parse(with_crc("02 02 01 05")) is None


def test_inputs_by_registers_are_closed_where_they_are_not_zero() -> None:
    (question,) = modbus_board(ModbusVariant(inputs_by=4, inputs=2)).questions([1, 2])
    assert question.frame == with_crc("01 04 00 00 00 02")
    assert question.parse(with_crc("01 04 04 00 00 01 00")) == {1: False, 2: True}


@given(st.binary(max_size=64))
def test_any_bytes_are_no_answer_an_answer_or_our_error(received: bytes) -> None:
    (question,) = BOARD.questions([1, 2, 3])
    found = question.parse(received)
    assert found is None or set(found) == {1, 2, 3}
    try:
        assert BOARD.is_taken(ON, received) == (ON in received)
    except FrameError:
        assert b"\x01\x85" in received


@given(st.binary(max_size=20), st.integers(0, 255), st.binary(max_size=20))
def test_an_answer_is_found_whatever_stands_around_it(before: bytes, bits: int, after: bytes) -> None:
    (question,) = BOARD.questions([1, 2, 3])
    answer = with_crc(f"01 02 01 {bits:02X}")
    found = question.parse(before + answer + after)
    first = question.parse(before + answer)
    assert found == first
    if b"\x01\x02\x01" not in before + answer[:2]:
        assert found == {channel: bool(bits >> (channel - 1) & 1) for channel in (1, 2, 3)}
