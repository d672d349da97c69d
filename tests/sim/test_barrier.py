from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
import serial

from edge.sim.barrier import SimulatedBarrier
from edge.sim.boom import Boom, BoomSettings
from tests.waiting import until

OPEN_S3 = bytes.fromhex("01 05 02 00 00 03 8C 73")
INPUTS = bytes.fromhex("01 02 00 00 00 08 79 CC")


@pytest.fixture
def barrier() -> Iterator[SimulatedBarrier]:
    with closing(SimulatedBarrier("modbus-rtu", Boom(BoomSettings(travel_s=0.4)))) as barrier:
        barrier.start()
        yield barrier


@pytest.fixture
def port(barrier: SimulatedBarrier) -> Iterator[serial.Serial]:
    with serial.Serial(barrier.relay.port, 9600, timeout=30) as port:
        yield port


def _inputs(port: serial.Serial) -> int:
    port.write(INPUTS)
    return port.read(6)[3]


def test_a_pulse_raises_the_boom_and_the_inputs_follow(barrier: SimulatedBarrier, port: serial.Serial) -> None:
    assert _inputs(port) == 0b100  # the closed limit
    port.write(OPEN_S3)
    assert port.read(8) == OPEN_S3
    until(lambda: barrier.boom.opened)
    assert _inputs(port) == 0b010
    assert until(lambda: barrier.relay.pulses(1))


def test_a_vehicle_is_seen_by_the_loop(barrier: SimulatedBarrier, port: serial.Serial) -> None:
    barrier.set_vehicle(True)
    assert _inputs(port) == 0b101
    barrier.set_vehicle(False)
    assert _inputs(port) == 0b100
