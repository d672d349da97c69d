"""Figures of a camera -> what is good, what is not, and what to turn. Pure; the limits are in `camera_limits`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from edge.calibration.camera_limits import (
    AGE_S,
    CHAR_PX,
    CONTRAST,
    EDGE_OF_CHAR,
    EDGE_PX,
    FEW_READS,
    LEAST_EDGE_PX,
    MEAN,
    MOST_BLACK,
    MOST_WHITE,
    MOTION_OF_CHAR,
    PICTURES_A_METRE,
    SHARE_OF_ZONE,
    SKEW_DEG,
    SURE,
    TILT_DEG,
)
from edge.calibration.camera_window import Figures
from edge.faults.listed import with_check
from edge.values import MarkKind, View

Verdict = Literal["good", "weak", "bad", "unseen"]
Range = tuple[float | None, float | None]

SIDEWAYS: Mapping[View, float] = {"front": 0.5, "rear": 0.5, "top": 1.0, "left": 1.0, "right": 1.0}
SHUTTERS = (60, 100, 125, 250, 500, 1000, 2000, 4000, 8000)


@dataclass(frozen=True, slots=True)
class Demands:
    """What the lane asks of the camera; `shutter_s` is None where the technician does not know it."""

    kind: MarkKind
    view: View
    speed_kmh: float = 10.0
    shutter_s: float | None = None

    @property
    def speed_m_s(self) -> float:
        return self.speed_kmh / 3.6


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the table. `low` and `high` bound what is good; `advice` names the words that say what to turn.

    `places` fills places in these words.
    """

    key: str
    value: float | None
    unit: str
    low: float | None
    high: float | None
    verdict: Verdict
    advice: str | None
    places: Mapping[str, str] = field(default_factory=dict)


def judge(figures: Figures, demands: Demands) -> tuple[Criterion, ...]:
    """In the order in which a technician goes: pictures, light, focus; then, with a truck before it, the rest."""
    return (
        _pictures(figures),
        *_stream(figures, demands),
        *_light(figures),
        _sharpness(figures),
        *_size(figures, demands),
        _motion(figures, demands),
        *_angle(figures),
        *_reads(figures),
    )


def is_green(criteria: tuple[Criterion, ...]) -> bool:
    return all(one.verdict == "good" for one in criteria)


def next_to_turn(criteria: tuple[Criterion, ...]) -> Criterion | None:
    """The first that is bad, else weak, else not seen yet; None where all is green."""
    for verdict in ("bad", "weak", "unseen"):
        for one in criteria:
            if one.verdict == verdict:
                return one
    return None


def _within(
    key: str, value: float | None, unit: str, good: Range, weak: Range, places: Mapping[str, str] | None = None
) -> Criterion:
    """Good within the one range, weak within the wider one."""
    side = _side(value, good)
    verdict: Verdict = "unseen" if value is None else "good" if side is None else "bad"
    if verdict == "bad" and _side(value, weak) is None:
        verdict = "weak"
    advice = f"{key}.{side}" if side else None
    return Criterion(key, value, unit, *good, verdict, advice, places or {})


def _side(value: float | None, allowed: Range) -> str | None:
    low, high = allowed
    if value is None:
        return "unseen"
    if low is not None and value < low:
        return "low"
    return "high" if high is not None and value > high else None


def _pictures(figures: Figures) -> Criterion:
    if figures.code == "ok":
        return Criterion("pictures", None, "", None, None, "good", None)
    waiting = figures.code == "starting"
    advice = "pictures.starting" if waiting else "pictures.fault"
    places = {"text": with_check("camera", figures.code, figures.text)}
    return Criterion("pictures", None, "", None, None, "unseen" if waiting else "bad", advice, places)


def _stream(figures: Figures, demands: Demands) -> tuple[Criterion, ...]:
    good, weak = (demands.speed_m_s * one for one in PICTURES_A_METRE)
    seen = figures.code == "ok"
    fps = figures.fps if seen and figures.fps else None
    return (
        _within("fps", fps, "/s", (good, None), (weak, None), {"least": str(math.ceil(good))}),
        _within("age", figures.age_s if seen else None, "s", (None, AGE_S[0]), (None, AGE_S[1])),
    )


def _light(figures: Figures) -> tuple[Criterion, ...]:
    return (
        _within("mean", figures.mean, "", *MEAN),
        _within("black", figures.black, "share", (None, MOST_BLACK[0]), (None, MOST_BLACK[1])),
        _within("white", figures.white, "share", (None, MOST_WHITE[0]), (None, MOST_WHITE[1])),
    )


def _sharpness(figures: Figures) -> Criterion:
    """On the marks where there are some; before the first truck, on the whole zone."""
    if figures.mark_edge_px is None or figures.char_px is None:
        return _within("sharpness", figures.edge_px, "px", (None, EDGE_PX[0]), (None, EDGE_PX[1]))
    good, weak = (max(least, share * figures.char_px) for share, least in zip(EDGE_OF_CHAR, LEAST_EDGE_PX, strict=True))
    return _within("sharpness", figures.mark_edge_px, "px", (None, good), (None, weak))


def _size(figures: Figures, demands: Demands) -> tuple[Criterion, ...]:
    """`mark-width` is what the detector needs, which sees the zone made smaller; `char` is what the reader needs."""
    good, weak = (share * (figures.zone_px or 0.0) or None for share in SHARE_OF_ZONE)
    char_good, char_weak = CHAR_PX[demands.kind]
    found = (
        _within("mark-width", figures.mark_px, "px", (good, None), (weak, None)),
        _within("char", figures.char_px, "px", (char_good, None), (char_weak, None)),
        _within("contrast", figures.contrast, "", (CONTRAST[0], None), (CONTRAST[1], None)),
    )
    return tuple(_with_vehicle(one, figures) for one in found)


def _with_vehicle(criterion: Criterion, figures: Figures) -> Criterion:
    """A vehicle stands there and no mark of it is read: that is another advice than to wait for one."""
    if criterion.verdict != "unseen" or not figures.vehicle:
        return criterion
    return Criterion(criterion.key, None, criterion.unit, criterion.low, criterion.high, "bad", "marks.unread")


def _motion(figures: Figures, demands: Demands) -> Criterion:
    """The larger of what the picture shows and what the shutter leaves at the lane's speed."""
    if figures.char_px is None or figures.px_per_m is None:
        return _within("motion", None, "px", (None, None), (None, None))
    good, weak = (share * figures.char_px for share in MOTION_OF_CHAR)
    px_a_second = demands.speed_m_s * figures.px_per_m * SIDEWAYS[demands.view]
    reckoned = None if demands.shutter_s is None else px_a_second * demands.shutter_s
    known = [one for one in (figures.motion_px, reckoned) if one is not None]
    places = {"shutter": longest_shutter(good / px_a_second if px_a_second else 1.0)}
    return _within("motion", max(known, default=None), "px", (None, good), (None, weak), places)


def longest_shutter(most_s: float) -> str:
    """Of the shutter times that cameras offer the longest that is short enough."""
    return f"1/{next((one for one in SHUTTERS if 1 / one <= most_s), SHUTTERS[-1])} s"


def _angle(figures: Figures) -> tuple[Criterion, ...]:
    return (
        _within("tilt", figures.tilt_deg, "deg", _about(TILT_DEG[0]), _about(TILT_DEG[1])),
        _within("skew", figures.skew_deg, "deg", _about(SKEW_DEG[0]), _about(SKEW_DEG[1])),
    )


def _about(most: float) -> Range:
    return -most, most


def _reads(figures: Figures) -> tuple[Criterion, ...]:
    """How many were read at all, and how many of them without a doubt."""
    count = figures.marks or None
    sure = figures.sure if figures.marks >= FEW_READS else None
    return (
        _within("reads", count, "", (FEW_READS, None), (1, None)),
        _within("sure", sure, "share", (SURE[0], None), (SURE[1], None)),
    )
