"""How sure a reader may call itself, from real marks that it was never trained on; written into the manifest.

The temperature makes the confidence honest: of the reads at 0.9 nine in ten should be right. The border `review_below`
is the lowest at which at most 1 in 500 of the reads that pass is wrong: of labelled boxes and of whole pictures, as
the product reads them, together; of the whole pictures alone; and of either half of the texts. Classes of plates whose
shape other lettering has too get one of their own, `weak_review_below`, never lower. All come from the same few hundred
marks, so the borders flatter; what they are worth is seen by choosing them on one half of the texts and counting the
errors on the other.

    python -m models.training.calibration
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np

from edge.errors import InputError, LanegateError
from edge.recognition.judging import tempered
from edge.recognition.manifest import MANIFEST
from models.training.coverage import Look, Looks, Passing, Point, curve_of, most_likely_wrong, widest
from models.training.labelled import Collection, LabelledMark
from models.training.looking import TwoLooks, looks_at
from models.training.manifest_text import with_values
from models.training.measured import DATA, marks_in
from models.training.own_reader import MODELS, load_unbordered
from models.training.settings import load_settings
from models.training.whole_looking import WholeTwoLooks, whole_looks_at
from models.training.whole_pictures import WholePicture, pictures_in

MOST_WRONG = 1 / 500
LEAST_BORDER = 0.5
"""Where all other texts together are likelier a person must look, however few errors these marks happen to show."""
MODELS_OF: tuple[tuple[str, tuple[Collection, ...]], ...] = (
    ("plate-reader", ("vn", "cn")),
    ("container-reader", ("container",)),
)
"""Tables of the manifest, and what each of them reads."""

_TEMPERATURES = np.geomspace(0.2, 20.0, 400)
_NEARLY_NONE = 1e-12
_BINS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0)


@dataclass(frozen=True, slots=True)
class Bin:
    """Reads with a confidence from `low` to `high`: how many, their mean confidence, the share that was right."""

    low: float
    high: float
    reads: int
    mean: float
    right: float


def fit_temperature(looks: Sequence[Look]) -> float:
    """The temperature under which what happened is likeliest, if confidence is the probability of being right.

    `looks` are those of a reader at temperature 1; it divides the log-odds of their confidence (Platt's scaling with
    the slope alone, so that the order of the reads stays).
    """
    shares = np.clip([each.confidence for each in looks], _NEARLY_NONE, 1 - _NEARLY_NONE)
    odds = np.log(shares) - np.log1p(-shares)
    signs = np.array([1.0 if each.right else -1.0 for each in looks])
    losses = np.logaddexp(0.0, -signs * odds / _TEMPERATURES[:, None]).sum(axis=1)
    return float(_TEMPERATURES[int(losses.argmin())])


def at_temperature(look: Look, temperature: float) -> Look:
    """The look of a reader at temperature 1 as one at this temperature reports it."""
    if look.confidence <= 0:
        return look
    return replace(look, confidence=tempered(math.log(look.confidence), temperature))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Looks at labelled boxes, and at what the engine finds in whole pictures."""

    boxes: Sequence[Looks]
    whole: Sequence[Looks] = ()

    @property
    def all(self) -> list[Looks]:
        return [*self.boxes, *self.whole]

    def of_class(self, weak: bool) -> Evidence:
        """Those with a border of their own, or the others."""
        return Evidence(*([each for each in part if each.weak is weak] for part in (self.boxes, self.whole)))


def border_of(found: Evidence, most_wrong: float = MOST_WRONG) -> Point | None:
    """The lowest border that keeps the share of wrong reads among all, among whole pictures, and in either half.

    One that keeps it among all alone would sit just on a wrong read: what lies behind it is not better than that. And
    boxes are many and easy; a lane reads whole pictures. None where nothing may pass.
    """
    everything = Passing(found.all)
    parts = [Passing(part) for part in (found.all, found.whole, *_halves(found.all)) if part]
    kept = (
        border
        for border in reversed(everything.borders())
        if all(part.at(border).error <= most_wrong for part in parts)
    )
    lowest = next(kept, None)
    return None if lowest is None else everything.at(lowest)


def two_folds(looks: Sequence[Looks]) -> tuple[Point, ...]:
    """Each half of the texts at the border of the other; at infinity where that half has none."""
    halves = _halves(looks)
    borders = [widest(curve_of(half), MOST_WRONG) for half in halves]
    others = zip(borders, reversed(halves), strict=True)
    return tuple(Passing(other).at(found.confidence if found else math.inf) for found, other in others)


def _halves(looks: Sequence[Looks]) -> tuple[list[Looks], list[Looks]]:
    return [each for each in looks if each.place < 0.5], [each for each in looks if each.place >= 0.5]


def reliability(looks: Sequence[Look]) -> Iterator[Bin]:
    """Bins that have reads, from unsure to sure."""
    for low, high in pairwise(_BINS):
        members = [each for each in looks if low <= each.confidence < high or each.confidence == high == 1.0]
        if members:
            mean = sum(each.confidence for each in members) / len(members)
            yield Bin(low, high, len(members), mean, sum(each.right for each in members) / len(members))


def calibration_error(looks: Sequence[Look]) -> float:
    """Mean distance between confidence and the share that was right over the bins, weighted by their reads."""
    return sum(each.reads * abs(each.mean - each.right) for each in reliability(looks)) / max(1, len(looks))


def rounded_up(border: float) -> float:
    """To six digits, never downwards: just below a border may lie a wrong read."""
    return min(1.0, math.ceil(border * 1e6) / 1e6)


def temperature_lines(before: Sequence[Look], temperature: float) -> Iterator[str]:
    """`before`: first looks at temperature 1."""
    after = [at_temperature(each, temperature) for each in before]
    errors = calibration_error(before), calibration_error(after)
    yield f"temperature {temperature:.3f}: calibration error {errors[0]:.4f} before, {errors[1]:.4f} with it"
    yield f"{'confidence':<18}{'reads':>7}{'mean':>9}{'right':>9}"
    for each in reliability(after):
        yield f"{each.low:<6} .. {each.high:<8}{each.reads:>7}{each.mean:>9.4f}{each.right:>9.4f}"


def border_lines(name: str, looks: Evidence) -> Iterator[str]:
    """Nothing without looks."""
    if not looks.all:
        return
    found = border_of(looks)
    yield f"{name} {_border(found)}: {_counted(_kept(looks.all, found)) if found else 'nothing may pass'}"
    if found and looks.whole:
        yield f"  of these in whole pictures: {_counted(_kept(looks.whole, found))}"
    for fold in two_folds(looks.all):
        yield f"  the border of one half, {fold.confidence:.6f}, on the other: {_counted(fold)}"


def _border(found: Point | None) -> float:
    return max(LEAST_BORDER, rounded_up(found.confidence)) if found else 1.0


def _kept(looks: Sequence[Looks], found: Point) -> Point:
    """What passes at the border found, unrounded."""
    return Passing(looks).at(max(LEAST_BORDER, found.confidence))


def _counted(point: Point) -> str:
    at_most = 100 * most_likely_wrong(point.wrong, point.accepted)
    return f"{point.accepted} of {point.marks} pass, {point.wrong} wrong; at 95 % confidence at most {at_most:.2f} %"


def main(words: Sequence[str] | None = None) -> int:
    """0, or 1 where pictures or models can't be used."""
    arguments = _parser().parse_args(words)
    try:
        for model, collections in MODELS_OF:
            marks = marks_in(arguments.data, collections, load_settings()).unseen
            pictures = pictures_in(arguments.data, collections, load_settings())
            values = calibrate(model, marks, pictures, partial(load_unbordered, arguments.models, arguments.threads))
            if not arguments.dry_run:
                _write(arguments.models / MANIFEST, model, values)
    except LanegateError as error:
        print(f"calibration: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m models.training.calibration", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="vn, cn and container (%(default)s)")
    parser.add_argument("--models", type=Path, default=MODELS, metavar="DIR", help="weights and manifest (%(default)s)")
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="processor threads (2)")
    parser.add_argument("--dry-run", action="store_true", help="print the numbers and leave the manifest as it is")
    return parser


class Calibrated(TwoLooks, WholeTwoLooks, Protocol):
    """A reader of boxes and of whole pictures."""


def calibrate(
    model: str, marks: Sequence[LabelledMark], pictures: Sequence[WholePicture], at: Callable[[float], Calibrated]
) -> dict[str, float]:
    """What the manifest should say; prints why. `at` gives the reader of a temperature. Raises InputError."""
    looks = looks_at(at(1.0), marks)
    first = [each.first for each in looks if each.first.confidence > 0]
    if not first:
        raise InputError(f"{model}: there is no mark never trained on that it reads at all")
    temperature = round(fit_temperature(first), 3)
    # Taken anew: which of several looks counts depends on the temperature.
    reader = at(temperature)
    scaled = Evidence(looks_at(reader, marks), whole_looks_at(reader, pictures))
    print(
        f"== {model}: {len(marks)} marks never trained on, {len(first)} of them read; "
        f"{len(scaled.whole)} reads in {len(pictures)} whole pictures"
    )
    strong, weak = scaled.of_class(weak=False), scaled.of_class(weak=True)
    borders = {"review_below": _border(border_of(strong))}
    if weak.all:
        borders["weak_review_below"] = max(borders["review_below"], _border(border_of(weak)))
    for line in (*temperature_lines(first, temperature), *border_lines("review_below", strong)):
        print(line)
    for line in border_lines("weak_review_below", weak):
        print(line)
    return {"temperature": temperature} | borders


def _write(manifest: Path, model: str, values: dict[str, float]) -> None:
    try:
        text = manifest.read_text(encoding="utf-8")
        manifest.write_text(with_values(text, model, values), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{manifest} can't be written: {error.strerror}") from error


if __name__ == "__main__":
    sys.exit(main())
