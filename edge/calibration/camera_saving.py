"""Zone and results of a camera into the lane's file; a dated record with the picture into the lane's state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np

from edge.calibrated import Calibration, Verdict, keep_file, record_name, write_calibration
from edge.calibration.camera_findings import WHOLE, findings_of, verdict_of, zone_item
from edge.calibration.camera_sitting import Shown, Told
from edge.calibration.camera_zone import Zone
from edge.calibration.saving import Change, save_settings
from edge.config import SecretSource
from edge.marking import draw
from edge.values import Image

ZONE_COLOUR = (255, 196, 124)  # BGR
JPEG_QUALITY = 85


@dataclass(frozen=True, slots=True)
class Place:
    """Where a camera's calibration goes: the lane's file, the lane's state, the camera's name."""

    file: Path
    state: Path
    secrets: SecretSource
    name: str


@dataclass(frozen=True, slots=True)
class Saved:
    verdict: Verdict
    backup: Path
    record: Path
    picture: Path | None


def save_camera(place: Place, told: Told, shown: Shown, by: str, at: datetime) -> Saved:
    """Raises ConfigError, with nothing changed, where the lane's file would be refused, and StorageError."""
    zone = Change(("camera", place.name), "zone", zone_item(told, at))
    backup = save_settings(place.file, [zone], place.secrets, at)
    device = f"camera:{place.name}"
    picture = _write_picture(place.state, record_name(device, at), told, shown)
    findings = findings_of(told, picture.name if picture else None)
    verdict = verdict_of(told)
    record = write_calibration(place.state, Calibration(device, at, verdict, by, findings))
    return Saved(verdict, backup, record, picture)


def _write_picture(state: Path, name: str, told: Told, shown: Shown) -> Path | None:
    """None where there is no picture yet."""
    if shown.frame is None:
        return None
    drawn = draw_zone(draw(shown.frame.image, shown.reads), told.zone or WHOLE)
    return keep_file(state, f"{name}.jpg", encode_jpeg(drawn, JPEG_QUALITY))


def draw_zone(image: Image, zone: Zone) -> Image:
    """Draws the polygon's border onto a (H, W, 3) BGR picture, and returns it."""
    height, width = image.shape[:2]
    corners = np.array([(x * (width - 1), y * (height - 1)) for x, y in zone]).round().astype(np.int32)
    cv2.polylines(image, [corners.reshape(-1, 1, 2)], True, ZONE_COLOUR, max(2, width // 400), cv2.LINE_AA)
    return image


def encode_jpeg(image: Image, quality: int) -> bytes:
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
