"""What OIML R 76-1:2006 allows a weighbridge of accuracy class III; pure.

The clauses in the docstrings are those of OIML R 76-1, edition 2006 (E).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Occasion = Literal["initial", "in-service"]
Outcome = Literal["pass", "undecided", "fail"]

FEWEST_INTERVALS = 500
MOST_INTERVALS = 10_000
LEAST_INTERVAL_KG = 0.005
MIN_INTERVALS = 20
STEPS = ((500, 0.5), (2000, 1.0))
"""Table 6: up to so many e the limit is so many e; above the last one it is 1.5 e."""
LAST_STEP = 1.5
ZERO_SHARE = 0.25
IN_SERVICE = 2
FOUR_SUPPORTS = 4
ROUNDING = 0.5
"""Of e: so far may a figure that is shown in whole e be from the weight."""
TINY_KG = 1e-6


@dataclass(frozen=True, slots=True)
class Instrument:
    """What the plate of a weighbridge says: Max and e in kg, and how many load cells carry the platform."""

    max_kg: float
    interval_kg: float
    supports: int = FOUR_SUPPORTS
    occasion: Occasion = "initial"

    @property
    def intervals(self) -> float:
        """n = Max / e (T.3.2.5)."""
        return self.max_kg / self.interval_kg

    @property
    def min_kg(self) -> float:
        """The smallest load that may be weighed, 20 e (3.2, table 3)."""
        return MIN_INTERVALS * self.interval_kg

    @property
    def corner_kg(self) -> float:
        """The load of the corner test: Max / 3, or Max / (n - 1) on n > 4 supports (3.6.2.1, 3.6.2.2)."""
        return self.max_kg / (3 if self.supports <= FOUR_SUPPORTS else self.supports - 1)

    def mpe_kg(self, load_kg: float) -> float:
        """The maximum permissible error of a load, kg: table 6 (3.5.1), doubled in service (3.5.2)."""
        return self.initial_mpe_kg(load_kg) * (IN_SERVICE if self.occasion == "in-service" else 1)

    def initial_mpe_kg(self, load_kg: float) -> float:
        """The same on initial verification: 0.5 e up to 500 e, 1 e up to 2000 e, 1.5 e above."""
        in_intervals = load_kg / self.interval_kg - TINY_KG
        return next((share for last, share in STEPS if in_intervals <= last), LAST_STEP) * self.interval_kg

    def zero_limit_kg(self) -> float:
        """How far zero may be off after it was set: 0.25 e (4.5.2)."""
        return ZERO_SHARE * self.interval_kg

    def faults(self) -> tuple[str, ...]:
        """Why these figures make no class III instrument (3.2, table 3); empty where they do."""
        found = []
        if self.interval_kg < LEAST_INTERVAL_KG - TINY_KG:
            found.append(f"e is {self.interval_kg:g} kg, class III with 500 to 10000 intervals begins at 0.005 kg")
        if not FEWEST_INTERVALS <= self.intervals <= MOST_INTERVALS:
            found.append(
                f"Max / e is {self.intervals:.0f}, class III has {FEWEST_INTERVALS} to {MOST_INTERVALS} intervals"
            )
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Figure:
    """Something measured in kg, and how far the truth may be from it on either side."""

    kg: float
    doubt_kg: float = 0.0

    def against(self, limit_kg: float) -> Outcome:
        """Whether its amount is within the limit: for sure, for sure not, or not to be told for rounding."""
        if abs(self.kg) + self.doubt_kg <= limit_kg + TINY_KG:
            return "pass"
        if self.doubt_kg and abs(self.kg) - self.doubt_kg < limit_kg - TINY_KG:
            return "undecided"
        return "fail"


def worst(outcomes: tuple[Outcome, ...]) -> Outcome:
    """Of several; pass where there are none."""
    order: tuple[Outcome, ...] = ("fail", "undecided")
    return next((one for one in order if one in outcomes), "pass")
