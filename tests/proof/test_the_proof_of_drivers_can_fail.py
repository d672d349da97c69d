"""The proof in real time catches each rule of the barrier when a driver, or its lane, is broken on purpose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.proof.doings import Comes, Doing, Happens, Ordered, Passage, Visitor
from tests.proof.real_gate import RealGate, gate_in
from tests.waiting import until

pytestmark = pytest.mark.timeout(0)  # a busy machine
PATIENCE_S = 8.0  # with a broken driver, which is waited for in vain
FOR_ITS_LANE_S = 10.0  # on a busy machine, for each thing that it is to do
NOBODY = Comes(before=False, under=False, for_s=1.0)
UNDER = Comes(before=False, under=True, for_s=0.5)
CLOSED_UNDER_A_VEHICLE = (UNDER, Ordered("close", None), UNDER)
WITHOUT_INPUTS = "custom"  # no board that falls silent when it is asked for inputs
# more than once: on a busy machine its lane may give up a relay's process that hangs before it is killed itself
KILLED_WHILE_IT_HANGS = (Happens("lane killed while the relay hangs", "now", 0.0),) * 3
BREACHES: dict[str, tuple[Sequence[Doing], str]] = {
    "no release at the start": ([Happens("relay killed", "open pulse", 0.0)], "rule 3: a pulse that does not end"),
    "repeated at the start": ([Happens("relay killed", "open pulse", 0.0)], "rule 2: a pulse .* came"),
    "tried again": ([Happens("loss to the driver", "now", 0.0), NOBODY], "rule 2: a pulse .* came"),
    "both channels": ([Passage(slips_in=False)], "rule 3: open and close are energised together"),
    "never off": ([Passage(slips_in=False)], "rule 3"),
    "blind lane and driver": (CLOSED_UNDER_A_VEHICLE, "rule 1: a close pulse while a presence input is active"),
    "dead daemon obeyed": (KILLED_WHILE_IT_HANGS, "rule 2: a pulse came after"),
}


def visited(gate: RealGate, doings: Sequence[Doing]) -> RealGate:
    visitor = Visitor(gate, FOR_ITS_LANE_S)
    gate.vehicle(before=False, under=False)
    until(gate.is_idle)
    for one in doings:
        visitor.does(one)
    return gate


@pytest.mark.parametrize("breach", [*BREACHES])
def test_the_proof_catches(breach: str, tmp_path: Path) -> None:
    doings, rule = BREACHES[breach]
    with (
        pytest.raises(AssertionError, match=rule),
        gate_in(
            tmp_path, WITHOUT_INPUTS if breach == "tried again" else "numato", Counter(), breach, PATIENCE_S
        ) as gate,
    ):
        visited(gate, doings)


def test_the_same_doings_break_no_rule_of_a_sound_driver(tmp_path: Path) -> None:
    with gate_in(tmp_path, "numato", Counter()) as gate:
        for doings in dict.fromkeys(tuple(doings) for doings, _ in BREACHES.values()):
            visited(gate, doings)
    assert gate.counts["pulses of the board"] > 2


def test_the_driver_refuses_what_a_blind_lane_orders(tmp_path: Path) -> None:
    with gate_in(tmp_path, "numato", Counter(), "blind lane") as gate:
        visited(gate, CLOSED_UNDER_A_VEHICLE)
        assert gate.counts["orders: close"] > 0
        assert gate.barrier.relay.pulses(2) == ()


def test_a_contact_that_sticks_with_a_good_echo_is_noticed_by_the_limits(tmp_path: Path) -> None:
    """The pulse counts as done, and the boom is down all the same."""
    with gate_in(tmp_path, "numato", Counter()) as gate:
        until(lambda: gate.is_idle() and gate.state["boom"] == "closed")
        gate.contacts_stick()
        gate.vehicle(before=True, under=False)
        until(lambda: "not-opened" in [one["code"] for one in gate.state["faults"]])
        assert gate.barrier.boom.closed
