"""A calibrated weighbridge in one value, and the same as the JSON of its record; pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from edge.calibration.weighbridge_limits import Outcome, worst
from edge.calibration.weighbridge_trace import Arrival, Stability, Trace, judge_arrival, recommend
from edge.calibration.weighbridge_trial import Trial, Weighing
from edge.calibration.weighbridge_verdict import Judgement, judge_trial

WANTED = ("noise at rest", "repeatability", "corners")
ADDED = "with small added weights: errors before rounding (A.4.4.3)"
AS_SHOWN = "as displayed: every error is known to ±e/2 only (no small weights were added, A.4.4.3)"
MIXED = "partly with small added weights; errors without them are known to ±e/2 only (A.4.4.3)"


@dataclass(frozen=True, slots=True)
class Particulars:
    """Who, when, with what; `at` UTC; `line`: how the indicator was read."""

    lane: str
    by: str
    at: datetime
    line: str
    indicator_serial: str = ""
    platform_serial: str = ""
    weights: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A whole calibration; `judgements` in the order of the report, `stability` None where rest was not watched.

    `arrivals`: the vehicles that came to rest, each with all that was shown.
    """

    particulars: Particulars
    trial: Trial
    judgements: tuple[Judgement, ...]
    arrivals: tuple[tuple[Trace, Arrival], ...]
    stability: Stability | None

    @property
    def outcome(self) -> Outcome:
        return worst(tuple(one.outcome for one in self.judgements))

    @property
    def method(self) -> str:
        """How errors were found, in words."""
        if self.trial.exact:
            return ADDED
        return MIXED if any(one.added_kg is not None for one in self.trial.weighings()) else AS_SHOWN

    @property
    def summary(self) -> str:
        """The verdict in one line."""
        most = max((one.load_kg for one in self.trial.weighings()), default=0.0)
        open_tests = [one.test for one in self.judgements if one.outcome == self.outcome]
        if self.outcome == "pass":
            made = {one.test for one in self.judgements}
            left = ", ".join(name for name in WANTED if name not in made)
            most_kg = f"PASS: within the limits of class III up to {most:g} kg, the largest load weighed"
            return f"{most_kg}; not tested: {left}" if left else most_kg
        if self.outcome == "undecided":
            return f"NOT PASSED: rounding, noise or too few weighings leave open: {', '.join(open_tests)}"
        return f"FAIL: {', '.join(open_tests)}"


def judge(particulars: Particulars, trial: Trial) -> Result:
    """The result of what was weighed."""
    interval_kg = trial.instrument.interval_kg
    seen = ((one, judge_arrival(one, interval_kg)) for one in trial.arrivals)
    arrivals = tuple((trace, arrival) for trace, arrival in seen if arrival is not None)
    settled = tuple(arrival for _, arrival in arrivals)
    stability = recommend(trial.rest, settled, interval_kg) if trial.rest else None
    return Result(particulars, trial, judge_trial(trial), arrivals, stability)


def findings(result: Result) -> dict[str, Any]:
    """JSON of the record: kg and seconds."""
    trial, told = result.trial, result.particulars
    return {
        "outcome": result.outcome,
        "summary": result.summary,
        "method": result.method,
        "instrument": asdict(trial.instrument),
        "line": told.line,
        "serial_numbers": {"indicator": told.indicator_serial, "platform": told.platform_serial},
        "weights": told.weights,
        "judgements": [asdict(one) for one in result.judgements],
        "weighings": [_weighing(trial, one) for one in trial.weighings()],
        "corners": [{"place": place.name, **_weighing(trial, one)} for place, one in trial.corners],
        "noise": _noise(result),
        "arrivals": [asdict(one) for _, one in result.arrivals],
        "arrivals_unsettled": len(trial.arrivals) - len(result.arrivals),
        "recommended": asdict(result.stability) if result.stability else None,
    }


def _weighing(trial: Trial, one: Weighing) -> dict[str, Any]:
    error = trial.corrected(one)
    limit_kg = trial.instrument.mpe_kg(one.load_kg)
    return {**asdict(one), "error_kg": round(error.kg, 4), "doubt_kg": error.doubt_kg, "limit_kg": limit_kg}


def _noise(result: Result) -> dict[str, float] | None:
    rest = result.trial.rest
    if rest is None:
        return None
    return {
        "seconds": round(rest.seconds, 2),
        "readings": len(rest.points),
        "spread_kg": rest.spread_kg,
        "deviation_kg": round(rest.deviation_kg, 3),
    }
