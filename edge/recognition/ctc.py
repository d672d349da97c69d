"""The characters of marks, for the training until it takes them from `edge.rules.symbols`."""

from __future__ import annotations

from edge.rules.symbols import SYMBOLS

__all__ = ["SYMBOLS"]
