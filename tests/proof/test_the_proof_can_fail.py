"""The proof catches each rule of the barrier when it is broken on purpose."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from edge.daemon import Daemon
from edge.lane import boom, closing, commands, opening, passing
from edge.lane.machine import TABLE
from edge.lane.occupancy import Occupancy
from edge.lane.passage import Decision
from edge.lane.state import Effect, Journal, Phase, Pulse, State, Step, Trigger
from edge.values import Event, Stamp
from tests.proof.devices import VirtualRelay
from tests.proof.rough_day import rough_day

Caught = Callable[[str], None]
Patch = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def _no_health(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.daemon.HEALTH_S", math.inf)


@pytest.fixture(name="mutate")
def _mutate(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


@pytest.fixture(name="caught")
def _caught(tmp_path: Path) -> Caught:
    """Lets a rough day pass, and asks whether the judge stops it for that rule."""

    def passes(rule: str) -> None:
        with rough_day(tmp_path) as day, pytest.raises(AssertionError, match=rule):
            day.run()

    return passes


def test_a_rough_day_breaks_no_rule(tmp_path: Path) -> None:
    with rough_day(tmp_path) as day:
        day.run()
        codes = [line.partition(":")[0] for one in day.world.records() for line in one["violations"]]
    assert set(codes) == {"under-boom", "second-vehicle", "passed-unopened"}
    assert day.world.judge.counts["pulses: close"] > 3


def test_the_proof_catches_a_close_on_an_active_or_unreadable_loop(mutate: Patch, caught: Caught) -> None:
    mutate.setattr(closing, "no_close_because", closing.no_pulse_because)
    caught("rule 1: a close pulse while presence inputs are")


def test_the_proof_catches_a_close_pulse_that_goes_on_over_a_vehicle(mutate: Patch, caught: Caught) -> None:
    mutate.setattr(boom, "presence_changed", lambda state, _event: (state, (), ()))
    caught("rule 1: a close pulse goes on while")


def test_the_proof_catches_an_opening_for_a_vehicle_found_at_the_start(mutate: Patch, caught: Caught) -> None:
    mutate.setitem(TABLE, (Phase.UNKNOWN, Trigger.ARRIVED), passing.arrived)
    caught("rule 2: a pulse before the lane was seen empty")


def test_the_proof_catches_a_pulse_that_is_tried_again(mutate: Patch, caught: Caught) -> None:
    def again(state: State, _event: Event, _stamp: Stamp) -> Step:
        return boom.ordered(state, "open"), (Pulse("open"),)

    mutate.setitem(TABLE, (Phase.OPENING, Trigger.PULSE_FAILED), again)
    caught("rule 2: a second open pulse for one decision|rule: stop is followed by silence")


def test_the_proof_catches_a_restart_that_takes_the_lane_for_an_empty_one(mutate: Patch, caught: Caught) -> None:
    recover = Daemon.recover

    def forget(daemon: Daemon) -> None:
        recover(daemon)
        daemon.state = replace(daemon.state, phase=Phase.IDLE, occupancy=Occupancy("empty"))

    mutate.setattr(Daemon, "recover", forget)
    caught("rule 2: a pulse before the lane was seen empty")


def test_the_proof_catches_open_and_close_energised_together(mutate: Patch, caught: Caught) -> None:
    pulse = VirtualRelay.pulse

    def at_once(relay: VirtualRelay, channel: Any) -> None:
        pulse(relay, channel)
        relay._on.add("close")

    mutate.setattr(VirtualRelay, "pulse", at_once)
    caught("rule 3: open and close are energised together")


def test_the_proof_catches_a_pulse_that_does_not_end(mutate: Patch, caught: Caught) -> None:
    mutate.setattr(VirtualRelay, "advance", lambda _relay: None)
    caught("rule 3: a pulse that does not end")


def test_the_proof_catches_a_boom_called_open_because_it_was_ordered_so(mutate: Patch, caught: Caught) -> None:
    told = State.boom.fget  # type: ignore[attr-defined]
    mutate.setattr(State, "boom", property(lambda state: "opened" if state.phase is Phase.CLEARING else told(state)))
    caught("rule 4")


@pytest.mark.parametrize("word", ["expired", "retained", "repeated", "foreign"])
def test_the_proof_catches_a_command_that_must_not_count(mutate: Patch, caught: Caught, word: str) -> None:
    objection = commands.objection

    def blind(*asked: Any) -> str | None:
        found = objection(*asked)
        return None if found and {"foreign": "boot_id"}.get(word, word) in found else found

    mutate.setattr(commands, "objection", blind)
    caught(f"rule 5: a command that is {word}")


def test_the_proof_catches_a_command_without_an_answer(mutate: Patch, caught: Caught) -> None:
    mutate.setattr(Daemon, "_answer", lambda _daemon, _answer: None)
    caught("rule 5: answered exactly once")


def test_the_proof_catches_a_pulse_before_its_record(mutate: Patch, caught: Caught) -> None:
    once = opening.open_once

    def pulse_first(state: State, decision: Decision, stamp: Stamp, answers: tuple[Effect, ...] = ()) -> Step:
        opened, effects = once(state, decision, stamp, answers)
        return opened, tuple(sorted(effects, key=lambda one: isinstance(one, Journal)))

    mutate.setattr(opening, "open_once", pulse_first)
    caught("rule 6: an open pulse without a committed record")


def test_the_proof_catches_a_pulse_whose_record_the_disk_refused(mutate: Patch, caught: Caught) -> None:
    mutate.setattr(Daemon, "_without_pulse", lambda _daemon, left, _why: left)
    caught("rule 6: an open pulse without a committed record|rule 2: a second open pulse")


def test_the_proof_catches_a_vehicle_that_passes_unrecorded(mutate: Patch, caught: Caught) -> None:
    mutate.delitem(TABLE, (Phase.IDLE, Trigger.INTRUDED))
    caught("rule 6: .* passed unrecorded")


def test_the_proof_catches_a_stop_that_only_holds(mutate: Patch, caught: Caught) -> None:
    for phase in Phase:
        mutate.setitem(TABLE, (phase, Trigger.STOP), closing.hold)
    caught("rule: stop")


def test_the_proof_catches_a_boom_reopened_after_stop(mutate: Patch, caught: Caught) -> None:
    refusal = closing.no_opening_because

    def deaf(state: State) -> str | None:
        return refusal(replace(state, stopped=False))

    mutate.setattr(closing, "no_opening_because", deaf)
    caught("rule: stop is followed by silence until release")
