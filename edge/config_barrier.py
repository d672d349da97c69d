"""The `[barrier]` table and its inputs."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from edge.config_table import Name, Table, fault, require_unique
from edge.values import InputRole


class InputTable(Table):
    name: Name
    role: InputRole
    channel: int = Field(ge=1, le=32)
    active: Literal["closed", "open"] = Field(default="closed", description="contact closed | open when active")


class BarrierTable(Table):
    port: str = Field(min_length=1, description="device or another pyserial URL")
    driver: Literal["lcus"]
    open_channel: int = Field(default=1, ge=1, le=16)
    close_channel: int | None = Field(default=None, ge=1, le=16)
    pulse_ms: int = Field(default=700, ge=100, le=5000)
    travel_s: float = Field(default=10, ge=1, le=120, description="in which the boom must reach its limit input")
    input: tuple[InputTable, ...] = ()

    @model_validator(mode="after")
    def _channels_differ(self) -> Self:
        if self.open_channel == self.close_channel:
            raise fault("close_channel", "the same relay as open_channel", "another channel, or leave it out")
        require_unique((one.name for one in self.input), "input", "name")
        return self
