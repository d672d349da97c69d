"""What these tests record: entries, and folders to look into."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from edge.errors import FrameError
from edge.recording.lines import parse_line
from edge.recording.values import Entry, Met
from edge.values import Event, Stamp

UUID = "01a20fd3-dfec-7af9-b067-058f325d9415"
AT = datetime(2026, 11, 24, 22, 57, tzinfo=UTC)


def met(event: Event, at_s: float = 1.0) -> Met:
    return Met(Stamp(at_s, AT, UUID), event)


def entries_of(session: Path) -> list[Entry]:
    """All that is in a session's events; fails where a line is broken."""
    lines = (line for path in sorted(session.glob("events-*.jsonl")) for line in path.read_bytes().splitlines(True))
    try:
        return [parse_line(line) for line in lines]
    except FrameError as error:
        raise AssertionError(f"{session}: {error}") from error
