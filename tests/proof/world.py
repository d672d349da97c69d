"""A lane in a world of its own time: the real daemon, its real store on disk, and everything around it simulated.

Whatever can go wrong is a switch here; who turns them is up to the test.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from edge.daemon import RETRY_S, Daemon, Identity
from edge.evidence import Evidence
from edge.fittings import Devices, Store
from edge.inbox import Inbox
from edge.lane.record import LaneName
from edge.lane.settings import Settings
from edge.sim.boom import Boom, BoomSettings, advance
from edge.values import (
    Command,
    DeviceStatus,
    Event,
    Frame,
    FrameRead,
    InputChanged,
    InputState,
    WeightReading,
    WeightStatus,
)
from edge.wire.messages import encode_json
from tests.contract.kept import assert_kept
from tests.lane.builders import plate_read
from tests.proof.devices import PULSE_S, FailingOutbox, KilledError, VirtualBroker, VirtualClock, VirtualRelay
from tests.proof.judge import Judge
from tests.proof.one_to_one import Truth, breaches
from tests.proof.vehicles import ARRIVAL_M, BOOM_M, LOOP_M, PLATFORM_M, Vehicle, move

STEP_S = 0.2
LOOK_S = 0.4
PREFIX = "gate/v1/site/lane"
UP_ENOUGH = 0.9
BOOM = BoomSettings(travel_s=2.0, photocell=False)  # nothing but the lane keeps it off a vehicle


class PausedError(Exception):
    """The daemon has heard of all that has happened until now."""


class VirtualInbox(Inbox):
    """Time passes when the daemon waits for its next event."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def take(self, timeout_s: float) -> tuple[Event, Frame | None] | None:  # noqa: ARG002  # time is ours
        item = super().take(0)
        if item is None and self._world.pass_time():
            item = super().take(0)
        if item is not None:
            self._world.judge.delivered(item[0])
        return item


class World:
    """One lane from its first start on."""

    def __init__(self, settings: Settings, folder: Path, counts: Counter[str]) -> None:
        self.settings = settings
        self.relay: VirtualRelay
        self.clock = VirtualClock()
        self.judge = Judge(settings, self.clock, counts)
        self.boom = Boom(BOOM)
        self.vehicles: list[Vehicle] = []
        self.all: list[Vehicle] = []
        self.blind_s: list[tuple[float, float]] = []
        self.unreadable: set[str] = set()
        self.dead_limits = False
        self.indicator_is_silent = False
        self.noise: list[WeightReading] = []
        self.boots = 0
        self._until_s = self.clock.now_s
        self._looked_s = 0.0
        self._broken_s = 0.0
        self._unwritten_from_s: float | None = None
        self._inputs: dict[str, InputState] = {}
        self._folder = folder
        self._outbox: FailingOutbox | None = None
        self.start()

    @property
    def outbox(self) -> FailingOutbox:
        assert self._outbox is not None
        return self._outbox

    @property
    def boot_id(self) -> str:
        return f"boot-{self.boots}"

    def start(self) -> None:
        """A new daemon on what the last one left on disk."""
        if self._outbox is not None:
            self._outbox.close()
            self.relay.close()
            self._is_blind(self._unwritten_from_s)
        self.boots += 1
        self._outbox = FailingOutbox(self._folder / "outbox.sqlite", encode_json)
        self.judge.restarted(self._outbox)
        self._is_blind()
        self._inputs = {}
        self.inbox = VirtualInbox(self)
        self.relay = VirtualRelay(self.clock, self.inbox.put, self.judge)
        self.inbox.put(DeviceStatus("relay", "ok", "virtual"))
        identity = Identity(LaneName("site", "lane", "import", self.boot_id), PREFIX, "0")
        store = Store(self._folder, self._outbox, Evidence(self._folder / "evidence"), 30, 20)
        self.daemon = Daemon(self.settings, identity, store, self.inbox, self.clock)
        self.devices = Devices([], VirtualBroker(self.judge), None, None, self.relay)
        self.daemon.recover()
        self.run(0.0)

    def _is_blind(self, since_s: float | None = None) -> None:
        """What happens now can't be known to the lane, or not be kept: a record that no disk took dies with its run."""
        self.blind_s.append((self.clock.now_s if since_s is None else since_s, self.clock.now_s))

    def run(self, seconds: float) -> None:
        """The lane lives on for so long; a killed daemon is started again."""
        self._until_s = self.clock.now_s + seconds
        try:
            self.daemon.run(self.devices)
        except PausedError:
            pass
        except KilledError:
            self.start()

    def tell(self, event: Event) -> None:
        """One event, handled at once."""
        self.judge.delivered(event)
        try:
            self.daemon.handle(event)
        except KilledError:
            self.start()

    def order(self, command: Command) -> None:
        self.judge.counts[f"commands: {command.action}"] += 1
        answers = self.judge.answers[command.id]
        boots = self.boots
        self.tell(command)
        assert self.boots > boots or self.judge.answers[command.id] == answers + 1, "rule 5: answered exactly once"

    def order_in_vain(self, command: Command, wrong: str) -> None:
        """A command that must move nothing, whatever the lane is doing."""
        before, sent, on = self.daemon.state, self.judge.sent, self.relay.energised
        self.judge.counts[f"commands refused: {wrong}"] += 1
        accepted = len(self.judge.accepted)
        self.order(command)
        assert self.daemon.state == before, f"rule 5: a command that is {wrong} has changed the lane"
        assert (self.judge.sent, self.relay.energised) == (sent, on), (
            f"rule 5: a command that is {wrong} moves the boom"
        )
        assert len(self.judge.accepted) == accepted, f"rule 5: a command that is {wrong} was accepted"

    # time

    def pass_time(self) -> bool:
        """One step of everything; raises `PausedError` when the time is up."""
        self._judge_the_relay()
        if self.clock.now_s >= self._until_s:
            raise PausedError
        self.clock.now_s += STEP_S
        self._watch_the_disk()
        self.relay.advance()
        under = any(one.covers((BOOM_M, BOOM_M)) for one in self.vehicles)
        self.boom = advance(self.boom, self.relay.contacts, under, STEP_S)
        before = list(self.vehicles)
        self.all += [one for one in before if not any(one is known for known in self.all)]
        move(self.vehicles, self.boom.position >= UP_ENOUGH, self.clock.now_s, STEP_S)
        self._tell_inputs()
        self._tell_weight()
        self._tell_sight()
        return True

    def _watch_the_disk(self) -> None:
        if self.outbox.broken:
            self._broken_s = self.clock.now_s
            self._unwritten_from_s = self._unwritten_from_s or self.clock.now_s
        elif self.clock.now_s - self._broken_s > 2 * RETRY_S:
            self._unwritten_from_s = None

    def _judge_the_relay(self) -> None:
        self.judge.look(self.relay.energised, self.relay.energised_for_s, PULSE_S + STEP_S)

    def _tell_inputs(self) -> None:
        for name, role in self.settings.inputs.items():
            state = self._input(name, role)
            if state == "unreadable":
                self._is_blind()
            if self._inputs.get(name) != state:
                self._inputs[name] = state
                self.inbox.put(InputChanged(name, role, state))

    def _input(self, name: str, role: str) -> InputState:
        if name in self.unreadable:
            return "unreadable"
        if role in ("opened", "closed"):
            reached = self.boom.opened if role == "opened" else self.boom.closed
            return "active" if reached and not self.dead_limits else "clear"
        stretch = LOOP_M if role == "presence" else ARRIVAL_M
        return "active" if any(one.covers(stretch) for one in self.vehicles) else "clear"

    def _tell_weight(self) -> None:
        if self.noise:
            self._is_blind()
            self.inbox.put(replace(self.noise.pop(), at_s=self.clock.now_s))
        elif self.indicator_is_silent:
            self._is_blind()
        else:
            kg = round(sum(one.on_platform_kg for one in self.vehicles) / 20) * 20.0
            stable = all(one.waited_s > 0 for one in self.vehicles)
            status: WeightStatus = "ok" if stable else "motion"
            self.inbox.put(WeightReading(kg, status, stable, "02", self.clock.now_s))

    def _tell_sight(self) -> None:
        if self.clock.now_s - self._looked_s < LOOK_S:
            return
        self._looked_s = self.clock.now_s
        there = [one for one in self.vehicles if one.covers(PLATFORM_M) and one.plan != "slips in"]
        reads = tuple(plate_read(one.plate) for one in there[:1])
        self.inbox.put(FrameRead("front", "front", reads, self.clock.now_s, bool(there)))

    # the end

    def settle(self) -> None:
        """Everything works again, and everybody drives away."""
        self.relay.fault = "none"
        self.relay.stuck.clear()
        self.outbox.broken, self.outbox.kill_in = False, None
        self.unreadable.clear()
        self.noise.clear()
        self.dead_limits = self.indicator_is_silent = False
        self.boom = replace(self.boom, settings=BOOM)
        for one in self.vehicles:
            one.plan = "rams" if one.plan != "slips in" else one.plan
        while self.vehicles:
            self.run(1.0)
        self.run(2 * self.settings.clear_s)

    def judge_the_records(self) -> None:
        """Whoever passed while the lane could see has a record of its own; every record is of somebody, or says so."""
        self._judge_the_documents()
        records = self.records()
        ids = [record["passage_id"] for record in records]
        assert len(ids) == len(set(ids)), "two records of one passage"
        truth = Truth(self.all, self.blind_s, "presence" in self.settings.inputs.values())
        found = list(breaches(truth, records, self.judge.counts))
        assert not found, "\n".join([*found, *map(str, records)])

    def _judge_the_documents(self) -> None:
        messages = [message for _, message in self.outbox.pending(100_000)]
        assert_kept((one.topic, one.payload) for one in messages if one.payload is not None)

    def records(self) -> list[dict[str, Any]]:
        """As they would be published, oldest first."""
        return self._published("passage")

    def events(self) -> list[dict[str, Any]]:
        return self._published("event")

    def _published(self, topic: str) -> list[dict[str, Any]]:
        messages = [message for _, message in self.outbox.pending(100_000)]
        return [json.loads(one.payload or b"") for one in messages if one.topic == f"{PREFIX}/{topic}"]

    def close(self) -> None:
        self.outbox.close()
