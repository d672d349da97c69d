"""The `[barrier]` table -> what the relay's driver must know."""

from __future__ import annotations

from edge.config_barrier import BarrierTable, InputTable
from edge.devices.relay_settings import RelayInput, RelaySettings
from edge.wire.modbus_relay import ModbusVariant
from edge.wire.relays import BoardSettings, SiteBoard


def relay_settings(table: BarrierTable, mark: str) -> RelaySettings:
    """`mark`: the path of the file that marks a running pulse."""
    return RelaySettings(
        port=table.port,
        mark=mark,
        board=board_settings(table),
        baud=table.baud,
        framing=table.framing,
        pulse_ms=table.pulse_ms,
        timed=table.is_timed,
        poll_ms=table.poll_ms,
        inputs=tuple(_input(one) for one in table.input),
    )


def board_settings(table: BarrierTable) -> BoardSettings:
    """Which board it is."""
    modbus = ModbusVariant(address=table.address, **table.modbus.model_dump())
    return BoardSettings(table.driver, modbus, SiteBoard(**table.board.model_dump()) if table.board else None)


def _input(one: InputTable) -> RelayInput:
    return RelayInput(one.name, one.channel, one.line, one.port, one.active)
