"""Leads a technician through the weighings: says what to put on, waits until it stands still, shows the error at once.

rest, zero -> span up, span down -> the same load again and again -> each place -> vehicles that drive on
"""

from __future__ import annotations

from collections.abc import Iterator

from edge.calibration.weighbridge_limits import TINY_KG
from edge.calibration.weighbridge_plan import Plan
from edge.calibration.weighbridge_prompts import SKIP, Prompts
from edge.calibration.weighbridge_trace import Trace
from edge.calibration.weighbridge_trial import Place, Trial, Way, Weighing
from edge.calibration.weighbridge_weigher import Weigher

HINT = "Enter when it is, or the kg that are really there, or skip"


class Guide:
    """One calibration; `run` gives what was weighed. A plan with Max and e."""

    def __init__(self, plan: Plan, prompts: Prompts, weigher: Weigher) -> None:
        self._plan = plan
        self._instrument = plan.instrument()
        self._prompts = prompts
        self._weigher = weigher

    def run(self) -> Trial:
        """Raises `DeviceError` where the indicator falls silent, `InputError` where the answers end."""
        rest = self._rest()
        zero = self._zero()
        return Trial(
            self._instrument,
            zero,
            span=tuple(self._span(zero)),
            repeats=tuple(self._repeats(zero)),
            corners=tuple(self._corners(zero)),
            rest=rest,
            arrivals=tuple(self._arrivals()),
        )

    def _rest(self) -> Trace:
        self._prompts.ask("rest", "Empty the platform, nobody near it; Enter, then leave it alone")
        return self._weigher.watch(self._plan.rest_s)

    def _zero(self) -> Weighing:
        self._prompts.ask("zero", "Set zero on the indicator if it is not shown, then Enter")
        return self._weigh("zero", "zero", 0.0)

    def _span(self, zero: Weighing) -> Iterator[Weighing]:
        loads = self._plan.loads()
        for load_kg in loads:
            yield from self._load(f"span-{load_kg:g}-up", f"Put {load_kg:g} kg on", load_kg, "up", zero)
        if self._plan.down:
            for load_kg in reversed(loads[:-1]):
                key = f"span-{load_kg:g}-down"
                yield from self._load(key, f"Take weights off, down to {load_kg:g} kg", load_kg, "down", zero)
            yield from self._load("span-0-down", "Empty the platform", 0.0, "down", zero)

    def _repeats(self, zero: Weighing) -> Iterator[Weighing]:
        load_kg = self._plan.repeat_load()
        for number in range(1, self._plan.repeats + 1):
            question = (
                f"Empty the platform, then put {load_kg:g} kg on, always the same ({number} of {self._plan.repeats})"
            )
            yield from self._load(f"repeat-{number}", question, load_kg, "again", zero)

    def _corners(self, zero: Weighing) -> Iterator[tuple[Place, Weighing]]:
        load_kg = self._plan.corner_load()
        for place in self._plan.places():
            key = f"corner-{place.name.replace(' ', '-')}"
            question = f"Put {load_kg:g} kg on at the {place.name}, nothing elsewhere"
            for one in self._load(key, question, load_kg, "corner", zero):
                yield place, one

    def _arrivals(self) -> Iterator[Trace]:
        for number in range(1, self._plan.arrivals + 1):
            answer = self._prompts.ask(
                f"arrival-{number}-empty", f"Empty the platform; Enter, then drive a truck on and stop (or {SKIP})"
            )
            if answer == SKIP:
                return
            self._weigher.forget()
            self._prompts.ask(f"arrival-{number}-on", "Enter when the truck has stopped")
            yield self._weigher.rest(self._plan.steady_s, self._plan.patience_s).trace

    def _load(self, key: str, question: str, planned_kg: float, way: Way, zero: Weighing) -> Iterator[Weighing]:
        """One load, weighed again while the technician says so; nothing where it is skipped."""
        load_kg = self._prompts.load(key, f"{question}; {HINT}", planned_kg, self._instrument.max_kg)
        if load_kg is None:
            return
        tries = 1
        one = self._weigh(key, way, load_kg)
        while self._is_off(one, zero) and self._prompts.confirm(f"{key}-again", "Weigh this load once more?"):
            tries += 1
            one = self._weigh(key, way, load_kg, tries)
        yield one

    def _weigh(self, key: str, way: Way, load_kg: float, tries: int = 1) -> Weighing:
        self._weigher.forget()
        rest = self._weigher.rest(self._plan.steady_s, self._plan.patience_s)
        added_kg = self._added(key) if self._plan.added_weights and rest.steady else None
        one = Weighing(way, load_kg, rest.shown_kg, added_kg, rest.moved_kg, tries)
        error = one.error(self._instrument.interval_kg)
        doubt = f" ±{error.doubt_kg:g}" if error.doubt_kg else ""
        still = "" if rest.steady else ", but it never stood still"
        limit = f", limit {self._instrument.mpe_kg(load_kg):g} kg" if load_kg else ""
        self._prompts.live("")
        self._prompts.say(f"    shown {rest.shown_kg:g} kg: error {error.kg:+.4g}{doubt} kg{limit}{still}")
        return one

    def _added(self, key: str) -> float:
        interval_kg = self._instrument.interval_kg
        question = f"Add weights of {interval_kg / 10:g} kg until the figure is one e higher; how many kg are added?"
        return self._prompts.number(f"{key}-added", question, most=interval_kg)

    def _is_off(self, one: Weighing, zero: Weighing) -> bool:
        interval_kg = self._instrument.interval_kg
        error_kg = one.error(interval_kg).kg - zero.error(interval_kg).kg
        return not one.steady or abs(error_kg) > self._instrument.mpe_kg(one.load_kg) + TINY_KG
