"""What the lane page shows, out of the running daemon; reads only, from the page's own threads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2

from edge.config import Config
from edge.daemon import Daemon
from edge.errors import StorageError
from edge.faults.listed import checks_by_language, words_by_language
from edge.fittings import Devices, Store
from edge.lane.passage import Passage, marks_of
from edge.lane.state import Fault, State
from edge.ports import Camera, Clock
from edge.values import rfc3339
from edge.web.source import (
    BrokerView,
    CameraView,
    CurrentPassage,
    FaultView,
    LaneView,
    PastPassage,
    WeightView,
)

PICTURE_WIDTH = 960
JPEG_QUALITY = 75


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

    def snapshot(self) -> LaneView:
        state = self._daemon.state
        lane = self._config.lane
        return LaneView(
            site=lane.site,
            lane=lane.id,
            direction=lane.direction,
            version=self._version,
            mode=self._config.decision.mode,
            phase=str(state.phase),
            since=rfc3339(state.since),
            boom=state.boom,
            weight=self._weight(state),
            cameras=tuple(self._camera(one) for one in self._devices.cameras),
            faults=tuple(_fault(one) for one in state.faults),
            broker=BrokerView(self._devices.broker.health().code, self._depth()),
            passage=_current(state.passage) if state.passage else None,
            last=tuple(_past(one) for one in tuple(self._daemon.records)),
        )

    def picture(self, name: str) -> bytes | None:
        camera = next((one for one in self._devices.cameras if one.name == name), None)
        frame = camera.newest(0) if camera else None
        if frame is None:
            return None
        scale = min(1.0, PICTURE_WIDTH / frame.image.shape[1])
        small = cv2.resize(frame.image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        done, jpeg = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        return jpeg.tobytes() if done else None

    def passage_image(self, passage_id: str, name: str) -> bytes | None:
        return self._store.evidence.read(passage_id, name)

    def _weight(self, state: State) -> WeightView | None:
        if self._config.weighbridge is None:
            return None
        reading = state.reading
        if reading is None:
            return WeightView(None, "invalid", stable=False, age_s=None)
        age_s = max(0.0, self._clock.monotonic_s() - reading.at_s)
        return WeightView(_whole(reading.gross_kg), reading.status, reading.stable, round(age_s, 1))

    def _camera(self, camera: Camera) -> CameraView:
        view = next(one.view for one in self._config.camera if one.name == camera.name)
        health = camera.health()
        return CameraView(camera.name, view, health.code, health.text, health.fps, health.age_s)

    def _depth(self) -> int:
        try:
            return self._store.outbox.depth()
        except StorageError:
            return 0


def _fault(fault: Fault) -> FaultView:
    return FaultView(
        device=fault.device,
        code=fault.code,
        text=fault.text,
        since=rfc3339(fault.since),
        words=words_by_language(fault.device, fault.code, fault.text),
        checks=checks_by_language(fault.device, fault.code),
    )


def _current(passage: Passage) -> CurrentPassage:
    marks = marks_of(passage)
    reasons = passage.decision.reasons if passage.decision else ()
    return CurrentPassage(
        plate=marks.plate.vote.text if marks.plate else None,
        trailer_plate=marks.trailer_plate.vote.text if marks.trailer_plate else None,
        containers=tuple(one.text for one in marks.containers),
        reasons=(*reasons, *passage.notes),
    )


def _past(record: Mapping[str, Any]) -> PastPassage:
    plate, trailer, weight, decision = (record[key] for key in ("plate", "trailer_plate", "weight", "decision"))
    return PastPassage(
        passage_id=record["passage_id"],
        arrived_at=record["arrived_at"],
        plate=plate["text"] if plate else None,
        trailer_plate=trailer["text"] if trailer else None,
        containers=tuple(one["number"] for one in record["containers"]),
        gross_kg=_whole(weight["gross_kg"]) if weight else None,
        outcome=decision["outcome"] if decision else None,
        reasons=tuple(decision["reasons"]) if decision else (),
        interrupted=bool(record.get("interrupted")),
        images=tuple(one["name"] for one in record["images"]),
    )


def _whole(gross_kg: float | None) -> int | None:
    return None if gross_kg is None else round(gross_kg)
