"""The doctor's look at the lane's disk, and at what waits there for the broker."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from edge.commands.findings import Finding
from edge.commands.outbox import describe
from edge.config import StorageTable
from edge.errors import InputError
from edge.outbox_reader import reading

AT_EASE = 1.25  # of the space that is kept free
LONG_S = 3600.0


def probe_disk(storage: StorageTable) -> Finding:
    """Is there room, and may it be written?"""
    folder, least_gb = Path(storage.path), storage.min_free_gb
    if not folder.is_dir():
        return _missing(folder) if not folder.exists() else _no_folder(folder)
    free_gb = shutil.disk_usage(folder).free / 1e9
    figures = {"free_gb": round(free_gb, 2), "min_free_gb": least_gb}
    space = f"{folder}: {free_gb:.1f} GB free, {least_gb:g} GB of it closed to pictures"
    refusal = _refusal(folder)
    if refusal is not None:
        return Finding("disk", "fail", f"{space}; {refusal}", "read-only", figures=figures)
    if free_gb < least_gb:
        return Finding("disk", "fail", f"{space}: pictures give way", "low-space", figures=figures)
    if free_gb < AT_EASE * least_gb:
        return Finding("disk", "warn", space, "low-space", figures=figures)
    return Finding("disk", "ok", f"{space}; can be written", figures=figures)


def _missing(folder: Path) -> Finding:
    above = next(one for one in folder.absolute().parents if one.is_dir())
    free_gb = shutil.disk_usage(above).free / 1e9
    text = f"{folder}: the lane makes it in {above} when it first runs; {free_gb:.1f} GB free"
    return Finding("disk", "warn", text, "missing")


def _no_folder(folder: Path) -> Finding:
    return Finding("disk", "fail", str(folder), "no-folder")


def _refusal(folder: Path) -> str | None:
    """Why a small file can't be written and synced there; None where it can. Nothing is left behind."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"lanegate doctor")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error.strerror or str(error)
    return None


def probe_outbox(storage: StorageTable) -> Finding:
    """What waits for the broker, and since when."""
    folder = Path(storage.path)
    file = folder / "outbox.sqlite"
    if not file.exists():
        return Finding("outbox", "ok", "none yet: the lane has not run")
    try:
        with reading(file) as outbox:
            known = describe(outbox, folder)
    except InputError as error:
        return Finding("outbox", "fail", str(error), "unreadable")
    return _judged(known, put_aside=len(list(folder.glob("outbox.sqlite.broken-*Z"))))


def _judged(known: Mapping[str, Any], *, put_aside: int) -> Finding:
    waiting = sum(one["messages"] for one in known["waiting"])
    oldest_s = _age_s([one["oldest_at"] for one in known["waiting"] if one["oldest_at"]])
    code, *more = [*_faults(known["too_large"], oldest_s, put_aside)] or ["ok"]
    since = "" if oldest_s is None else f", the oldest for {_span(oldest_s)}"
    found = [f"{waiting} messages wait{since}" if waiting else "nothing waits"]
    found += [f"{known['records']['count']} records kept, {known['in_lane']} passages in the lane"]
    found += [f"{known['too_large']} pictures too large"] if known["too_large"] else []
    return Finding(
        "outbox",
        "ok" if code == "ok" else "warn",
        "; ".join(found),
        code,
        tuple(more),
        figures={"waiting": waiting, "oldest_s": oldest_s, "too_large": known["too_large"], "put_aside": put_aside},
    )


def _faults(too_large: int, oldest_s: float | None, put_aside: int) -> Iterator[str]:
    if oldest_s is not None and oldest_s > LONG_S:
        yield "old"
    if too_large:
        yield "too-large"
    if put_aside:
        yield "put-aside"


def _age_s(times: list[str]) -> float | None:
    """Of the oldest of times in RFC 3339, in seconds."""
    if not times:
        return None
    oldest = min(datetime.fromisoformat(one) for one in times)
    return round(max(0.0, (datetime.now(UTC) - oldest).total_seconds()), 1)


def _span(seconds: float) -> str:
    for unit, size in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
