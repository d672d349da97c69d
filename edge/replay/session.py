"""Reads a recorded session's folder: its head, and what the lane met, in order; what is broken is left out and told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from edge.errors import FrameError, InputError
from edge.recording.folder import FORMAT, HEAD
from edge.recording.lines import UUID, parse_line
from edge.recording.values import Before, Entry

MOST_LINE_BYTES = 16 * 1024 * 1024  # a list of announced vehicles is the longest


class InterruptedHead(BaseModel):
    """The passage that the lane's run before this one had left behind."""

    passage_id: str = Field(pattern=UUID)
    plate: str | None = None
    stable_kg: float | None = None


class Head(BaseModel):
    """`session.json`; `lane`: the configuration without its secrets."""

    model_config = ConfigDict(frozen=True, strict=True, allow_inf_nan=False)

    format: int
    version: str
    boot_id: str = Field(pattern=UUID)
    began_at: AwareDatetime
    machine: dict[str, str] = {}
    interrupted: InterruptedHead | None = None
    served: dict[str, str] = {}
    lane: dict[str, Any]


@dataclass(slots=True)
class Session:
    """One session; `faults` grows while it is read: a line each for what is broken."""

    folder: Path
    head: Head
    files: tuple[Path, ...]
    faults: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether it begins with the lane's start; a ring has lost that after a while."""
        return self.files[0].name.endswith("-000001.jsonl")

    @property
    def size(self) -> int:
        """Bytes of all events."""
        return sum(one.stat().st_size for one in self.files)

    def entries(self) -> Iterator[tuple[Entry, int]]:
        """What the lane met, each with the bytes that it took; what held before only where that is not known."""
        number = -1
        for path in self.files:
            follows, number = int(path.stem[-6:]) == number + 1, int(path.stem[-6:])
            for entry, size in self._entries_of(path):
                if not (follows and isinstance(entry, Before)):
                    yield entry, size

    def _entries_of(self, path: Path) -> Iterator[tuple[Entry, int]]:
        broken = 0
        for line in self._lines_of(path):
            try:
                yield parse_line(line), len(line)
            except FrameError:
                # a power cut shortens the last line
                broken += line.endswith(b"\n") or path != self.files[-1]
        if broken:
            self.faults.append(f"{path.name}: {broken} lines can't be read")

    def _lines_of(self, path: Path) -> Iterator[bytes]:
        try:
            with path.open("rb") as file:
                while line := file.readline(MOST_LINE_BYTES):
                    yield line
        except OSError as error:
            self.faults.append(f"{path.name} can't be read: {error.strerror}")


def open_session(folder: Path) -> Session:
    """Raises `InputError` where the folder is no session, or one of a later format."""
    path = folder / HEAD
    try:
        head = Head.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InputError(f"{folder} is no recorded session: {HEAD} can't be read ({error.strerror})") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(one) for one in first["loc"])
        raise InputError(f"{path}: {place + ': ' if place else ''}{first['msg']}") from error
    if head.format != FORMAT:
        raise InputError(f"{path}: format {head.format} is not known here (lanegate {head.version} wrote it)")
    files = tuple(one for one in sorted(folder.glob("events-*.jsonl")) if one.stem[-6:].isdecimal())
    if not files:
        raise InputError(f"{folder} holds no events")
    return Session(folder, head, files)
