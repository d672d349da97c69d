"""What a simulated indicator's display shows; the encoders of all protocols write it as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Display:
    """One moment of a simulated display.

    `gross_kg` and `tare_kg` are kilograms, whatever `unit` is displayed; `decimals` is how many digits of that unit are
    right of the point. `net`: shows gross less tare. `overload` and `underload`: no weight can be shown.
    """

    gross_kg: float
    tare_kg: float = 0
    stable: bool = True
    overload: bool = False
    underload: bool = False
    unit: Literal["kg", "t", "lb"] = "kg"
    decimals: int = 0
    net: bool = False
