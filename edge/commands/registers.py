"""The `[weighbridge]` table -> what the Modbus scale must know."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from edge.config_weighbridge import RegistersTable, WeighbridgeTable
from edge.devices.modbus_scale import ModbusDevice
from edge.wire.registers import PRESETS, RegisterMap, StatusBits
from edge.wire.units import Unit


def modbus_device(table: WeighbridgeTable, registers: RegistersTable) -> ModbusDevice:
    """The device that the tables describe."""
    return ModbusDevice(
        "tcp" if table.protocol == "modbus-tcp" else "rtu", table.device, register_map(registers, table.unit)
    )


def register_map(table: RegistersTable, unit: Unit) -> RegisterMap:
    """The preset, or a map of nothing, with all that the table says."""
    start = PRESETS[table.preset] if table.preset else RegisterMap(gross=0)
    said: dict[str, Any] = {
        "gross": table.on_line("gross"),
        "type": table.type,
        "function": table.kind,
        "words": table.words,
        "decimals": table.decimals,
        "decimals_register": table.on_line("decimals_register"),
        "status": table.on_line("status"),
    }
    bits = {one.name: getattr(table, f"{one.name}_bit") for one in fields(StatusBits)}
    return replace(start, unit=unit, bits=replace(start.bits, **_given(bits)), **_given(said))


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
