"""The last look before a close pulse: what the daemon can't have heard of yet counts as well."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edge.devices.relay_settings import RelayInput, encode_settings
from edge.sim.relay import RelayFaults, SimulatedRelay
from edge.values import PulseDone
from tests.devices.ptys import Heard
from tests.devices.relays import failure, modbus, modbus_settings, outcomes, relay_pid, told
from tests.waiting import until

LOOP = (RelayInput("loop", channel=1),)


@pytest.fixture
def contacts() -> dict[int, bool]:
    """Channel -> contact closed; a test may change it."""
    return {1: False}


@pytest.fixture
def board(contacts: dict[int, bool]) -> Iterator[SimulatedRelay]:
    with closing(SimulatedRelay(protocol="modbus-rtu", read_inputs=lambda: contacts)) as board:
        board.start()
        yield board


def test_a_close_order_that_a_vehicle_overtakes_is_refused_before_anything_is_energised(
    board: SimulatedRelay, contacts: dict[int, bool], heard: Heard, tmp_path: Path
) -> None:
    with modbus(board.port, heard, tmp_path / "mark", inputs=LOOP) as barrier:
        until(lambda: told(heard, "loop")[-1] == "clear")
        os.kill(relay_pid(), signal.SIGSTOP)
        contacts[1] = True  # nobody can have told the daemon
        barrier.pulse("close")
        os.kill(relay_pid(), signal.SIGCONT)
        assert "presence input loop is active" in failure(heard)
    assert board.log == ()


def test_a_close_order_to_a_board_that_has_fallen_silent_is_refused(
    board: SimulatedRelay, heard: Heard, tmp_path: Path
) -> None:
    with modbus(board.port, heard, tmp_path / "mark", inputs=LOOP) as barrier:
        until(lambda: told(heard, "loop")[-1] == "clear")
        os.kill(relay_pid(), signal.SIGSTOP)
        board.faults = RelayFaults(deaf=True)
        barrier.pulse("close")
        os.kill(relay_pid(), signal.SIGCONT)
        assert "presence input loop is unreadable" in failure(heard)
        board.faults = RelayFaults()
    assert board.log == ()


def test_an_open_pulse_and_a_close_pulse_on_a_clear_loop_are_sent(
    board: SimulatedRelay, contacts: dict[int, bool], heard: Heard, tmp_path: Path
) -> None:
    with modbus(board.port, heard, tmp_path / "mark", inputs=LOOP) as barrier:
        until(lambda: told(heard, "loop")[-1] == "clear")
        barrier.pulse("close")
        until(lambda: len(outcomes(heard)) == 1)
        contacts[1] = True
        barrier.pulse("open")
        until(lambda: len(outcomes(heard)) == 2)
    assert outcomes(heard) == [PulseDone("close"), PulseDone("open")]


def test_an_order_of_a_daemon_that_is_dead_by_now_is_not_obeyed(board: SimulatedRelay, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "edge.devices.relay_child"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(encode_settings(modbus_settings(board.port, tmp_path / "mark")) + b"\n")
        child.stdin.flush()
        assert child.stdout.readline() == b"ready\n"
        child.send_signal(signal.SIGSTOP)
        child.stdin.write(b"pulse 1\n")
        child.stdin.close()
        child.send_signal(signal.SIGCONT)
        said = child.stdout.read().decode()
    assert "failed the daemon is gone" in said
    assert board.log == ()
