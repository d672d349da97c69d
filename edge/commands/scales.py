"""The `[weighbridge]` table -> its scale."""

from __future__ import annotations

from edge.commands.registers import modbus_device, register_map
from edge.config_weighbridge import WeighbridgeTable
from edge.devices.detected import Detected
from edge.devices.finding import Finding
from edge.devices.line import SerialLine
from edge.devices.modbus_scale import ModbusScale
from edge.devices.scale import Approach, Configured, Pace, SerialScale
from edge.ports import Clock, Sink
from edge.wire.indicators import FormatOptions, new_indicator


def new_scale(
    table: WeighbridgeTable, sink: Sink, clock: Clock, pace: Pace, approach: Approach | None = None
) -> SerialScale:
    """Not started yet. `approach`: how to come by the indicator's speech, where that is known better than the table."""
    if table.registers is not None:
        if table.protocol == "auto":
            approach = approach or _approach(table, clock)
        device = modbus_device(table, table.registers)
        return ModbusScale(line_of(table), device, table.stable_frames, sink, clock, pace, approach)
    return SerialScale(approach or _approach(table, clock), sink, clock, pace)


def line_of(table: WeighbridgeTable) -> SerialLine:
    return SerialLine(table.port, table.baud, table.framing)


def options_of(table: WeighbridgeTable) -> FormatOptions:
    return FormatOptions(table.unit, table.letter, table.digits)


def devices_of(table: WeighbridgeTable) -> tuple[int, ...]:
    """The addresses at which a Modbus device is looked for; the one configured comes first."""
    return tuple(dict.fromkeys((table.device, 1)))


def as_found(table: WeighbridgeTable, found: Finding) -> WeighbridgeTable:
    """The table as it had to be for the Modbus device that was found."""
    line = found.line
    said = {"protocol": "modbus-rtu", "baud": line.baud, "framing": line.framing, "address": found.device}
    return table.model_copy(update=said)


def _approach(table: WeighbridgeTable, clock: Clock) -> Approach:
    if table.protocol == "auto":
        registers = register_map(table.registers, table.unit) if table.registers else None
        return Detected(
            line_of(table),
            options_of(table),
            table.stable_frames,
            clock,
            devices=devices_of(table),
            registers=registers,
        )
    return Configured(line_of(table), lambda: new_indicator(table.protocol, options_of(table), table.stable_frames))
