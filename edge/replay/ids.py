"""Identifiers that are the same each time: of a moment and a number; pure."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
VERSION_7, VARIANT = 0x7 << 76, 0b10 << 62


def derived_id(utc: datetime, number: int) -> str:
    """In the shape of a UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, then the number where others have chance."""
    milliseconds = (utc - EPOCH) // (EPOCH.resolution * 1000)
    return str(uuid.UUID(int=(milliseconds % (1 << 48)) << 80 | VERSION_7 | VARIANT | number % (1 << 62)))
