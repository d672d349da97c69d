"""The `[recording]` table: whether the lane keeps what it meets, so that it can be replayed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from edge.config_table import Table


class RecordingTable(Table):
    mode: Literal["off", "on", "fault"] = Field(
        default="off", description="on: the last minutes; fault: these, and a session with a fault is put aside"
    )
    max_gb: float = Field(default=10, ge=0.01, le=100_000, description="all recordings of the lane together")
    minutes: float = Field(default=30, ge=1, le=10_080, description="what is older goes")
    keep: int = Field(default=5, ge=1, le=100, description="so many sessions with a fault are put aside, the newest")
