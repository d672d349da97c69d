"""Lattices made by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from edge.recognition.geometry import rectangle
from edge.recognition.lattice import Lattice, make_lattice
from edge.recognition.reader import Look, Place

SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/云Đ"
ANYWHERE = Place(rectangle(0, 0, 1, 1))
_LEAST = 1e-7


def log_probs(slots: Iterable[str | Mapping[str, float]], apart: int = 3) -> NDArray[np.float32]:
    """(T, C): each slot one step with its symbols (what is left is blank), sure blanks before, between and behind."""
    bare: dict[str, float] = {}
    steps: list[str | Mapping[str, float]] = [bare] * apart
    for slot in slots:
        steps += [slot, *[bare] * apart]
    out = np.full((len(steps), len(SYMBOLS) + 1), _LEAST)
    for row, step in zip(out, steps, strict=True):
        shares = {step: 1.0} if isinstance(step, str) else step
        for symbol, share in shares.items():
            row[SYMBOLS.index(symbol) + 1] = share
        row[0] = max(_LEAST, 1 - sum(shares.values()))
    return np.asarray(np.log(out / out.sum(axis=1, keepdims=True)), dtype=np.float32)


def lattice(slots: Iterable[str | Mapping[str, float]], apart: int = 3) -> Lattice:
    return make_lattice(log_probs(slots, apart), SYMBOLS)


def look_at(text: str, confidence: float = 1.0, place: Place = ANYWHERE) -> Look:
    """A look that holds the text with this probability, for want of its last character, and nothing else."""
    return Look(place, lattice([*text[:-1], {text[-1]: confidence}]), None, None, None)
