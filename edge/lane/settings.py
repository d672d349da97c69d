"""What the lane machine needs of the configuration; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from edge.values import InputRole


@dataclass(frozen=True, slots=True)
class Settings:
    """One lane's rules. `inputs` maps the name of each configured input to its role.

    `sees_trailers`: a camera that is not in front reads plates.
    """

    arrival_by: Literal["weight", "loop", "vision"] = "weight"
    threshold_kg: float = 500
    mode: Literal["monitor", "local", "central"] = "local"
    require: tuple[Literal["plate", "container", "weight"], ...] = ("plate", "weight")
    open_for: Literal["any", "expected"] = "any"
    central_timeout_s: float = 20
    min_confidence: float = 0
    allow: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()
    max_gross_kg: float | None = None
    weight_tolerance_kg: float = 500
    weight_tolerance_percent: float = 2
    sees_trailers: bool = False
    settle_s: float = 2
    identify_s: float = 15
    gone_s: float = 2
    clear_s: float = 120
    travel_s: float = 10
    has_barrier: bool = True
    can_close: bool = False
    inputs: Mapping[str, InputRole] = field(default_factory=dict)
