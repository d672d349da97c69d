"""The `[weighbridge]` table and its registers."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from edge.config_table import Table, fault

_TCP_URL = re.compile(r"socket://(\[[0-9a-fA-F:]+\]|[^\s:/\[\]]+)(:\d{1,5})?", re.ASCII)
_MODBUS = ("modbus-rtu", "modbus-tcp")
_BITS = ("motion_bit", "stable_bit", "overload_bit", "underload_bit", "invalid_bit", "negative_bit", "net_bit")
_NUMBERS = ("gross", "status", "decimals_register")
_LAST_REGISTER = 0xFFFF

Number = Annotated[int, Field(ge=0, le=400_001 + _LAST_REGISTER)]
Bit = Annotated[int, Field(ge=0, le=15)]


class RegistersTable(Table):
    """Which Modbus registers hold the weight; beside a `preset` only what is otherwise than there."""

    preset: Literal["cas-ci-600d", "pavone-dat", "eagle-ei"] | None = Field(
        default=None, description="an indicator whose registers are known"
    )
    counted_from: Literal[0, 1, 30001, 40001, 300001, 400001] | None = Field(
        default=None, description="number that the maker's manual gives the very first register"
    )
    gross: Number | None = Field(default=None, description="first register of the gross weight, as the manual counts")
    function: Literal["holding", "input"] | None = Field(
        default=None, description="kind of registers; by default input where they are counted from 30001, else holding"
    )
    type: Literal["int16", "uint16", "int32", "uint32", "float32"] | None = None
    words: Literal["high-first", "low-first"] | None = Field(default=None, description="order of the two registers")
    decimals: int | None = Field(default=None, ge=0, le=6, description="digits right of the decimal point")
    decimals_register: Number | None = Field(default=None, description="that holds the number of decimals")
    status: Number | None = Field(default=None, description="register of the bits below; bit 0 is the lowest")
    motion_bit: Bit | None = None
    stable_bit: Bit | None = None
    overload_bit: Bit | None = None
    underload_bit: Bit | None = None
    invalid_bit: Bit | None = Field(default=None, description="there is no weight: a load cell fails")
    negative_bit: Bit | None = Field(default=None, description="the weight is to be taken with a minus")
    net_bit: Bit | None = Field(default=None, description="the register shows the net weight")

    @model_validator(mode="after")
    def _weight_has_a_place(self) -> Self:
        if self.preset is None:
            for key in ("gross", "type"):
                if getattr(self, key) is None:
                    raise fault(key, "missing beside no preset", f"{key}, or a preset")
        if self.decimals is not None and self.decimals_register is not None:
            raise fault("decimals_register", "decimals are fixed or in a register", "one of the two")
        return self

    @model_validator(mode="after")
    def _numbers_are_counted(self) -> Self:
        given = [key for key in _NUMBERS if getattr(self, key) is not None]
        if given and self.counted_from is None:
            raise fault("counted_from", f"missing beside {given[0]}", "0, 1, 40001, 30001, 400001 or 300001")
        if self.counted_from in (40001, 400001) and self.function == "input":
            raise fault("function", "numbers from 40001 on are holding registers", '"holding", or counted_from = 30001')
        if self.counted_from in (30001, 300001) and self.function == "holding":
            raise fault("function", "numbers from 30001 on are input registers", '"input", or counted_from = 40001')
        for key in given:
            last = _LAST_REGISTER - (key == "gross")
            if not 0 <= (self.on_line(key) or 0) <= last:
                lowest = self.counted_from or 0
                raise fault(key, f"no register counted from {lowest}", f"{lowest} to {lowest + last}")
        return self

    @model_validator(mode="after")
    def _bits_have_a_register(self) -> Self:
        named = {key: getattr(self, key) for key in _BITS if getattr(self, key) is not None}
        if named and self.status is None and self.preset != "pavone-dat":
            raise fault("status", f"missing beside {next(iter(named))}", "the number of the status register")
        if self.status is not None and not named and self.preset is None:
            raise fault("status", "says nothing without a bit", "the number of a bit as well, like stable_bit")
        if len(set(named.values())) < len(named):
            raise fault(list(named)[-1], "one bit has two meanings", "a bit of its own for each")
        return self

    def on_line(self, key: str) -> int | None:
        """The number in `key` as it is sent: counted from 0; None where it is not given."""
        number = getattr(self, key)
        return None if number is None else number - (self.counted_from or 0)

    @property
    def kind(self) -> Literal["holding", "input"] | None:
        """The kind of registers, None where the preset says it."""
        return self.function or ("input" if self.counted_from in (30001, 300001) else None)


class WeighbridgeTable(Table):
    port: str = Field(min_length=1, description="device, socket://host:port or another pyserial URL")
    protocol: Literal[
        "yaohua", "yaohua-polled", "yaohua-reversed", "yaohua-a12", "toledo", "toledo-8217", "mt-sics", "cas", "and",
        "rinstrum", "sma", "modbus-rtu", "modbus-tcp", "auto",
    ]  # fmt: skip
    baud: Literal[300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] = 9600
    framing: Literal["8N1", "8E1", "8O1", "8N2", "7E1", "7O1", "7N1", "7N2"] = "8N1"
    unit: Literal["kg", "t", "lb", "g"] = Field(default="kg", description="of the figures, where frames name none")
    address: str | int | None = Field(
        default=None, description='of a polled indicator: yaohua-polled "A" to "Z", by default "A"; modbus 0 to 255, 1'
    )
    digits: Literal["reversed", "plain"] = Field(
        default="reversed", description="their order in yaohua-reversed frames"
    )
    poll_ms: int = Field(default=300, ge=100, le=900, description="how often a polled indicator is asked")
    stable_frames: int = Field(default=6, ge=3, le=100, description="identical frames before a weight is stable")
    settle_s: float = Field(default=2, ge=0, le=30, description="a stable figure lasts so long before it is believed")
    registers: RegistersTable | None = Field(
        default=None, description="modbus-rtu and modbus-tcp; auto, where that finds Modbus RTU"
    )

    @model_validator(mode="before")
    @classmethod
    def _address_is_text_or_number(cls, table: Any) -> Any:  # noqa: ANN401  # any TOML
        """One fault, where the two types would give one each."""
        address = table.get("address") if isinstance(table, dict) else None
        if address is not None and type(address) not in (str, int):
            raise fault("address", "neither text nor a number", 'like "A", or 1 for modbus')
        return table

    @model_validator(mode="after")
    def _address_fits(self) -> Self:
        if self.address is None:
            return self
        if self.is_modbus or (self.protocol == "auto" and isinstance(self.address, int)):
            first = 0 if self.protocol == "modbus-tcp" else 1  # 0 is for all: nobody answers
            if not isinstance(self.address, int) or not first <= self.address <= 255:
                raise fault("address", f"no Modbus address (it is {self.address!r})", f"{first} to 255")
        elif self.protocol not in ("yaohua-polled", "auto"):
            raise fault("address", f'has no meaning for "{self.protocol}"', "leave it out")
        elif not isinstance(self.address, str) or re.fullmatch("[A-Z]", self.address) is None:
            raise fault("address", f"no Yaohua address (it is {self.address!r})", '"A" to "Z"')
        return self

    @model_validator(mode="after")
    def _modbus_is_whole(self) -> Self:
        if self.is_modbus and self.registers is None:
            raise fault(
                "registers",
                f'missing beside "{self.protocol}"',
                "a [weighbridge.registers] table; a preset may be enough",
            )
        if not self.is_modbus and self.protocol != "auto" and self.registers is not None:
            allowed = 'protocol = "modbus-rtu" or "modbus-tcp", or "auto"'
            raise fault("registers", f'has no meaning for "{self.protocol}"', allowed)
        if self.is_modbus and self.framing.startswith("7"):
            raise fault("framing", f"Modbus has eight data bits (it is {self.framing})", "8N1, 8E1, 8O1, 8N2")
        if self.protocol == "modbus-tcp" and _TCP_URL.fullmatch(self.port) is None:
            raise fault("port", "Modbus TCP goes over a network", "socket://host:port, or socket://host for port 502")
        return self

    @property
    def is_modbus(self) -> bool:
        """Whether registers are read, and no frames."""
        return self.protocol in _MODBUS

    @property
    def letter(self) -> str:
        """The address of a yaohua-polled indicator."""
        return self.address if isinstance(self.address, str) else "A"

    @property
    def device(self) -> int:
        """The address of a Modbus device."""
        return self.address if isinstance(self.address, int) else 1
