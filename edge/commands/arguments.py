"""Types of command-line arguments; argparse makes wrong usage of what they raise."""

from __future__ import annotations

import argparse


def count(text: str) -> int:
    """A whole number of at least 1."""
    found = int(text)
    if found < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return found


def positive(text: str) -> float:
    """A finite number above 0."""
    found = float(text)
    if not 0 < found < float("inf"):
        raise argparse.ArgumentTypeError("must be above 0")
    return found
