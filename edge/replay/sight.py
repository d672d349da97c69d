"""The frames that the lane analysed, out of their films, analysed again."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from edge.ports import Recogniser
from edge.recording.folder import CAMERA
from edge.recording.values import Analysed
from edge.replay.film import Film
from edge.values import Frame, FrameRead
from edge.watcher import Watched, analyse


class Sight:
    """`watched`: each camera by its name, and what to look for in it."""

    def __init__(self, session: Path, watched: Mapping[str, Watched], recogniser: Recogniser) -> None:
        self._watched = watched
        self._recogniser = recogniser
        self._films = {name: Film(session / f"{CAMERA}{name}") for name in watched}

    def look(self, seen: Analysed) -> tuple[FrameRead, Frame] | None:
        """What the lane's recognition says of that frame now; None where there is no such frame on film."""
        film = self._films.get(seen.camera)
        image = film.picture(seen.number) if film else None
        if image is None:
            return None
        frame = Frame(seen.camera, image, seen.number, seen.at_s)
        return analyse(self._recogniser, self._watched[seen.camera], frame), frame

    def faults(self) -> list[str]:
        """A line for each film that has holes."""
        found = []
        for name, film in self._films.items():
            if film.index.lost:
                found.append(f"camera {name}: {film.index.lost} packets were not recorded, the disk was too slow")
            if film.index.broken:
                found.append(f"camera {name}: {film.index.broken} lines of the film's index can't be read")
        return found

    def close(self) -> None:
        for film in self._films.values():
            with suppress(OSError):
                film.close()
