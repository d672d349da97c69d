from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edge.wire.coils import coil_question

ALL_OFF, FIRST_AND_THIRD = bytes.fromhex("010101005188"), bytes.fromhex("01010105918b")
REFUSED = bytes.fromhex("0181018190")


def test_the_question_is_the_one_of_the_makers_manual() -> None:
    assert coil_question(1).frame == bytes.fromhex("0101000000083dcc")


def test_all_relays_are_off() -> None:
    assert coil_question(1).parse(ALL_OFF) == dict.fromkeys(range(1, 9), False)


def test_relays_that_are_on_are_named() -> None:
    found = coil_question(1).parse(b"\xff" + FIRST_AND_THIRD)
    assert found is not None
    assert [relay for relay, on in found.items() if on] == [1, 3]


def test_a_refusal_says_that_the_board_is_there() -> None:
    assert coil_question(1).parse(REFUSED) == {}


def test_a_spoilt_or_foreign_answer_is_none() -> None:
    question = coil_question(1)
    assert [question.parse(one) for one in (ALL_OFF[:-1], b"\x02" + ALL_OFF[1:], REFUSED[:-1] + b"\x00", b"")] == [
        None
    ] * 4


@given(st.binary(max_size=40), st.integers(1, 255))
def test_any_bytes_give_an_answer_or_none(received: bytes, address: int) -> None:
    found = coil_question(address).parse(received)
    assert found is None or set(found) <= set(range(1, 9))
