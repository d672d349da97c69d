"""Writes what the lane met into a session's files of events, a minute each; see `edge.recording.lines`."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from edge.recording.folder import create, events_name, next_number
from edge.recording.lines import encode_line
from edge.recording.values import Before, ClockSaid, Entry, Met, Spoken
from edge.values import DeviceStatus, ExpectedChanged, InputChanged

PART_S = 60.0


class EventLog:
    """Each file begins with what still holds, so that the files before it may be removed."""

    def __init__(self, session: Path) -> None:
        self._session = session
        self._file: BinaryIO | None = None
        self._began_s = 0.0
        self._holds: dict[str, Met | Spoken | ClockSaid] = {}

    def add(self, entry: Entry, now_s: float) -> None:
        """Raises OSError."""
        if self._file is None or now_s - self._began_s >= PART_S:
            self._begin(now_s)
        assert self._file is not None  # noqa: S101 - for the type checker: it was begun
        self._file.write(encode_line(entry))
        self._remember(entry)

    def flush(self) -> None:
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def _begin(self, now_s: float) -> None:
        self.close()
        self._file = create(self._session / events_name(next_number(self._session)))
        self._began_s = now_s
        for held in self._holds.values():
            self._file.write(encode_line(Before(held)))

    def _remember(self, entry: Entry) -> None:
        match entry:
            case Met(event=InputChanged(name=name)):
                self._holds[f"input {name}"] = entry
            case Met(event=DeviceStatus(device=device)):
                self._holds[f"device {device}"] = entry
            case Met(event=ExpectedChanged()):
                self._holds["expected"] = entry
            case Spoken():
                self._holds["indicator"] = entry
            case ClockSaid():
                self._holds["clock"] = entry
