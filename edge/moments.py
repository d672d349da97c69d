"""The present, as a lane takes it: now, and identifiers that nobody has used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import uuid6

from edge.ports import Clock
from edge.values import Event, Frame, Stamp


class LiveMoments:
    """The `Moments` of a lane that runs."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def stamp(self, event: Event, frame: Frame | None) -> Stamp:  # noqa: ARG002 - one moment is as good for all of them
        return Stamp(self._clock.monotonic_s(), self._clock.utc(), self.new_id())

    def new_id(self) -> str:
        return str(uuid6.uuid7())

    def note_record(self, record: Mapping[str, Any]) -> None:
        """Nobody asks."""
