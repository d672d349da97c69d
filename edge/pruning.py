"""Old pictures go on a thread of their own: to look through tens of thousands takes seconds that the lane has not."""

from __future__ import annotations

import logging
import threading

from edge.evidence import Evidence

log = logging.getLogger(__name__)


class Pruning:
    """Keeps the pictures within their bounds, a round at a time."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    def begin(self, now_s: float, days: float, max_bytes: float) -> None:
        """One round: what is older than `days` or, oldest first, beyond `max_bytes`; none where one is under way."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, args=(now_s, days, max_bytes), name="pruning")
        self._thread.start()

    def _run(self, now_s: float, days: float, max_bytes: float) -> None:
        gone = self._evidence.prune(now_s, days, max_bytes, self._stopping.is_set)
        if gone:
            text = "pictures of %d passages were removed: older than %g days or beyond %g GB"
            log.info(text, len(gone), days, max_bytes / 1e9)

    def close(self) -> None:
        """Ends a round that is under way, and waits for it."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
