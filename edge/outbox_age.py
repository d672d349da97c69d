"""Since when a message waits, by what it says itself; pure."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import PurePath
from uuid import UUID

from edge.outbox_queue import Message
from edge.values import rfc3339


def waits_since(message: Message) -> str | None:
    """RFC 3339: when its record ended, its event happened or its picture's passage began; an answer does not say."""
    return began(PurePath(message.file).parent.name) if message.file is not None else _time_of(message.payload or b"")


def began(passage_id: str) -> str | None:
    """A UUIDv7 begins with its milliseconds since 1970 (RFC 9562, section 5.7)."""
    with suppress(ValueError, OverflowError):
        known = UUID(passage_id)
        if known.version == 7:
            return rfc3339(datetime.fromtimestamp((known.int >> 80) / 1000, UTC))
    return None


def _time_of(payload: bytes) -> str | None:
    with suppress(ValueError):
        document = json.loads(payload)
        if isinstance(document, dict):
            found = document.get("ended_at") or document.get("at")
            return found if isinstance(found, str) else None
    return None
