"""SQLite: what still awaits the broker's acceptance, the passage in the lane, and the chain of records.

Committed means on the disk. A message leaves only when the broker has accepted it; a record stays in the archive of
the chain after that. The journal holds the passage in the lane as its record would be now, so that a restart can
publish it as interrupted. Announcements that were used up are remembered, so that each lets one vehicle through.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from edge import outbox_queue as queued
from edge.errors import StorageError
from edge.outbox_file import open_file
from edge.outbox_queue import Message

log = logging.getLogger(__name__)

REMEMBERED = 10_000  # announcements, the newest: some weeks of a busy lane
KEPT_RECORDS = 1_000_000  # two years with a passage every minute, day and night: about 2 GB
PAGE = 200

__all__ = ["Message", "Outbox"]

Encoder = Callable[[Mapping[str, Any]], bytes]


class Outbox:
    """One lane's outbox; safe to call from several threads. Every method may raise `StorageError`."""

    def __init__(self, path: Path, encode: Encoder) -> None:
        """`put_aside`: where a broken database was put to begin a new one, and a new chain; None: it was sound."""
        self._encode = encode
        self._lock = threading.Lock()
        self._path = path
        try:
            self._database, self.put_aside = open_file(path)
        except (sqlite3.Error, OSError) as error:
            raise StorageError(f"outbox {path} can't be opened: {error}") from error
        if self.put_aside is not None:
            log.error("outbox %s was broken: kept as %s; a new one and a new chain begin", path, self.put_aside)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._database
            except sqlite3.Error as error:
                raise StorageError(f"outbox {self._path} can't be read: {error}") from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._database.execute("BEGIN IMMEDIATE")
                try:
                    yield self._database
                    self._database.execute("COMMIT")
                except BaseException:  # not handled here: only the transaction is undone
                    self._database.rollback()
                    raise
            except sqlite3.Error as error:
                raise StorageError(f"outbox {self._path} can't be written: {error}") from error

    def put(self, message: Message) -> None:
        """Commits one message."""
        with self._transaction() as database:
            queued.insert(database, message)

    def journal(self, record: Mapping[str, Any]) -> None:
        """Commits the passage in the lane as known so far."""
        with self._transaction() as database:
            text = json.dumps(record, ensure_ascii=False)
            database.execute("INSERT OR REPLACE INTO journal VALUES (?, ?)", (record["passage_id"], text))

    def forget(self, passage_id: str) -> None:
        """Drops a passage that proved to be none of its own."""
        with self._transaction() as database:
            database.execute("DELETE FROM journal WHERE passage_id = ?", (passage_id,))

    def journalled(self) -> list[dict[str, Any]]:
        """Passages that the last run left open, oldest first."""
        with self._reading() as database:
            rows = database.execute("SELECT record FROM journal ORDER BY passage_id").fetchall()
        return [json.loads(text) for (text,) in rows]

    def finish(self, topic: str, record: Mapping[str, Any], pictures: Sequence[Message]) -> bytes:
        """Commits a passage's record as the next link of the chain, its pictures behind it; returns it as published."""
        with self._transaction() as database:
            seq, previous = database.execute("SELECT seq, sha256 FROM chain").fetchone()
            chained = {"schema": record["schema"], "passage_id": record["passage_id"], "seq": seq + 1}
            payload = self._encode({**chained, **record, "previous_sha256": previous})
            queued.insert(database, Message(topic, payload))
            for picture in pictures:
                queued.insert(database, picture)
            _link(database, seq + 1, record, payload)
            database.execute("DELETE FROM journal WHERE passage_id = ?", (record["passage_id"],))
            _remember_served(database, record)
        return payload

    def served(self) -> dict[str, str]:
        """The id of each announcement that a finished passage has used up -> that passage, the newest 10 000."""
        with self._reading() as database:
            return dict(database.execute("SELECT announcement, passage_id FROM served ORDER BY number").fetchall())

    def pending(self, limit: int) -> list[tuple[int, Message]]:
        """The first messages that wait with their numbers: records and events, then pictures, each as they were put."""
        with self._reading() as database:
            return queued.first(database, limit)

    def topics(self) -> list[str]:
        """Those of which something waits that is no picture."""
        with self._reading() as database:
            return queued.topics(database)

    def of_topic(self, topic: str, after: int, limit: int) -> list[tuple[int, Message]]:
        """The topic's next messages behind the number `after`, in order."""
        with self._reading() as database:
            return queued.of_topic(database, topic, after, limit)

    def picture(self, without: Collection[int], *, newest: bool) -> tuple[int, Message] | None:
        """The newest or the oldest picture that waits in line, but for these numbers."""
        with self._reading() as database:
            return queued.picture(database, without, newest=newest)

    def accepted(self, *numbers: int) -> None:
        """The broker has accepted these messages: they leave."""
        with self._transaction() as database:
            database.executemany("DELETE FROM message WHERE id = ?", [(one,) for one in numbers])

    def set_aside(self, number: int, size_bytes: int) -> None:
        """A picture that is larger than the broker takes stays here, out of the line."""
        with self._transaction() as database:
            queued.set_aside(database, number, size_bytes)

    def take_back(self, limit_bytes: int) -> int:
        """Pictures of no more than `limit_bytes` are in line again; returns how many stay aside."""
        with self._transaction() as database:
            return queued.take_back(database, limit_bytes)

    def readdress(self, number: int, topic: str) -> None:
        """A message that its topic refuses goes to the end of another one."""
        with self._transaction() as database:
            queued.readdress(database, number, topic)

    def records(self, after_seq: int = 0) -> Iterator[tuple[int, bytes]]:
        """The chain's records that are kept, by `seq`, each as published; page by page, so that writers get between."""
        while page := self._page(after_seq):
            yield from page
            after_seq = page[-1][0]

    def _page(self, after_seq: int) -> list[tuple[int, bytes]]:
        with self._reading() as database:
            return database.execute(
                "SELECT seq, payload FROM record WHERE seq > ? ORDER BY seq LIMIT ?", (after_seq, PAGE)
            ).fetchall()

    def waiting_pictures(self) -> frozenset[str]:
        """Files of the pictures that the broker has not accepted yet."""
        with self._reading() as database:
            return frozenset(file for (file,) in database.execute("SELECT file FROM message WHERE pictures = 1"))

    def depth(self) -> int:
        """How many messages wait."""
        with self._reading() as database:
            return int(database.execute("SELECT count(*) FROM message").fetchone()[0])

    def oldest(self) -> Message | None:
        """What has waited longest."""
        with self._reading() as database:
            return queued.oldest(database)

    def probe(self) -> None:
        """Writes for the sake of writing: says whether the disk takes it again."""
        with self._transaction() as database:
            database.execute("UPDATE chain SET seq = seq")

    def close(self) -> None:
        with self._lock:
            self._database.close()


def _link(database: sqlite3.Connection, seq: int, record: Mapping[str, Any], payload: bytes) -> None:
    """The chain's next link: its head, and the record in the archive."""
    digest = hashlib.sha256(payload).hexdigest()
    database.execute("UPDATE chain SET seq = ?, sha256 = ?", (seq, digest))
    kept = (seq, record["passage_id"], record.get("ended_at"), digest, payload)
    database.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?)", kept)
    database.execute("DELETE FROM record WHERE seq <= (SELECT seq FROM chain) - ?", (KEPT_RECORDS,))


def _remember_served(database: sqlite3.Connection, record: Mapping[str, Any]) -> None:
    """A record says itself whether its announcement is used up."""
    announcement = record.get("announcement")
    if not announcement or not announcement["served"]:
        return
    used = (announcement["id"], record["passage_id"])
    database.execute("INSERT OR REPLACE INTO served (announcement, passage_id) VALUES (?, ?)", used)
    database.execute("DELETE FROM served WHERE number <= (SELECT max(number) FROM served) - ?", (REMEMBERED,))
