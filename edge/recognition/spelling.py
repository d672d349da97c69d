"""Aligned text -> options of each character, and the same for texts one character longer or shorter. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from edge.recognition.lattice import Alignment, Floats, added, swapped, text_log_probs
from edge.values import CharOptions

_LEAST_NEAR = -9.0
"""Natural logarithm: a text of another length counts where it is at most so much less likely than the likeliest."""

_MOST_LONGER = 3
_MOST_SHORTER = 3
_KEPT_OPTIONS = 6
_LEAST_OPTION = 1e-5
_LEAST_LOG = -1e4


@dataclass(frozen=True, slots=True)
class Spelling:
    """A text, its natural log-probability, and what each of its characters may be while the others stay."""

    text: str
    log_prob: float
    chars: tuple[CharOptions, ...]


def spell(aligned: Alignment, temperature: float = 1.0) -> Spelling:
    """The aligned text itself; a temperature above 1 makes its options less sure."""
    symbols = aligned.lattice.symbols
    return Spelling(aligned.text, aligned.log_prob, _options(swapped(aligned), symbols, temperature))


def longer_and_shorter(aligned: Alignment, spelling: Spelling) -> tuple[Spelling, ...]:
    """The likeliest texts with one character more or less, where the lattice leaves room for them."""
    longer, shorter = list(_longer(aligned, spelling)), list(_shorter(aligned, spelling))
    least = max([spelling.log_prob, *(each.log_prob for each in (*longer, *shorter))]) + _LEAST_NEAR
    return (*_likeliest(longer, least, _MOST_LONGER), *_likeliest(shorter, least, _MOST_SHORTER))


def _longer(aligned: Alignment, spelling: Spelling) -> Iterable[Spelling]:
    symbols, text, chars = aligned.lattice.symbols, spelling.text, spelling.chars
    rows = added(aligned)
    for at, (options, log_prob) in enumerate(zip(_options(rows, symbols), rows.max(axis=1).tolist(), strict=True)):
        if options:
            yield Spelling(text[:at] + options[0][0] + text[at:], log_prob, (*chars[:at], options, *chars[at:]))


def _shorter(aligned: Alignment, spelling: Spelling) -> Iterable[Spelling]:
    text, chars = spelling.text, spelling.chars
    texts = [text[:at] + text[at + 1 :] for at in range(len(text))]
    logs = text_log_probs(aligned.lattice, texts).tolist() if texts else []
    for at, log_prob in enumerate(logs):
        yield Spelling(texts[at], log_prob, (*chars[:at], *chars[at + 1 :]))


def _likeliest(spellings: Iterable[Spelling], least: float, count: int) -> list[Spelling]:
    """Without repeats: one 1 more among several is the same text wherever it is added."""
    near = {each.text: each for each in spellings if each.log_prob >= least}
    return sorted(near.values(), key=lambda each: -each.log_prob)[:count]


def _options(log_probs: Floats, symbols: str, temperature: float = 1.0) -> tuple[CharOptions, ...]:
    """(N, C) log-probabilities of whole texts -> of each row the symbols' shares, likeliest first; () without any."""
    tops = np.maximum(log_probs.max(axis=1, keepdims=True, initial=-np.inf), _LEAST_LOG)
    shares = np.exp((log_probs - tops) / temperature)
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), _LEAST_OPTION)
    order = np.argsort(-shares, axis=1, kind="stable")[:, :_KEPT_OPTIONS]
    rows = zip(order.tolist(), np.take_along_axis(shares, order, axis=1).tolist(), strict=True)
    return tuple(
        tuple((symbols[column - 1], share) for column, share in zip(*row, strict=True) if share >= _LEAST_OPTION)
        for row in rows
    )
