"""A look at one crop -> the read of it, with a verdict whether a person must see it. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from edge.recognition.geometry import box_of, size_of
from edge.recognition.heads import fitness
from edge.recognition.lattice import text_log_probs
from edge.recognition.manifest import ModelCard
from edge.recognition.reader import Look, Named, Place
from edge.recognition.reading import SLASH, Reading, read_container, read_plate
from edge.rules.distance import edit_distance
from edge.rules.plates import PlateRule, classify
from edge.values import ContainerRead, PlateRead, Read

UNKNOWN_CLASS = "unknown"
"""Class of a plate whose text obeys no rule: shown to a person instead of being dropped."""

_LEAST_SHOWN = 3
"""Characters; less is dirt and no mark that a person could complete."""

_MOST_CHANGED = 1
_NEAR_RIVAL = math.log(10)
"""Another text that is as right makes doubtful unless it is this much less likely."""

_MOST_LOG = 700.0
"""Natural logarithm: beyond it exponentials leave the numbers that a computer has."""

_LEAST_HEAD = 0.5
_TWO_ROWS_BELOW = 2.5
"""Width over height of a plate: below it there are two rows, where the network has no layout head."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was read in a look, and whether its text obeys a grammar (a container's check digit included)."""

    read: Read
    look: Look
    valid: bool
    weak: bool = False

    @property
    def text(self) -> str:
        """A plate's text, or a container's number."""
        return self.read.text if isinstance(self.read, PlateRead) else self.read.number

    @property
    def place(self) -> Place:
        return self.look.place


def judge_plate(look: Look, card: ModelCard) -> Judged | None:
    """The plate seen; None where nothing is written."""
    reading = read_plate(look.lattice, card.temperature, partial(fitness, look=look))
    if reading is None or len(reading.text) < _LEAST_SHOWN:
        return None
    colour = _said(look.colour)
    rule = classify(reading.text, colour) if reading.valid else None
    rows = _rows(look, rule)
    confidence = tempered(reading.log_prob, card.temperature)
    read = PlateRead(
        text=reading.text,
        country=rule.country if rule else _said(look.country) or "",
        plate_class=rule.name if rule else UNKNOWN_CLASS,
        rows=rows,
        colour=None if colour == "other" else colour,
        confidence=confidence,
        min_char_confidence=_least_char(reading),
        needs_review=rule is None or rows not in rule.rows or confidence < _wanted(rule, card) or _doubtful(reading),
        box=box_of(look.place.quad),
        quad=look.place.quad,
        chars=reading.chars,
    )
    return Judged(read, look, reading.valid, rule is not None and rule.weak)


def judge_container(look: Look, card: ModelCard) -> Judged | None:
    """The container number seen; None where nothing is written."""
    reading = read_container(look.lattice, card.temperature)
    if reading is None or len(reading.text) < _LEAST_SHOWN:
        return None
    confidence = tempered(reading.log_prob, card.temperature)
    doubtful = not reading.valid or reading.mended or confidence < card.review_below or _doubtful(reading)
    read = ContainerRead(
        number=reading.text,
        check_digit_ok=reading.valid,
        size_type=reading.size_type,
        confidence=confidence,
        min_char_confidence=_least_char(reading),
        needs_review=doubtful,
        box=box_of(look.place.quad),
        quad=look.place.quad,
        chars=reading.chars,
    )
    return Judged(read, look, reading.valid)


def shares_in(judged: Judged, texts: Sequence[str]) -> tuple[float, ...]:
    """How probable each text is in one look, and how well it goes with what the heads say there: 0 to 1."""
    if isinstance(judged.read, ContainerRead):
        return tuple(np.exp(text_log_probs(judged.look.lattice, texts, SLASH)).tolist())
    logs = text_log_probs(judged.look.lattice, texts).tolist()
    return tuple(math.exp(log_prob + fitness(text, judged.look)) for log_prob, text in zip(logs, texts, strict=True))


def tempered(log_prob: float, temperature: float) -> float:
    """The probability, its log-odds divided by the temperature: above 1 it says less surely both yes and no."""
    against = -math.expm1(log_prob)
    if against <= 0:
        return 1.0
    return 1 / (1 + math.exp(min((math.log(against) - log_prob) / temperature, _MOST_LOG)))


def _least_char(reading: Reading) -> float:
    pairs = zip(reading.text, reading.chars, strict=True)
    return min(min(1.0, dict(options).get(symbol, 0.0)) for symbol, options in pairs)


def _wanted(rule: PlateRule, card: ModelCard) -> float:
    """The confidence from which no person must look; above 1: always one must."""
    if not rule.weak:
        return card.review_below
    return card.weak_review_below if card.weak_review_below is not None else math.inf


def _doubtful(reading: Reading) -> bool:
    """Far from what was seen, or another text might as well be right."""
    far = edit_distance(reading.seen, reading.text) > _MOST_CHANGED
    return far or reading.log_prob - reading.rival < _NEAR_RIVAL


def _rows(look: Look, rule: PlateRule | None) -> int:
    layout = _said(look.layout)
    if layout is not None:
        return 2 if layout == "two_row" else 1
    if rule and len(rule.rows) == 1:
        return min(rule.rows)
    width, height = size_of(look.place.quad)
    return 2 if width < _TWO_ROWS_BELOW * height else 1


def _said(named: Named | None) -> str | None:
    return named[0] if named and named[1] >= _LEAST_HEAD else None
