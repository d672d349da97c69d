"""One queue, one loop: event -> step -> effects -> ports. Everything that moves or is recorded passes through here."""

from __future__ import annotations

import logging
import queue
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import uuid6

from edge.album import Album, pictures_on_disk
from edge.errors import StorageError
from edge.fittings import Devices, Store
from edge.health import health_document
from edge.lane.machine import step
from edge.lane.record import LaneName, interrupted_record, passage_record
from edge.lane.settings import Settings
from edge.lane.state import (
    Answer,
    Effect,
    Finish,
    Forget,
    Interrupted,
    Journal,
    Log,
    Publish,
    Pulse,
    ReleaseRelays,
    ShowPictures,
    State,
)
from edge.outbox import Message
from edge.ports import Barrier, Clock
from edge.values import DeviceStatus, Event, Frame, FrameRead, Stamp, StoreFailed, Tick, rfc3339
from edge.wire.messages import encode_json

log = logging.getLogger(__name__)

TICK_S = 0.1
RETRY_S = 1.0
HEALTH_S = 10.0
PRUNE_S = 600.0
KEPT_RECORDS = 20
STORAGE_ADVICE = "the disk takes no records or pictures: check its space and health"


@dataclass(frozen=True, slots=True)
class Identity:
    """The lane's names, and this run of it."""

    name: LaneName
    prefix: str  # of the MQTT topics
    version: str


def state_document(state: State, version: str) -> dict[str, Any]:
    """The retained state topic, as the contract has it."""
    faults = [
        {"device": one.device, "code": one.code, "text": one.text, "since": rfc3339(one.since)} for one in state.faults
    ]
    return {
        "online": True,
        "boot_id": state.boot_id,
        "version": version,
        "phase": str(state.phase),
        "since": rfc3339(state.since),
        "boom": state.boom,
        "held": state.held,
        "passage_id": state.passage.passage_id if state.passage else None,
        "faults": faults,
    }


class Inbox:
    """The one queue; any thread may put, the loop takes."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[tuple[Event, Frame | None]] = queue.SimpleQueue()

    def put(self, event: Event) -> None:
        self._queue.put((event, None))

    def put_frame(self, read: FrameRead, frame: Frame) -> None:
        self._queue.put((read, frame))

    def take(self, timeout_s: float) -> tuple[Event, Frame | None] | None:
        try:
            return self._queue.get(timeout=timeout_s)
        except queue.Empty:
            return None


class Daemon:
    """Runs one lane until told to stop."""

    def __init__(self, settings: Settings, identity: Identity, store: Store, inbox: Inbox, clock: Clock) -> None:
        now = clock.utc()
        self.state = State(settings, identity.name.boot_id, now, clock.monotonic_s())
        self.records: deque[dict[str, Any]] = deque(maxlen=KEPT_RECORDS)
        self._identity = identity
        self._store = store
        self._inbox = inbox
        self._clock = clock
        self._album = Album(store.evidence)
        self._shown: dict[str, str] = {}
        self._backlog: deque[Callable[[], None]] = deque()
        self._devices: Devices | None = None
        self._stopping = False
        self._due = {self._retry: RETRY_S, self._publish_health: HEALTH_S, self._prune: PRUNE_S}
        self._last = dict.fromkeys(self._due, clock.monotonic_s())
        self._skew_s = now.timestamp() - clock.monotonic_s()

    def wants_frames(self) -> bool:
        """Whether recognition has something to do: a vehicle is there, or is to be noticed by sight."""
        return self.state.passage is not None or self.state.settings.arrival_by == "vision"

    def stop(self) -> None:
        """Ends `run` soon; fit for a signal handler."""
        self._stopping = True

    def recover(self) -> None:
        """Publishes the passage that the last run left behind; nothing else of the past is done again.

        Which announcements were used up is remembered.
        """
        for known in self._store.outbox.journalled():
            record = interrupted_record(known, self._clock.utc())
            record["images"] = pictures_on_disk(self._store.evidence, known)
            paths = {
                one["name"]: str(self._store.evidence.path_of(record["passage_id"], one["name"]))
                for one in record["images"]
            }
            self._commit_record(record, paths)
            plate, weight = record["plate"], record["weight"]
            stable_kg = weight["gross_kg"] if weight and weight["stable"] else None
            left = Interrupted(record["passage_id"], plate["text"] if plate else None, stable_kg)
            self.state = replace(self.state, interrupted=left)
            log.warning("passage %s was cut short by a restart: published as interrupted", record["passage_id"])
        self.state = replace(self.state, served=self._store.outbox.served())

    def run(self, devices: Devices) -> None:
        """The loop; returns after `stop`."""
        self._devices = devices
        devices.broker.set_state(self.state_document())
        while not self._stopping:
            item = self._inbox.take(TICK_S)
            if item is not None:
                self.handle(*item)
            self._tick()

    def state_document(self) -> dict[str, Any]:
        return state_document(self.state, self._identity.version)

    def handle(self, event: Event, frame: Frame | None = None) -> None:
        """One event, wholly: state, pictures, effects."""
        before = self.state
        stamp = Stamp(self._clock.monotonic_s(), self._clock.utc(), str(uuid6.uuid7()))
        self.state, effects = step(before, event, stamp)
        if isinstance(event, FrameRead) and frame is not None:
            self._consider(event, frame)
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
            passage = self.state.passage or before.passage
            log.info("%s -> %s%s", before.phase, self.state.phase, f" ({passage.passage_id})" if passage else "")

    def _consider(self, read: FrameRead, frame: Frame) -> None:
        passage = self.state.passage
        if passage is None or read.at_s < passage.arrived_s:
            return
        try:
            self._album.consider(passage, read, frame)
        except StorageError as error:
            self._storage_failed(error)

    def _perform(self, effects: Iterable[Effect], stamp: Stamp) -> None:
        """In order; no pulse is sent behind a passage that could not be committed, the rest is done all the same."""
        left = deque(effects)
        while left:
            effect = left.popleft()
            try:
                self._do(effect, stamp)
            except StorageError as error:
                self._storage_failed(error)
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
                record = passage_record(passage, self._identity.name, self._album.pictures(passage.passage_id))
                self._store.outbox.journal(record)
            case Finish(passage):
                self._finish(effect)
            case Forget(passage):
                self._store.outbox.forget(passage.passage_id)
                self._store.evidence.forget(passage.passage_id)
                log.info("vehicle of the interrupted passage has left")
            case ShowPictures(passage):
                for message in self._new_pictures(passage.passage_id):
                    self._commit(partial(self._store.outbox.put, message))
            case Publish():
                self._publish(effect, stamp)
            case Answer():
                self._answer(effect)
            case Pulse(channel):
                log.info("pulse: %s", channel)
                self._barrier().pulse(channel)
            case ReleaseRelays():
                if self._ports().barrier is not None:
                    self._barrier().release()
            case Log(text):
                log.info("%s", text)

    def _barrier(self) -> Barrier:
        barrier = self._ports().barrier
        if barrier is None:
            raise AssertionError("a pulse for a lane without a barrier")
        return barrier

    def _answer(self, answer: Answer) -> None:
        document = {"id": answer.command_id, "accepted": answer.accepted, "reason": answer.reason}
        log.info("command %s: %s", answer.command_id, answer.reason)
        self._ports().broker.answer(document, answer.reply_to, answer.correlation)

    def _publish(self, event: Publish, stamp: Stamp) -> None:
        document = {
            "event": event.event,
            "event_id": str(uuid6.uuid7()),
            "passage_id": event.passage_id,
            "at": rfc3339(stamp.utc),
            **event.particulars,
        }
        message = Message(f"{self._identity.prefix}/event", encode_json(document))
        self._commit(partial(self._store.outbox.put, message))

    def _finish(self, effect: Finish) -> None:
        passage_id = effect.passage.passage_id
        record = passage_record(effect.passage, self._identity.name, self._album.pictures(passage_id))
        paths = {name: path for name, (path, _) in self._album.paths(passage_id).items()}
        changed = {message.file for message in self._new_pictures(passage_id)}
        pictures = {name: path for name, path in paths.items() if path in changed}
        self._commit(partial(self._commit_record, record, pictures))

    def _commit_record(self, record: Mapping[str, Any], pictures: Mapping[str, str]) -> None:
        topics = f"{self._identity.prefix}/image/{record['passage_id']}"
        messages = [Message(f"{topics}/{name}", file=path) for name, path in pictures.items()]
        self._store.outbox.finish(f"{self._identity.prefix}/passage", record, messages)
        self.records.appendleft(dict(record))
        plate = record["plate"]["text"] if record["plate"] else "no plate"
        log.info("passage %s: %s, %s", record["passage_id"], plate, record["decision"]["outcome"])

    def _new_pictures(self, passage_id: str) -> list[Message]:
        """Messages for the pictures not sent yet, or sent in another state."""
        topics = f"{self._identity.prefix}/image/{passage_id}"
        messages = []
        for name, (path, sha256) in self._album.paths(passage_id).items():
            topic = f"{topics}/{name}"
            if self._shown.get(topic) != sha256:
                messages.append(Message(topic, file=path))
        self._shown = {f"{topics}/{name}": sha for name, (_, sha) in self._album.paths(passage_id).items()}
        return messages

    def _commit(self, write: Callable[[], None]) -> None:
        """Writes now, or as soon as the disk takes it again: in order, nothing lost while the daemon lives."""
        self._backlog.append(write)
        self._work_off()

    def _work_off(self) -> None:
        while self._backlog:
            try:
                self._backlog[0]()
            except StorageError as error:
                self._storage_failed(error)
                return
            self._backlog.popleft()
        if self._devices is not None:
            self._devices.broker.wake()

    def _storage_failed(self, error: StorageError) -> None:
        if not self._storage_is_faulty():
            log.error("%s", error)
        self._inbox.put(DeviceStatus("storage", "failed", STORAGE_ADVICE))

    def _storage_is_faulty(self) -> bool:
        return any(one.device == "storage" for one in self.state.faults)

    def _retry(self) -> None:
        if not self._storage_is_faulty():
            return
        try:
            self._store.outbox.probe()
        except StorageError:
            return
        self._inbox.put(DeviceStatus("storage", "ok", "the disk takes records again"))
        self._work_off()

    def _tick(self) -> None:
        now_s = self._clock.monotonic_s()
        self.handle(Tick())
        for task, every_s in self._due.items():
            if now_s - self._last[task] >= every_s:
                self._last[task] = now_s
                task()

    def _publish_health(self) -> None:
        devices = self._ports()
        skew_s = self._clock.utc().timestamp() - self._clock.monotonic_s() - self._skew_s
        try:
            document = health_document(devices, self._store, self.state, self._clock, skew_s)
        except StorageError as error:
            self._storage_failed(error)
            return
        devices.broker.publish_health(document)

    def _prune(self) -> None:
        days, limit = self._store.evidence_days, self._store.evidence_max_gb * 1e9
        gone = self._store.evidence.prune(self._clock.utc().timestamp(), days, limit)
        if gone:
            log.info(
                "pictures of %d passages were removed: older than %d days or beyond %g GB", len(gone), days, limit / 1e9
            )
