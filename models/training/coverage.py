"""The curve of coverage against error: how many marks may pass without review, and how many of them are wrong. Pure.

A border on the confidence lets the surer reads pass. Lowering it lets more pass (coverage) and more of those be wrong.
A read that does not pass at the first look is looked at again, so the border also decides which look counts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Look:
    """What one look gave: `confidence` in [0, 1]; `reviewed_anyway`: a person sees it however sure it is."""

    confidence: float
    right: bool
    reviewed_anyway: bool


@dataclass(frozen=True, slots=True)
class Looks:
    """One mark: the first look, and what is said of it after a second one. `place` in [0, 1) belongs to its text.

    `weak`: what was said last has a border of its own.
    """

    first: Look
    last: Look
    place: float = 0.0
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """With the border at this confidence `accepted` of `marks` pass, `wrong` of these wrong."""

    confidence: float
    accepted: int
    wrong: int
    marks: int

    @property
    def coverage(self) -> float:
        return self.accepted / self.marks if self.marks else 0.0

    @property
    def error(self) -> float:
        return self.wrong / self.accepted if self.accepted else 0.0


class Passing:
    """Which of some marks pass at a border."""

    def __init__(self, looks: Sequence[Looks]) -> None:
        self._first = _as_arrays([each.first for each in looks])
        self._last = _as_arrays([each.last for each in looks])

    def at(self, border: float) -> Point:
        sure, right = self._first
        again, last_right = self._last
        first = sure >= border
        last = ~first & (again >= border)
        accepted = int(first.sum() + last.sum())
        wrong = int((first & ~right).sum() + (last & ~last_right).sum())
        return Point(border, accepted, wrong, len(sure))

    def borders(self) -> list[float]:
        """Those at which something changes, the highest first."""
        found = np.unique(np.concatenate([self._first[0], self._last[0]]))[::-1]
        return [float(each) for each in found if each >= 0]


def _as_arrays(looks: Sequence[Look]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Confidence, -1 where a person sees it anyway; and whether it was right."""
    confidence = np.array([-1.0 if each.reviewed_anyway else each.confidence for each in looks])
    return confidence, np.array([each.right for each in looks], dtype=bool)


def curve_of(looks: Sequence[Looks]) -> tuple[Point, ...]:
    """A point for each confidence that occurs, the highest first."""
    passing = Passing(looks)
    return tuple(passing.at(border) for border in passing.borders())


def widest(curve: Sequence[Point], most_error: float) -> Point | None:
    """The point of the largest coverage whose error is not above `most_error`; None where there is none."""
    fit = [point for point in curve if point.error <= most_error]
    return max(fit, key=lambda point: point.accepted, default=None)


def most_likely_wrong(wrong: int, accepted: int, doubt: float = 0.05) -> float:
    """Upper bound of the share that is wrong, seen `wrong` of `accepted`: exact one-sided bound at 1 - `doubt`.

    Clopper and Pearson (1934): the share at which so few wrong ones would be seen with probability `doubt` only.
    1 where nothing was seen.
    """
    if wrong >= accepted:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(wrong, accepted, middle) > doubt else (low, middle)
    return high


def _at_most(wrong: int, accepted: int, share: float) -> float:
    """Probability of `wrong` or fewer wrong ones among `accepted`, each wrong with probability `share` in (0, 1)."""
    return sum(
        math.exp(
            math.lgamma(accepted + 1)
            - math.lgamma(k + 1)
            - math.lgamma(accepted - k + 1)
            + k * math.log(share)
            + (accepted - k) * math.log1p(-share)
        )
        for k in range(wrong + 1)
    )
