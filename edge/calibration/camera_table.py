"""The criteria as a table for a terminal. Pure, but for the words that are read from the page's file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from edge.calibration.camera_findings import read_of
from edge.calibration.camera_judging import Criterion, is_green, next_to_turn
from edge.calibration.camera_sitting import Told

WORDS = Path(__file__).parent / "camera_page" / "words.json"
SAID = {"good": "ok", "weak": "weak", "bad": "BAD", "unseen": "-"}
MOST_READS = 3


def screen(name: str, told: Told) -> list[str]:
    """A line for each criterion: verdict, name, value, what is allowed; then what to turn, and the newest reads."""
    words: Mapping[str, str] = json.loads(WORDS.read_text(encoding="utf-8"))["en"]
    lines = [f"camera {name}"]
    lines += [_line(one, words) for one in told.criteria]
    coming = next_to_turn(told.criteria)
    if coming is not None and coming.advice is not None:
        lines += ["", f"next: {said(words, coming)}"]
    reads = [read_of(one, told.at_s) for one in told.marks[:MOST_READS]]
    lines += [f"read: {one['text']}, {one['confidence']:.2f}, {one['age_s']:.0f} s ago" for one in reads]
    return [*lines, "all green" if is_green(told.criteria) else "not all green"]


def _line(one: Criterion, words: Mapping[str, str]) -> str:
    return f"{SAID[one.verdict]:>5}  {words[f'name.{one.key}']:<24} {figure(one.value, one.unit):>9}   {_allowed(one)}"


def _allowed(one: Criterion) -> str:
    match one.low, one.high:
        case None, None:
            return ""
        case low, None:
            return f"at least {figure(low, one.unit)}"
        case None, high:
            return f"at most {figure(high, one.unit)}"
        case low, high:
            return f"{figure(low, one.unit)} to {figure(high, one.unit)}"


def figure(value: float | None, unit: str) -> str:
    """ "142 px", "1.2 px", "30 %", "-"."""
    if value is None:
        return "-"
    if unit == "share":
        return f"{value * 100:.0f} %"
    digits = 1 if abs(value) < 10 and value != int(value) and unit != "deg" else 0
    return f"{value:.{digits}f}{'°' if unit == 'deg' else f' {unit}' if unit else ''}"


def said(words: Mapping[str, str], one: Criterion) -> str:
    """The advice's words with their places filled."""
    text = words[str(one.advice)]
    for key, value in one.places.items():
        text = text.replace(f"{{{key}}}", value)
    return text
