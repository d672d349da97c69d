"""The `[weighbridge]` table."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from edge.config_table import Table


class WeighbridgeTable(Table):
    port: str = Field(min_length=1, description="device, socket://host:port or another pyserial URL")
    protocol: Literal[
        "yaohua", "yaohua-polled", "yaohua-reversed", "yaohua-a12", "toledo", "toledo-8217", "mt-sics", "auto"
    ]
    baud: Literal[300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] = 9600
    framing: Literal["8N1", "8E1", "8O1", "8N2", "7E1", "7O1", "7N1", "7N2"] = "8N1"
    unit: Literal["kg", "t", "lb", "g"] = Field(default="kg", description="of the figures, where frames name none")
    address: str = Field(default="A", pattern="^[A-Z]$", description="of a yaohua-polled indicator")
    digits: Literal["reversed", "plain"] = Field(
        default="reversed", description="their order in yaohua-reversed frames"
    )
    poll_ms: int = Field(default=300, ge=100, le=900, description="how often a polled indicator is asked")
    stable_frames: int = Field(default=6, ge=3, le=100, description="identical frames before a weight is stable")
    settle_s: float = Field(default=2, ge=0, le=30, description="a stable figure lasts so long before it is believed")
