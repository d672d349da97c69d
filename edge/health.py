"""The `health` topic: what a technician at the centre asks first."""

from __future__ import annotations

import shutil

import psutil

from edge.faults.listed import told
from edge.fittings import Devices, Store
from edge.lane.documents.health import CameraFigures, DeviceFigures, HealthDocument, PictureFigures
from edge.lane.state import State
from edge.ports import CameraHealth, DeviceHealth, LaneClock
from edge.room import Room
from edge.values import rfc3339

_MEBIBYTE = 1024 * 1024


def health_document(devices: Devices, store: Store, room: Room, state: State, clock: LaneClock) -> HealthDocument:
    """Figures of this moment."""
    kept = clock.health()
    cpu_s, rss = _process()
    return {
        "at": rfc3339(clock.utc()),
        "boot_id": state.boot_id,
        "cameras": {one.name: _camera(one.health()) for one in devices.cameras},
        "indicator": _device("indicator", devices.scale.health()) if devices.scale else None,
        "relay": _device("relay", devices.barrier.health()) if devices.barrier else None,
        "broker": _device("broker", devices.broker.health()),
        "outbox_depth": store.outbox.depth(),
        "inference_ms": _rounded(devices.watcher.last_ms if devices.watcher else None),
        "cpu_s": round(cpu_s, 1),
        "rss_mb": round(rss / _MEBIBYTE, 1),
        "disk_free_gb": round(shutil.disk_usage(store.path).free / 1e9, 2),
        "pictures": _pictures(room),
        "calibrations": devices.calibrations.figures() if devices.calibrations else {},
        "clock_synchronised": kept.synchronised_since_s is not None,
        "clock_offset_s": round(kept.offset_s, 3),
    }


def _pictures(room: Room) -> PictureFigures:
    removed = room.removed
    return {"stored": not room.is_short(), "removed": removed.pictures, "removed_unsent": removed.unsent}


def _camera(health: CameraHealth) -> CameraFigures:
    return {
        "code": health.code,
        "text": told("camera", health.code, health.text),
        "fps": round(health.fps, 1),
        "age_s": _rounded(health.age_s),
        "frames": health.frames,
        "dropped": health.dropped,
        "restarts": health.restarts,
    }


def _device(device: str, health: DeviceHealth) -> DeviceFigures:
    return {"code": health.code, "text": told(device, health.code, health.text)}


def _process() -> tuple[float, float]:
    """CPU seconds and bytes of memory of the daemon and its camera and relay processes together."""
    this = psutil.Process()
    family = [this, *this.children(recursive=True)]
    cpu_s = rss = 0.0
    for process in family:
        try:
            times = process.cpu_times()
            rss += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
        cpu_s += times.user + times.system
    return cpu_s, rss


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
