"""No sequence of events breaks a rule of the barrier: the daemon, its store, a relay, a boom and a hostile world.

`LANEGATE_PROOF_EXAMPLES` raises the number of lanes tried; `-s` shows what was tried.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import Phase as Stage
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from edge.errors import FrameError
from edge.lane.settings import Settings
from edge.values import Command, CommandAction, InputRole
from edge.wire.messages import parse_command
from tests.lane.builders import weight
from tests.proof.devices import RelayFault
from tests.proof.vehicles import Plan, Vehicle
from tests.proof.world import BOOM, STEP_S, World

EXAMPLES = int(os.environ.get("LANEGATE_PROOF_EXAMPLES", "100"))
STEPS = 30
INPUTS: dict[str, InputRole] = {"loop": "presence", "photocell": "presence", "up": "opened", "down": "closed"}
BY_LOOP: dict[str, InputRole] = {**INPUTS, "arrival-1": "arrival", "arrival-2": "arrival"}
ACTIONS: tuple[CommandAction, ...] = ("open", "close", "stop", "hold", "release", "decide")
PLANS: tuple[Plan, ...] = ("waits", "waits", "waits", "rams", "backs out", "stalls", "slips in")
WRONG = ("expired", "retained", "repeated", "foreign")
LANES = st.builds(
    Settings,
    arrival_by=st.sampled_from(["weight", "weight", "loop", "vision"]),
    mode=st.sampled_from(["local", "local", "local", "central", "monitor"]),
    require=st.sampled_from([("plate",), ("plate", "weight"), ()]),
    central_timeout_s=st.just(5.0),
    settle_s=st.just(0.4),
    identify_s=st.just(6.0),
    gone_s=st.just(1.0),
    clear_s=st.just(20.0),
    travel_s=st.just(4.0),
    can_close=st.sampled_from([True, True, True, False]),
    inputs=st.sampled_from([BY_LOOP, BY_LOOP, {"loop": "presence", "arrival-1": "arrival"}, {"arrival-1": "arrival"}]),
)
PLATES = (
    "24C12345", "云G67890", "51D98760", "29H22222", "15A33333", "36K44444", "61L55555",
    "77M66666", "98B77777", "34F88888",
)  # fmt: skip
MALFORMED = (
    b"", b"open", b"[]", b'{"id": "a"}',
    b'{"id": 7, "boot_id": "b", "action": "open", "expires_at": "2026-03-01T06:00:00Z"}',
    b'{"id": "a", "boot_id": "b", "action": "raise", "expires_at": "2026-03-01T06:00:00Z"}',
    b'{"id": "a", "boot_id": "b", "action": "open", "expires_at": 4102444800}', b'{"action": "open"' * 3, b"\xff\xfe",
)  # fmt: skip


class AnyGate(RuleBasedStateMachine):
    """A gate on which everything may happen at any time."""

    def __init__(self, counts: Counter[str]) -> None:
        super().__init__()
        self.counts = counts
        self.counts["lanes"] += 1
        shared = Path("/dev/shm")  # noqa: S108  # memory: tens of thousands of commits a minute
        self.folder = Path(tempfile.mkdtemp(prefix="lanegate-", dir=shared if shared.is_dir() else None))
        self.world: World | None = None
        self.number = 0
        self.vehicles = 0

    @initialize(lane=LANES, occupied=st.booleans())
    def a_lane_starts(self, lane: Settings, occupied: bool) -> None:
        self.world = World(lane, self.folder, self.counts)
        if occupied:
            self.a_vehicle_comes("waits", 12.0)
        self.time_passes(3.0)

    @property
    def here(self) -> World:
        assert self.world is not None
        return self.world

    # vehicles

    @rule(plan=st.sampled_from(PLANS), length_m=st.sampled_from([3.0, 8.0, 16.0]))
    def a_vehicle_comes(self, plan: Plan, length_m: float) -> None:
        self.counts["steps"] += 1
        self.counts[f"vehicles: {plan}"] += 1
        plate = PLATES[self.vehicles % len(PLATES)]
        self.vehicles += 1
        front_m = 18.5 + length_m / 4 if plan == "slips in" else 0.0
        one = Vehicle(plan, plate, min(length_m, 3.0) if plan == "slips in" else length_m, length_m * 2000, front_m)
        self.here.vehicles.append(one)
        self.here.vehicles.sort(key=lambda each: -each.front_m)

    @rule()
    def a_whole_passage(self) -> None:
        self.a_vehicle_comes("waits", 8.0)
        self.time_passes(16.0)

    @rule(seconds=st.sampled_from([0.2, 0.4, 1.0, 3.0, 8.0, 25.0]))
    def time_passes(self, seconds: float) -> None:
        self.counts["steps"] += 1
        self.here.run(seconds)

    # in the middle of a pulse

    @rule(what=st.sampled_from(["stop", "killed", "unreadable", "disk", "vehicle", "vehicle"]), later=st.booleans())
    def something_happens_while_the_boom_moves(self, what: str, later: bool) -> None:
        """Once a truck was let through: at the close pulse, or while the boom travels after it."""
        self._all_is_well()
        self.a_vehicle_comes("waits", 8.0)
        for step in range(100):
            if step % 25 == 20:
                self.the_centre_orders("open", "open")
            self.here.run(STEP_S)
            if "close" in self.here.relay.energised:
                break
        if later:
            self.time_passes(1.0)
        self.counts[f"while the boom moves: {what}"] += 1
        if what == "stop":
            self.the_centre_orders("stop", "open")
        elif what == "killed":
            self.the_daemon_is_killed(None)
        elif what == "unreadable":
            self.inputs_can_not_be_read({"loop"}, 1.0)
        elif what == "disk":
            self.the_disk_breaks_or_is_mended(True)
        else:
            self.a_vehicle_comes("slips in", 3.0)
        self.time_passes(3.0)

    def _all_is_well(self) -> None:
        self.the_relay_changes("none")
        self.the_disk_breaks_or_is_mended(False)
        self.the_boom_breaks_or_is_mended(False, False)
        self.the_centre_orders("release", "open")

    # commands

    @rule(action=st.sampled_from(["open", "close", "release", *ACTIONS]), outcome=st.sampled_from(["open", "refuse"]))
    def the_centre_orders(self, action: CommandAction, outcome: str) -> None:
        self.counts["steps"] += 1
        self.here.order(self._command(action, outcome))

    @rule(
        actions=st.lists(st.sampled_from(ACTIONS), min_size=2, max_size=6), outcome=st.sampled_from(["open", "refuse"])
    )
    def the_centre_orders_many_things_at_once(self, actions: list[CommandAction], outcome: str) -> None:
        for action in actions:
            self.the_centre_orders(action, outcome)

    @rule(action=st.sampled_from(ACTIONS), wrong=st.sampled_from(WRONG), outcome=st.sampled_from(["open", "refuse"]))
    def a_command_that_must_not_count(self, action: CommandAction, wrong: str, outcome: str) -> None:
        self.counts["steps"] += 1
        good = self._command(action, outcome)
        seen = list(self.here.daemon.state.seen_commands)
        if wrong == "repeated" and not seen:
            return
        bad = {
            "expired": replace(good, expires_at=self.here.clock.utc()),
            "retained": replace(good, retained=True),
            "foreign": replace(good, boot_id="boot-0"),
            "repeated": replace(good, id=seen[-1] if seen else ""),
        }[wrong]
        self.here.order_in_vain(bad, wrong)

    @rule(payload=st.one_of(st.sampled_from(MALFORMED), st.binary(max_size=40)))
    def a_malformed_command(self, payload: bytes) -> None:
        self.counts["steps"] += 1
        self.counts["commands refused: malformed"] += 1
        with pytest.raises(FrameError):
            parse_command(payload, retained=False, reply_to=None, correlation=None)

    def _command(self, action: CommandAction, outcome: str) -> Command:
        """As the centre would write it, through the parser of the wire."""
        self.number += 1
        passage = self.here.daemon.state.passage
        document = {
            "id": f"{action}-{self.number}",
            "boot_id": self.here.boot_id,
            "action": action,
            "expires_at": (self.here.clock.utc() + timedelta(seconds=5)).isoformat(),
        }
        if action == "decide":
            document |= {"passage_id": passage.passage_id if passage else "nobody", "outcome": outcome}
        return parse_command(json.dumps(document).encode(), retained=False, reply_to=None, correlation=None)

    # faults

    @rule(fault=st.sampled_from(["none", "none", "dead", "deaf", "stuck", "mute"]))
    def the_relay_changes(self, fault: RelayFault) -> None:
        self.counts["steps"] += 1
        self.counts[f"relay: {fault}"] += 1
        self.here.relay.fault = fault
        if fault == "none":
            self.here.relay.stuck.clear()

    @rule(names=st.sets(st.sampled_from([*BY_LOOP])), seconds=st.sampled_from([0.2, 1.0, 5.0]))
    def inputs_can_not_be_read(self, names: set[str], seconds: float) -> None:
        self.counts["inputs unreadable"] += 1
        self.here.unreadable |= names
        self.time_passes(seconds)
        self.here.unreadable.clear()

    @rule(stuck=st.booleans(), dead_limits=st.booleans())
    def the_boom_breaks_or_is_mended(self, stuck: bool, dead_limits: bool) -> None:
        self.counts["steps"] += 1
        self.here.boom = replace(self.here.boom, settings=replace(BOOM, stuck=stuck))
        self.here.dead_limits = dead_limits

    @rule(position=st.sampled_from([0.0, 0.5, 1.0]))
    def somebody_moves_the_boom_by_hand(self, position: float) -> None:
        self.counts["steps"] += 1
        self.here.boom = replace(self.here.boom, position=position, heading="still")

    @rule(silent=st.booleans(), figures=st.lists(st.sampled_from([None, -40.0, 0.0, 520.0, 25000.0]), max_size=8))
    def the_indicator_talks_nonsense(self, silent: bool, figures: list[float | None]) -> None:
        self.counts["steps"] += 1
        self.here.indicator_is_silent = silent
        self.here.noise = [weight(0.0, kg, stable=kg is not None) for kg in figures]

    @rule(broken=st.booleans())
    def the_disk_breaks_or_is_mended(self, broken: bool) -> None:
        self.counts["steps"] += 1
        self.counts["disk failures"] += broken
        self.here.outbox.broken = broken

    @rule(writes=st.sampled_from([None, 0, 1, 2, 3, 5]))
    def the_daemon_is_killed(self, writes: int | None) -> None:
        """At once, or in the middle of a step, before one of its next writes."""
        self.counts["steps"] += 1
        if writes is None:
            self.here.start()
        else:
            self.here.outbox.kill_in = writes

    def teardown(self) -> None:
        if self.world is not None:
            try:
                self.world.settle()
                self.world.judge_the_records()
                self._count_what_was_told(self.world)
            finally:
                self.world.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _count_what_was_told(self, world: World) -> None:
        self.counts["records"] += len(world.records())
        self.counts["booms that struck a vehicle"] += world.boom.struck
        for one in world.events():
            if one["event"] in ("violation", "fault"):
                self.counts[f"{one['event']}s: {one.get('violation') or one['device'] + ' ' + one['code']}"] += 1


def prove(examples: int, counts: Counter[str]) -> None:
    """Tries so many lanes; raises the AssertionError of the first rule that is broken."""
    patch = pytest.MonkeyPatch()
    patch.setattr("edge.daemon.HEALTH_S", math.inf)  # asks the machine about itself, at length
    try:
        run_state_machine_as_test(
            lambda: AnyGate(counts),  # type: ignore[arg-type]  # a factory will do
            settings=settings(
                max_examples=examples,
                stateful_step_count=STEPS,
                deadline=None,
                report_multiple_bugs=False,
                derandomize="LANEGATE_PROOF_EXAMPLES" not in os.environ,  # as a test it is the same every time
                suppress_health_check=list(HealthCheck),
                phases=[Stage.generate],
                database=None,
            ),
        )
    finally:
        patch.undo()


@pytest.mark.long
@pytest.mark.timeout(0)
def test_no_sequence_breaks_a_rule() -> None:
    counts: Counter[str] = Counter()
    prove(EXAMPLES, counts)
    print("\n" + "\n".join(f"{count:9d}  {what}" for what, count in sorted(counts.items())))  # noqa: T201
    assert counts["pulses: open"] > 0
    assert counts["pulses: close"] > 0
    assert counts["restarts"] > counts["lanes"]
