"""CTC probabilities of the text recogniser -> glyphs with their options.

The recogniser knows some 18,700 characters. Marks on trucks use few of them, so every column of its output is folded
to a symbol (lower case to upper case, full width to ASCII), to a separator that marks do not carry, or to `FOREIGN`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.values import CharOptions

PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
PLATE_WORDS = "挂学警港澳使领试"
SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZĐ0123456789" + PROVINCES + PLATE_WORDS
SEPARATORS = frozenset(" .-·•∙・‧_—–:,'`\"°*")
FOREIGN = "?"
"""Stands for every character that no mark has."""

# What the upper-case rule alone would get wrong: a lower-case l is drawn as the digit, eth is drawn as Đ.
_DRAWN_ALIKE = {"l": "1", "|": "1", "ð": "Đ", "Ð": "Đ", "đ": "Đ", "雲": "云"}

_KEPT_OPTIONS = 5
_LEAST_OPTION = 1e-4
_LEAST_PROVINCE = 1e-6
_FIRST_PROVINCE = SYMBOLS.index(PROVINCES[0])
_END_PROVINCE = _FIRST_PROVINCE + len(PROVINCES)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character that the recogniser emitted; `at` is its centre along the line in [0, 1]."""

    options: CharOptions
    at: float
    foreign: bool = False

    @property
    def first(self) -> str:
        return FOREIGN if self.foreign else self.options[0][0]


@dataclass(frozen=True, slots=True)
class Alphabet:
    """How the columns of the recogniser fold: `of_column[c]` indexes `SYMBOLS`, or is one of the marks below."""

    of_column: NDArray[np.int32]
    folding: NDArray[np.float32]
    kept: NDArray[np.intp]


_BLANK, _SEPARATOR, _FOREIGN = -1, -2, -3


def fold(character: str) -> str:
    """The symbol of a character: itself, its upper-case ASCII form, "" for a separator, or `FOREIGN`."""
    alike = _DRAWN_ALIKE.get(character)
    if alike:
        return alike
    plain = unicodedata.normalize("NFKC", character).upper()
    if plain in SEPARATORS or plain == "":
        return ""
    return plain if len(plain) == 1 and plain in SYMBOLS else FOREIGN


def make_alphabet(characters: Sequence[str]) -> Alphabet:
    """Folding for a recogniser whose column 0 is the blank and whose column i is `characters[i - 1]`.

    The recogniser may have one column more than that: a space.
    """
    of_column = np.array([_BLANK, *map(_column_mark, characters), _SEPARATOR], dtype=np.int32)
    kept = np.flatnonzero(of_column >= 0)
    folding = np.zeros((len(kept), len(SYMBOLS)), dtype=np.float32)
    folding[np.arange(len(kept)), of_column[kept]] = 1.0
    return Alphabet(of_column, folding, kept)


def _column_mark(character: str) -> int:
    symbol = fold(character)
    if symbol == "":
        return _SEPARATOR
    return _FOREIGN if symbol == FOREIGN else SYMBOLS.index(symbol)


def decode(probabilities: NDArray[np.float32], alphabet: Alphabet, used: float = 1.0) -> tuple[Glyph, ...]:
    """Glyphs of a line from its (steps, columns) probabilities: best path, repeats merged, blanks dropped.

    `used` is the share of the steps that the line fills; the rest is padding.
    """
    scores = probabilities[:, alphabet.kept] @ alphabet.folding
    labels = _labels(probabilities, scores, alphabet)
    steps = used * len(labels)
    return tuple(_glyph(run, labels[run[0]], steps, probabilities, scores) for run in _runs(labels))


def _labels(probabilities: NDArray[np.float32], scores: NDArray[np.float32], alphabet: Alphabet) -> NDArray[np.int32]:
    """Of each step: the index of its symbol, or blank, separator or foreign.

    A symbol counts with its folded forms together; it wins also where it is as likely as the strongest single column.
    """
    strongest = probabilities.argmax(axis=1)
    columns = alphabet.of_column[strongest]
    symbols = scores.argmax(axis=1).astype(np.int32)
    steps = np.arange(len(probabilities))
    folded_wins = scores[steps, symbols] >= probabilities[steps, strongest]
    labels: NDArray[np.int32] = np.where(folded_wins, symbols, columns)
    return labels


def _runs(labels: NDArray[np.int32]) -> list[range]:
    """Steps of one label on end; blanks and separators left out."""
    edges = np.flatnonzero(np.diff(labels)) + 1
    starts = [0, *edges.tolist()] if len(labels) else []
    ends = [*edges.tolist(), len(labels)]
    return [range(a, b) for a, b in zip(starts, ends, strict=False) if labels[a] >= 0 or labels[a] == _FOREIGN]


def _glyph(
    run: range, label: int, length: float, probabilities: NDArray[np.float32], scores: NDArray[np.float32]
) -> Glyph:
    steps = np.array(run)
    height = probabilities[steps, 1:].max(axis=1) if label < 0 else scores[steps, label]
    peak = int(steps[height.argmax()])
    centre = (run[0] + run[-1] + 1) / 2 / length
    return Glyph(_options(scores[peak]), min(1.0, centre), foreign=label < 0)


def _options(scores: NDArray[np.float32]) -> CharOptions:
    """The likeliest symbols, and the likeliest province with them.

    A Chinese plate whose first character is all but illegible then stays a plate, to be looked at, and not lettering.
    """
    order = np.argsort(scores)[::-1][:_KEPT_OPTIONS].tolist()
    province = _FIRST_PROVINCE + int(scores[_FIRST_PROVINCE:_END_PROVINCE].argmax())
    kept = [i for i in order if scores[i] >= _LEAST_OPTION] or order[:1]
    if province not in kept and scores[province] >= _LEAST_PROVINCE:
        kept.append(province)
    return tuple((SYMBOLS[i], float(min(scores[i], 1.0))) for i in kept)
