"""The `[decision]` table."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from edge.config_table import Table

Need = Literal["plate", "container", "weight"]
Number = Annotated[str, Field(pattern=r"^[^\W_].{2,30}[^\W_]$", description="a plate or a container number")]


class DecisionTable(Table):
    mode: Literal["monitor", "local", "central"] = "monitor"
    require: tuple[Need, ...] = ("plate", "weight")
    open_for: Literal["any", "expected"] = "any"
    central_timeout_s: float = Field(default=20, ge=1, le=600)
    min_confidence: float = Field(default=0, ge=0, lt=1, description="of the least sure character; 0: the reader's own")
    allow: tuple[Number, ...] = Field(default=(), description="plates and containers that need no announcement")
    refuse: tuple[Number, ...] = Field(default=(), description="plates and containers that are never opened for")
    max_gross_kg: int | None = Field(default=None, ge=500, le=200_000, description="more than this is overweight")
    weight_tolerance_kg: int = Field(default=500, ge=0, le=100_000, description="where an announcement gives none")
    weight_tolerance_percent: float = Field(default=2, ge=0, le=100, description="of the declared; the larger counts")
