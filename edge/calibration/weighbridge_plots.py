"""The pictures of a weighbridge's report, as PNG; the only place that draws with matplotlib.

Figures are made without pyplot, which keeps every figure in a global of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from edge.calibration.weighbridge_findings import Result
from edge.calibration.weighbridge_limits import Instrument, Outcome
from edge.calibration.weighbridge_trial import Trial, Weighing

INK, GRID, LIMIT, UP, DOWN = "#1f2933", "#d9dee3", "#c0392b", "#1b6ca8", "#d9822b"
COLOURS: Mapping[Outcome, str] = {"pass": "#2e7d4f", "undecided": "#c98a1b", "fail": "#c0392b"}
SIZE = (8.0, 3.8)
DPI = 130
EDGES = (0, 500, 2000)
"""Loads, in e, from which a limit holds."""


def draw_plots(result: Result) -> dict[str, bytes]:
    """Name -> PNG, of all that was measured."""
    trial = result.trial
    wanted: dict[str, tuple[bool, Callable[[Result], bytes]]] = {
        "error": (bool(trial.span), draw_errors),
        "repeatability": (len(trial.repeats) > 1, draw_repeats),
        "corners": (bool(trial.corners), draw_corners),
        "noise": (trial.rest is not None, draw_noise),
        "settling": (bool(result.arrivals), draw_arrivals),
    }
    return {name: draw(result) for name, (is_there, draw) in wanted.items() if is_there}


def draw_errors(result: Result) -> bytes:
    """Error against load, up and down, between the limits."""
    trial = result.trial
    figure, axes = _new("Error against load", "load (t)", "error (kg)")
    most_kg = max(trial.instrument.max_kg, *(one.load_kg for one in trial.span))
    _limits(axes, trial.instrument, most_kg)
    for way, colour, marker in (("up", UP, "^"), ("down", DOWN, "v")):
        weighings = [one for one in trial.span if one.way == way]
        if way == "up":
            weighings = [trial.zero, *weighings]
        if weighings and any(one.way == way for one in weighings):
            _errors(axes, trial, weighings, colour, marker, f"load going {way}")
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set_xlim(-0.02 * most_kg / 1000, 1.03 * most_kg / 1000)
    axes.legend(loc="upper left", ncols=3, frameon=False, fontsize=8)
    axes.set_ylim(*_padded(axes.get_ylim()))
    return _png(figure)


def _limits(axes: Axes, instrument: Instrument, most_kg: float) -> None:
    """The mpe envelope, a step at each change of the limit."""
    edges = [one * instrument.interval_kg for one in EDGES if one * instrument.interval_kg < most_kg] + [most_kg]
    loads = [edge / 1000 for pair in pairwise(edges) for edge in pair]
    limits = [instrument.mpe_kg(end) for end in edges[1:] for _ in range(2)]
    axes.fill_between(loads, limits, [-one for one in limits], color="#e8f3ec", zorder=0)
    axes.plot(loads, limits, color=LIMIT, linewidth=1.4, label="limit (mpe)")
    axes.plot(loads, [-one for one in limits], color=LIMIT, linewidth=1.4)


def _errors(axes: Axes, trial: Trial, weighings: Sequence[Weighing], colour: str, marker: str, label: str) -> None:
    errors = [trial.corrected(one) for one in weighings]
    axes.errorbar(
        [one.load_kg / 1000 for one in weighings],
        [one.kg for one in errors],
        yerr=[one.doubt_kg for one in errors] if any(one.doubt_kg for one in errors) else None,
        color=colour, marker=marker, markersize=6, linewidth=1.2, elinewidth=0.9, capsize=3, label=label,
    )  # fmt: skip


def draw_repeats(result: Result) -> bytes:
    """Each weighing of the same load about their middle; the band is as high as they may differ."""
    trial = result.trial
    errors = [one.error(trial.instrument.interval_kg) for one in trial.repeats]
    middle = (max(one.kg for one in errors) + min(one.kg for one in errors)) / 2
    limit_kg = trial.instrument.mpe_kg(trial.repeats[0].load_kg)
    load = f"{trial.repeats[0].load_kg:g} kg"
    figure, axes = _new(f"Repeatability: {load}, {len(errors)} times", "weighing", "error, less the middle (kg)")
    axes.axhspan(-limit_kg / 2, limit_kg / 2, color="#e8f3ec", zorder=0, label=f"may differ by {limit_kg:g} kg")
    doubts = [one.doubt_kg for one in errors]
    numbers = range(1, len(errors) + 1)
    offsets = [one.kg - middle for one in errors]
    axes.errorbar(
        numbers, offsets, yerr=doubts if any(doubts) else None, fmt="o", color=UP, capsize=4, markersize=7,
        label="weighing, ± its doubt" if any(doubts) else "weighing",
    )  # fmt: skip
    for number, one, weighing in zip(numbers, offsets, trial.repeats, strict=True):
        axes.annotate(f"{weighing.shown_kg:g}", (number, one), (9, 5), textcoords="offset points", fontsize=8)
    axes.set_xticks(list(numbers))
    axes.set_xlim(0.5, len(errors) + 0.7)
    axes.legend(loc="upper left", frameon=False, fontsize=8, ncols=2)
    axes.set_ylim(*_padded(axes.get_ylim()))
    return _png(figure)


def draw_corners(result: Result) -> bytes:
    """The platform from above: the error at each place, coloured by its outcome."""
    trial = result.trial
    load_kg = trial.corners[0][1].load_kg
    limit_kg = trial.instrument.mpe_kg(load_kg)
    figure, axes = _new(f"Corner test: {load_kg:g} kg on each place, limit ±{limit_kg:g} kg", "", "")
    axes.add_patch(Rectangle((-1.4, -1.5), 2.8, 3.0, facecolor="#f2f4f6", edgecolor=INK, linewidth=1.5))
    for place, one in trial.corners:
        error = trial.corrected(one)
        at = (place.along, 0.75 * place.across)  # front is on the left here, so a driver's left hand is below
        colour = COLOURS[error.against(trial.instrument.mpe_kg(one.load_kg))]
        axes.scatter(*at, s=2600, color=colour, alpha=0.92, zorder=2)
        axes.annotate(
            f"{_signed(error.kg)}\nkg", at, ha="center", va="center", color="white", fontsize=9, weight="bold"
        )
        axes.annotate(place.name, (at[0], at[1] - 0.56), ha="center", va="center", fontsize=8, color=INK)
    axes.annotate("", (-0.35, 0), (0.35, 0), arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.5})
    axes.annotate("trucks drive this way", (0, -0.17), ha="center", va="center", fontsize=8, color=INK)
    axes.set(xlim=(-1.45, 1.45), ylim=(-1.6, 1.6))
    axes.set_axis_off()
    return _png(figure)


def draw_noise(result: Result) -> bytes:
    """The empty platform over time."""
    rest = result.trial.rest
    points = rest.points if rest else ()
    began_s = points[0][0] if points else 0.0
    spread_kg = rest.spread_kg if rest else 0.0
    figure, axes = _new(f"Noise at rest: the figure moves by {spread_kg:g} kg", "time (s)", "shown (kg)")
    axes.step([at_s - began_s for at_s, _ in points], [kg for _, kg in points], where="post", color=UP, linewidth=1.1)
    interval_kg = result.trial.instrument.interval_kg
    middle = rest.final_kg if rest else 0.0
    axes.axhspan(middle - interval_kg, middle + interval_kg, color="#e8f3ec", zorder=0, label="± 1 e")
    axes.set_ylim(*_padded(axes.get_ylim()))
    axes.legend(loc="upper left", frameon=False, fontsize=8)
    return _png(figure)


def draw_arrivals(result: Result) -> bytes:
    """Each vehicle from before it drove on until it stood, the moment when it had settled marked."""
    figure, axes = _new("Settling: vehicles driving on", "time from half the load on (s)", "shown, of the load (%)")
    colours = (UP, DOWN, "#6b4fa0", "#2e7d4f")
    for number, (trace, one) in enumerate(result.arrivals):
        first_kg = trace.shown_kg[0]
        colour = colours[number % len(colours)]
        label = f"{one.final_kg:g} kg, settled in {one.settled_s:.1f} s"
        shown = [100 * (kg - first_kg) / (one.final_kg - first_kg) for kg in trace.shown_kg]
        axes.plot([at_s - one.half_s for at_s, _ in trace.points], shown, color=colour, linewidth=1.3, label=label)
        axes.axvline(one.settled_s, color=colour, linestyle=":", linewidth=1.2)
    axes.axhline(100, color=INK, linewidth=0.8)
    axes.legend(loc="lower right", frameon=False, fontsize=8)
    return _png(figure)


def _signed(kg: float) -> str:
    return f"{kg:+.4g}" if kg else "0"


def _new(title: str, across: str, up: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=SIZE, dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_title(title, fontsize=11, color=INK, loc="left", weight="bold")
    axes.set_xlabel(across, fontsize=9, color=INK)
    axes.set_ylabel(up, fontsize=9, color=INK)
    axes.tick_params(labelsize=8, colors=INK)
    axes.grid(color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _padded(limits: tuple[float, float]) -> tuple[float, float]:
    """Room for the legend above, and some below."""
    low, high = limits
    return low - 0.08 * (high - low), high + 0.22 * (high - low)


def _png(figure: Figure) -> bytes:
    written = BytesIO()
    figure.savefig(written, format="png")
    return written.getvalue()
