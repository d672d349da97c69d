"""The daemon's clock: monotonic seconds (CLOCK_MONOTONIC, the same in every process of this machine) and UTC."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """The real `Clock`."""

    def monotonic_s(self) -> float:
        return time.monotonic()

    def utc(self) -> datetime:
        return datetime.now(UTC)
