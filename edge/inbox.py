"""The lane's one queue: any thread puts events in, the daemon's loop takes them."""

from __future__ import annotations

import queue

from edge.values import Event, Frame, FrameRead


class Inbox:
    """The one queue; any thread may put, the loop takes."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[tuple[Event, Frame | None]] = queue.SimpleQueue()

    def put(self, event: Event) -> None:
        self._queue.put((event, None))

    def put_frame(self, read: FrameRead, frame: Frame) -> None:
        self._queue.put((read, frame))

    def take(self, timeout_s: float) -> tuple[Event, Frame | None] | None:
        try:
            return self._queue.get(timeout=timeout_s)
        except queue.Empty:
            return None
