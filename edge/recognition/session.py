"""ONNX networks on the processor."""

from __future__ import annotations

from pathlib import Path

import onnxruntime

from edge.errors import InputError


def open_session(model: Path | bytes, threads: int) -> onnxruntime.InferenceSession:
    """A session on the processor, of a file or its content; `threads` 0 lets it take every core."""
    if isinstance(model, Path) and not model.is_file():
        raise InputError(f"the recognition model {model} is missing")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = threads
    # Three networks take turns: a pool that spins while it waits would take the cores from the one whose turn it is.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    source = str(model) if isinstance(model, Path) else model
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
