"""Why a span or a corner is out of its limits, as the errors show it, and what to check; pure."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import mean

from edge.calibration.weighbridge_trial import Place, Trial

BENT_SHARE = 0.5
"""Of the largest error: so much left over from the best straight line means that the errors are no line."""


@dataclass(frozen=True, slots=True)
class Line:
    """The straight line from zero to the error at the largest load; the largest distance from it, and at which load."""

    per_load: float
    left_kg: float
    at_kg: float

    @property
    def percent(self) -> float:
        return 100 * self.per_load


def draw_line(errors: list[tuple[float, float]]) -> Line:
    """`errors`: (load, error) in kg, of loads above zero."""
    largest_kg = max(load for load, _ in errors)
    slope = mean(error for load, error in errors if load == largest_kg) / largest_kg
    left_kg, at_kg = max((abs(error - slope * load), load) for load, error in errors)
    return Line(slope, left_kg, at_kg)


def span_errors(trial: Trial) -> list[tuple[float, float]]:
    """(load, corrected error) of every span weighing above zero."""
    return [(one.load_kg, trial.corrected(one).kg) for one in trial.span if one.load_kg > 0]


def span_advice(trial: Trial) -> str:
    """What the shape of the errors points to: the span setting, friction, or something that takes load."""
    errors = span_errors(trial)
    if not errors:
        return "zero moves while loads come and go: check the zero setting, and dirt on the platform"
    largest = max(abs(error) for _, error in errors)
    apart = max((abs(kg) for kg in trial.hysteresis_kg().values()), default=0.0)
    line = draw_line(errors)
    if line.left_kg <= BENT_SHARE * largest:
        return f"the error grows evenly with the load: set the span of the indicator ({-line.percent:+.3f} %)"
    if apart > BENT_SHARE * largest:
        return (
            f"up and down differ by {apart:.4g} kg: friction; check for stones and dirt round the platform, its stops "
            "and its check rods"
        )
    return (
        f"the span is bent: {line.left_kg:.4g} kg off a straight line at {line.at_kg:g} kg; check what else carries "
        "the platform (dirt, stops, ice), the load cells' feet and the overload stops"
    )


def corner_advice(trial: Trial) -> str:
    """Which place is off from the mean of all; or that all are off alike."""
    errors = [(place, trial.corrected(one).kg) for place, one in trial.corners]
    middle = mean(error for _, error in errors)
    place, error = max(errors, key=lambda one: abs(one[1] - middle))
    if abs(error - middle) <= trial.instrument.interval_kg:
        return f"every place is off alike, by about {middle:+.4g} kg: it is the span, not a corner"
    return (
        f"{place.name} shows {error - middle:+.4g} kg against the mean of all places: trim that load cell in the "
        "junction box, check its foot and its cable"
    )


def places(supports: int) -> tuple[Place, ...]:
    """One over each support: two rows along the platform, front to rear; an odd one stands in the middle."""
    sections = supports // 2
    found = [
        Place(f"{_section(at, sections)} {side}", _along(at, sections), across)
        for at in range(sections)
        for side, across in (("left", -1.0), ("right", 1.0))
    ]
    return (*found, Place("centre", 0.0, 0.0)) if supports % 2 or not found else tuple(found)


def _section(at: int, sections: int) -> str:
    if at in (0, sections - 1):
        return "front" if at == 0 else "rear"
    return "middle" if sections == 3 else f"section {at + 1}"


def _along(at: int, sections: int) -> float:
    return 0.0 if sections < 2 else -1 + 2 * at / (sections - 1)
