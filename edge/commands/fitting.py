"""Configuration -> devices: the only place that chooses which driver stands behind which port."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import uuid6

from edge import __version__
from edge.calibration_watch import CalibrationWatch
from edge.commands.brokers import broker_settings, topic_prefix
from edge.commands.recorders import Recording, new_recorder, session_head
from edge.commands.relays import relay_settings
from edge.commands.scales import new_scale
from edge.config import CameraTable, Config
from edge.daemon import Daemon, Identity
from edge.devices.barrier import RelayBarrier
from edge.devices.broker import MqttBroker
from edge.devices.camera import ProcessCamera
from edge.devices.clock import SystemClock
from edge.devices.overheard import Overheard
from edge.devices.scale import Pace
from edge.errors import StorageError
from edge.evidence import Evidence
from edge.fittings import Devices, Store
from edge.inbox import Inbox
from edge.lane.record import LaneName
from edge.lane.settings import Settings
from edge.moments import LiveMoments
from edge.outbox import Outbox
from edge.page import DaemonSource
from edge.port_lock import lock_devices
from edge.ports import Clock, LaneClock, Recogniser, Scale, Sink
from edge.recording.moments import RecordedMoments
from edge.recording.recorder import Recorder
from edge.room import make_blindly
from edge.supervision import ServiceManager, Supervision
from edge.users import Users
from edge.values import Channel
from edge.watcher import Watched, Watcher
from edge.web.access import Access, session_key
from edge.web.page import LanePage
from edge.wire.messages import encode_json

log = logging.getLogger(__name__)


def lane_settings(config: Config) -> Settings:
    """What the lane machine needs of the configuration."""
    barrier = config.barrier
    return Settings(
        arrival_by=config.arrival.by,
        threshold_kg=config.arrival.threshold_kg,
        mode=config.decision.mode,
        require=config.decision.require,
        open_for=config.decision.open_for,
        central_timeout_s=config.decision.central_timeout_s,
        min_confidence=config.decision.min_confidence,
        allow=config.decision.allow,
        refuse=config.decision.refuse,
        max_gross_kg=config.decision.max_gross_kg,
        weight_tolerance_kg=config.decision.weight_tolerance_kg,
        weight_tolerance_percent=config.decision.weight_tolerance_percent,
        sees_trailers=any("plate" in one.reads and one.view != "front" for one in config.camera),
        settle_s=config.weighbridge.settle_s if config.weighbridge else 0.0,
        identify_s=config.timing.identify_s,
        gone_s=config.timing.gone_s,
        clear_s=config.timing.clear_s,
        travel_s=barrier.travel_s if barrier else 0.0,
        has_barrier=barrier is not None,
        can_close=barrier is not None and barrier.close_channel is not None,
        inputs={one.name: one.role for one in barrier.input} if barrier else {},
    )


def open_store(config: Config) -> Store:
    """The lane's outbox and evidence; raises `StorageError`."""
    path = Path(config.storage.path)
    storage = config.storage
    evidence = Evidence(path / "evidence")
    outbox = _open_outbox(path, evidence, storage.min_free_gb)
    return Store(path, outbox, evidence, storage.evidence_days, storage.evidence_max_gb, storage.min_free_gb)


def _open_outbox(path: Path, evidence: Evidence, min_free_gb: float) -> Outbox:
    """On a disk so full that not even that works the oldest pictures go, sent or not: what waits can't be asked yet."""
    file = path / "outbox.sqlite"
    try:
        return Outbox(file, encode_json)
    except StorageError as error:
        if not make_blindly(error, evidence, path, min_free_gb * 1e9):
            raise
        return Outbox(file, encode_json)


def new_identity(config: Config) -> Identity:
    """A new run of the lane."""
    lane = config.lane
    name = LaneName(lane.site, lane.id, lane.direction, str(uuid6.uuid7()))
    return Identity(name, topic_prefix(config), __version__)


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane, fitted and not started yet."""

    daemon: Daemon
    devices: Devices
    store: Store
    identity: Identity
    page: LanePage | None
    supervision: Supervision
    locks: ExitStack
    recording: Recording | None = None

    def run(self) -> None:
        """Starts everything, runs the loop until `daemon.stop`, ends everything."""
        try:
            if self.recording is not None:
                self.recording.start()
            start(self.devices)
            if self.page is not None:
                self.page.start()
            self.daemon.run(self.devices, self.supervision.look)
        finally:
            log.info("stopping; the boom stays as it is")
            self.supervision.stopping()
            if self.page is not None:
                self.page.close()
            close(self.devices)
            if self.recording is not None:
                self.recording.close()
            self.store.outbox.close()
            self.locks.close()


def assemble(config: Config, users: Path | None = None) -> Lane:
    """The lane of a configuration, its last run's unfinished passage recovered.

    `users`: the file of those who may log in on the lane page; None: nobody may.
    Raises `StorageError`, and `DeviceError` where another program has the lane's state or a device of it.
    """
    with ExitStack() as undo:
        locks = undo.enter_context(ExitStack())
        lock_devices(config, locks)
        lane = _assemble(config, users, locks)
        undo.pop_all()
    return lane


def _assemble(config: Config, users: Path | None, locks: ExitStack) -> Lane:
    clock = SystemClock()
    store = open_store(config)
    inbox = Inbox()
    identity = new_identity(config)
    recorder = new_recorder(config, clock)
    moments = RecordedMoments(LiveMoments(clock), recorder) if recorder else None
    daemon = Daemon(lane_settings(config), identity, store, inbox, clock, moments)
    daemon.recover()
    recording = Recording(recorder, session_head(config, identity, daemon.state, clock)) if recorder else None
    devices = fit(config, daemon, store, inbox, clock, recorder)
    source = DaemonSource(config, __version__, daemon, devices, store, clock)
    access = _access(config, users, daemon, store, clock) if config.web and users else None
    page = LanePage(config.web.listen, source, access) if config.web else None
    return Lane(daemon, devices, store, identity, page, Supervision(devices, ServiceManager(), clock), locks, recording)


def _access(config: Config, users: Path, daemon: Daemon, store: Store, clock: Clock) -> Access:
    return Access(Users(users), daemon.desk, session_key(store.path), f"lanegate-{config.lane.id}", clock)


def fit(
    config: Config, daemon: Daemon, store: Store, inbox: Inbox, clock: LaneClock, recorder: Recorder | None = None
) -> Devices:
    """The devices of the configuration, not started yet; `recorder` notes what they hear and see."""
    cameras = [_camera(one, inbox.put, clock, recorder) for one in config.camera]
    watched = [
        Watched(camera, table.view, frozenset(table.reads), table.zone)
        for camera, table in zip(cameras, config.camera, strict=True)
    ]
    watcher = (
        Watcher(watched, _load_recogniser, daemon.wants_frames, daemon.has_vehicle, inbox.put_frame, inbox.put, clock)
        if cameras
        else None
    )
    broker = MqttBroker(broker_settings(config), store.outbox, daemon.state_document(), inbox.put, clock)
    return Devices(
        cameras,
        broker,
        watcher if cameras else None,
        _scale(config, inbox.put, clock, recorder),
        _barrier(config, store.path, inbox.put, clock),
        _calibrations(config, store.path, inbox.put, clock),
    )


def start(devices: Devices) -> None:
    devices.broker.start()
    for device in (devices.scale, devices.barrier, *devices.cameras, devices.watcher):
        if device is not None:
            device.start()


def close(devices: Devices) -> None:
    """In the order in which they feed each other; the broker last, for its farewell."""
    for device in (devices.watcher, *devices.cameras, devices.scale, devices.barrier, devices.broker):
        if device is not None:
            device.close()


def _load_recogniser() -> Recogniser:
    # onnxruntime and the models take a second to load: on the recognition thread, not before the devices start
    from edge.recognition.engine import load_recogniser  # noqa: PLC0415

    return load_recogniser()


def _camera(table: CameraTable, sink: Sink, clock: Clock, recorder: Recorder | None) -> ProcessCamera:
    film = recorder.camera_folder(table.name) if recorder else None
    return ProcessCamera(table.name, table.url.get_secret_value(), table.loop, sink, clock, film=film)


def _scale(config: Config, sink: Sink, clock: Clock, recorder: Recorder | None) -> Scale | None:
    table = config.weighbridge
    if table is None:
        return None
    scale = new_scale(table, sink, clock, Pace(poll_s=table.poll_ms / 1000))
    if recorder is not None:
        scale.overhear(lambda approach: Overheard(approach, recorder.add, clock))
    return scale


def _calibrations(config: Config, state: Path, sink: Sink, clock: Clock) -> CalibrationWatch:
    limits = config.calibration
    valid_days = {f"camera:{one.name}": limits.camera_days for one in config.camera}
    valid_days |= {"indicator": limits.weighbridge_days} if config.weighbridge else {}
    valid_days |= {"relay": limits.barrier_days} if config.barrier else {}
    return CalibrationWatch(state, valid_days, sink, clock)


def _barrier(config: Config, state: Path, sink: Sink, clock: Clock) -> RelayBarrier | None:
    table = config.barrier
    if table is None:
        return None
    channels: dict[Channel, int] = {"open": table.open_channel}
    if table.close_channel is not None:
        channels["close"] = table.close_channel
    roles = {one.name: one.role for one in table.input}
    return RelayBarrier(relay_settings(table, str(state / "relay-energised")), channels, roles, sink, clock)
