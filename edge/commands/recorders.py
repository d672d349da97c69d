"""The `[recording]` table -> what records the lane, and what its session says of the lane."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from edge.config import Config
from edge.daemon import Identity
from edge.devices.camera import redact_url
from edge.lane.state import State
from edge.ports import LaneClock
from edge.recording.folder import FORMAT
from edge.recording.recorder import Recorder
from edge.recording.ring import Bounds
from edge.values import rfc3339

FOLDER = "recordings"
STARS = "***"
SPARE = 1.5  # of the free space that is kept: recordings give way before pictures do
MOST_SERVED = 1000  # announcements that were used up, the newest


@dataclass(frozen=True, slots=True)
class Recording:
    """A recorder, and what it is to say of the lane."""

    recorder: Recorder
    head: Mapping[str, Any]

    def start(self) -> None:
        self.recorder.start(self.head)

    def close(self) -> None:
        self.recorder.close()


def new_recorder(config: Config, clock: LaneClock) -> Recorder | None:
    """Not started yet; None where nothing is to be recorded."""
    table = config.recording
    if table.mode == "off":
        return None
    spare_bytes = SPARE * config.storage.min_free_gb * 1e9
    bounds = Bounds(table.max_gb * 1e9, table.minutes, table.keep, spare_bytes)
    return Recorder(Path(config.storage.path) / FOLDER, bounds, clock, keeps_faults=table.mode == "fault")


def session_head(config: Config, identity: Identity, state: State, clock: LaneClock) -> dict[str, Any]:
    """Of a lane that starts: what a replay must know of it beside what it meets."""
    return {
        "format": FORMAT,
        "version": identity.version,
        "boot_id": identity.name.boot_id,
        "began_at": rfc3339(clock.utc()),
        "began_s": clock.monotonic_s(),
        "machine": {
            "system": platform.platform(),
            "processor": platform.machine(),
            "python": platform.python_version(),
        },
        "interrupted": asdict(state.interrupted) if state.interrupted else None,
        "served": dict(list(state.served.items())[-MOST_SERVED:]),
        "lane": without_secrets(config),
    }


def without_secrets(config: Config) -> dict[str, Any]:
    """The configuration as its file has it, starred where a secret stood; it can be read again as one."""
    document = config.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    for shown, camera in zip(document.get("camera", ()), config.camera, strict=True):
        shown["url"] = redact_url(camera.url.get_secret_value())
    for key in ("username", "password"):
        if document["mqtt"].get(key) is not None:
            document["mqtt"][key] = STARS
    return document
