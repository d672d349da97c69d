"""What a camera's calibration found, as its record and the lane's file keep it. Pure.

In the lane's file it stands where the zone is, so that the next calibration takes its place:

```
zone = [
    # 2026-11-24 pass: mark-width 142 px, char 31 px, sharpness 1.1 px, …
    [0.1, 0.2], [0.9, 0.2], [0.9, 1.0], [0.1, 1.0],
]  # a comment that stood here before
```
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import tomlkit
from tomlkit.items import Array

from edge.calibrated import Verdict
from edge.calibration.camera_judging import Criterion, is_green
from edge.calibration.camera_sitting import Told
from edge.calibration.camera_window import Mark
from edge.calibration.camera_zone import Zone

WHOLE: Zone = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
MOST_READS = 10
COMMENT_WIDTH = 110
IN_THE_FILE = ("mark-width", "char", "sharpness", "motion", "tilt", "skew", "contrast", "mean", "fps", "age", "sure")


def verdict_of(told: Told) -> Verdict:
    return "pass" if is_green(told.criteria) else "fail"


def findings_of(told: Told, picture: str | None) -> dict[str, Any]:
    """JSON: every criterion with value, limits and verdict; all figures, the zone, reads, and the picture's file."""
    return {
        "zone": [list(one) for one in told.zone or WHOLE],
        "speed_kmh": told.demands.speed_kmh,
        "shutter_s": told.demands.shutter_s,
        "criteria": [criterion_of(one) for one in told.criteria],
        "figures": {key: rounded(value) for key, value in asdict(told.figures).items()},
        "reads": [read_of(one, told.at_s) for one in told.marks[:MOST_READS]],
        "picture": picture,
    }


def criterion_of(one: Criterion) -> dict[str, Any]:
    return {
        "key": one.key,
        "value": rounded(one.value),
        "unit": one.unit,
        "low": rounded(one.low),
        "high": rounded(one.high),
        "verdict": one.verdict,
        "advice": one.advice,
        "places": dict(one.places),
    }


def read_of(one: Mark, now_s: float) -> dict[str, Any]:
    return {
        "text": one.text,
        "confidence": rounded(one.confidence),
        "needs_review": one.needs_review,
        "age_s": rounded(now_s - one.at_s),
        "width_px": rounded(one.shape.width_px),
        "char_px": rounded(one.shape.char_px),
    }


def rounded(value: Any) -> Any:  # noqa: ANN401  # any figure
    return round(value, 3) if isinstance(value, float) else value


def zone_item(told: Told, at: datetime) -> Array:
    """The zone as TOML, with the results as comments inside it."""
    item = tomlkit.array()
    for line in _lines(f"{at:%Y-%m-%d} {verdict_of(told)}:", [words_of(one) for one in _worth_keeping(told)]):
        item.add_line(comment=line, indent="    ")
    item.add_line(*(list(one) for one in told.zone or WHOLE), indent="    ")
    item.add_line(indent="")
    return item


def _worth_keeping(told: Told) -> list[Criterion]:
    known = {one.key: one for one in told.criteria if one.value is not None}
    return [known[key] for key in IN_THE_FILE if key in known]


def words_of(one: Criterion) -> str:
    """ "char 31.2 px", with a mark where it is not good."""
    value = "-" if one.value is None else f"{one.value:.3g}"
    unit = "" if one.unit == "share" else f" {one.unit}" if one.unit else ""
    return f"{one.key} {value}{unit}{'' if one.verdict == 'good' else f' ({one.verdict})'}"


def _lines(first: str, parts: Sequence[str]) -> list[str]:
    lines = [first]
    for part in parts[:-1]:
        _append(lines, f"{part},")
    for part in parts[-1:]:
        _append(lines, part)
    return lines


def _append(lines: list[str], part: str) -> None:
    if len(lines[-1]) + 1 + len(part) <= COMMENT_WIDTH:
        lines[-1] += f" {part}"
    else:
        lines.append(part)
