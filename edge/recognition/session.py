"""ONNX networks on the processor."""

from __future__ import annotations

import os
from pathlib import Path

import onnxruntime
import psutil

from edge.errors import InputError


def open_session(model: Path | bytes, threads: int) -> onnxruntime.InferenceSession:
    """A session on the processor, of a file or its content; `threads` 0 lets it take every core."""
    if isinstance(model, Path) and not model.is_file():
        raise InputError(f"the recognition model {model} is missing")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    # By itself onnxruntime ties each thread to a core: a hardened unit may not, and its journal fills with that.
    options.intra_op_num_threads = threads or _cores()
    # Three networks take turns: a pool that spins while it waits would take the cores from the one whose turn it is.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    source = str(model) if isinstance(model, Path) else model
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])


def _cores() -> int:
    """Physical cores that this process may use."""
    usable = len(os.sched_getaffinity(0))
    return min(usable, psutil.cpu_count(logical=False) or usable)
