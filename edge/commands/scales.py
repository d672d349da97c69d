"""The `[weighbridge]` table -> its scale."""

from __future__ import annotations

from typing import get_args

from edge.commands.registers import modbus_device, register_map
from edge.config_weighbridge import WeighbridgeTable
from edge.devices.detected import Detected
from edge.devices.finding import Finding
from edge.devices.line import SerialLine
from edge.devices.modbus_scale import ModbusScale
from edge.devices.scale import Approach, Configured, Pace, SerialScale
from edge.errors import InputError
from edge.ports import Clock, Sink
from edge.recording.values import Spoken
from edge.wire.indicator import Indicator
from edge.wire.indicators import FORMATS, FormatOptions, new_indicator
from edge.wire.units import Unit
from edge.wire.yaohua_reversed import DigitOrder

MODBUS = ("modbus-rtu", "modbus-tcp")


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


def new_parser(table: WeighbridgeTable, spoken: Spoken) -> Indicator:
    """What a recorded lane parsed its indicator's bytes with; raises `InputError` for a protocol that is not known."""
    protocol = spoken.protocol or table.protocol
    if table.registers is not None and protocol in MODBUS:
        return modbus_device(table, table.registers).speech(line_of(table), table.stable_frames).indicator
    if protocol not in FORMATS:
        raise InputError(f"the session's indicator speaks {protocol[:40]!r}, which is not known here")
    return new_indicator(protocol, _options_then(table, spoken), table.stable_frames)


def _options_then(table: WeighbridgeTable, spoken: Spoken) -> FormatOptions:
    if spoken.protocol is None:
        return options_of(table)
    units = {one: one for one in get_args(Unit)}
    orders = {one: one for one in get_args(DigitOrder)}
    try:
        return FormatOptions(units[spoken.unit], spoken.address, orders[spoken.digits])
    except KeyError as error:
        raise InputError(f"the session's indicator has an option that is not known here: {error}") from error


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
