"""The messages that wait, as statements on the outbox's database: what comes next of a topic, and of the pictures."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass

FIRST = "SELECT id, topic, payload, file, correlation FROM message ORDER BY pictures, id LIMIT ?"
# each topic is looked up in the index once, however many messages of it wait
TOPICS = """
WITH RECURSIVE one(topic) AS (
    SELECT min(topic) FROM message WHERE pictures = 0
    UNION ALL
    SELECT (SELECT min(topic) FROM message WHERE pictures = 0 AND topic > one.topic) FROM one WHERE topic IS NOT NULL
)
SELECT topic FROM one WHERE topic IS NOT NULL
"""
OF_TOPIC = """
SELECT id, topic, payload, file, correlation FROM message
WHERE pictures = 0 AND topic = ? AND id > ? ORDER BY id LIMIT ?
"""
OLDEST = """
SELECT id, topic, payload, file, correlation FROM message
WHERE pictures = 1 AND aside IS NULL AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT 1
"""
NEWEST = OLDEST.replace("ORDER BY id", "ORDER BY id DESC")
LONGEST = "SELECT id, topic, payload, file, correlation FROM message WHERE aside IS NULL ORDER BY id LIMIT 1"
READDRESS = """
INSERT INTO message (topic, payload, file, correlation, pictures)
SELECT ?, payload, file, correlation, pictures FROM message WHERE id = ?
"""


@dataclass(frozen=True, slots=True)
class Message:
    """One message on its way; `file` names a picture instead of a payload."""

    topic: str
    payload: bytes | None = None
    file: str | None = None
    correlation: bytes | None = None


def insert(database: sqlite3.Connection, message: Message) -> None:
    """A picture that replaces one which still waits takes its place: it is read from disk when its turn comes."""
    is_picture = message.file is not None
    if is_picture:
        database.execute("DELETE FROM message WHERE pictures = 1 AND topic = ?", (message.topic,))
    database.execute(
        "INSERT INTO message (topic, payload, file, correlation, pictures) VALUES (?, ?, ?, ?, ?)",
        (message.topic, message.payload, message.file, message.correlation, int(is_picture)),
    )


def first(database: sqlite3.Connection, limit: int) -> list[tuple[int, Message]]:
    """Records and events as they were put, then pictures as they were put."""
    return _rows(database.execute(FIRST, (limit,)))


def oldest(database: sqlite3.Connection) -> Message | None:
    """Of all that is in line, pictures too."""
    return next((message for _, message in _rows(database.execute(LONGEST))), None)


def topics(database: sqlite3.Connection) -> list[str]:
    """Those of which something waits that is no picture."""
    return [topic for (topic,) in database.execute(TOPICS)]


def of_topic(database: sqlite3.Connection, topic: str, after: int, limit: int) -> list[tuple[int, Message]]:
    """The topic's next messages behind the number `after`, in order."""
    return _rows(database.execute(OF_TOPIC, (topic, after, limit)))


def picture(database: sqlite3.Connection, without: Collection[int], *, newest: bool) -> tuple[int, Message] | None:
    """The newest or oldest picture in line, but for these."""
    found = database.execute(NEWEST if newest else OLDEST, (json.dumps(sorted(without)),))
    return next(iter(_rows(found)), None)


def set_aside(database: sqlite3.Connection, number: int, size_bytes: int) -> None:
    """A picture that is larger than the broker takes is out of the line."""
    database.execute("UPDATE message SET aside = ? WHERE id = ?", (size_bytes, number))


def take_back(database: sqlite3.Connection, limit_bytes: int) -> int:
    """Pictures that the broker takes now are in line again; returns how many stay aside."""
    database.execute("UPDATE message SET aside = NULL WHERE aside <= ?", (limit_bytes,))
    return int(database.execute("SELECT count(*) FROM message WHERE aside IS NOT NULL").fetchone()[0])


def readdress(database: sqlite3.Connection, number: int, topic: str) -> None:
    """Puts a message at the end of another topic."""
    database.execute(READDRESS, (topic, number))
    database.execute("DELETE FROM message WHERE id = ?", (number,))


def _rows(found: Iterable[tuple[int, str, bytes | None, str | None, bytes | None]]) -> list[tuple[int, Message]]:
    return [(row[0], Message(*row[1:])) for row in found]
