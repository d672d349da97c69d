from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus.client import ModbusTcpClient

from edge.errors import DeviceError
from edge.sim.display import Display
from edge.sim.modbus_indicator import ModbusIndicator, Registers, cas_registers, eagle_registers, pavone_registers
from edge.wire.registers import PRESETS, RegisterMap


def frame(registers: RegisterMap, held: Registers) -> bytes:
    return b"".join(held[number].to_bytes(2, "big") for number in registers.numbers())


@pytest.mark.parametrize(
    ("preset", "held"),
    [("cas-ci-600d", cas_registers), ("pavone-dat", pavone_registers), ("eagle-ei", eagle_registers)],
)
@given(st.integers(-99_999, 99_999), st.integers(0, 20_000))
def test_what_a_simulated_indicator_holds_is_read_back(
    preset: str, held: Callable[[Display], Registers], gross_kg: int, tare_kg: int
) -> None:
    registers = PRESETS[preset]
    shown = registers.parse(frame(registers, held(Display(gross_kg, tare_kg=tare_kg))))
    assert (shown.gross_kg, shown.status) == (gross_kg, "negative" if gross_kg < 0 else "ok")


def test_registers_are_where_the_makers_put_them() -> None:
    shows = Display(100_000.5, tare_kg=10, stable=False, overload=True, decimals=1)
    assert cas_registers(shows) == {7: 15, 8: 16965, 9: 15, 10: 16865}
    assert pavone_registers(shows) == {0: 0b101000, 1: 15, 2: 16965, 3: 15, 4: 16865}
    assert eagle_registers(shows)[0x1000] == 0x47C3


def test_makers_own_client_reads_it_and_is_refused_elsewhere() -> None:
    with closing(ModbusIndicator(lambda: {7: 1, 8: 2})) as one:
        one.start()
        with ModbusTcpClient("127.0.0.1", port=int(one.port.rpartition(":")[2]), retries=0) as client:
            assert client.read_holding_registers(7, count=2, device_id=1).registers == [1, 2]
            assert client.read_holding_registers(8, count=2, device_id=1).exception_code == 2
            assert client.read_holding_registers(6, count=1, device_id=1).exception_code == 2


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            closing(ModbusIndicator(lambda: {0: 0}, tcp_port=port)) as one,
            pytest.raises(DeviceError, match=str(port)),
        ):
            one.start()
