"""Files of weights."""

from __future__ import annotations

import hashlib
from pathlib import Path


def sha256_of(file: Path) -> str:
    """As the manifest has it."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
