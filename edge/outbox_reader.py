"""A lane's outbox as others may look at it, beside its daemon or without one: nothing is changed, nobody has to wait.

The connection is read-only and sees one moment, however long it reads (a transaction of SQLite's WAL).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from edge.errors import InputError
from edge.outbox_queue import Message

BY_TOPIC = """
SELECT topic, count(*), sum(length(payload)), min(id) FROM message WHERE pictures = 0 GROUP BY topic ORDER BY min(id)
"""
MESSAGE = "SELECT topic, payload, file, correlation FROM message WHERE id = ?"
PENDING = "SELECT topic, payload, file, correlation FROM message ORDER BY pictures, id"
PICTURES = "SELECT file, aside IS NOT NULL FROM message WHERE pictures = 1 ORDER BY id"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits of one topic, and the oldest of it; no pictures."""

    topic: str
    messages: int
    bytes: int
    oldest: Message


class OutboxReader:
    """What an outbox holds at the moment of opening."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def waiting(self) -> list[Waiting]:
        """Topics that are no pictures, the one with the oldest message first."""
        rows = self._database.execute(BY_TOPIC).fetchall()
        return [Waiting(topic, count, size, self._message(number)) for topic, count, size, number in rows]

    def pictures(self) -> list[tuple[str, bool]]:
        """Path of each picture that waits, oldest first, and whether it was set aside as too large for the broker."""
        rows = self._database.execute(PICTURES)
        return [(file, bool(aside)) for file, aside in rows]

    def pending(self) -> Iterator[Message]:
        """All that waits, records and events first."""
        for fields in self._database.execute(PENDING):
            yield Message(*fields)

    def archive(self) -> tuple[int, int, int, int]:
        """Of the records kept: how many, first and last `seq` (0, 0 where there are none), bytes."""
        row = self._database.execute("SELECT count(*), min(seq), max(seq), sum(length(payload)) FROM record").fetchone()
        count, first, last, size = (value or 0 for value in row)
        return count, first, last, size

    def records(self) -> Iterator[bytes]:
        """The records kept, by `seq`, each as published."""
        for (payload,) in self._database.execute("SELECT payload FROM record ORDER BY seq"):
            yield payload

    def head(self) -> str | None:
        """SHA-256 of the lane's last record, as the lane knows it; None before the first."""
        (sha256,) = self._database.execute("SELECT sha256 FROM chain").fetchone() or (None,)
        return None if sha256 is None else str(sha256)

    def in_lane(self) -> int:
        """How many passages have begun and not ended."""
        return int(self._database.execute("SELECT count(*) FROM journal").fetchone()[0])

    def _message(self, number: int) -> Message:
        return Message(*self._database.execute(MESSAGE, (number,)).fetchone())


@contextmanager
def reading(path: Path) -> Iterator[OutboxReader]:
    """Opens the file read-only; raises `InputError` where it is no outbox of this version."""
    if not path.is_file():
        raise InputError(f"{path} is not there: the lane has not run yet, or storage.path is another one")
    try:
        database = _open(path)
        try:
            yield OutboxReader(database)
        finally:
            database.close()
    except sqlite3.Error as error:
        raise InputError(f"{path} can't be read as a lane's outbox: {error}") from error


def _open(path: Path) -> sqlite3.Connection:
    """Without a log no daemon is at work: then the file is read as it stands, for a reader would leave a log behind,
    and the daemon could not write one that belongs to somebody else.
    """
    is_at_rest = not Path(f"{path}-wal").exists()
    return _begin(f"file:{quote(str(path.resolve()))}?mode=ro{'&immutable=1' if is_at_rest else ''}")


def _begin(address: str) -> sqlite3.Connection:
    database = sqlite3.connect(address, uri=True, isolation_level=None, timeout=5)
    try:
        database.execute("BEGIN")
        database.execute("SELECT count(*) FROM chain, record").fetchone()
    except BaseException:  # not handled here: only what was opened is closed
        database.close()
        raise
    return database
