"""What the lane keeps: records, events, pictures, written in order; what the disk refuses waits until it takes it."""

from __future__ import annotations

import logging
import math
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from edge.album import Album, pictures_on_disk
from edge.errors import StorageError
from edge.fittings import Store
from edge.lane.documents.passage import PassageRecord
from edge.lane.passage import Passage
from edge.lane.record import LaneName, interrupted_record, passage_record
from edge.lane.state import Interrupted, Publish
from edge.outbox import Message
from edge.ports import LaneClock, Moments, Sink
from edge.pruning import Pruning
from edge.room import Room
from edge.values import DeviceStatus, Frame, FrameRead, rfc3339
from edge.wire.messages import encode_json

log = logging.getLogger(__name__)

KEPT_RECORDS = 20


class Keeping:
    """One lane's records, events and pictures on their way to the disk.

    `prefix` is that of the MQTT topics. `sink` hears of the `storage` fault and its end; `wake` is called when the
    outbox has something new.
    """

    def __init__(
        self,
        store: Store,
        name: LaneName,
        prefix: str,
        sink: Sink,
        wake: Callable[[], None],
        clock: LaneClock,
        moments: Moments,
    ) -> None:
        self.records: deque[dict[str, Any]] = deque(maxlen=KEPT_RECORDS)
        self._store = store
        self._name = name
        self._prefix = prefix
        self._sink = sink
        self._wake = wake
        self._clock = clock
        self._moments = moments
        self.room = Room(store.evidence, store.path, store.min_free_gb * 1e9, store.outbox.waiting_pictures, sink)
        self._pruning = Pruning(store.evidence, store.outbox.waiting_pictures)
        self._album = Album(store.evidence)
        self._shown: dict[str, str] = {}
        self._backlog: deque[Callable[[], None]] = deque()
        self._failing = False
        self._trouble = ""

    def recover(self) -> list[Interrupted]:
        """Commits the passages that the last run left open as interrupted, oldest first; raises `StorageError`."""
        return [self._interrupt(known) for known in self._store.outbox.journalled()]

    def _interrupt(self, known: Mapping[str, Any]) -> Interrupted:
        record = interrupted_record(known, self._clock.utc())
        if not self._was_synchronised(self._clock.monotonic_s()):
            record["unsynchronised"] = True
        passage_id = record["passage_id"]
        record["images"] = pictures_on_disk(self._store.evidence, known)
        names = [one["name"] for one in record["images"]]
        paths = {name: str(self._store.evidence.path_of(passage_id, name)) for name in names}
        self._with_room(partial(self._commit_record, record, paths))
        told = "passage %s was cut short by a restart: published as interrupted"
        log.warning(told, passage_id, extra={"passage_id": passage_id})
        plate, weight = record["plate"], record["weight"]
        stable_kg = weight["gross_kg"] if weight and weight["stable"] else None
        return Interrupted(passage_id, plate["text"] if plate else None, stable_kg)

    def consider(self, passage: Passage, read: FrameRead, frame: Frame) -> None:
        """Keeps the frame, or crops of it, where they show more than what was kept before, and there is room."""
        self.look_for_room()
        if self.room.is_short():
            return
        try:
            self._with_room(partial(self._album.consider, passage, read, frame))
        except StorageError as error:
            if not self.room.would_help(error):
                self.failed(error)

    def journal(self, passage: Passage) -> None:
        """Commits the passage in the lane as known so far; raises `StorageError`."""
        self._with_room(lambda: self._store.outbox.journal(self._record(passage)))

    def forget(self, passage_id: str) -> None:
        """Drops a passage that proved to be none of its own, with its pictures; raises `StorageError`."""
        self._store.outbox.forget(passage_id)
        self._store.evidence.forget(passage_id)

    def show(self, passage_id: str) -> None:
        """Sends the pictures kept so far on their way."""
        for message in self._new_pictures(passage_id):
            self._commit(partial(self._store.outbox.put, message))

    def publish(self, event: Publish, at: datetime) -> None:
        """Sends an event on its way."""
        document = {
            "event": event.event,
            "event_id": self._moments.new_id(),
            "passage_id": event.passage_id,
            "at": rfc3339(at),
            **event.particulars,
        }
        if not self._was_synchronised(self._clock.monotonic_s()):
            document["unsynchronised"] = True
        message = Message(f"{self._prefix}/event", encode_json(document))
        self._commit(partial(self._store.outbox.put, message))

    def finish(self, passage: Passage) -> None:
        """Sends the passage's record on its way, and behind it the pictures that the centre has not got yet."""
        record = self._record(passage)
        paths = {name: path for name, (path, _) in self._album.paths(passage.passage_id).items()}
        changed = {message.file for message in self._new_pictures(passage.passage_id)}
        pictures = {name: path for name, path in paths.items() if path in changed}
        self._commit(partial(self._commit_record, record, pictures))

    def _record(self, passage: Passage) -> PassageRecord:
        record = passage_record(passage, self._name, self._album.pictures(passage.passage_id))
        if not self._was_synchronised(passage.arrived_s):
            record["unsynchronised"] = True
        return record

    def _was_synchronised(self, at_s: float) -> bool:
        """Whether a time service has kept the clock since then."""
        since_s = self._clock.health().synchronised_since_s
        return since_s is not None and since_s <= at_s

    def _commit_record(self, record: Mapping[str, Any], pictures: Mapping[str, str]) -> None:
        topics = f"{self._prefix}/image/{record['passage_id']}"
        messages = [Message(f"{topics}/{name}", file=path) for name, path in pictures.items()]
        self._store.outbox.finish(f"{self._prefix}/passage", record, messages)
        self.records.appendleft(dict(record))
        self._moments.note_record(record)
        plate = record["plate"]["text"] if record["plate"] else "no plate"
        told = f"{plate}, {record['decision']['outcome']}"
        log.info("passage %s: %s", record["passage_id"], told, extra={"passage_id": record["passage_id"]})

    def _new_pictures(self, passage_id: str) -> list[Message]:
        """Messages for the pictures not sent yet, or sent in another state."""
        topics = f"{self._prefix}/image/{passage_id}"
        kept = self._album.paths(passage_id)
        fresh = {name: path for name, (path, sha256) in kept.items() if self._shown.get(f"{topics}/{name}") != sha256}
        self._shown = {f"{topics}/{name}": sha256 for name, (_, sha256) in kept.items()}
        return [Message(f"{topics}/{name}", file=path) for name, path in fresh.items()]

    def _commit(self, write: Callable[[], None]) -> None:
        """Writes now, or as soon as the disk takes it again: in order, nothing lost while the daemon lives."""
        self._backlog.append(write)
        try:
            self._work_off()
        except StorageError as error:
            self.failed(error)

    def _work_off(self) -> None:
        while self._backlog:
            self._with_room(self._backlog[0])
            self._backlog.popleft()
        self._wake()

    def _with_room(self, write: Callable[[], object]) -> None:
        """Writes; where the disk has no space pictures give way, and it is tried once more. Raises `StorageError`."""
        try:
            write()
        except StorageError as error:
            if not (self.room.would_help(error) and self.room.make(self._album.passage_id, refused=True)):
                raise
            self._album.forget_removed()
            write()

    def look_for_room(self) -> None:
        """Old pictures give way where the disk is nearly full."""
        if self.room.look(self._album.passage_id):
            self._album.forget_removed()

    def failed(self, error: StorageError) -> None:
        """The disk has refused something: the lane must not open by itself until it takes it again."""
        self._trouble = self._trouble if self._failing else str(error)
        self._failing = True
        self._sink(DeviceStatus("storage", "failed", self._trouble))

    def retry(self) -> None:
        """Tries the disk again where it has failed, and writes what has waited for it; then only the fault ends."""
        if not self._failing:
            return
        try:
            self._with_room(self._store.outbox.probe)
            self._work_off()
        except StorageError:
            return
        if not self.room.is_exhausted():
            self._failing = False
            self._sink(DeviceStatus("storage", "ok", "the disk takes records again"))

    def prune(self) -> None:
        """Removes pictures beyond their bounds in days and size, unsent ones for want of space alone.

        How old one is only a synchronised clock can tell.
        """
        days = self._store.evidence_days if self._was_synchronised(self._clock.monotonic_s()) else math.inf
        self._pruning.begin(self._clock.utc().timestamp(), days, self._store.evidence_max_gb * 1e9)

    def close(self) -> None:
        """Ends what is under way beside the loop."""
        self._pruning.close()
