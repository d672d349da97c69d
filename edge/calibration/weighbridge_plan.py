"""What a calibration of a weighbridge is to weigh: from a TOML file, the command line, or what is usual; pure."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from edge.calibration.weighbridge_diagnosis import places
from edge.calibration.weighbridge_limits import Instrument
from edge.calibration.weighbridge_trial import Place
from edge.config_faults import fault_lines
from edge.config_table import Table
from edge.errors import ConfigError

Mass = Annotated[float, Field(gt=0, le=500_000)]


class Plan(Table):
    """The keys of a plan; each may be left out."""

    max_kg: Mass | None = Field(default=None, description="Max of the plate, kg")
    interval_kg: Annotated[float, Field(gt=0, le=1000)] | None = Field(default=None, description="e of the plate, kg")
    supports: int = Field(default=4, ge=2, le=24, description="load cells under the platform")
    occasion: Literal["initial", "in-service"] = "initial"
    weights: tuple[Mass, ...] = Field(default=(), description="loads of the span test on the way up, kg")
    down: bool = Field(default=True, description="the same loads on the way down")
    repeats: int = Field(default=3, ge=0, le=20, description="how often the same load is weighed")
    repeat_kg: Mass | None = None
    corners: bool = Field(default=True, description="the load on each place of the platform")
    corner_kg: Mass | None = None
    arrivals: int = Field(default=2, ge=0, le=20, description="vehicles that drive on, for the settling time")
    added_weights: bool = Field(default=False, description="small weights of e/10 find the error before rounding")
    rest_s: float = Field(default=20, ge=0.5, le=600, description="how long the empty platform is watched")
    patience_s: float = Field(default=30, ge=1, le=600, description="how long a weight may take to stand still")
    steady_s: float = Field(default=1, ge=0.1, le=30, description="how long it must have stood")

    def instrument(self) -> Instrument:
        """Raises `ConfigError` where Max or e is not given."""
        if self.max_kg is None or self.interval_kg is None:
            raise ConfigError(("plan: max_kg, interval_kg: missing; allowed: what the weighbridge's plate says",))
        return Instrument(self.max_kg, self.interval_kg, self.supports, self.occasion)

    def loads(self) -> tuple[float, ...]:
        """The loads given, ascending; else the usual ones (A.4.4.1): Min, where the limits change, half, Max."""
        one = self.instrument()
        usual = (one.min_kg, 500 * one.interval_kg, 2000 * one.interval_kg, one.max_kg / 2, one.max_kg)
        return tuple(sorted({kg for kg in self.weights or usual if kg <= one.max_kg}))

    def repeat_load(self) -> float:
        """The load of the repeatability test: that given, else the largest one up to 0.8 Max (A.4.10)."""
        if self.repeat_kg is not None:
            return self.repeat_kg
        loads = self.loads()
        return max((kg for kg in loads if kg <= 0.8 * self.instrument().max_kg), default=loads[0])

    def corner_load(self) -> float:
        """The load of the corner test: that given, else what 3.6.2 asks for, in whole e."""
        one = self.instrument()
        return self.corner_kg or one.interval_kg * round(one.corner_kg / one.interval_kg)

    def places(self) -> tuple[Place, ...]:
        """One over each load cell."""
        return places(self.supports) if self.corners else ()


def parse_plan(document: dict[str, Any], said: dict[str, Any], origin: str) -> Plan:
    """The plan of a file, with what the command line says before it; raises `ConfigError` with every fault."""
    whole = {**document, **{key: value for key, value in said.items() if value is not None}}
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in whole.items()}
    try:
        plan = Plan.model_validate(given)
    except ValidationError as error:
        raise ConfigError(tuple(f"{origin}: {line}" for line in fault_lines(error, Plan, whole))) from error
    if plan.max_kg is not None:
        _refuse_above(plan.max_kg, plan, origin)
    return plan


def _refuse_above(max_kg: float, plan: Plan, origin: str) -> None:
    given = {"weights": max(plan.weights, default=0.0), "repeat_kg": plan.repeat_kg, "corner_kg": plan.corner_kg}
    above = [
        f"{origin}: {key}: above Max (it is {kg:g}); allowed: up to {max_kg:g}"
        for key, kg in given.items()
        if kg and kg > max_kg
    ]
    if above:
        raise ConfigError(tuple(above))
