"""When, by whom and how well each device of a lane was calibrated: dated records under the lane's state."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from edge.errors import StorageError
from edge.ownership import give_as, make_folder
from edge.values import rfc3339

Verdict = Literal["pass", "fail"]
SCHEMA = "lanegate/calibration/1"


@dataclass(frozen=True, slots=True)
class Calibration:
    """`device`: camera:<name>, indicator or relay; `at`: UTC; `by`: who did it; `findings`: all that was measured."""

    device: str
    at: datetime
    verdict: Verdict
    by: str
    findings: Mapping[str, Any]


def calibration_folder(state: Path) -> Path:
    return state / "calibration"


def record_name(device: str, at: datetime) -> str:
    """`camera-front-20261124T221500Z`: of the record and of all that belongs to it, without the suffix."""
    return f"{device.replace(':', '-')}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def write_calibration(state: Path, calibration: Calibration) -> Path:
    """Writes the record; raises `StorageError`."""
    document = {
        "schema": SCHEMA,
        "device": calibration.device,
        "at": rfc3339(calibration.at.astimezone(UTC)),
        "verdict": calibration.verdict,
        "by": calibration.by,
        "findings": dict(calibration.findings),
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    return keep_file(state, f"{record_name(calibration.device, calibration.at)}.json", text.encode())


def keep_file(state: Path, name: str, content: bytes) -> Path:
    """Puts a file among the records, whole or not at all, and gives it to the owner of the state.

    Raises `StorageError`.
    """
    folder = calibration_folder(state)
    path, part = folder / name, folder / f"{name}.part"
    try:
        make_folder(folder)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        give_as(folder, part)
        part.replace(path)
    except OSError as error:
        raise StorageError(f"{path} can't be written: {error.strerror}") from error
    return path


def newest_calibrations(state: Path) -> dict[str, Calibration]:
    """The newest record of each device; what can't be read is left out, as if it were not there."""
    try:
        paths = sorted(calibration_folder(state).glob("*.json"))
    except OSError:
        return {}
    found = [one for one in map(_read, paths) if one is not None]
    return {one.device: one for one in sorted(found, key=lambda one: one.at)}


def _read(path: Path) -> Calibration | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["schema"] != SCHEMA or told["verdict"] not in ("pass", "fail"):
            return None
        at = datetime.fromisoformat(told["at"])
        if at.tzinfo is None:
            return None
        return Calibration(str(told["device"]), at, told["verdict"], str(told["by"]), dict(told["findings"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
