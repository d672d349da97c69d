"""The `[decision]` table."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from edge.config_table import Table

Need = Literal["plate", "container", "weight"]


class DecisionTable(Table):
    mode: Literal["monitor", "local", "central"] = "monitor"
    require: tuple[Need, ...] = ("plate", "weight")
    open_for: Literal["any", "expected"] = "any"
    central_timeout_s: float = Field(default=20, ge=1, le=600)
