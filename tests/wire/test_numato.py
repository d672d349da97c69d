from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.wire.numato import NUMATO


@pytest.mark.parametrize(
    ("channel", "on", "frame"),
    [
        (1, True, b"relay on 0\r"),
        (1, False, b"relay off 0\r"),
        (10, True, b"relay on 9\r"),
        (11, True, b"relay on A\r"),
        (32, False, b"relay off V\r"),
    ],
)
def test_commands_count_from_zero_and_go_on_with_letters(channel: int, on: bool, frame: bytes) -> None:
    assert NUMATO.switch(channel, on) == frame


@pytest.mark.parametrize(
    ("received", "taken"),
    [
        (b"relay on 0\n\r>", True),
        (b">relay on 0\r\n>", True),
        (b"\n\r>relay on 0\n\r>", True),
        (b"relay on 0\n\r", False),
        (b">", False),
        (b"relay on 1\n\r>", False),
        (b"relay off 0\n\r>", False),
        (b"", False),
    ],
)
def test_a_command_is_taken_when_its_echo_is_followed_by_the_prompt(received: bytes, taken: bool) -> None:
    assert NUMATO.is_taken(b"relay on 0\r", received) is taken


@pytest.mark.parametrize(
    ("received", "found"),
    [
        (b"gpio read 2\n\r1\n\r>", {3: True}),
        (b">\n\rgpio read 2\r\n0\r\n>", {3: False}),
        (b"gpio read 2\n\r", None),
        (b"gpio read 3\n\r1\n\r>", None),
    ],
)
def test_an_input_is_read_behind_its_own_question(received: bytes, found: dict[int, bool] | None) -> None:
    first, third = NUMATO.questions([3, 1])
    assert (first.frame, third.frame) == (b"gpio read 0\r", b"gpio read 2\r")
    assert third.parse(received) == found


@given(st.binary(max_size=60) | st.lists(st.sampled_from([b"gpio read 0", b"\n\r", b"1", b"on", b">"])).map(b"".join))
def test_any_bytes_are_an_answer_or_none(received: bytes) -> None:
    (question,) = NUMATO.questions([1])
    assert question.parse(received) in (None, {1: True}, {1: False})
    assert NUMATO.is_taken(b"relay on 0\r", received) in (True, False)
