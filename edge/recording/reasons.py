"""What makes a recording worth keeping: a fault, a violation, a passage that needs a person; pure."""

from __future__ import annotations

import re

from edge.recording.values import Entry, Kept, Met
from edge.values import DeviceStatus, PulseFailed, StoreFailed

NO_FAULTS = frozenset({"ok", "starting"})
NEEDS_A_PERSON = "refer"


def reason_to_keep(entry: Entry) -> str | None:
    """In a word fit for a folder's name, such as `indicator-silent`; None for what happens every day."""
    match entry:
        case Met(event=DeviceStatus(device=device, code=code)) if code not in NO_FAULTS:
            return _plain(f"{device}-{code}")
        case Met(event=PulseFailed()):
            return "pulse-failed"
        case Met(event=StoreFailed()):
            return "store-failed"
        case Kept(record) if record.get("violations"):
            return "violation"
        case Kept(record) if (record.get("decision") or {}).get("outcome") == NEEDS_A_PERSON:
            return "needs-a-person"
    return None


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9-]+", "-", text.lower())[:60].strip("-")
