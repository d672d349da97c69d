"""The indicator's bytes, parsed again by the lane's own parser; pure but for what it remembers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from edge.recording.values import Heard, Spoken
from edge.values import WeightReading
from edge.wire.indicator import Indicator


class Weighing:
    """`new_parser`: what the lane would parse with. Without bytes the recorded weights stand for themselves."""

    def __init__(self, new_parser: Callable[[Spoken], Indicator | None]) -> None:
        self._new_parser = new_parser
        self._parser: Indicator | None = None
        self._waiting: deque[WeightReading] = deque()

    def speak(self, spoken: Spoken) -> None:
        """A new connection: the parser begins anew, and what the old one had found is still to be taken."""
        self._parser = self._new_parser(spoken)

    def hear(self, heard: Heard) -> None:
        if self._parser is not None:
            self._waiting.extend(self._parser.feed(heard.chunk, heard.at_s))

    def weigh(self, recorded: WeightReading) -> list[WeightReading]:
        """What the lane meets where it met `recorded`: that weight as parsed now, any that it did not see before it."""
        if self._parser is None:
            return [recorded]
        found = []
        while self._waiting and self._waiting[0].at_s < recorded.at_s:
            found.append(self._waiting.popleft())
        if self._waiting and self._waiting[0].at_s == recorded.at_s:
            found.append(self._waiting.popleft())
        return found
