"""The report of a weighbridge's calibration: one HTML file with its pictures inside, and the pictures beside it."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from edge.calibrated import calibration_folder, record_name
from edge.calibration.weighbridge_findings import Result
from edge.calibration.weighbridge_limits import IN_SERVICE
from edge.calibration.weighbridge_trial import Trial
from edge.errors import StorageError
from edge.ownership import give_as, make_folder

OCCASIONS = {"initial": "limits of initial verification (3.5.1)", "in-service": "limits in service (3.5.2)"}


def write_report(state: Path, result: Result, pictures: Mapping[str, bytes]) -> Path:
    """Writes `<state>/calibration/indicator-<time>.html` and a PNG for each of `pictures`; gives the HTML's path.

    Raises `StorageError`.
    """
    folder = calibration_folder(state)
    name = record_name("indicator", result.particulars.at)
    files = {folder / f"{name}-{one}.png": png for one, png in pictures.items()}
    report = folder / f"{name}.html"
    files[report] = render_report(result, pictures).encode()
    try:
        make_folder(folder)
        for path, content in files.items():
            part = path.with_name(f"{path.name}.part")
            _write(part, content)
            give_as(folder, part)
            part.replace(path)
    except OSError as error:
        raise StorageError(f"{folder} can't be written: {error.strerror}") from error
    return report


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


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
