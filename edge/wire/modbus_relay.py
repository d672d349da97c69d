"""Relay boards that speak Modbus RTU; pure.

    address  05  coil hi lo  FF 00 on | 00 00 off   crc lo hi      answered by the same 8 bytes
    address  05  02  coil    tenths hi lo           crc lo hi      flash-on: the board opens the contact by itself
    address  02  first hi lo  count hi lo           crc lo hi      discrete inputs
    address  02  bytes  bits…                       crc lo hi      their answer, input 1 in the lowest bit
    address  85  code                               crc lo hi      the board refuses

Coils and inputs are counted from 0. Source: Modbus application protocol V1.1b3, 6.2, 6.4 and 6.5; flash-on: Waveshare
"Modbus RTU Relay", boards made since September 2021. Variants: 0100h for on; function 06 in place of 05; coils counted
from 1; inputs as registers by function 04, one each, not 0 where closed.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge.wire.boards import Board
from edge.wire.templates import Outline, Template, parse_answer, parse_order


@dataclass(frozen=True, slots=True)
class ModbusVariant:
    """What boards do differently; `inputs` is the number of the last input needed, 0 for none."""

    address: int = 1
    function: int = 5
    on_value: int = 0xFF00
    off_value: int = 0x0000
    first_coil: int = 0
    inputs_by: int = 2
    first_input: int = 0
    inputs: int = 0

    @property
    def can_flash(self) -> bool:
        """Only boards of the plain form are known to have flash-on."""
        return (self.function, self.on_value, self.first_coil) == (5, 0xFF00, 0)


def modbus_board(variant: ModbusVariant) -> Board:
    """The board of a variant."""
    head = f"{variant.address:02X} {variant.function:02X}"
    coil = "{channel0:2}" if variant.first_coil == 0 else "{channel:2}"
    return Board(
        on=_order(f"{head} {coil} {variant.on_value:04X}"),
        off=_order(f"{head} {coil} {variant.off_value:04X}"),
        flash=_order(f"{head} 02 {{channel0}} {{tenths:2}}") if variant.can_flash else None,
        echoes=True,
        refusal=_answer(f"{variant.address:02X} {variant.function | 0x80:02X} {{any}}"),
        ask=_order(_question(variant)) if variant.inputs else None,
        reply=_answer(_reply(variant)) if variant.inputs else None,
    )


def _order(text: str) -> Template:
    return parse_order(text, "hex", "crc16-modbus")


def _answer(text: str) -> Outline:
    return parse_answer(text, "hex", "crc16-modbus")


def _count(variant: ModbusVariant) -> int:
    """How many are asked for: some boards answer to whole bytes of inputs only."""
    return -(-variant.inputs // 8) * 8 if variant.inputs_by == 2 else variant.inputs


def _question(variant: ModbusVariant) -> str:
    return f"{variant.address:02X} {variant.inputs_by:02X} {variant.first_input:04X} {_count(variant):04X}"


def _reply(variant: ModbusVariant) -> str:
    count = _count(variant)
    size, contacts = (count // 8, f"bits:{count // 8}") if variant.inputs_by == 2 else (2 * count, f"words:{count}")
    return f"{variant.address:02X} {variant.inputs_by:02X} {size:02X} {{{contacts}}}"
