"""Virtual time: the recorded moments, one after another, in the place of the lane's queue and of its clock.

The lane's loop takes from here what it took from its queue, at the moment at which it did, its idle turns included. So
nothing depends on how fast this machine is, or on when the replay is made. Where entries are missing the loop turns
idly as a real one would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from edge.inbox import Inbox
from edge.ports import ClockHealth
from edge.recording.values import Analysed, Before, ClockSaid, Entry, Heard, Kept, Lost, Met, Spoken
from edge.replay.ids import derived_id
from edge.replay.weighing import Weighing
from edge.values import Event, Frame, FrameRead, Stamp, Tick, WeightReading

GAP_S = 0.5  # longer than a loop that is busy stands still
MOST_IDLE_TURNS = 6000  # ten minutes: a longer gap is jumped over

Item = tuple[Event, Frame | None]
Look = Callable[[Analysed], tuple[FrameRead, Frame] | None]
"""The frame, decoded and read again; None where its film lacks it."""


class Timeline(Inbox):
    """An `Inbox`, `LaneClock` and `Moments` over the entries of a session; `ended` is called at their end."""

    def __init__(self, entries: Iterator[Entry], weighing: Weighing, look: Look, pace: Callable[[float], None]) -> None:
        """`pace` is told each moment, to make the lane wait for it, or not. Raises StopIteration without any moment."""
        super().__init__()
        self._entries = entries
        self._weighing = weighing
        self._look = look
        self._pace = pace
        self._ahead: list[Entry] = []
        self._items: list[tuple[Item, Stamp]] = []
        self._taken: Stamp | None = None
        self._numbers = 0
        self._idle_turns = 0
        self._health = ClockHealth("ok", "", 0.0, None)
        self.kept: list[Mapping[str, Any]] = []
        self.lost = self.unseen = 0
        self.ended: Callable[[], None] = lambda: None
        self.began = self._now = self._first_moment()

    # the lane's queue

    def put(self, event: Event) -> None:
        """What the lane tells itself is in the recording, as it came about then."""

    def take(self, timeout_s: float) -> Item | None:
        """The next event, or None where the lane's loop turned idly."""
        while not self._items:
            entry = self._next()
            if entry is None:
                self.ended()
                return None
            if isinstance(entry, Met) and self._waits_for(entry, timeout_s):
                return None
            self._ahead.pop()
            self._pass(entry)
        item, self._taken = self._items.pop(0)
        return item

    # the lane's moments

    def stamp(self, event: Event, frame: Frame | None) -> Stamp:  # noqa: ARG002 - its moment is known
        stamp, self._taken = self._taken, None
        if isinstance(event, Tick):
            stamp = self._ticked()
        self._now = self._not_before_now(stamp or replace(self._now, uuid=self.new_id()))
        self._pace(self._now.at_s)
        return self._now

    def new_id(self) -> str:
        self._numbers += 1
        return derived_id(self._now.utc, self._numbers)

    def note_record(self, record: Mapping[str, Any]) -> None:
        """It is in the outbox."""

    # the lane's clock

    def monotonic_s(self) -> float:
        return self._now.at_s

    def utc(self) -> datetime:
        return self._now.utc

    def health(self) -> ClockHealth:
        return self._health

    def in_lane_time(self, until: datetime) -> datetime | None:
        return until

    def _first_moment(self) -> Stamp:
        before: list[Entry] = []
        while True:
            entry = next(self._entries)
            before.append(entry)
            if isinstance(entry, Met):
                self._ahead = before[::-1]
                return entry.stamp

    def _next(self) -> Entry | None:
        if not self._ahead:
            found = next(self._entries, None)
            if found is None:
                return None
            self._ahead.append(found)
        return self._ahead[-1]

    def _waits_for(self, entry: Met, timeout_s: float) -> bool:
        """Whether the loop turns idly before this: it did so then, or what it did is not known."""
        if isinstance(entry.event, Tick):
            return True
        if entry.stamp.at_s - self._now.at_s <= max(GAP_S, timeout_s) or self._idle_turns == MOST_IDLE_TURNS:
            self._idle_turns = 0
            return False
        self._idle_turns += 1
        later = timedelta(seconds=timeout_s)
        self._now = Stamp(self._now.at_s + timeout_s, self._now.utc + later, self.new_id())
        return True

    def _ticked(self) -> Stamp | None:
        """The moment of the turn's end, where it is known; what came meanwhile is passed by on the way."""
        while (entry := self._next()) is not None and not isinstance(entry, Met):
            self._ahead.pop()
            self._pass(entry)
        if isinstance(entry, Met) and isinstance(entry.event, Tick):
            self._ahead.pop()
            return entry.stamp
        return None

    def _not_before_now(self, stamp: Stamp) -> Stamp:
        return stamp if stamp.at_s >= self._now.at_s else replace(self._now, uuid=stamp.uuid)

    def _pass(self, entry: Entry) -> None:
        match entry:
            case Before(held):
                self._pass(held)
            case Met(stamp, event):
                self._items += [(item, stamp) for item in self._met(event)]
            case Spoken():
                self._weighing.speak(entry)
            case Heard():
                self._weighing.hear(entry)
            case ClockSaid(health):
                self._health = health
            case Kept(record):
                self.kept.append(record)
            case Lost(count):
                self.lost += count

    def _met(self, event: Event | Analysed) -> list[Item]:
        if isinstance(event, Analysed):
            seen = self._look(event)
            self.unseen += seen is None
            return [seen] if seen else []
        if isinstance(event, WeightReading):
            return [(one, None) for one in self._weighing.weigh(event)]
        return [(event, None)]
