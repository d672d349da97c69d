"""Writes a camera's film, inside the process that reads the camera; see `edge.recording.film`.

Reading the camera never waits for the disk: packets go through a bounded queue to a thread, and what does not fit in is
counted as lost. A disk that refuses, or a session that is no longer wanted, ends the film and nothing else.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from edge.recording.film import FilmEntry, FilmHead, Packet, Shown, encode_film_line
from edge.recording.folder import create, is_wanted, make_folder, next_number
from edge.recording.values import Lost

MOST_BYTES = 32 * 1024 * 1024  # some seconds of a camera: a disk that is slower than that is no disk for films
PART_S = 10.0
PART_BYTES = 64 * 1024 * 1024  # a camera without key pictures is cut all the same
PATIENCE_S = 1.0

Item = tuple[FilmEntry, bytes]


class Tape:
    """One run of a camera's process on film in `folder`; `say` hears once of what went wrong, on another thread."""

    def __init__(self, folder: Path, head: FilmHead, say: Callable[[str], None]) -> None:
        self._head = head
        self._say = say
        self._queue: queue.SimpleQueue[Item | None] = queue.SimpleQueue()
        self._waiting_bytes = 0
        self._lost = 0
        self._ended = False
        self._film = _Film(folder, head)
        self._thread = threading.Thread(target=self._run, name="tape", daemon=True)
        self._thread.start()

    def packet(self, content: bytes, at_s: float, *, key: bool, pts: int | None) -> None:
        """A packet has come, whole."""
        if self._ended or not content:
            return
        if self._waiting_bytes + len(content) > MOST_BYTES:
            self._lost += 1
            return
        if self._lost:
            self._queue.put((Lost(self._lost), b""))
            self._lost = 0
        self._waiting_bytes += len(content)
        self._queue.put((Packet(len(content), at_s, key, pts), content))

    def shown(self, number: int, at_s: float, pts: int | None) -> None:
        """A picture was put where recognition can take it."""
        if not self._ended:
            self._queue.put((Shown(number, at_s, pts), b""))

    def close(self) -> None:
        """Writes what has come; a disk that hangs is not waited for."""
        self._queue.put(None)
        self._thread.join(PATIENCE_S)

    def _run(self) -> None:
        try:
            with self._film:
                self._write_all()
        except OSError as error:
            self._say(f"the film ends: {error.strerror}")
        finally:
            self._ended = True

    def _write_all(self) -> None:
        while (item := self._queue.get()) is not None:
            entry, content = item
            self._waiting_bytes -= len(content)
            if isinstance(entry, Lost):
                self._say(f"{entry.count} packets are missing from the film: the disk is too slow")
            if not self._film.add(entry, content, flush=self._queue.empty()):
                return


class _Film:
    """The part that is being written, and when the next one begins."""

    def __init__(self, folder: Path, head: FilmHead) -> None:
        self._folder = folder
        self._head = head
        self._files: tuple[BinaryIO, BinaryIO] | None = None
        self._began_s = 0.0
        self._bytes = 0

    def __enter__(self) -> _Film:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def add(self, entry: FilmEntry, content: bytes, *, flush: bool) -> bool:
        """Whether the film goes on; raises OSError."""
        if isinstance(entry, Packet) and self._is_cut_before(entry) and not self._begin(entry.at_s):
            return False
        if self._files is None:  # a picture of a packet that is not on this film
            return True
        film, index = self._files
        film.write(content)
        index.write(encode_film_line(entry))
        self._bytes += len(content)
        if flush:
            film.flush()
            index.flush()
        return True

    def _is_cut_before(self, packet: Packet) -> bool:
        if self._files is None or self._bytes >= PART_BYTES:
            return True
        return packet.key and packet.at_s - self._began_s >= PART_S

    def _begin(self, at_s: float) -> bool:
        self._close()
        if not is_wanted(self._folder.parent):
            return False
        make_folder(self._folder)
        stem = f"{next_number(self._folder):06d}"
        film, index = create(self._folder / f"{stem}.{self._head.codec}"), create(self._folder / f"{stem}.jsonl")
        self._files, self._began_s, self._bytes = (film, index), at_s, 0
        film.write(self._head.extradata)
        index.write(encode_film_line(self._head))
        return True

    def _close(self) -> None:
        files, self._files = self._files, None
        for one in files or ():
            one.close()
