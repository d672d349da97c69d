"""Waiting in tests: until something is so, never for a fixed time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

T = TypeVar("T")


def until(found: Callable[[], T], timeout_s: float = 60.0) -> T:
    """The first true value of `found()`; fails the test after `timeout_s`."""
    deadline_s = time.monotonic() + timeout_s
    while True:
        value = found()
        if value:
            return value
        if time.monotonic() > deadline_s:
            pytest.fail(f"waited {timeout_s:g} s in vain, at the end it was {value!r}")
        time.sleep(0.02)
