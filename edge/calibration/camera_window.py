"""What a camera showed in the last seconds, and the marks that were read in the last minutes. Pure: time is given."""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from edge.calibration.camera_marks import MarkShape
from edge.calibration.camera_picture import Light, Spread
from edge.values import MarkKind, Quad

PICTURE_S = 5.0
MARK_S = 600.0
MOST_MARKS = 120
BEST_SHARE = 0.75  # sizes count where the truck is near: a plate is small while it comes


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark in one picture. `contrast` in grey values; `spread` in pixels; `zone_px`: longer side
    of what was searched."""

    kind: MarkKind
    text: str
    confidence: float
    needs_review: bool
    quad: Quad
    shape: MarkShape
    contrast: float
    spread: Spread
    zone_px: float
    at_s: float


@dataclass(frozen=True, slots=True)
class Look:
    """One picture: its size in pixels, how bright and sharp its zone is, what was read, and whether a vehicle stood."""

    at_s: float
    size: tuple[int, int]
    light: Light
    spread: Spread
    marks: tuple[Mark, ...]
    vehicle: bool
    took_ms: float


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the camera's driver said at one moment; as in `edge.ports.CameraHealth`."""

    at_s: float
    code: str
    text: str
    fps: float
    age_s: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is measured; None where nothing was seen that tells it.

    Lengths in pixels of the picture, angles in degrees, shares in 0 to 1, `motion_px`: movement during one exposure as
    the picture shows it, `px_per_m` where the marks are, `age_s`: the oldest that the newest picture has been.
    """

    code: str = "starting"
    text: str = ""
    fps: float | None = None
    age_s: float | None = None
    width: int | None = None
    height: int | None = None
    mean: float | None = None
    black: float | None = None
    white: float | None = None
    edge_px: float | None = None
    took_ms: float | None = None
    vehicle: bool = False
    marks: int = 0
    sure: float | None = None
    confidence: float | None = None
    mark_px: float | None = None
    zone_px: float | None = None
    char_px: float | None = None
    contrast: float | None = None
    mark_edge_px: float | None = None
    motion_px: float | None = None
    px_per_m: float | None = None
    tilt_deg: float | None = None
    skew_deg: float | None = None


class Window:
    """Gathers looks and pulses; forgets what is old. `kind`: the marks that sizes are measured on."""

    def __init__(self, kind: MarkKind) -> None:
        self._kind = kind
        self._pulses: deque[Pulse] = deque()
        self._looks: deque[Look] = deque()
        self._marks: deque[Mark] = deque(maxlen=MOST_MARKS)

    def add(self, look: Look) -> None:
        self._looks.append(look)
        _drop_old(self._looks, look.at_s - PICTURE_S)
        self._marks.extend(one for one in look.marks if one.kind == self._kind)

    def note(self, pulse: Pulse) -> None:
        self._pulses.append(pulse)
        _drop_old(self._pulses, pulse.at_s - PICTURE_S)

    def forget(self) -> None:
        """What was seen before the technician turned something says nothing of what is seen after."""
        self._looks.clear()
        self._marks.clear()

    def marks(self, now_s: float) -> tuple[Mark, ...]:
        """Newest first."""
        return tuple(one for one in reversed(self._marks) if now_s - one.at_s <= MARK_S)

    def figures(self, now_s: float) -> Figures:
        looks = [one for one in self._looks if now_s - one.at_s <= PICTURE_S]
        return _with_marks(_with_looks(_with_pulses(Figures(), self._pulses), looks), self.marks(now_s))


def _drop_old(kept: deque[Pulse] | deque[Look], before_s: float) -> None:
    while kept and kept[0].at_s < before_s:
        kept.popleft()


def _with_pulses(figures: Figures, pulses: Sequence[Pulse]) -> Figures:
    if not pulses:
        return figures
    newest = pulses[-1]
    ages = [one.age_s for one in pulses if one.age_s is not None]
    return replace(figures, code=newest.code, text=newest.text, fps=newest.fps, age_s=max(ages, default=None))


def _with_looks(figures: Figures, looks: Sequence[Look]) -> Figures:
    if not looks:
        return figures
    width, height = looks[-1].size
    return replace(
        figures,
        width=width,
        height=height,
        mean=_middle(one.light.mean for one in looks),
        black=_middle(one.light.black for one in looks),
        white=_middle(one.light.white for one in looks),
        edge_px=_middle(one.spread.least_px for one in looks),
        took_ms=_middle(one.took_ms for one in looks),
        vehicle=any(one.vehicle for one in looks),
    )


def _with_marks(figures: Figures, marks: Sequence[Mark]) -> Figures:
    if not marks:
        return figures
    return replace(
        figures,
        marks=len(marks),
        sure=sum(not one.needs_review for one in marks) / len(marks),
        confidence=_middle(one.confidence for one in marks),
        mark_px=_near(marks, lambda one: one.shape.width_px),
        zone_px=marks[0].zone_px,
        char_px=_near(marks, lambda one: one.shape.char_px),
        contrast=_middle(one.contrast for one in marks),
        mark_edge_px=_middle(one.spread.least_px for one in marks),
        motion_px=_middle(one.spread.motion_px for one in marks),
        px_per_m=_near(marks, lambda one: one.shape.px_per_m),
        tilt_deg=_middle(one.shape.tilt_deg for one in marks),
        skew_deg=_middle(one.shape.skew_deg for one in marks),
    )


def _middle(numbers: Iterable[float | None]) -> float | None:
    known = [one for one in numbers if one is not None]
    return statistics.median(known) if known else None


def _near(marks: Sequence[Mark], size: Callable[[Mark], float]) -> float:
    sizes = sorted(map(size, marks))
    return sizes[min(len(sizes) - 1, int(BEST_SHARE * len(sizes)))]
