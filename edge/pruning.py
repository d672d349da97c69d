"""Old pictures go on a thread of their own: to look through tens of thousands takes seconds that the lane has not."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from edge.errors import StorageError
from edge.evidence import Evidence

log = logging.getLogger(__name__)


class Pruning:
    """Keeps the pictures within their bounds, a round at a time.

    `unsent` gives the paths of the pictures that the broker has not accepted; where it raises `StorageError` all stay.
    """

    def __init__(self, evidence: Evidence, unsent: Callable[[], frozenset[str]]) -> None:
        self._evidence = evidence
        self._unsent = unsent
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    def begin(self, now_s: float, days: float, max_bytes: float) -> None:
        """One round: what is older than `days` and sent or, beyond `max_bytes`, the oldest, what is sent before the
        rest; none where one is under way.
        """
        if self._thread is not None and self._thread.is_alive():
            return
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, args=(now_s, days, max_bytes), name="pruning")
        self._thread.start()

    def _run(self, now_s: float, days: float, max_bytes: float) -> None:
        try:
            unsent = {Path(path).parent.name for path in self._unsent()}
        except StorageError:  # the lane is told of it where it writes
            return
        gone = self._evidence.prune(now_s, days, max_bytes, self._stopping.is_set, unsent)
        if gone:
            text = "pictures of %d passages were removed: older than %g days or beyond %g GB"
            log.info(text, len(gone), days, max_bytes / 1e9)
        if lost := unsent.intersection(gone):
            log.warning("%d of them had not been sent: beyond %g GB nothing else was left", len(lost), max_bytes / 1e9)

    def close(self) -> None:
        """Ends a round that is under way, and waits for it."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
