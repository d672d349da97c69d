"""Units of weight that indicators show -> kilograms; pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

Unit = Literal["kg", "t", "lb", "g"]

KG_PER: dict[Unit, Decimal] = {
    "kg": Decimal(1),
    "t": Decimal(1000),
    "lb": Decimal("0.45359237"),  # the international pound, exactly
    "g": Decimal("0.001"),
}


def in_kg(figure: Decimal, unit: Unit) -> float:
    """A figure as shown, in kg; an int where it is whole, so that records write it as the indicator does."""
    weight = figure * KG_PER[unit]
    return int(weight) if weight == weight.to_integral_value() else float(weight)
