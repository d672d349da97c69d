"""The doctor at a relay board: what it finds, and what the board has seen of it. Literal bytes of the makers."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from edge.sim.relay import SimulatedRelay
from edge.sim.relay_protocols import SimulatedProtocol
from tests.commands.doctoring import LOOP, barrier, found, lane_file
from tests.devices.ptys import Cable, cable_in

READ_INPUTS, READ_COILS = bytes.fromhex("010200000008 79cc"), bytes.fromhex("010100000008 3dcc")
NONE_CLOSED, FIRST_CLOSED = bytes.fromhex("010201 00 a188"), bytes.fromhex("010201 01 6048")
ALL_OFF, FIRST_ON = bytes.fromhex("010101 00 5188"), bytes.fromhex("010101 01 9048")
UNKNOWN_FUNCTION = bytes.fromhex("0181 01 8190")
DRIVERS: tuple[SimulatedProtocol, ...] = ("modbus-rtu", "numato")
PRESENCE = LOOP.format(name="loop", role="presence", channel=1)


@pytest.fixture
def cable(tmp_path: Path) -> Iterator[Cable]:
    with cable_in(tmp_path) as cable:
        yield cable


@contextmanager
def answering(cable: Cable, answers: Mapping[bytes, bytes]) -> Iterator[None]:
    """A board that answers these questions."""
    stopping = threading.Event()

    def answer() -> None:
        seen = 0
        while not stopping.wait(0.005):
            received = cable.received()
            for question, reply in answers.items():
                if received[seen:].endswith(question):
                    seen = len(received)
                    cable.send(reply)

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def questions_in(received: bytes) -> set[bytes]:
    return {received[at : at + 8] for at in range(0, len(received), 8)}


def test_a_board_that_can_not_be_asked_is_sent_nothing(
    tmp_path: Path, cable: Cable, capsys: pytest.CaptureFixture[str]
) -> None:
    finding = found(lane_file(tmp_path, barrier(cable.path)), capsys, "relay")
    assert finding["verdict"] == "ok"
    assert "the port opens; whether the board works it can't be asked" in finding["found"]
    assert cable.received() == b""


def test_a_pulse_of_an_earlier_life_is_left_to_the_lane_to_end(
    tmp_path: Path, cable: Cable, capsys: pytest.CaptureFixture[str]
) -> None:
    mark = tmp_path / "state" / "relay-energised"
    mark.parent.mkdir()
    mark.write_text("1")
    finding = found(lane_file(tmp_path, barrier(cable.path)), capsys, "relay")
    assert (finding["verdict"], finding["code"]) == ("warn", "marked")
    assert "cut off in a pulse" in finding["found"]
    assert (cable.received(), mark.read_text()) == (b"", "1")


def test_a_modbus_board_is_asked_for_inputs_and_relays_and_told_nothing(
    tmp_path: Path, cable: Cable, capsys: pytest.CaptureFixture[str]
) -> None:
    file = lane_file(tmp_path, barrier(cable.path, "modbus-rtu", PRESENCE))
    with answering(cable, {READ_INPUTS: FIRST_CLOSED, READ_COILS: ALL_OFF}):
        finding = found(file, capsys, "relay")
    assert finding["verdict"] == "ok"
    assert finding["figures"] == {"answered": True, "inputs": {"loop": "active"}, "energised": []}
    assert "input loop active; nothing was switched" in finding["found"]
    assert questions_in(cable.received()) == {READ_INPUTS, READ_COILS}


def test_a_board_without_inputs_answers_for_its_relays(
    tmp_path: Path, cable: Cable, capsys: pytest.CaptureFixture[str]
) -> None:
    with answering(cable, {READ_COILS: ALL_OFF}):
        finding = found(lane_file(tmp_path, barrier(cable.path, "modbus-rtu")), capsys, "relay")
    assert (finding["verdict"], finding["figures"]["energised"]) == ("ok", [])
    assert questions_in(cable.received()) == {READ_COILS}


def test_a_board_that_refuses_the_question_is_there(
    tmp_path: Path, cable: Cable, capsys: pytest.CaptureFixture[str]
) -> None:
    with answering(cable, {READ_COILS: UNKNOWN_FUNCTION}):
        finding = found(lane_file(tmp_path, barrier(cable.path, "modbus-rtu")), capsys, "relay")
    assert (finding["verdict"], finding["figures"]["answered"]) == ("ok", True)
    assert finding["figures"]["energised"] is None


def test_a_relay_that_stays_energised_is_a_fault(
    tmp_path: Path, cable: Cable, capsys: pytest.CaptureFixture[str]
) -> None:
    file = lane_file(tmp_path, barrier(cable.path, "modbus-rtu", PRESENCE))
    with answering(cable, {READ_INPUTS: NONE_CLOSED, READ_COILS: FIRST_ON}):
        finding = found(file, capsys, "relay")
    assert (finding["verdict"], finding["code"]) == ("fail", "energised")
    assert "energised: relay 1; input loop clear" in finding["found"]


@pytest.mark.parametrize("inputs", ["", PRESENCE])
def test_a_board_that_is_silent_fails_with_its_power_as_the_first_thing_to_check(
    inputs: str, tmp_path: Path, cable: Cable, capsys: pytest.CaptureFixture[str]
) -> None:
    finding = found(lane_file(tmp_path, barrier(cable.path, "modbus-rtu", inputs)), capsys, "relay")
    assert (finding["verdict"], finding["code"]) == ("fail", "no-answer")
    assert "the board's power" in finding["checks"][0]
    assert questions_in(cable.received()) <= {READ_INPUTS, READ_COILS}


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_simulated_board_tells_its_inputs_and_switches_nothing(
    driver: SimulatedProtocol, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(SimulatedRelay(protocol=driver, read_inputs=lambda: {1: True, 2: False})) as board:
        board.start()
        inputs = PRESENCE + LOOP.format(name="down", role="closed", channel=2)
        finding = found(lane_file(tmp_path, barrier(board.port, driver, inputs)), capsys, "relay")
        assert (board.log, board.energised) == ((), frozenset())
    assert finding["verdict"] == "ok"
    assert finding["figures"]["inputs"] == {"loop": "active", "down": "clear"}


def test_inputs_that_the_board_can_not_have_are_a_warning(
    tmp_path: Path, cable: Cable, capsys: pytest.CaptureFixture[str]
) -> None:
    finding = found(lane_file(tmp_path, barrier(cable.path, "lcus", PRESENCE)), capsys, "relay")
    assert (finding["verdict"], finding["figures"]["inputs"]) == ("warn", {"loop": "unreadable"})
    assert cable.received() == b""


def test_a_port_that_another_program_holds_is_named_with_the_program(
    tmp_path: Path, cable: Cable, capsys: pytest.CaptureFixture[str]
) -> None:
    hold = "import sys, serial; line = serial.Serial(sys.argv[1], exclusive=True); print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(cable.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        finding = found(lane_file(tmp_path, barrier(cable.path)), capsys, "relay")
        other.communicate(b"\n")
    assert (finding["verdict"], finding["code"]) == ("fail", "in-use")
    assert f"(process {other.pid})" in finding["found"]


def test_a_port_that_is_not_there_says_what_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    finding = found(lane_file(tmp_path, barrier(tmp_path / "ttyUSB7")), capsys, "relay")
    assert (finding["verdict"], finding["code"]) == ("fail", "missing")
    assert "plugged in: " in finding["found"]


def test_a_file_is_no_port(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tty").write_text("")
    finding = found(lane_file(tmp_path, barrier(tmp_path / "tty")), capsys, "relay")
    assert (finding["verdict"], finding["code"]) == ("fail", "missing")
    assert f"{tmp_path}/tty is no serial port" in finding["found"]


def test_modem_lines_that_a_port_has_not_are_unreadable(
    tmp_path: Path, cable: Cable, capsys: pytest.CaptureFixture[str]
) -> None:
    line = '[[barrier.input]]\nname = "loop"\nrole = "presence"\nline = "cts"\n'
    finding = found(lane_file(tmp_path, barrier(cable.path, "lcus", line)), capsys, "relay")
    assert (finding["verdict"], finding["code"]) == ("fail", "unreadable")
