"""The driver and its process against simulated boards that answer: Modbus RTU and Numato."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest

from edge.devices.relay_settings import RelayInput, encode_settings
from edge.sim.relay import RelayFaults, SimulatedRelay
from edge.sim.relay_protocols import SimulatedProtocol
from edge.values import PulseDone
from edge.wire.relays import BoardSettings, SiteBoard
from tests.devices.ptys import Heard
from tests.devices.relays import LONG_MS, failure, modbus, modbus_settings, outcomes, relay_pid
from tests.waiting import until

SITE = SiteBoard(on="relay on {digit0}\r", off="relay off {digit0}\r", form="text", echo=True, prompt=">")
NUMATO = {"board": BoardSettings("numato"), "timed": False}
CUSTOM = {"board": BoardSettings("custom", site=SITE), "timed": False}
UNTIMED = {"timed": False}


@pytest.fixture
def boards() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def started(boards: ExitStack, protocol: SimulatedProtocol = "modbus-rtu") -> SimulatedRelay:
    board = boards.enter_context(closing(SimulatedRelay(protocol=protocol)))
    board.start()
    return board


@pytest.mark.parametrize(
    ("protocol", "options"),
    [("modbus-rtu", {}), ("modbus-rtu", UNTIMED), ("numato", NUMATO), ("numato", CUSTOM)],
    ids=["timed", "untimed", "numato", "custom"],
)
def test_a_pulse_is_one_pulse_on_every_board(
    boards: ExitStack, heard: Heard, tmp_path: Path, protocol: SimulatedProtocol, options: dict[str, object]
) -> None:
    board = started(boards, protocol)
    with modbus(board.port, heard, tmp_path / "mark", **options) as barrier:
        barrier.pulse("open")
        until(lambda: len(outcomes(heard)) == 1)
        barrier.pulse("close")
        until(lambda: len(outcomes(heard)) == 2)
    assert outcomes(heard) == [PulseDone("open"), PulseDone("close")]
    assert (len(board.pulses(1)), len(board.pulses(2))) == (1, 1)
    assert [one.channel for one in board.log if one.on] == [1, 2]
    assert not (tmp_path / "mark").exists()
    assert (board.energised, board.violations) == (frozenset(), ())


def test_a_timed_pulse_ends_although_daemon_and_process_are_both_dead(
    boards: ExitStack, heard: Heard, tmp_path: Path
) -> None:
    board = started(boards)
    with modbus(board.port, heard, tmp_path / "mark", pulse_ms=2000) as barrier:
        barrier.pulse("open")
        until(lambda: board.energised == {1})
        os.kill(relay_pid(), signal.SIGSTOP)  # nothing of ours can send an off-frame
        until(lambda: board.energised == frozenset())
        os.kill(relay_pid(), signal.SIGCONT)
    assert len(board.pulses(1)) == 1


def test_a_pulse_without_an_echo_is_ordered_once_and_has_failed(
    boards: ExitStack, heard: Heard, tmp_path: Path
) -> None:
    board = started(boards)
    with modbus(board.port, heard, tmp_path / "mark", **UNTIMED) as barrier:
        board.faults = RelayFaults(mute=True)
        barrier.pulse("open")
        until(lambda: sum(not one.on for one in board.log) >= 2)
        assert (tmp_path / "mark").read_text() == "1"  # as long as no off-frame was echoed
        board.faults = RelayFaults()
        assert "did not confirm the pulse" in failure(heard)
        until(lambda: not (tmp_path / "mark").exists())
    assert sum(one.on for one in board.log) == 1
    assert board.energised == frozenset()


def test_a_garbled_echo_is_none(boards: ExitStack, heard: Heard, tmp_path: Path) -> None:
    board = started(boards)
    with modbus(board.port, heard, tmp_path / "mark", **UNTIMED) as barrier:
        board.faults = RelayFaults(outgoing=lambda frame: frame[:6] + b"\x00" + frame[7:])
        barrier.pulse("open")
        until(lambda: sum(not one.on for one in board.log) >= 2)
        board.faults = RelayFaults()
        failure(heard)
    assert sum(one.on for one in board.log) == 1


def test_an_order_that_got_lost_is_not_repeated(boards: ExitStack, heard: Heard, tmp_path: Path) -> None:
    board = started(boards)
    with modbus(board.port, heard, tmp_path / "mark") as barrier:
        board.faults = RelayFaults(incoming=lambda frame: frame[1:] if frame[2] == 2 else frame)
        barrier.pulse("open")
        assert "did not confirm" in failure(heard)
    assert [one.on for one in board.log] == [False]


def test_a_board_that_refuses_says_so(boards: ExitStack, heard: Heard, tmp_path: Path) -> None:
    board = started(boards)
    with modbus(board.port, heard, tmp_path / "mark", pulse_ms=300) as barrier:
        refusal = bytes.fromhex("01 85 03 02 91")
        board.faults = RelayFaults(outgoing=lambda frame: refusal if frame[2] == 2 else frame)
        barrier.pulse("open")
        assert "refuses" in failure(heard)
    assert board.energised == frozenset()


def test_release_wins_while_an_echo_is_waited_for(boards: ExitStack, heard: Heard, tmp_path: Path) -> None:
    board = started(boards)
    with modbus(board.port, heard, tmp_path / "mark", pulse_ms=LONG_MS, timed=False) as barrier:
        board.faults = RelayFaults(mute=True)
        barrier.pulse("open")
        until(lambda: board.energised == {1})
        barrier.release()
        until(lambda: board.energised == frozenset())
        board.faults = RelayFaults()
        failure(heard)
    assert sum(one.on for one in board.log) == 1


def test_release_ends_a_timed_pulse_now(boards: ExitStack, heard: Heard, tmp_path: Path) -> None:
    board = started(boards)
    inputs = (RelayInput("loop", channel=1),)
    with modbus(board.port, heard, tmp_path / "mark", pulse_ms=LONG_MS, inputs=inputs) as barrier:
        barrier.pulse("open")
        until(lambda: board.energised == {1})
        barrier.release()
        assert "stopped by command" in failure(heard)
        assert board.energised == frozenset()


def test_a_mark_of_an_earlier_life_is_kept_until_the_board_has_echoed_the_off_frame(
    boards: ExitStack, heard: Heard, tmp_path: Path
) -> None:
    board = started(boards)
    board.faults = RelayFaults(mute=True)
    mark = tmp_path / "mark"
    mark.write_text("1")
    order = encode_settings(modbus_settings(board.port, mark)) + b"\npulse 2\n"
    command = [sys.executable, "-m", "edge.devices.relay_child"]
    done = subprocess.run(command, input=order, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout[:5], mark.exists()) == (1, b"lost ", True)
    board.faults = RelayFaults()
    with modbus(board.port, heard, mark):
        assert not mark.exists()
    assert [one.on for one in board.log] == [False, False]


def test_a_stuck_contact_is_no_reason_for_a_second_pulse(boards: ExitStack, heard: Heard, tmp_path: Path) -> None:
    board = started(boards)
    board.faults = RelayFaults(stuck=frozenset({1}))
    with modbus(board.port, heard, tmp_path / "mark") as barrier:
        barrier.pulse("open")
        until(lambda: outcomes(heard))
    assert outcomes(heard) == [PulseDone("open")]
    assert sum(one.on for one in board.log) == 1


def test_a_daemon_killed_in_a_pulse_leaves_it_ended_and_unmarked(boards: ExitStack, tmp_path: Path) -> None:
    board = started(boards)
    settings = replace(modbus_settings(board.port, tmp_path / "mark"), timed=False, pulse_ms=1500)
    command = [sys.executable, "-m", "edge.devices.relay_child"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(encode_settings(settings) + b"\npulse 1\n")
        child.stdin.flush()
        until(lambda: board.energised == {1})
        child.stdin.close()  # as the kernel does for a daemon that was killed
        child.stdout.close()
        assert child.wait(60) == 0
    assert len(board.pulses(1)) == 1
    assert not (tmp_path / "mark").exists()
