"""Inputs of the board, as the driver tells them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edge.devices.relay_settings import RelayInput
from edge.sim.relay import RelayFaults, SimulatedRelay
from edge.sim.relay_protocols import SimulatedProtocol
from edge.values import InputChanged, PulseDone
from edge.wire.relays import BoardSettings
from tests.devices.ptys import Heard
from tests.devices.relays import INPUTS, LONG_MS, failure, modbus, outcomes, relay_pid, told
from tests.waiting import until


@pytest.fixture
def contacts() -> dict[int, bool]:
    """Channel -> contact closed; a test may change it."""
    return {1: True, 2: False}


def board_of(protocol: SimulatedProtocol, contacts: dict[int, bool]) -> SimulatedRelay:
    board = SimulatedRelay(protocol=protocol, read_inputs=lambda: contacts)
    board.start()
    return board


@pytest.fixture
def board(contacts: dict[int, bool]) -> Iterator[SimulatedRelay]:
    with closing(board_of("modbus-rtu", contacts)) as board:
        yield board


def test_inputs_are_unreadable_first_and_then_what_they_are(
    board: SimulatedRelay, heard: Heard, tmp_path: Path
) -> None:
    with modbus(board.port, heard, tmp_path / "mark", inputs=INPUTS):
        until(lambda: told(heard, "arm-down") == ["unreadable", "clear"])
        until(lambda: told(heard, "loop") == ["unreadable", "active"])
    assert heard.events[0] == InputChanged("loop", "presence", "unreadable")
    assert (told(heard, "loop")[-1], told(heard, "arm-down")[-1]) == ("unreadable", "unreadable")
    assert board.log == ()


def test_each_change_is_told_once(
    board: SimulatedRelay, contacts: dict[int, bool], heard: Heard, tmp_path: Path
) -> None:
    with modbus(board.port, heard, tmp_path / "mark", inputs=INPUTS):
        until(lambda: told(heard, "loop") == ["unreadable", "active"])
        contacts[1] = False
        until(lambda: told(heard, "loop") == ["unreadable", "active", "clear"])
        contacts[1] = True
        until(lambda: told(heard, "loop") == ["unreadable", "active", "clear", "active"])
    assert told(heard, "arm-down")[:2] == ["unreadable", "clear"]


def test_an_input_that_is_active_when_open_is_turned_round(board: SimulatedRelay, heard: Heard, tmp_path: Path) -> None:
    inputs = (RelayInput("loop", channel=1, active="open"), RelayInput("arm-down", channel=2, active="open"))
    with modbus(board.port, heard, tmp_path / "mark", inputs=inputs):
        until(lambda: told(heard, "loop") == ["unreadable", "clear"])
        until(lambda: told(heard, "arm-down") == ["unreadable", "active"])


def test_inputs_are_read_in_a_pulse_too(
    board: SimulatedRelay, contacts: dict[int, bool], heard: Heard, tmp_path: Path
) -> None:
    contacts[1] = False
    with modbus(board.port, heard, tmp_path / "mark", inputs=INPUTS, pulse_ms=LONG_MS) as barrier:
        until(lambda: told(heard, "loop") == ["unreadable", "clear"])
        barrier.pulse("close")
        until(lambda: board.energised == {2})
        contacts[1] = True
        until(lambda: told(heard, "loop")[-1] == "active")
        assert board.energised == {2}
        barrier.release()
        assert "stopped" in failure(heard)


def test_a_silent_board_makes_inputs_unreadable_and_pulses_refused_until_it_answers(
    board: SimulatedRelay, heard: Heard, tmp_path: Path
) -> None:
    with modbus(board.port, heard, tmp_path / "mark", inputs=INPUTS) as barrier:
        until(lambda: told(heard, "arm-down")[-1] == "clear")
        board.faults = RelayFaults(mute=True)
        until(lambda: heard.codes == ["ok", "no-answer"])
        until(lambda: (told(heard, "loop")[-1], told(heard, "arm-down")[-1]) == ("unreadable", "unreadable"))
        barrier.pulse("open")
        assert "not ready" in failure(heard)
        board.faults = RelayFaults()
        until(lambda: heard.codes == ["ok", "no-answer", "ok"])
        until(lambda: told(heard, "loop")[-1] == "active")
    assert board.log == ()


def test_garbled_answers_are_none(board: SimulatedRelay, heard: Heard, tmp_path: Path) -> None:
    with modbus(board.port, heard, tmp_path / "mark", inputs=INPUTS):
        until(lambda: told(heard, "arm-down")[-1] == "clear")
        board.faults = RelayFaults(outgoing=lambda frame: frame[:3] + b"\x02" + frame[4:])
        until(lambda: told(heard, "arm-down")[-1] == "unreadable")
    assert "active" not in told(heard, "arm-down")


def test_a_hanging_process_makes_inputs_unreadable(board: SimulatedRelay, heard: Heard, tmp_path: Path) -> None:
    with modbus(board.port, heard, tmp_path / "mark", inputs=INPUTS):
        until(lambda: told(heard, "loop")[-1] == "active")
        os.kill(relay_pid(), signal.SIGSTOP)
        until(lambda: told(heard, "loop")[-1] == "unreadable")
        until(lambda: heard.codes == ["ok", "silent", "ok"])
        until(lambda: told(heard, "loop")[-1] == "active")
    assert board.log == ()


def test_a_module_of_words_is_asked_for_each_input(contacts: dict[int, bool], heard: Heard, tmp_path: Path) -> None:
    with (
        closing(board_of("numato", contacts)) as board,
        modbus(
            board.port, heard, tmp_path / "mark", board=BoardSettings("numato"), timed=False, inputs=INPUTS
        ) as barrier,
    ):
        until(lambda: told(heard, "loop") == ["unreadable", "active"])
        until(lambda: told(heard, "arm-down") == ["unreadable", "clear"])
        barrier.pulse("open")
        until(lambda: outcomes(heard))
    assert outcomes(heard) == [PulseDone("open")]
    assert len(board.pulses(1)) == 1


def test_a_module_of_words_is_asked_in_a_pulse_too(contacts: dict[int, bool], heard: Heard, tmp_path: Path) -> None:
    numato = {"board": BoardSettings("numato"), "timed": False, "pulse_ms": LONG_MS}
    with (
        closing(board_of("numato", contacts)) as board,
        modbus(board.port, heard, tmp_path / "mark", inputs=INPUTS, **numato) as barrier,
    ):
        until(lambda: told(heard, "arm-down")[-1] == "clear")
        barrier.pulse("open")
        until(lambda: board.energised == {1})
        contacts[2] = True
        until(lambda: told(heard, "arm-down")[-1] == "active")
        barrier.release()
        failure(heard)
