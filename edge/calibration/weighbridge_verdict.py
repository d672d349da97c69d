"""The verdict on a calibrated weighbridge against OIML R 76-1:2006, class III; pure.

Each test has its clause, its outcome and its words. A test that rounding leaves open is "undecided": the same weighings
with small added weights would decide it. A calibration passes where every test does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from edge.calibration.weighbridge_diagnosis import corner_advice, span_advice
from edge.calibration.weighbridge_limits import Figure, Outcome, worst
from edge.calibration.weighbridge_trial import Trial, Weighing

ROUNDED = "weigh with small added weights (--added-weights) to decide it"
MOVING = "the indication moved too much to tell: cure the noise first, then weigh again"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One test: its clause, how it went, in words, and what to check where it did not pass."""

    test: str
    clause: str
    outcome: Outcome
    words: str
    advice: str = ""


def judge_trial(trial: Trial) -> tuple[Judgement, ...]:
    """All tests that were made, in the order of the report."""
    return tuple(_judgements(trial))


def overall(judgements: tuple[Judgement, ...]) -> Literal["pass", "fail"]:
    """What the record says: pass where every test passed."""
    return "pass" if worst(tuple(one.outcome for one in judgements)) == "pass" else "fail"


def _judgements(trial: Trial) -> Iterator[Judgement]:
    yield _plate(trial)
    if trial.rest is not None:
        yield _stillness(trial)
    yield _zero(trial)
    yield _span(trial)
    if len(trial.repeats) > 1:
        yield _repeatability(trial)
    if trial.corners:
        yield _corners(trial)


def _plate(trial: Trial) -> Judgement:
    one, faults = trial.instrument, trial.instrument.faults()
    words = f"Max {one.max_kg:g} kg, e {one.interval_kg:g} kg, n {one.intervals:.0f}, Min {one.min_kg:g} kg"
    text = "; ".join(faults) or words
    return Judgement("instrument", "3.2, table 3", "fail" if faults else "pass", text, "compare with the plate")


def _stillness(trial: Trial) -> Judgement:
    """At rest no more than two neighbouring figures may be shown (4.4.2); nor may a weighing have gone on moving."""
    interval_kg = trial.instrument.interval_kg
    spread_kg = trial.rest.spread_kg if trial.rest else 0.0
    moving = [one for one in trial.weighings() if not one.steady]
    words = f"the empty platform moved by {spread_kg:g} kg, limit 1 e = {interval_kg:g} kg"
    if moving:
        words += f"; {len(moving)} weighings never stood still"
    outcome = Figure(spread_kg).against(interval_kg)
    advice = "noise: check wind, cable shield and earthing, water in a junction box, the filter of the indicator"
    return Judgement("noise at rest", "4.4.2", "fail" if moving else outcome, words, advice)


def _zero(trial: Trial) -> Judgement:
    limit_kg = trial.instrument.zero_limit_kg()
    error = trial.zero.error(trial.instrument.interval_kg)
    words = f"empty platform shown as {trial.zero.shown_kg:g} kg, limit 0.25 e = {limit_kg:g} kg"
    if trial.zero.added_kg is None:
        # an indicator sets and tracks zero finer than it shows; what it shows is all that can be held against it
        return Judgement("zero", "4.5.2", Figure(error.kg).against(limit_kg), f"{words} (as shown)", "set zero")
    return Judgement("zero", "4.5.2", error.against(limit_kg), f"{words}: off by {error.kg:+.2f} kg", "set zero")


def _span(trial: Trial) -> Judgement:
    """Without any load there is nothing to pass."""
    if not trial.span:
        return Judgement("span", "3.5.1, A.4.4", "undecided", "no load was weighed", "weigh known loads up to Max")
    outcome, words = _errors(trial, trial.span)
    least, most = trial.span[0].load_kg, max(one.load_kg for one in trial.span)
    return Judgement(
        "span",
        "3.5.1, A.4.4",
        outcome,
        f"{least:g} to {most:g} kg: {words}",
        _advice(outcome, span_advice(trial), trial.span),
    )


def _corners(trial: Trial) -> Judgement:
    weighings = tuple(one for _, one in trial.corners)
    outcome, words = _errors(trial, weighings)
    return Judgement("corners", "3.6.2, A.4.7", outcome, words, _advice(outcome, corner_advice(trial), weighings))


def _repeatability(trial: Trial) -> Judgement:
    spread, load_kg = trial.repeat_spread(), trial.repeats[0].load_kg
    limit_kg = trial.instrument.mpe_kg(load_kg)
    words = f"{len(trial.repeats)} times {load_kg:g} kg differ by {spread.kg:.4g} kg, limit {limit_kg:g} kg"
    advice = "the same load gives different weights: check that the platform hangs free, its stops and its cables"
    outcome = spread.against(limit_kg)
    if outcome == "undecided" and not spread.kg and all(one.steady for one in trial.repeats):
        outcome, words = "pass", f"{words} (as shown)"  # no two figures differ: more can't be seen
    return Judgement("repeatability", "3.6.1, A.4.10", outcome, words, _advice(outcome, advice, trial.repeats))


def _errors(trial: Trial, weighings: tuple[Weighing, ...]) -> tuple[Outcome, str]:
    """The worst outcome, and the weighing that is nearest to its limit or furthest over it."""
    outcomes = tuple(trial.corrected(one).against(trial.instrument.mpe_kg(one.load_kg)) for one in weighings)
    outcome = worst(outcomes)
    named = [one for one, its in zip(weighings, outcomes, strict=True) if its == outcome]
    one = max(named, key=lambda it: abs(trial.corrected(it).kg) / trial.instrument.mpe_kg(it.load_kg))
    error = trial.corrected(one)
    doubt = f" ±{error.doubt_kg:g}" if error.doubt_kg else ""
    limit_kg = trial.instrument.mpe_kg(one.load_kg)
    where = f"the worst of {len(weighings)} errors is {error.kg:+.4g}{doubt} kg at {one.load_kg:g} kg"
    return outcome, f"{where}, limit {limit_kg:g} kg"


def _advice(outcome: Outcome, advice: str, weighings: tuple[Weighing, ...]) -> str:
    if outcome == "undecided":
        return ROUNDED if all(one.steady for one in weighings) else MOVING
    return advice if outcome == "fail" else ""
