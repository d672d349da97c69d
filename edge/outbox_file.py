"""The outbox's file: its tables, how an older one is brought up to date, and what becomes of one that is broken.

Committed means on the disk: WAL with synchronous=FULL, and the entries of a new file and its folder are synced too.
"""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

TABLES = """
CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    topic TEXT NOT NULL,
    payload BLOB,            -- or
    file TEXT,               -- a picture, read from disk when its turn comes
    correlation BLOB,        -- MQTT 5 correlation data of an answer
    pictures INTEGER NOT NULL DEFAULT 0   -- records first, pictures after
) STRICT;
CREATE TABLE journal (passage_id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
CREATE TABLE chain (only INTEGER PRIMARY KEY CHECK (only = 1), seq INTEGER NOT NULL, sha256 TEXT) STRICT;
INSERT INTO chain VALUES (1, 0, NULL);
"""
SERVED = """
CREATE TABLE served (       -- announcements that were used up
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    announcement TEXT NOT NULL UNIQUE,
    passage_id TEXT NOT NULL
) STRICT;
"""
ARCHIVE = """
CREATE TABLE record (       -- the chain as published, kept after the broker has it
    seq INTEGER PRIMARY KEY,
    passage_id TEXT NOT NULL,
    at TEXT,                -- when the passage ended, RFC 3339
    sha256 TEXT NOT NULL,
    payload BLOB NOT NULL
) STRICT;
ALTER TABLE message ADD COLUMN aside INTEGER;  -- bytes of a picture that is larger than the broker takes
CREATE INDEX message_by_topic ON message (topic, id) WHERE pictures = 0;
CREATE INDEX picture_by_topic ON message (topic) WHERE pictures = 1;
CREATE INDEX picture_in_line ON message (id) WHERE pictures = 1 AND aside IS NULL;
CREATE INDEX picture_aside ON message (aside) WHERE aside IS NOT NULL;
"""
MIGRATIONS = (TABLES, SERVED, ARCHIVE)
"""Each brings the database from its version, which is its place here, to the next."""
CHECKED = ("message", "journal", "chain", "served")  # not the archive, which takes minutes to read
BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
PARTS = ("", "-wal", "-shm")


def open_file(path: Path) -> tuple[sqlite3.Connection, Path | None]:
    """The database, and where a broken one was put aside to begin a new one; raises `sqlite3.Error`, `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _open(path), None
    except sqlite3.DatabaseError as error:
        if not _is_broken(error):
            raise
    aside = _put_aside(path)
    return _open(path), aside


def _is_broken(error: sqlite3.Error) -> bool:
    """Whether the file itself is beyond use, which no waiting and no freed space mends."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in BROKEN  # the low byte: the rest tells kinds of it apart


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=5)
    try:
        _prepare(database)
        _sync_entries(path)
    except BaseException:  # not handled here: only what was opened is closed
        database.close()
        raise
    return database


def _prepare(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    version = database.execute("PRAGMA user_version").fetchone()[0]
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        database.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")
    for table in CHECKED:
        found = database.execute(f"PRAGMA quick_check('{table}')").fetchone()[0]
        if found != "ok":
            raise _malformed(f"{table}: {found}")
    for end in ("min", "max"):
        database.execute(f"SELECT payload FROM record WHERE seq = (SELECT {end}(seq) FROM record)").fetchall()  # noqa: S608
    if database.execute("SELECT count(*) FROM chain").fetchone()[0] != 1:
        raise _malformed("the chain has no head")


def _malformed(text: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(text)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def _put_aside(path: Path) -> Path:
    """Keeps it for whoever can read it, under a name with the date."""
    now = datetime.now(UTC)
    aside = path.with_name(f"{path.name}.broken-{now:%Y%m%dT%H%M%S}.{now.microsecond:06d}Z")
    for part in PARTS:
        found = Path(f"{path}{part}")
        if found.exists():
            found.rename(f"{aside}{part}")
    return aside


def _sync_entries(path: Path) -> None:
    """SQLite syncs what is in its file; that the file and its folder are there at all is for their folders to say."""
    for folder in (path.parent, path.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
