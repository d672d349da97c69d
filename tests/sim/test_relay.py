from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing
from queue import Queue

import pytest
import serial

from edge.sim.relay import Pulse, RelayChange, RelayFaults, SimulatedRelay
from edge.sim.relay_protocols import decode_lcus
from tests.waiting import until

ON_1, OFF_1 = bytes.fromhex("A00101A2"), bytes.fromhex("A00100A1")
ON_2, OFF_2 = bytes.fromhex("A00201A3"), bytes.fromhex("A00200A2")


@pytest.mark.parametrize(
    ("received", "orders", "kept"),
    [
        (b"", (), b""),
        (ON_1, ((1, True),), b""),
        (ON_1 + OFF_1 + ON_2, ((1, True), (1, False), (2, True)), b""),
        (ON_1 + OFF_1[:3], ((1, True),), OFF_1[:3]),
        (b"\x00\xff" + ON_1, ((1, True),), b""),
        (b"\xa0\xa0" + ON_1, ((1, True),), b""),
        (b"\xa0\x01\x01\xa3" + ON_1, ((1, True),), b""),
        (b"\xa0\x01\x02\xa3" + ON_1, ((1, True),), b""),
        (ON_1[:2] + ON_1, ((1, True),), b""),
        (b"hello", (), b"llo"),
    ],
)
def test_frames_are_found_among_garbage(received: bytes, orders: tuple[object, ...], kept: bytes) -> None:
    assert decode_lcus(received) == (orders, kept)


@pytest.fixture
def changes() -> Queue[RelayChange]:
    return Queue()


@pytest.fixture
def board(changes: Queue[RelayChange]) -> Iterator[SimulatedRelay]:
    clock = itertools.count(1.0, 0.5)
    relay = SimulatedRelay(changes.put, clock_s=lambda: next(clock))
    relay.start()
    yield relay
    relay.close()


def _order(board: SimulatedRelay, *frames: bytes) -> None:
    with serial.Serial(board.port, 9600, timeout=30) as port:
        for frame in frames:
            port.write(frame)
        port.flush()


def test_a_pulse_is_logged_with_its_times(board: SimulatedRelay, changes: Queue[RelayChange]) -> None:
    _order(board, ON_1, OFF_1)
    assert changes.get(timeout=30) == RelayChange(1.0, 1, True)
    assert changes.get(timeout=30) == RelayChange(1.5, 1, False)
    assert board.log == (RelayChange(1.0, 1, True), RelayChange(1.5, 1, False))
    assert board.pulses(1) == (Pulse(1, 1.0, 1.5),)
    assert board.pulses(2) == ()
    assert board.energised == frozenset()
    assert board.violations == ()


def test_an_unfinished_pulse_is_no_pulse_and_stays_energised(
    board: SimulatedRelay, changes: Queue[RelayChange]
) -> None:
    _order(board, ON_1)
    changes.get(timeout=30)
    assert board.pulses(1) == ()
    assert board.energised == {1}
    _order(board, OFF_1)
    changes.get(timeout=30)
    assert len(board.pulses(1)) == 1


def test_repeated_orders_make_one_pulse(board: SimulatedRelay) -> None:
    _order(board, OFF_1, ON_1, ON_1, OFF_1, OFF_1)
    until(lambda: len(board.log) == 5)
    assert board.pulses(1) == (Pulse(1, 1.5, 2.5),)


def test_open_and_close_together_are_a_violation(board: SimulatedRelay) -> None:
    _order(board, ON_1, ON_2, OFF_1, OFF_2)
    until(lambda: len(board.log) == 4)
    assert board.violations == ("channels 1 and 2 energised together at 1.500 s",)


def test_open_and_then_close_is_none(board: SimulatedRelay) -> None:
    _order(board, ON_1, OFF_1, ON_2, OFF_2)
    until(lambda: len(board.log) == 4)
    assert board.violations == ()
    assert len(board.pulses(2)) == 1


def test_a_frame_that_comes_in_pieces_after_garbage_is_obeyed(board: SimulatedRelay) -> None:
    _order(board, b"\xa0garbage\xa0", ON_1[:1], ON_1[1:3], ON_1[3:])
    until(lambda: board.energised == {1})


def test_drivers_may_go_and_come_back(board: SimulatedRelay) -> None:
    for _ in range(5):
        _order(board, ON_1, OFF_1)
    until(lambda: len(board.pulses(1)) == 5)


def test_a_board_that_was_never_started_can_be_closed() -> None:
    SimulatedRelay().close()


FLASH = bytes.fromhex("01 05 02 00 00 03 8C 73")


@pytest.fixture
def modbus() -> Iterator[SimulatedRelay]:
    with closing(SimulatedRelay(protocol="modbus-rtu", read_inputs=lambda: {2: True})) as relay:
        relay.start()
        yield relay


def _asked(board: SimulatedRelay, frame: bytes, length: int) -> bytes:
    with serial.Serial(board.port, 9600, timeout=30 if length else 0.3) as port:
        port.write(frame)
        return port.read(length or 1)


def test_the_board_ends_a_flash_by_itself(modbus: SimulatedRelay) -> None:
    assert _asked(modbus, FLASH, 8) == FLASH
    until(lambda: modbus.pulses(1))
    (pulse,) = modbus.pulses(1)
    assert pulse.to_s - pulse.from_s >= 0.3


def test_inputs_are_read_from_what_they_are_wired_to(modbus: SimulatedRelay) -> None:
    assert _asked(modbus, bytes.fromhex("01 02 00 00 00 08 79 CC"), 6)[3] == 0b10


def test_a_mute_board_obeys_and_a_deaf_one_does_not(modbus: SimulatedRelay) -> None:
    modbus.faults = RelayFaults(mute=True)
    assert _asked(modbus, FLASH, 0) == b""
    until(lambda: len(modbus.pulses(1)) == 1)
    modbus.faults = RelayFaults(deaf=True)
    assert _asked(modbus, FLASH, 0) == b""
    assert len(modbus.log) == 2


def test_noise_makes_other_bytes_of_an_answer(modbus: SimulatedRelay) -> None:
    modbus.faults = RelayFaults(outgoing=lambda frame: frame[:3])
    assert _asked(modbus, FLASH, 3) == FLASH[:3]


def test_a_stuck_contact_stays_as_it_is_whatever_is_ordered(modbus: SimulatedRelay) -> None:
    modbus.faults = RelayFaults(stuck=frozenset({1}))
    _asked(modbus, FLASH, 8)
    assert modbus.energised == frozenset()
    until(lambda: len(modbus.log) == 2)
    modbus.faults = RelayFaults()
    _asked(modbus, FLASH, 8)
    modbus.faults = RelayFaults(stuck=frozenset({1}))
    until(lambda: len(modbus.log) == 4)
    assert modbus.energised == {1}
