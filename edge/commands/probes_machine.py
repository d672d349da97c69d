"""The doctor's look at the lane as a program: daemon, page, clock, models, configuration."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from edge.commands.beside import Beside
from edge.commands.exposure import exposed
from edge.commands.findings import Finding
from edge.config import Config
from edge.devices.clock import SystemClock
from edge.recognition.manifest import load_manifest, model_bytes, model_folder


def probe_daemon(beside: Beside) -> Finding:
    """Does the lane run, and how is it?"""
    if not beside.runs:
        return Finding("daemon", "warn", "its devices are looked at here", "stopped")
    pid = "" if beside.pid is None else f", process {beside.pid}"
    if beside.view is None:
        return Finding("daemon", "ok", f"runs{pid}; its page says nothing", figures={"pid": beside.pid})
    view = beside.view
    figures = {"pid": beside.pid, "phase": view.phase, "version": view.version}
    faults = [f"{one.device} {one.code}" for one in view.faults]
    text = f"runs{pid}, version {view.version}, phase {view.phase}; faults: {', '.join(faults) or 'none'}"
    return Finding("daemon", "warn" if faults else "ok", text, "faults" if faults else "ok", figures=figures)


def probe_page(config: Config, beside: Beside) -> Finding:
    """Is the lane page where it should be, and nobody else there?"""
    listen = config.web.listen if config.web else ""
    if beside.view is not None:
        return Finding("page", "ok", f"http://{listen}/ answers")
    if beside.stranger:
        return Finding("page", "fail", f"{listen}, by {beside.stranger}", "taken")
    if beside.runs:
        return Finding("page", "fail", listen, "silent")
    return Finding("page", "ok", f"{listen} is free for the lane")


def probe_clock() -> Finding:
    """Is the clock right, and does anybody keep it so?"""
    health = SystemClock().health()
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    figures = {"synchronised": health.synchronised_since_s is not None}
    if health.code != "ok":
        return Finding("clock", "warn", f"{now}, {health.text}", health.code, figures=figures)
    if health.synchronised_since_s is None:
        return Finding("clock", "warn", now, "unsynchronised", figures=figures)
    return Finding("clock", "ok", f"{now}; a time service keeps it", figures=figures)


def probe_models(*, loaded: bool) -> Finding:
    """Are the models whole, and can they be loaded? `loaded`: a daemon runs, which has loaded them."""
    began_s = time.monotonic()
    folder = model_folder()
    manifest = load_manifest(folder)
    cards = (manifest.plate_reader, manifest.container_reader, manifest.mark_detector)
    size = sum(len(model_bytes(folder, card)) for card in cards)
    text = f"{len(cards)} models, {size / 1e6:.1f} MB, as the manifest has them"
    if loaded:
        return Finding("models", "ok", text)
    # onnxruntime takes a second to load: only where it is needed
    from edge.recognition.engine import load_recogniser  # noqa: PLC0415

    load_recogniser(threads=1)
    return Finding("models", "ok", f"{text}; loaded in {time.monotonic() - began_s:.1f} s")


def probe_configuration(file: Path, config: Config) -> Finding:
    """What is allowed and may surprise; secrets that lie open."""
    warnings = (*config.warnings(), *exposed(file, config))
    if not warnings:
        return Finding("configuration", "ok", f"{file}: understood, nothing odd; secrets are kept from other users")
    return Finding("configuration", "warn", str(file), "warnings", named=warnings)
