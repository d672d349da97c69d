"""The rules of the contract that nothing may break, over any sequence of events.

The disk and the relay are played as the daemon has them: what stands behind a `Journal` that failed is dropped and the
lane is told so; a pulse runs until its outcome is told.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import Phase as Stage
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from edge.lane.passage import Passage
from edge.lane.permits import refusals
from edge.lane.settings import Settings
from edge.lane.state import (
    Answer,
    Effect,
    Finish,
    Forget,
    Interrupted,
    Journal,
    Phase,
    Publish,
    Pulse,
    ReleaseRelays,
    State,
)
from edge.lane.violations import violations_of
from edge.values import (
    Channel,
    Command,
    CommandAction,
    DeviceStatus,
    Event,
    Expected,
    ExpectedChanged,
    InputChanged,
    InputRole,
    InputState,
    PulseDone,
    PulseFailed,
    Read,
    StoreFailed,
    Tick,
    View,
)
from tests.lane.builders import (
    CONTAINER,
    OTHER_PLATE,
    PLATE,
    TRAILER_PLATE,
    Lane,
    Ordered,
    command,
    container_read,
    frame,
    only,
    plate_read,
    said,
    the_answer,
    weight,
)

INPUTS: dict[str, InputRole] = {"loop": "presence", "photocell": "presence", "up": "opened", "down": "closed"}
ACTIONS: tuple[CommandAction, ...] = ("open", "close", "stop", "hold", "release", "decide")
READS = (
    plate_read(),
    plate_read(OTHER_PLATE),
    plate_read(TRAILER_PLATE),
    plate_read("RUBBISH", sure=0.3),
    plate_read("24C12346", sure=0.6),
    container_read(),
    container_read(CONTAINER[:-1] + "0"),
)
LANES = st.builds(
    Settings,
    arrival_by=st.sampled_from(["weight", "weight", "vision"]),
    mode=st.sampled_from(["local", "local", "local", "central", "monitor"]),
    require=st.sampled_from([("plate", "weight"), ("plate",), ("weight",), ("container",), ()]),
    open_for=st.sampled_from(["any", "any", "any", "expected"]),
    refuse=st.sampled_from([(), (), (OTHER_PLATE,)]),
    max_gross_kg=st.sampled_from([None, None, 30000.0]),
    settle_s=st.sampled_from([0.0, 0.3]),
    has_barrier=st.sampled_from([*[True] * 7, False]),
    can_close=st.sampled_from([True, True, False]),
    inputs=st.sampled_from([INPUTS, INPUTS, INPUTS, {}]),
)
LEFT_BEHIND = st.sampled_from([None, Interrupted("before", PLATE, 32460.0), Interrupted("before", None, None)])
INPUT = st.sampled_from(["clear", "clear", "active", "unreadable"])
KG = st.sampled_from([None, -20.0, 0.0, 480.0, 520.0, 7000.0, 16000.0, 25000.0, 32460.0, 41500.0])


class AnyLane(RuleBasedStateMachine):
    """A lane in a hostile world, and what is true in that world."""

    def __init__(self) -> None:
        super().__init__()
        self.lane = Lane()
        self.inputs: dict[str, InputState] = {}
        self.running: Channel | None = None
        self.disk_works = True
        self.begun: set[str] = set()
        self.ended: Counter[str] = Counter()
        self.local_pulses: Counter[str] = Counter()
        self.number = 0

    @initialize(settings=LANES, interrupted=LEFT_BEHIND, empty=st.sampled_from([True, True, True, False]))
    def start(self, settings: Settings, interrupted: Interrupted | None, empty: bool) -> None:
        self.lane = Lane(settings, interrupted)
        if empty:
            self._the_lane_is_left()

    # what may happen

    @rule(kg=KG, stable=st.booleans(), times=st.integers(1, 6), every_s=st.sampled_from([0.1, 0.7, 2.0]))
    def weigh(self, kg: float | None, stable: bool, times: int, every_s: float = 0.7) -> None:
        for _ in range(times):
            self.feed(weight(self.lane.now_s + every_s, kg, stable=stable and kg is not None), every_s)

    @rule(read=st.sampled_from([None, *READS]), view=st.sampled_from(["front", "rear"]), times=st.integers(1, 4))
    def look(self, read: Read | None, view: View, times: int, every_s: float = 0.7) -> None:
        for _ in range(times):
            reads = [] if read is None else [read]
            self.feed(frame(self.lane.now_s + every_s, *reads, view=view), every_s)

    @rule()
    def a_truck_comes_and_is_seen(self) -> None:
        self.weigh(25000.0, False, 3)
        self.look(READS[0], "front", 3)
        self.weigh(32460.0, True, 2)

    @rule(is_clear=st.booleans())
    def a_truck_passes(self, is_clear: bool) -> None:
        self.a_truck_comes_and_is_seen()
        self._the_relay_answers()
        if is_clear:
            self.all_inputs_are_clear()
        self._the_lane_is_left()

    def _the_relay_answers(self) -> None:
        if self.running is not None:
            self.feed(PulseDone(self.running), 0.7)

    def _the_lane_is_left(self) -> None:
        by_sight = self.lane.settings.arrival_by == "vision"
        self.look(None, "front", 4) if by_sight else self.weigh(0.0, False, 4)

    @rule(seconds=st.sampled_from([0.1, 1.0, 16.0, 21.0, 121.0]))
    def wait(self, seconds: float) -> None:
        if seconds >= 1:
            self._the_relay_answers()
        self.feed(Tick(), seconds)

    @rule(actions=st.permutations(ACTIONS), outcome=st.sampled_from(["open", "refuse"]), before=INPUT, behind=INPUT)
    def order_everything_at_once(
        self, actions: list[CommandAction], outcome: Ordered, before: InputState, behind: InputState
    ) -> None:
        self.an_input_changes("loop", before)
        for action in actions:
            self.order(action, outcome)
        self.an_input_changes("loop", behind)

    @rule(action=st.sampled_from(["open", "close", *ACTIONS]), outcome=st.sampled_from(["open", "refuse"]))
    def order(self, action: CommandAction, outcome: Ordered) -> None:
        self.number += 1
        self.feed(self._command(action, outcome))

    @rule(outcome=st.sampled_from(["open", "refuse"]))
    def an_operator_decides(self, outcome: Ordered) -> None:
        self.number += 1
        self.feed(replace(self._command("decide", outcome), by="operator"))

    @rule(
        action=st.sampled_from(ACTIONS),
        wrong=st.sampled_from(["expired", "retained", "foreign", "repeated"]),
        outcome=st.sampled_from(["open", "refuse"]),
    )
    def order_what_must_not_count(self, action: CommandAction, wrong: str, outcome: Ordered) -> None:
        seen = list(self.lane.state.seen_commands)
        if wrong == "repeated" and not seen:
            return
        bad = self._command(action, outcome, wrong, seen[-1] if seen else "")
        before = self.lane.state
        effects = self.feed(bad)
        assert self.lane.state == before, "rule 5"
        assert len(effects) == 1, "rule 5"
        assert not the_answer(effects).accepted, "rule 5"

    def _command(self, action: CommandAction, outcome: Ordered, wrong: str = "", repeated: str = "") -> Command:
        passage = self.lane.state.passage
        good = command(
            action,
            self.lane.now_s,
            self.number,
            passage_id=passage.passage_id if passage else "nobody",
            outcome=outcome if action == "decide" else None,
            expires_in_s=-1 if wrong == "expired" else 5,
            retained=wrong == "retained",
            boot_id="boot-0" if wrong == "foreign" else "boot-1",
        )
        return renamed(good, repeated) if wrong == "repeated" else good

    @precondition(lambda self: self.running is not None)
    @rule(works=st.sampled_from([True, True, True, False]), after_s=st.sampled_from([0.1, 0.7, 5.0]))
    def the_pulse_ends(self, works: bool, after_s: float) -> None:
        assert self.running is not None
        self.feed(PulseDone(self.running) if works else PulseFailed(self.running, "no answer"), after_s)

    @rule(channel=st.sampled_from(["open", "close"]), works=st.booleans())
    def an_outcome_of_no_pulse(self, channel: Channel, works: bool) -> None:
        if channel != self.running:
            self.feed(PulseDone(channel) if works else PulseFailed(channel, "?"))

    @rule(name=st.sampled_from(sorted(INPUTS)), state=INPUT)
    def an_input_changes(self, name: str, state: InputState) -> None:
        if name in self.lane.settings.inputs:
            self.inputs[name] = state
            self.feed(InputChanged(name, INPUTS[name], state))

    @rule()
    def all_inputs_are_clear(self) -> None:
        for name in INPUTS:
            self.an_input_changes(name, "clear")

    @rule()
    def the_disk_breaks(self) -> None:
        self.disk_works = False

    @rule()
    def the_disk_is_mended(self) -> None:
        self.disk_works = True
        self.feed(DeviceStatus("storage", "ok", "the disk takes records again"))

    @rule(device=st.sampled_from(["relay", "indicator", "camera:front"]), code=st.sampled_from(["ok", "silent"]))
    def a_device_speaks(self, device: str, code: str) -> None:
        self.feed(DeviceStatus(device, code, "check it"))

    @rule(plate=st.sampled_from([PLATE, OTHER_PLATE]))
    def the_centre_announces(self, plate: str) -> None:
        self.feed(ExpectedChanged((Expected(plate, (), None, None, None),)))

    # what must stay true

    def feed(self, event: Event, after_s: float = 0.0) -> list[Effect]:
        before = self.lane.state
        if isinstance(event, PulseDone | PulseFailed) and event.channel == self.running:
            self.running = None
        effects = list(self.lane.feed(event, after_s))
        stored = not any(one.device == "storage" for one in before.faults)
        assert stored or not any(one.channel == "open" for one in only(Pulse, effects)), "rule 6"
        done, dropped = self._written(effects)
        self._watch_the_pulses(before, event, done)
        self._watch_the_boom(event, done)
        self._watch_the_records(done)
        if dropped:
            self.feed(DeviceStatus("storage", "failed", "disk full"))
            self.feed(StoreFailed("disk full", pulse_dropped=bool(only(Pulse, dropped))))
        return effects

    def _written(self, effects: list[Effect]) -> tuple[list[Effect], list[Effect]]:
        failing = next((at for at, one in enumerate(effects) if isinstance(one, Journal)), None)
        if self.disk_works or failing is None:
            return effects, []
        return effects[:failing], effects[failing:]

    def _watch_the_pulses(self, before: State, event: Event, effects: list[Effect]) -> None:
        for at, pulse in enumerate(effects):
            if not isinstance(pulse, Pulse):
                continue
            assert self.running is None, "rule 3"
            self.running = pulse.channel
            accepted = [one for one in only(Answer, effects) if one.accepted]
            assert before.phase is not Phase.UNKNOWN or accepted, "rule 2"
            assert self.lane.settings.mode != "monitor"
            assert self.lane.settings.has_barrier
            if pulse.channel == "close":
                self._watch_a_close()
            else:
                self._watch_an_open(effects[:at], event)

    def _watch_a_close(self) -> None:
        loops = [name for name, role in self.lane.settings.inputs.items() if role == "presence"]
        assert all(self.inputs.get(name) == "clear" for name in loops), "rule 1"

    def _watch_an_open(self, ahead: list[Effect], event: Event) -> None:
        (decided,) = [one for one in only(Publish, ahead) if one.event == "decided"]
        assert said(decided)["outcome"] == "open", "rule 2"
        last = only(Journal, ahead)[-1].passage
        assert last.passage_id == decided.passage_id, "rule 6"
        assert last.open_pulse_at is not None, "rule 6"
        assert not self.lane.state.stopped
        if isinstance(event, Command) and event.action != "release":
            assert [one.accepted for one in only(Answer, ahead)] == [True], "rule 2"
            return
        under_boom = any(said(one).get("violation") == "under-boom" for one in only(Publish, ahead))
        assert not self.lane.state.held or under_boom
        assert under_boom or not self._objected(last), "opened by itself against the lane's own lists and limits"
        self.local_pulses[last.passage_id] += 1
        assert self.local_pulses[last.passage_id] == 1, "rule 2"

    def _objected(self, passage: Passage) -> bool:
        lane = self.lane.state
        return bool(
            violations_of(passage, lane.settings, lane.expected, lane.served) or refusals(passage, lane.settings)
        )

    def _watch_the_boom(self, event: Event, effects: list[Effect]) -> None:
        active = {INPUTS[name] for name, state in self.inputs.items() if state == "active"} & {"opened", "closed"}
        assert self.lane.state.boom == (next(iter(active)) if len(active) == 1 else "unknown"), "rule 4"
        if any(one.event == "opened" for one in only(Publish, effects)):
            assert active == {"opened"}, "rule 4"
        if isinstance(event, InputChanged) and event.role == "presence" and event.state != "clear":
            assert bool(only(ReleaseRelays, effects)) is (self.running == "close"), "rule 1"

    def _watch_the_records(self, effects: list[Effect]) -> None:
        now = self.lane.state.passage
        ended = [one.passage.passage_id for one in effects if isinstance(one, Finish | Forget)]
        seen = {one.passage.passage_id for one in effects if isinstance(one, Journal | Finish | Forget)}
        fresh = (seen | ({now.passage_id} if now else set())) - self.begun
        assert not fresh & set(self.ended)
        self.begun |= fresh
        self.ended.update(ended)
        assert all(count == 1 for count in self.ended.values()), "a passage ended twice"
        assert self.begun - set(self.ended) == ({now.passage_id} if now else set()), "a passage was lost, or goes on"

    def teardown(self) -> None:
        """Whatever has happened, the lane comes to rest once it is left alone and empty."""
        self.disk_works = True
        self.feed(DeviceStatus("storage", "ok", "the disk takes records again"))
        for _ in range(3):  # what was learnt last may still have opened or closed the boom
            self._the_lane_is_left()
            self._the_relay_answers()
        self.wait(121.0)
        self.wait(0.1)  # a crossing that ends takes an event of its own
        assert self.lane.state.passage is None
        assert self.lane.phase in (Phase.IDLE, Phase.CLOSING)


def renamed(good: Command, command_id: str) -> Command:
    return Command(command_id, good.boot_id, good.action, good.expires_at, good.passage_id, good.outcome)


TestAnyLane = pytest.mark.long(AnyLane.TestCase)
TestAnyLane.settings = settings(
    max_examples=200,
    stateful_step_count=30,
    suppress_health_check=list(HealthCheck),
    phases=[Stage.generate],  # shrinking takes minutes; thirty steps can be read
)
