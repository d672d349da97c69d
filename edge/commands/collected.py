"""A lane's records and pictures where they lie: in its state folder, in an export, in a file that a consumer wrote."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from edge.errors import InputError
from edge.evidence import Evidence
from edge.outbox_reader import reading

OUTBOX, EXPORT = "outbox.sqlite", "passages.jsonl"


@dataclass(frozen=True, slots=True)
class Collected:
    """`lines`: each record as published, without the end of its line; `pictures`: None where there are none at all.

    `head`: SHA-256 of the lane's last record as the lane itself knows it, in a state folder. `is_cut`: the last line
    has no end.
    """

    lines: Iterator[bytes]
    pictures: Evidence | None = None
    head: str | None = None
    is_cut: bool = False


@contextmanager
def collected(path: Path) -> Iterator[Collected]:
    """What lies at `path`, read without changing anything; raises `InputError`."""
    if path.is_dir() and (path / OUTBOX).is_file():
        with _archive(path) as found:
            yield found
    elif path.is_dir() and (path / EXPORT).is_file():
        yield _file(path / EXPORT, _pictures(path))
    elif path.is_dir():
        raise InputError(f"{path} holds no records: a lane's state has {OUTBOX}, an export has {EXPORT}")
    else:
        yield _file(path, None)


def _pictures(folder: Path) -> Evidence | None:
    return Evidence(folder / "evidence") if (folder / "evidence").is_dir() else None


def _file(path: Path, pictures: Evidence | None) -> Collected:
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - 1))
            is_cut = file.read() not in (b"\n", b"")
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}") from error
    return Collected(_lines(path, size), pictures, is_cut=is_cut)


def _lines(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file, _progress(size, "B") as advance:
        for line in file:
            advance(len(line))
            if line.strip():
                yield line.removesuffix(b"\n")


@contextmanager
def _progress(total: int, unit: str) -> Iterator[Callable[[int], object]]:
    """A bar for whoever watches; what it gives is called with how much was done."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with tqdm(total=total, unit=unit, unit_scale=True, desc="records", file=sys.stderr) as bar:
        yield bar.update


@contextmanager
def _archive(folder: Path) -> Iterator[Collected]:
    with reading(folder / OUTBOX) as outbox:
        count, *_ = outbox.archive()
        yield Collected(_counted(outbox.records(), count), _pictures(folder), outbox.head())


def _counted(records: Iterator[bytes], count: int) -> Iterator[bytes]:
    with _progress(count, "record") as advance:
        for line in records:
            advance(1)
            yield line
