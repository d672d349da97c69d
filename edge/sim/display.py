"""What a simulated indicator's display shows; the encoders of all protocols write it as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

_KG_PER = {"kg": Decimal(1), "t": Decimal(1000), "lb": Decimal("0.45359237")}


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

    def gross(self) -> Decimal:
        """The gross weight in `unit`, with `decimals` digits right of the point."""
        return self._rounded(self.gross_kg)

    def tare(self) -> Decimal:
        """The tare in `unit`, with `decimals` digits right of the point."""
        return self._rounded(self.tare_kg)

    def figure(self) -> Decimal:
        """What the digits show: the gross or the net weight."""
        return self.gross() - self.tare() if self.net else self.gross()

    def _rounded(self, weight_kg: float) -> Decimal:
        return round(Decimal(str(weight_kg)) / _KG_PER[self.unit], self.decimals)
