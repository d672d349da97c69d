from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.commands.relays import board_settings, relay_settings
from edge.config import Config
from edge.config_barrier import _ALLOWED, _ANSWER, _ORDER, BarrierTable
from edge.wire.relays import new_board
from edge.wire.templates import Form, parse_answer, parse_order
from tests.test_config import changed, faults, parsed, whole

FRAMES = {"on": "A0 {channel} 01", "off": "A0 {channel} 00", "check": "sum8"}


def lane(barrier: dict[str, Any], **tables: object) -> dict[str, Any]:
    return {**whole(), "barrier": {"port": "/dev/ttyS1", "driver": "lcus", **barrier}, **tables}


def barrier_of(barrier: dict[str, Any]) -> BarrierTable:
    table = parsed(lane(barrier)).barrier
    assert table is not None
    return table


def warned(config: Config) -> list[str]:
    return [one.split(": ")[0] for one in config.warnings()]


@pytest.mark.parametrize(
    ("barrier", "said"),
    [
        ({"on": "A0 0"}, 'barrier.board.on: not a frame; allowed: pairs of hex digits and fields like {channel}, "A0'),
        ({"on": "A0 {any}"}, "barrier.board.on: not a frame"),
        ({"on": ""}, "barrier.board.on: not a frame"),
        ({"flash": "A0 {seconds}"}, "barrier.board.flash: not a frame"),
        ({"form": "text", "on": "relé {digit0}"}, "barrier.board.on: not a frame; allowed: ASCII"),
        ({"off": "A0 {channel} 01"}, "barrier.board.off: the same frame as on; allowed: another frame"),
        ({"ask": "55"}, "barrier.board.reply: ask and reply go together"),
        ({"ask": "55", "reply": "55"}, "barrier.board.reply: the contacts must stand in one place"),
        ({"ask": "55", "reply": "{bit} {bits:2}"}, "barrier.board.reply: the contacts must stand in one place"),
        ({"check": "crc8"}, "barrier.board.check: not a known value"),
    ],
)
def test_a_frame_that_is_none_is_refused_in_its_place(barrier: dict[str, Any], said: str) -> None:
    assert faults(lane({"driver": "custom", "board": FRAMES | barrier}))[0].startswith(said)


@pytest.mark.parametrize(
    ("barrier", "said"),
    [
        ({"driver": "custom"}, "barrier.board: goes with this driver and no other"),
        ({"driver": "numato", "timed": True}, "barrier.timed: this board has no timer"),
        ({"driver": "modbus-rtu", "modbus": {"function": 6}, "timed": True}, "barrier.timed: this board has no timer"),
        ({"driver": "modbus-rtu", "address": 0}, "barrier.address: out of range (it is 0); allowed: at least 1"),
        (
            {"driver": "custom", "board": FRAMES, "input": [{"name": "x", "role": "opened", "channel": 1}]},
            "barrier.board.ask: missing beside an input by channel",
        ),
        ({"input": [{"name": "x", "role": "opened"}]}, "barrier.input[0].channel: missing; allowed: an input of the"),
    ],
)
def test_parts_of_a_barrier_that_do_not_fit_are_refused(barrier: dict[str, Any], said: str) -> None:
    assert faults(lane(barrier))[0].startswith(said)


@pytest.mark.parametrize(
    ("barrier", "timed"),
    [
        ({}, False),
        ({"driver": "numato"}, False),
        ({"driver": "modbus-rtu"}, True),
        ({"driver": "modbus-rtu", "timed": False}, False),
        ({"driver": "modbus-rtu", "modbus": {"on_value": 0x0100}}, False),
        ({"driver": "custom", "board": FRAMES}, False),
        ({"driver": "custom", "board": FRAMES | {"flash": "A0 {channel} {tenths}"}}, True),
    ],
)
def test_a_board_that_can_end_a_pulse_does_it_unless_told_otherwise(barrier: dict[str, Any], timed: bool) -> None:
    table = barrier_of(barrier)
    assert table.is_timed is timed
    settings = relay_settings(table, "mark")
    assert settings.timed is timed
    board = new_board(settings.board, [])
    assert (board.timed_on(1, 700) is not None) or not timed


def test_variants_of_a_modbus_board_reach_its_frames() -> None:
    table = barrier_of({"driver": "modbus-rtu", "modbus": {"on_value": 0x0100, "first_coil": 1}})
    assert new_board(board_settings(table), []).switch(1, True) == bytes.fromhex("01 05 00 01 01 00 9D 9A")


def test_a_board_of_the_sites_own_reaches_its_frames() -> None:
    table = barrier_of({"driver": "custom", "board": FRAMES})
    assert new_board(board_settings(table), []).switch(2, True) == bytes.fromhex("A0 02 01 A3")


@pytest.mark.parametrize(
    ("inputs", "warnings"),
    [
        ([], ["barrier.close_channel"]),
        ([{"name": "x", "role": "opened", "line": "cts"}], ["barrier.close_channel"]),
        ([{"name": "x", "role": "presence", "line": "cts"}], []),
        ([{"name": "x", "role": "presence", "channel": 1}], ["barrier.input"]),
    ],
)
def test_inputs_that_do_not_help_are_warned_of(inputs: list[dict[str, Any]], warnings: list[str]) -> None:
    assert warned(parsed(lane({"close_channel": 2, "input": inputs}))) == warnings


def test_a_board_with_inputs_is_not_warned_of() -> None:
    inputs = [{"name": "x", "role": "presence", "channel": 1}]
    assert warned(parsed(lane({"driver": "modbus-rtu", "close_channel": 2, "input": inputs}))) == []


def test_arrival_by_loop_needs_an_arrival_input() -> None:
    loop = {"arrival": {"by": "loop"}}
    inputs = [{"name": "front-loop", "role": "arrival", "channel": 1}]
    assert faults(changed("arrival.by", "loop"))[0].startswith('arrival.by: "loop" without an input')
    assert parsed(lane({"driver": "modbus-rtu", "input": inputs}, **loop)).arrival.by == "loop"


@pytest.mark.parametrize("form", sorted(_ALLOWED))
@given(drawn=st.data())
def test_what_the_configuration_lets_pass_the_driver_can_send_and_read(form: Form, drawn: st.DataObject) -> None:
    order = drawn.draw(st.from_regex(_ORDER[form], fullmatch=True).filter(str.isascii))
    assert parse_order(order, form).fill(16, 50)
    answer = drawn.draw(st.from_regex(_ANSWER[form], fullmatch=True).filter(str.isascii))
    if sum(answer.count(one) for one in ("{bit}", "{bit:", "{bits", "{words")) == 1:
        assert parse_answer(answer, form).find(b"", 1) is None
