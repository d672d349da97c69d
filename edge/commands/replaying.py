"""A recorded session -> the same lane code over virtual time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from edge.commands.brokers import topic_prefix
from edge.commands.fitting import lane_settings
from edge.commands.scales import new_parser
from edge.config import Config, parse_config
from edge.daemon import Daemon, Identity
from edge.errors import InputError
from edge.evidence import Evidence
from edge.fittings import Devices, Store
from edge.lane.record import LaneName
from edge.lane.state import Interrupted
from edge.outbox import Outbox
from edge.ports import Recogniser
from edge.recording.folder import HEAD
from edge.recording.values import Entry, Spoken
from edge.replay.devices import ReplayBarrier, ReplayBroker, ReplayCamera
from edge.replay.session import Head, Session
from edge.replay.sight import Sight
from edge.replay.timeline import Timeline
from edge.replay.weighing import Weighing
from edge.watcher import Watched
from edge.wire.indicator import Indicator
from edge.wire.messages import encode_json

FOR_EVER_DAYS, NO_BOUND_GB = 1_000_000, 1e6


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a session. `payloads`: the records as published; `live`: those that the lane had published then."""

    payloads: list[bytes]
    live: list[Mapping[str, Any]]
    pulses: int
    began: datetime
    length_s: float
    took_s: float
    unfinished: bool
    faults: list[str]

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(one) for one in self.payloads]


def replay(
    session: Session, state: Path, recogniser: Recogniser, step: Callable[[int], object], *, in_real_time: bool = False
) -> Replayed:
    """`state`: an empty folder; `step` is told the bytes read. Raises `InputError`, `ConfigError`, `StorageError`."""
    config = parse_config(session.head.lane, lambda _name: None, str(session.folder / HEAD))
    sight = Sight(session.folder, _watched(config), recogniser)
    outbox = Outbox(state / "outbox.sqlite", encode_json)
    try:
        weighing = Weighing(lambda spoken: _parser(config, spoken))
        timeline = _timeline(session, weighing, sight, step, in_real_time=in_real_time)
        # this machine's disk is not the lane's: what was stored then is stored now
        store = Store(state, outbox, Evidence(state / "evidence"), FOR_EVER_DAYS, NO_BOUND_GB, min_free_gb=0.0)
        return _run(session, config, store, timeline, sight)
    finally:
        sight.close()
        outbox.close()


def _run(session: Session, config: Config, store: Store, timeline: Timeline, sight: Sight) -> Replayed:
    began_s = time.monotonic()
    barrier = ReplayBarrier()
    daemon = Daemon(lane_settings(config), _identity(config, session.head), store, timeline, timeline, timeline)
    daemon.state = replace(daemon.state, interrupted=_interrupted(session.head), served=session.head.served)
    timeline.ended = daemon.stop
    daemon.run(Devices((), ReplayBroker(), barrier=barrier if config.barrier else None))
    return Replayed(
        payloads=[payload for _, payload in store.outbox.records()],
        live=timeline.kept,
        pulses=barrier.pulses.count("open"),
        began=timeline.began.utc,
        length_s=timeline.monotonic_s() - timeline.began.at_s,
        took_s=time.monotonic() - began_s,
        unfinished=daemon.state.passage is not None,
        faults=[*session.faults, *sight.faults(), *_holes(timeline)],
    )


def _timeline(
    session: Session, weighing: Weighing, sight: Sight, step: Callable[[int], object], *, in_real_time: bool
) -> Timeline:
    def entries() -> Iterator[Entry]:
        for entry, size in session.entries():
            step(size)
            yield entry

    try:
        return Timeline(entries(), weighing, sight.look, _Pace().wait if in_real_time else lambda _at_s: None)
    except StopIteration as error:
        raise InputError(f"{session.folder} holds no event that can be read") from error


class _Pace:
    """As fast as it was."""

    def __init__(self) -> None:
        self._ahead_s: float | None = None

    def wait(self, at_s: float) -> None:
        now_s = time.monotonic()
        if self._ahead_s is None:
            self._ahead_s = at_s - now_s
        time.sleep(min(60.0, max(0.0, at_s - self._ahead_s - now_s)))


def _identity(config: Config, head: Head) -> Identity:
    lane = config.lane
    return Identity(LaneName(lane.site, lane.id, lane.direction, head.boot_id), topic_prefix(config), head.version)


def _interrupted(head: Head) -> Interrupted | None:
    left = head.interrupted
    return Interrupted(left.passage_id, left.plate, left.stable_kg) if left else None


def _watched(config: Config) -> dict[str, Watched]:
    return {
        one.name: Watched(ReplayCamera(one.name), one.view, frozenset(one.reads), one.zone) for one in config.camera
    }


def _parser(config: Config, spoken: Spoken) -> Indicator | None:
    return new_parser(config.weighbridge, spoken) if config.weighbridge else None


def _holes(timeline: Timeline) -> list[str]:
    found = []
    if timeline.lost:
        found.append(f"{timeline.lost} entries were not recorded, the disk was too slow")
    if timeline.unseen:
        found.append(f"{timeline.unseen} analysed frames are not on film")
    return found
