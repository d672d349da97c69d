from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.errors import FrameError
from edge.wire.modbus import Question, Transport

RTU = Question("rtu", 1, "holding", 0, 2)
TCP = Question("tcp", 255, "input", 0x1000, 2, number=7)
# the question of the CAS CI-150A manual p. 60 and its answer, 0x0064 and 0x00C8, at address 1
ASKED = bytes.fromhex("010300000002C40B")
ANSWERED = bytes.fromhex("0103040064 00C8 BA7A")
ANSWERED_TCP = bytes.fromhex("0007 0000 0007 FF 04 04 46FD9800")


def test_questions_are_the_documented_bytes() -> None:
    assert RTU.encode() == ASKED
    assert TCP.encode() == bytes.fromhex("0007 0000 0006 FF 04 1000 0002")
    assert Question("rtu", 1, "input", 0, 8).encode()[:6] == bytes.fromhex("010400000008")


@pytest.mark.parametrize(
    ("question", "heard", "registers"),
    [(RTU, ANSWERED, "006400c8"), (TCP, ANSWERED_TCP, "46fd9800")],
    ids=["rtu", "tcp"],
)
def test_an_answer_gives_its_registers_when_it_is_whole(question: Question, heard: bytes, registers: str) -> None:
    for length in range(len(heard)):
        assert question.parse_answer(heard[:length]) is None, f"after {length} bytes"
    assert question.parse_answer(heard) == bytes.fromhex(registers)


def test_a_refusal_says_why_in_words() -> None:
    with pytest.raises(FrameError, match=r"device 1 refuses registers 0 to 1, .* it has no such registers"):
        RTU.parse_answer(bytes.fromhex("018302C0F1"))
    with pytest.raises(FrameError, match="it does not answer the gateway"):
        TCP.parse_answer(bytes.fromhex("0007 0000 0003 FF 84 0B"))
    with pytest.raises(FrameError, match="code 99"):
        TCP.parse_answer(bytes.fromhex("0007 0000 0003 FF 84 63"))


def test_another_device_on_the_line_is_passed_over() -> None:
    assert Question("rtu", 2, "holding", 0, 2).parse_answer(ANSWERED) is None


def test_an_answer_that_comes_late_is_passed_over() -> None:
    late = ANSWERED_TCP.replace(b"\x00\x07\x00\x00", b"\x00\x06\x00\x00", 1).replace(b"\x46\xfd", b"\x00\x00")
    assert TCP.parse_answer(late) is None
    assert TCP.parse_answer(late + ANSWERED_TCP) == bytes.fromhex("46fd9800")


@pytest.mark.parametrize("place", range(len(ANSWERED)))
@pytest.mark.parametrize("bit", range(8))
def test_one_wrong_bit_on_a_serial_line_gives_no_registers(place: int, bit: int) -> None:
    wrong = bytearray(ANSWERED)
    wrong[place] ^= 1 << bit
    assert RTU.parse_answer(bytes(wrong)) is None


@pytest.mark.parametrize("heard", ["0007 0000 0005 FF 04 02 0064", "0007 0000 0007 FF 03 04 0064 00C8"])
def test_an_answer_to_another_question_is_refused(heard: str) -> None:
    with pytest.raises(FrameError, match="answers another question"):
        TCP.parse_answer(bytes.fromhex(heard))


def test_rtu_over_tcp_is_told_from_modbus_tcp() -> None:
    with pytest.raises(FrameError, match="maybe RTU over TCP"):
        Question("tcp", 1, "holding", 0, 2, number=7).parse_answer(ANSWERED)


@pytest.mark.parametrize("transport", ["rtu", "tcp"])
@given(st.binary(max_size=300), st.integers(0, 20))
def test_any_bytes_give_registers_nothing_or_our_error(transport: Transport, noise: bytes, kept: int) -> None:
    question = Question(transport, 1, "holding", 0, 2, number=7)
    for heard in (noise, ANSWERED[:kept] + noise, ANSWERED_TCP[:kept] + noise):
        try:
            registers = question.parse_answer(heard)
        except FrameError:
            continue
        assert registers is None or len(registers) == 4
