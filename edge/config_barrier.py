"""The `[barrier]` table, its board and its inputs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from edge.config_table import Name, Table, fault, require_unique
from edge.values import InputRole

_ORDER = {
    "hex": re.compile(r"\s*(([0-9A-Fa-f]{2}|\{(channel|channel0|tenths)(:[1-8])?\})\s*)+", re.ASCII),
    "text": re.compile(r"([^{}]|\{(channel|channel0|digit0|tenths)\})+", re.ASCII),
}
_ANSWER = {
    "hex": re.compile(r"\s*(([0-9A-Fa-f]{2}|\{(channel|channel0|any|bit|bits|words)(:[1-8])?\})\s*)+", re.ASCII),
    "text": re.compile(r"([^{}]|\{(channel|channel0|digit0|any|bit)\})+", re.ASCII),
}
_ALLOWED = {
    "hex": 'pairs of hex digits and fields like {channel}, "A0 {channel} 01"',
    "text": r'ASCII and fields like {digit0}, "relay on {digit0}\r"',
}


class InputTable(Table):
    name: Name
    role: InputRole
    channel: int | None = Field(default=None, ge=1, le=32, description="input of the board, from 1")
    line: Literal["cts", "dsr", "dcd", "ri"] | None = Field(default=None, description="modem line, in place of channel")
    port: str | None = Field(default=None, min_length=1, description="of the modem line, if not the relay's own")
    active: Literal["closed", "open"] = Field(default="closed", description="contact closed | open when active")

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        if self.channel is None and self.line is None:
            raise fault("channel", "missing", "an input of the board, or line = cts, dsr, dcd or ri")
        if self.channel is not None and self.line is not None:
            raise fault("line", "an input is one contact, not two", "channel or line, not both")
        if self.port is not None and self.line is None:
            raise fault("port", "only a modem line has a port of its own", "line = cts, dsr, dcd or ri beside it")
        return self


class ModbusTable(Table):
    """What boards that speak Modbus do differently."""

    function: Literal[5, 6] = Field(default=5, description="that switches: 5 a coil, 6 a register")
    on_value: int = Field(default=0xFF00, ge=0, le=0xFFFF)
    off_value: int = Field(default=0x0000, ge=0, le=0xFFFF)
    first_coil: Literal[0, 1] = Field(default=0, description="number of channel 1 on the line")
    inputs_by: Literal[2, 4] = Field(default=2, description="2: discrete inputs | 4: a register for each")
    first_input: int = Field(default=0, ge=0, le=0xFF00, description="number of input 1 on the line")

    @model_validator(mode="after")
    def _values_differ(self) -> Self:
        if self.on_value == self.off_value:
            raise fault("off_value", "the same as on_value", "another value")
        return self


class BoardTable(Table):
    """A board of the site's own, by its frames."""

    form: Literal["hex", "text"] = "hex"
    on: str = Field(description="frame that closes a contact: hex with {channel} or {channel0}")
    off: str = Field(description="frame that opens it")
    flash: str | None = Field(default=None, description="frame that closes it for {tenths} of 0.1 s")
    check: Literal["none", "sum8", "xor", "crc16-modbus"] = Field(default="none", description="bytes behind each frame")
    echo: bool = Field(default=False, description="the board repeats each order")
    prompt: str = Field(default="", pattern=r"^[\x20-\x7e]*$", description="that follows the repeated order")
    ask: str | None = Field(default=None, description="question for the inputs")
    reply: str | None = Field(default=None, description="its answer, with {bit}, {bits:N} or {words:N} in it")
    bits: Literal["low-first", "high-first", "big-endian"] = Field(
        default="low-first", description="input 1: lowest bit of first byte | its highest bit | lowest bit of last byte"
    )

    @model_validator(mode="after")
    def _frames_are_frames(self) -> Self:
        for key, frame, known in self._frames():
            if frame is not None and not (frame.isascii() and known[self.form].fullmatch(frame)):
                raise fault(key, "not a frame", _ALLOWED[self.form])
        if self.on == self.off:
            raise fault("off", "the same frame as on", "another frame")
        if (self.ask is None) != (self.reply is None):
            raise fault("reply", "ask and reply go together", "both, or neither")
        if self.reply is not None and len(re.findall(r"\{(?:bit|bits|words)(?::\d)?\}", self.reply)) != 1:
            raise fault("reply", "the contacts must stand in one place", "one of {bit}, {bits:N} and {words:N}")
        return self

    def _frames(self) -> Iterator[tuple[str, str | None, dict[str, re.Pattern[str]]]]:
        for key, frame in (("on", self.on), ("off", self.off), ("flash", self.flash), ("ask", self.ask)):
            yield key, frame, _ORDER
        yield "reply", self.reply, _ANSWER


class BarrierTable(Table):
    port: str = Field(min_length=1, description="device or another pyserial URL")
    driver: Literal["lcus", "modbus-rtu", "numato", "custom"]
    baud: Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] = 9600
    framing: Literal["8N1", "8E1", "8O1", "8N2"] = "8N1"
    address: int = Field(default=1, ge=1, le=255, description="modbus-rtu only")
    timed: bool | None = Field(default=None, description="the board ends a pulse itself; by default where it can")
    open_channel: int = Field(default=1, ge=1, le=16)
    close_channel: int | None = Field(default=None, ge=1, le=16)
    pulse_ms: int = Field(default=700, ge=100, le=5000)
    travel_s: float = Field(default=10, ge=1, le=120, description="in which the boom must reach its limit input")
    poll_ms: int = Field(default=100, ge=50, le=2000, description="between two looks at the inputs")
    modbus: ModbusTable = ModbusTable()
    board: BoardTable | None = None
    input: tuple[InputTable, ...] = ()

    @model_validator(mode="after")
    def _channels_differ(self) -> Self:
        if self.open_channel == self.close_channel:
            raise fault("close_channel", "the same relay as open_channel", "another channel, or leave it out")
        require_unique((one.name for one in self.input), "input", "name")
        return self

    @model_validator(mode="after")
    def _board_is_whole(self) -> Self:
        if (self.driver == "custom") != (self.board is not None):
            raise fault("board", "goes with this driver and no other", 'a [barrier.board] table with driver = "custom"')
        for key in {"address", "modbus"} & self.model_fields_set:
            if self.driver != "modbus-rtu":
                raise fault(key, f'has no meaning for "{self.driver}"', 'driver = "modbus-rtu", or leave it out')
        if self.timed and not self._has_timer:
            raise fault("timed", "this board has no timer that is known", "false, or leave it out")
        if any(one.line and (one.port or self.port).startswith("socket://") for one in self.input):
            # pyserial makes them up there, and an invented "clear" would let the boom close
            raise fault("input.line", "a socket:// port has no modem lines", "a device, or rfc2217://host:port")
        if self.board and self.board.ask is None and self.channel_inputs:
            raise fault("board.ask", "missing beside an input by channel", "ask and reply, or inputs by line")
        return self

    @property
    def channel_inputs(self) -> tuple[str, ...]:
        """Names of the inputs that the board itself is asked for."""
        return tuple(one.name for one in self.input if one.channel is not None)

    @property
    def is_timed(self) -> bool:
        """Whether pulses are ended by the board.

        Yes wherever it can: a board that lacks flash-on after all (made before September 2021, say) refuses it or stays
        silent, and the first pulse fails with words. The other way round nobody would notice until the computer dies
        in a pulse.
        """
        return self._has_timer if self.timed is None else self.timed

    @property
    def _has_timer(self) -> bool:
        plain = (self.modbus.function, self.modbus.on_value, self.modbus.first_coil) == (5, 0xFF00, 0)
        return (self.driver == "modbus-rtu" and plain) or (self.board is not None and self.board.flash is not None)
