"""The report of a weighbridge's calibration: one HTML file with its pictures inside, and the pictures beside it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from edge.calibrated import keep_file, record_name
from edge.calibration.weighbridge_findings import Result
from edge.calibration.weighbridge_limits import IN_SERVICE
from edge.calibration.weighbridge_trial import Trial

OCCASIONS = {"initial": "limits of initial verification (3.5.1)", "in-service": "limits in service (3.5.2)"}


def write_report(state: Path, result: Result, pictures: Mapping[str, bytes]) -> Path:
    """Writes `<state>/calibration/indicator-<time>.html` and a PNG for each of `pictures`; gives the HTML's path.

    Raises `StorageError`.
    """
    name = record_name("indicator", result.particulars.at)
    for one, png in pictures.items():
        keep_file(state, f"{name}-{one}.png", png)
    return keep_file(state, f"{name}.html", render_report(result, pictures).encode())


def render_report(result: Result, pictures: Mapping[str, bytes]) -> str:
    """The HTML; `pictures`: name -> PNG. It fetches nothing."""
    environment = Environment(
        loader=PackageLoader("edge.calibration"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    inlined = {name: f"data:image/png;base64,{base64.b64encode(png).decode()}" for name, png in pictures.items()}
    names = ("error", "repeatability", "corners", "noise", "settling")
    apart = result.trial.hysteresis_kg()
    return environment.get_template("weighbridge.html").render(
        result=result,
        told=result.particulars,
        plate=result.trial.instrument,
        occasion=OCCASIONS[result.trial.instrument.occasion],
        pictures={name: inlined.get(name) for name in names},
        span=_rows(result.trial),
        hysteresis=max(apart.items(), key=lambda one: abs(one[1]), default=None),
        rest=result.trial.rest,
        unsettled=len(result.trial.arrivals) - len(result.arrivals),
        kg=_kg,
        signed=lambda kg: f"{kg:+.4g}" if kg else "0",
    )


def _rows(trial: Trial) -> list[dict[str, Any]]:
    """The span test, a line a weighing."""
    rows = []
    for one in (trial.zero, *trial.span):
        error, limit_kg = trial.corrected(one), trial.instrument.mpe_kg(one.load_kg)
        rows.append(
            {
                "way": one.way, "load_kg": one.load_kg, "shown_kg": one.shown_kg, "added_kg": one.added_kg,
                "tries": one.tries, "steady": one.steady, "error": error, "limit_kg": limit_kg,
                "service_kg": IN_SERVICE * trial.instrument.initial_mpe_kg(one.load_kg),
                "outcome": error.against(limit_kg),
            }
        )  # fmt: skip
    return rows


def _kg(kg: float) -> str:
    """Thousands apart, no needless decimals."""
    return f"{kg:,.3f}".rstrip("0").rstrip(".").replace(",", " ")
