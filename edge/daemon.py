"""One queue, one loop: event -> step -> effects -> ports. Everything that moves or is recorded passes through here."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from edge.desk import Desk
from edge.errors import StorageError
from edge.fittings import Devices, Store
from edge.health import health_document
from edge.inbox import Inbox
from edge.keeping import Keeping
from edge.lane.documents.state import CommandResult, StateDocument
from edge.lane.machine import step
from edge.lane.passage import Passage
from edge.lane.record import LaneName
from edge.lane.settings import Settings
from edge.lane.standing import state_document
from edge.lane.state import (
    Answer,
    Effect,
    Finish,
    Forget,
    Journal,
    Log,
    Publish,
    Pulse,
    ReleaseRelays,
    ShowPictures,
    State,
)
from edge.moments import LiveMoments
from edge.ports import Barrier, LaneClock, Moments
from edge.values import DeviceStatus, Event, Frame, FrameRead, Stamp, StoreFailed, Tick

log = logging.getLogger(__name__)

TICK_S = 0.1
RETRY_S = 1.0
ROOM_S = 1.0
CLOCK_S = 1.0
SUPERVISE_S = 0.5
HEALTH_S = 10.0
CALIBRATIONS_S = 600.0
PRUNE_S = 600.0


@dataclass(frozen=True, slots=True)
class Identity:
    """The lane's names, and this run of it."""

    name: LaneName
    prefix: str  # of the MQTT topics
    version: str


class Daemon:
    """Runs one lane until told to stop. `moments`: the present, unless something else is given."""

    def __init__(
        self,
        settings: Settings,
        identity: Identity,
        store: Store,
        inbox: Inbox,
        clock: LaneClock,
        moments: Moments | None = None,
    ) -> None:
        now = clock.utc()
        awaited = settings.has_barrier
        self.state = State(settings, identity.name.boot_id, now, clock.monotonic_s(), relay_awaited=awaited)
        self._identity = identity
        self._store = store
        self._inbox = inbox
        self._clock = clock
        self._moments = moments or LiveMoments(clock)
        self._keeping = Keeping(store, identity.name, identity.prefix, inbox.put, self._wake, clock, self._moments)
        self.desk = Desk(identity.name.boot_id, inbox, clock)
        self.sights: dict[str, tuple[FrameRead, Frame]] = {}  # of each camera the newest frame that was analysed
        self._devices: Devices | None = None
        self._subject: Passage | None = None  # of the event in hand
        self._stopping = False
        self._due: dict[Callable[[], None], float] = {
            self._keeping.retry: RETRY_S,
            self._keeping.look_for_room: ROOM_S,
            self._look_at_clock: CLOCK_S,
            self._be_supervised: SUPERVISE_S,
            self._publish_health: HEALTH_S,
            self._keeping.prune: PRUNE_S,
            self._look_at_calibrations: CALIBRATIONS_S,
        }
        self._last = dict.fromkeys(self._due, clock.monotonic_s())
        self._clock_code = "ok"
        self._supervise: Callable[[State], None] = lambda _: None

    @property
    def records(self) -> deque[dict[str, Any]]:
        """The newest records, newest first."""
        return self._keeping.records

    def wants_frames(self) -> bool:
        """Whether recognition has something to do: a vehicle is there, or is to be noticed by sight."""
        return self.state.passage is not None or self.state.settings.arrival_by == "vision"

    def has_vehicle(self) -> bool:
        """Whether a vehicle is being dealt with."""
        return self.state.passage is not None

    def stop(self) -> None:
        """Ends `run` soon; fit for a signal handler."""
        self._stopping = True

    def recover(self) -> None:
        """Publishes the passage that the last run left behind; nothing else of the past is done again.

        Which announcements were used up is remembered.
        """
        for left in self._keeping.recover():
            self.state = replace(self.state, interrupted=left)
        self.state = replace(self.state, served=self._store.outbox.served())

    def run(self, devices: Devices, supervise: Callable[[State], None] = lambda _: None) -> None:
        """The loop; returns after `stop`. `supervise` is called about every second."""
        self._devices = devices
        self._supervise = supervise
        self._look_at_calibrations()
        devices.broker.set_state(self.state_document())
        try:
            while not self._stopping:
                item = self._inbox.take(TICK_S)
                if item is not None:
                    self.handle(*item)
                self._tick()
        finally:
            self._keeping.close()

    def state_document(self) -> StateDocument:
        return state_document(self.state, self._identity.version)

    def handle(self, event: Event, frame: Frame | None = None) -> None:
        """One event, wholly: state, pictures, effects."""
        before = self.state
        stamp = self._moments.stamp(event, frame)
        self.state, effects = step(before, event, stamp)
        if isinstance(event, FrameRead) and frame is not None:
            self.sights[event.camera] = event, frame
            self._consider(event, frame)
        self._subject = self.state.passage or before.passage
        self._perform(effects, stamp)
        if state_document(before, "") != state_document(self.state, ""):
            self._log_change(before)
            self._ports().broker.set_state(self.state_document())

    def _ports(self) -> Devices:
        if self._devices is None:
            raise AssertionError("the loop is not running")
        return self._devices

    def _log_change(self, before: State) -> None:
        if before.phase != self.state.phase:
            told = f" ({self._subject.passage_id})" if self._subject else ""
            log.info("%s -> %s%s", before.phase, self.state.phase, told, extra=self._about())

    def _about(self) -> dict[str, str | None]:
        """The field of a log line by which the journal finds what concerns the passage."""
        return {"passage_id": self._subject.passage_id if self._subject else None}

    def _consider(self, read: FrameRead, frame: Frame) -> None:
        passage = self.state.passage
        if passage is not None and read.at_s >= passage.arrived_s:
            self._keeping.consider(passage, read, frame)

    def _perform(self, effects: Iterable[Effect], stamp: Stamp) -> None:
        """In order; no pulse is sent behind a passage that could not be committed, the rest is done all the same."""
        left = deque(effects)
        while left:
            effect = left.popleft()
            try:
                self._do(effect, stamp)
            except StorageError as error:
                self._keeping.failed(error)
                left = self._without_pulse(left, str(error))

    def _without_pulse(self, left: deque[Effect], why: str) -> deque[Effect]:
        """The effects behind a failed commit, without a pulse and with answers that own up to it."""
        dropped = any(isinstance(one, Pulse) for one in left)
        self._inbox.put(StoreFailed(why, dropped))
        if not dropped:
            return left
        refusal = f"the record can't be stored: {why}"
        kept = (one for one in left if not isinstance(one, Pulse))
        return deque(replace(one, accepted=False, reason=refusal) if isinstance(one, Answer) else one for one in kept)

    def _do(self, effect: Effect, stamp: Stamp) -> None:
        match effect:
            case Journal(passage):
                self._keeping.journal(passage)
            case Finish(passage):
                self._keeping.finish(passage)
            case Forget(passage):
                self._keeping.forget(passage.passage_id)
                log.info("vehicle of the interrupted passage has left", extra={"passage_id": passage.passage_id})
            case ShowPictures(passage):
                self._keeping.show(passage.passage_id)
            case Publish():
                self._keeping.publish(effect, stamp.utc)
            case Answer():
                self._answer(effect)
            case Pulse(channel):
                log.info("pulse: %s", channel, extra=self._about())
                self._barrier().pulse(channel)
            case ReleaseRelays():
                if self._ports().barrier is not None:
                    self._barrier().release()
            case Log(text, warns):
                log.log(logging.WARNING if warns else logging.INFO, "%s", text, extra=self._about())

    def _barrier(self) -> Barrier:
        barrier = self._ports().barrier
        if barrier is None:
            raise AssertionError("a pulse for a lane without a barrier")
        return barrier

    def _answer(self, answer: Answer) -> None:
        log.info("command %s: %s", answer.command_id, answer.reason, extra=self._about())
        if answer.to == "operator":
            self.desk.hear(answer)
            return
        document: CommandResult = {"id": answer.command_id, "accepted": answer.accepted, "reason": answer.reason}
        self._ports().broker.answer(document, answer.reply_to, answer.correlation)

    def _wake(self) -> None:
        if self._devices is not None:
            self._devices.broker.wake()

    def _tick(self) -> None:
        now_s = self._clock.monotonic_s()
        self.handle(Tick())
        for task, every_s in self._due.items():
            if now_s - self._last[task] >= every_s:
                self._last[task] = now_s
                task()

    def _publish_health(self) -> None:
        devices = self._ports()
        try:
            document = health_document(devices, self._store, self._keeping.room, self.state, self._clock)
        except StorageError as error:
            self._keeping.failed(error)
            return
        devices.broker.publish_health(document)

    def _look_at_calibrations(self) -> None:
        watch = self._ports().calibrations
        if watch is not None:
            watch.look()

    def _be_supervised(self) -> None:
        self._supervise(self.state)

    def _look_at_clock(self) -> None:
        """A clock that lies is a fault of the lane; how far it is off may change without a word."""
        health = self._clock.health()
        if health.code != self._clock_code:
            self._clock_code = health.code
            self._inbox.put(DeviceStatus("clock", health.code, health.text))
