"""The doctor's look at a camera; while the daemon has it, at what the daemon says: cameras let in only a few."""

from __future__ import annotations

import errno
import os
import socket
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import cv2
import numpy as np

from edge.commands.beside import Beside, fetch, page_url, quoted
from edge.commands.findings import Finding, Verdict
from edge.commands.picture_quality import quality_of
from edge.config import CameraTable, WebTable
from edge.devices.camera import place_of, redact_url
from edge.devices.camera_probe import CameraLook, look_at_camera
from edge.devices.camera_watch import CameraLimits, Fault
from edge.devices.clock import SystemClock
from edge.values import Image
from edge.web.source import CameraView

WATCH_S = 4.0
FEW_FPS = 3.0
OLD_S = 2.0
REFUSED = os.strerror(errno.ECONNREFUSED)


def probe_camera(table: CameraTable, beside: Beside, web: WebTable | None, until_s: float) -> Finding:
    """What the daemon says where it has the camera, else a look of our own."""
    view = next((one for one in beside.view.cameras if one.name == table.name), None) if beside.view else None
    if view is not None and web is not None and view.code in ("ok", "unauthorised"):
        return _by_word(table, view, _daemons_picture(web, table.name))
    url = table.url.get_secret_value()
    unknown = _name_fault(url)
    if unknown is not None:
        return _failed(table, "no-name", unknown)
    budget_s = until_s - time.monotonic()
    limits = CameraLimits(open_s=budget_s / 3, stall_s=min(5.0, budget_s / 3))
    look = look_at_camera(url, table.loop, limits, min(WATCH_S, budget_s / 3), until_s, SystemClock())
    if look.fault is not None and not (look.fault.code == "ended" and look.pictures):
        return _failed(table, _code_of(look.fault), redact_url(look.fault.text(place_of(url))))
    return _seen(table, look, is_live="://" in url)


def _name_fault(url: str) -> str | None:
    """Why the host of a live address has no number; None where it has."""
    with suppress(ValueError):
        host = urlsplit(url).hostname if "://" in url else None
        if not host:
            return None
        try:
            socket.getaddrinfo(host, None)
        except (OSError, UnicodeError) as error:
            return f"{host} ({getattr(error, 'strerror', None) or error})"
    return None


def _code_of(fault: Fault) -> str:
    """A refused connection has other causes than none at all: somebody is there."""
    return "no-service" if fault.code == "unreachable" and REFUSED in fault.detail else fault.code


def _failed(table: CameraTable, code: str, text: str) -> Finding:
    return Finding(f"camera:{table.name}", "fail", text, code)


def _seen(table: CameraTable, look: CameraLook, *, is_live: bool) -> Finding:
    """A camera that gives pictures; what is weak about them."""
    doubts = list(_doubts(look.fps, look.age_s, look.image)) if look.fault is None else []
    codec = str(look.opened.get("codec", "unknown"))
    if is_live and codec != "h264":
        doubts.append("no-h264")
    width, height = look.opened.get("width"), look.opened.get("height")
    said_fps = float(look.opened.get("fps", 0.0))
    parts = [
        f"{codec} {width}x{height} from {place_of(table.url.get_secret_value())}",
        f"{look.fps:.1f} pictures a second" + (f" of {said_fps:.3g}" if said_fps else ""),
    ]
    figures = {"codec": codec, "width": width, "height": height, "said_fps": said_fps, "pictures": look.pictures}
    return _judged(table, parts, look.fps, look.age_s, look.image, doubts, figures)


def _by_word(table: CameraTable, view: CameraView, image: Image | None) -> Finding:
    if view.code != "ok":
        return _failed(table, view.code, quoted(view.text))
    parts = [f"{view.fps:.1f} pictures a second, says the running daemon, which has the camera"]
    doubts = list(_doubts(view.fps, view.age_s, image))
    return _judged(table, parts, view.fps, view.age_s, image, doubts, {"by": "daemon"})


def _judged(
    table: CameraTable,
    parts: Sequence[str],
    fps: float,
    age_s: float | None,
    image: Image | None,
    doubts: Sequence[str],
    figures: Mapping[str, Any],
) -> Finding:
    zone = f"zone of {len(table.zone)} corners" if table.zone else "no zone: the whole picture is read"
    age = [] if age_s is None else [f"the newest {age_s:.1f} s old"]
    known = {"fps": round(fps, 1), "age_s": None if age_s is None else round(age_s, 2), **figures}
    if image is not None:
        quality = quality_of(image)
        known |= {"brightness": round(quality.brightness), "sharpness": round(quality.sharpness)}
        age += [] if any(quality.doubts()) else ["picture clear"]
    verdict: Verdict = "warn" if doubts else "ok"
    found = "; ".join((*parts, *age, zone))
    code, *more = doubts or ["ok"]
    return Finding(f"camera:{table.name}", verdict, found, code, tuple(more), figures=known)


def _doubts(fps: float, age_s: float | None, image: Image | None) -> list[str]:
    found = ["few-pictures"] if fps < FEW_FPS else []
    found += ["old"] if age_s is not None and age_s > OLD_S else []
    return found + (list(quality_of(image).doubts()) if image is not None else [])


def _daemons_picture(web: WebTable, name: str) -> Image | None:
    """The camera's newest picture, from the daemon's page."""
    try:
        content = fetch(f"{page_url(web)}/camera/{name}.jpg")
    except OSError:
        return None
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    return None if picture is None else np.asarray(picture, np.uint8)
