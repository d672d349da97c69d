"""What the lane page shows, out of the running daemon; reads only, from the page's own threads."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from pathlib import Path

from edge.album import ORDER, kind_of
from edge.config import Config
from edge.daemon import Daemon
from edge.errors import StorageError
from edge.fittings import Devices, Store
from edge.lane.state import State
from edge.live import LivePictures, thumbnail
from edge.outbox import Outbox
from edge.outbox_age import waits_since
from edge.ports import Camera, Clock
from edge.values import rfc3339
from edge.views import current_passage, fault_view, past_passage, whole, words_for
from edge.web.source import BrokerView, CameraView, LaneView, PictureView, WeightView

QUEUE_FRESH_S = 1.0


class DaemonSource:
    """A `LaneSource` over one daemon."""

    def __init__(
        self, config: Config, version: str, daemon: Daemon, devices: Devices, store: Store, clock: Clock
    ) -> None:
        self._config = config
        self._version = version
        self._daemon = daemon
        self._devices = devices
        self._store = store
        self._clock = clock
        self._queue = _Queue(store.outbox, clock)
        zones = {one.name: one.zone for one in config.camera if one.zone}
        self._live = LivePictures(zones, daemon.sights, clock)

    def snapshot(self) -> LaneView:
        state = self._daemon.state
        lane = self._config.lane
        return LaneView(
            site=lane.site,
            lane=lane.id,
            direction=lane.direction,
            version=self._version,
            boot_id=state.boot_id,
            mode=self._config.decision.mode,
            phase=str(state.phase),
            since=rfc3339(state.since),
            boom=state.boom,
            held=state.held,
            stopped=state.stopped,
            announced=len(state.expected),
            weight=self._weight(state),
            cameras=tuple(self._camera(one) for one in self._devices.cameras),
            faults=tuple(fault_view(one) for one in state.faults),
            broker=self._broker(),
            passage=current_passage(state, self._pictures(state)),
            last=tuple(past_passage(one) for one in tuple(self._daemon.records)),
        )

    def picture(self, name: str) -> bytes | None:
        return self._picture(name, marked=False)

    def marked_picture(self, name: str) -> bytes | None:
        return self._picture(name, marked=True)

    def _picture(self, name: str, *, marked: bool) -> bytes | None:
        camera = next((one for one in self._devices.cameras if one.name == name), None)
        return self._live.jpeg(camera, marked=marked) if camera else None

    def passage_image(self, passage_id: str, name: str) -> bytes | None:
        return self._store.evidence.read(passage_id, name)

    def thumbnail(self, passage_id: str, name: str) -> bytes | None:
        jpeg = self._store.evidence.read(passage_id, name)
        return None if jpeg is None else thumbnail(jpeg)

    def _pictures(self, state: State) -> tuple[PictureView, ...]:
        """Of the truck in the lane as they are on disk now; the surest of a camera replaces the one before it."""
        if state.passage is None:
            return ()
        passage_id, evidence = state.passage.passage_id, self._store.evidence
        names = [one for one in evidence.names(passage_id) if one.endswith(".jpg")]
        views = [PictureView(one, kind_of(one), _version(evidence.path_of(passage_id, one))) for one in names]
        return tuple(sorted(views, key=lambda one: ORDER.index(kind_of(one.name))))

    def _weight(self, state: State) -> WeightView | None:
        if self._config.weighbridge is None:
            return None
        reading = state.reading
        if reading is None:
            return WeightView(None, "invalid", stable=False, age_s=None)
        age_s = max(0.0, self._clock.monotonic_s() - reading.at_s)
        return WeightView(whole(reading.gross_kg), reading.status, reading.stable, round(age_s, 1))

    def _camera(self, camera: Camera) -> CameraView:
        view = next(one.view for one in self._config.camera if one.name == camera.name)
        health = camera.health()
        words = words_for(f"camera:{camera.name}", health.code, health.text)
        return CameraView(camera.name, view, health.code, health.text, health.fps, health.age_s, words)

    def _broker(self) -> BrokerView:
        health, waiting = self._devices.broker.health(), self._queue.look()
        return BrokerView(health.code, waiting.depth, waiting.oldest_at, words_for("broker", health.code, health.text))


def _version(path: Path) -> str:
    try:
        return str(path.stat().st_mtime_ns)
    except OSError:  # replaced right now
        return "0"


@dataclass(frozen=True, slots=True)
class _Waiting:
    at_s: float
    depth: int = 0
    oldest_at: str | None = None


class _Queue:
    """What waits for the broker, looked up once a second however many pages are open."""

    def __init__(self, outbox: Outbox, clock: Clock) -> None:
        self._outbox = outbox
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting = _Waiting(-math.inf)

    def look(self) -> _Waiting:
        with self._lock:
            now_s = self._clock.monotonic_s()
            if now_s - self._waiting.at_s >= QUEUE_FRESH_S:
                self._waiting = self._count(now_s)
            return self._waiting

    def _count(self, now_s: float) -> _Waiting:
        try:
            oldest = self._outbox.oldest()
            return _Waiting(now_s, self._outbox.depth(), waits_since(oldest) if oldest else None)
        except StorageError:  # the fault `storage` says it
            return _Waiting(now_s)
