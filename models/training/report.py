"""The figures as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from models.training.coverage import Point, widest
from models.training.figures import Acceptance, Figures, Part, acceptance_of, figures_of, parts_of
from models.training.reading import Outcome

ERRORS = (0.0, 0.002, 0.005, 0.01, 0.02)
"""Shares of wrong reads at which the table of coverage is read off; 0.002 is the goal."""

_HEAD = f"{'':<32}{'marks':>6}{'goal':>7}{'exact':>8}{'sure':>8}{'chars':>8}{'ms':>7}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of one group of marks."""

    reader: str
    marks: int
    figures: tuple[Figures, ...]
    acceptance: tuple[tuple[str, Acceptance], ...]
    parts: tuple[Part, ...]
    ms_median: float
    ms_p95: float


def reading_of(reader: str, outcomes: Sequence[Outcome]) -> Reading:
    """`outcomes` holds one at least."""
    times = sorted(each.ms for each in outcomes)
    names = ("all", *dict.fromkeys(each.mark.collection for each in outcomes))
    parted = {name: [each for each in outcomes if name in ("all", each.mark.collection)] for name in names}
    return Reading(
        reader=reader,
        marks=len(outcomes),
        figures=figures_of(outcomes),
        acceptance=tuple((name, acceptance_of(members)) for name, members in parted.items()),
        parts=parts_of(outcomes),
        ms_median=median(times),
        ms_p95=times[int(0.95 * (len(times) - 1))],
    )


def lines_of(own: Reading, peer: Reading | None) -> Iterator[str]:
    """The table of one group of marks. `sure`: exact and passed without review."""
    beside = {figures.name: figures for figures in peer.figures} if peer else {}
    yield _HEAD + (f"   {peer.reader}: exact{'ms':>7}{'ratio':>7}" if peer else "")
    for figures in own.figures:
        yield _row(figures, beside.get(figures.name))
    yield ""
    for name, acceptance in own.acceptance:
        yield acceptance_line(name, acceptance)
    for part in own.parts:
        yield f"{part.name}: {percent(part.right)} of {part.marks} right"
    yield f"a crop: median {own.ms_median:.2f} ms, 95 of 100 within {own.ms_p95:.2f} ms"
    if peer:
        yield f"{peer.reader}: median {peer.ms_median:.2f} ms, {ratio(peer.ms_median, own.ms_median)} as long"


def _row(own: Figures, peer: Figures | None) -> str:
    goal = "" if own.goal is None else percent(own.goal)
    row = f"{own.name:<32}{own.marks:>6}{goal:>7}{percent(own.exact):>8}{percent(own.exact_accepted):>8}"
    row += f"{percent(own.characters):>8}{own.ms:>7.2f}"
    if peer:
        row += f"{percent(peer.exact):>24}{peer.ms:>7.2f}{ratio(peer.ms, own.ms):>7}"
    return row


def acceptance_line(name: str, found: Acceptance) -> str:
    """How many reads passed and how many of them were wrong, beside the goal."""
    return (
        f"without review, {name}: {found.accepted} of {found.marks}, wrong {found.wrong} "
        f"({percent(found.share_wrong, 2)}; at 95 % confidence at most {percent(found.at_most, 2)}; goal 0.20)"
    )


def coverage_lines(curves: Mapping[str, Sequence[Point]]) -> Iterator[str]:
    """For each curve: how much may pass at which share of wrong reads, and from which confidence on."""
    yield f"{'share that may pass at':<32}" + "".join(f"{f'{percent(error)} wrong':>20}" for error in ERRORS)
    for name, curve in curves.items():
        yield f"{name:<32}" + "".join(f"{_passing(widest(curve, error)):>20}" for error in ERRORS)


def _passing(point: Point | None) -> str:
    return "none" if point is None else f"{percent(point.coverage)} from {point.confidence:.4f}"


def percent(share: float, digits: int = 1) -> str:
    return f"{100 * share:.{digits}f}"


def ratio(long: float, short: float) -> str:
    return f"{long / short:.1f}x" if short > 0 else "-"
