"""CTC log-probabilities of one crop -> exact probabilities of texts. Pure.

CTC (Graves et al. 2006): at each step the network names a symbol or the blank; equal neighbours merge, blanks go. A
text's probability is the sum over all ways to write it so. It is a share of *all* strings, so a crop that could say
many things gives none of them much.

Rows are scaled by their largest entry and the scale is kept apart as a logarithm: the sums then need no logarithms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

BLANK = 0
_SURE_BLANK = -1e-3
"""Natural logarithm: steps that say nothing with more than this are as good as certain."""

_LEAST_NOTABLE = 1e-4
_MOST_NOTABLE = 24

_LEAST_LOG = -700.0
"""Natural logarithm under which a probability counts as none."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """`steps` (T, C), each row over its largest entry; `scale` (T + 1,) the logarithms taken out, summed up so far.

    Column 0 is the blank, column i + 1 stands for `symbols[i]`. Of several sure blanks in a row one step is left.
    """

    steps: Floats
    scale: Floats
    symbols: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """Ways of one text through a lattice; its states are blank, symbol, blank, ... (2 L + 1).

    `before` and `after` (T + 1, 2 L + 1): shares of the ways up to each state, and from it on.
    """

    lattice: Lattice
    labels: Indices
    before: Floats
    after: Floats

    @property
    def text(self) -> str:
        return "".join([self.lattice.symbols[label - 1] for label in self.labels.tolist()])

    @property
    def log_prob(self) -> float:
        """Natural log-probability of the text."""
        return self.log_prob_of(len(self.labels))

    def log_prob_of(self, count: int, ending: str = "") -> float:
        """That of its first `count` symbols, and whatever follows an `ending` behind them."""
        ways = self.before[:, max(0, 2 * count - 1) : 2 * count + 1].sum(axis=1, keepdims=True)
        return float(_whole(self.lattice, ways, ending)[0])


def make_lattice(log_probs: NDArray[np.float32], symbols: str) -> Lattice:
    """From (T, C) natural log-probabilities, C = 1 + len(symbols)."""
    rows = np.maximum(log_probs.astype(np.float64), _LEAST_LOG)
    sure = rows[:, BLANK] > _SURE_BLANK
    spare = sure[1:] & sure[:-1]
    kept = np.concatenate([[True], ~spare])
    tops = rows.max(axis=1)
    sums = np.concatenate([[0.0], np.cumsum(tops)])[np.append(np.flatnonzero(kept), len(rows))]
    return Lattice(np.exp(rows[kept] - tops[kept, None]), sums, symbols)


def best_path(lattice: Lattice) -> str:
    """The text of the likeliest symbol of each step: mostly, but not always, the likeliest text."""
    labels = lattice.steps.argmax(axis=1)
    first = np.concatenate([[True], labels[1:] != labels[:-1]])
    return "".join([lattice.symbols[label - 1] for label in labels[first & (labels != BLANK)].tolist()])


def text_log_probs(lattice: Lattice, texts: Sequence[str], ending: str = "") -> Floats:
    """Natural log-probability of each text; -inf for one that can't be written.

    With an `ending` symbol: of all strings that are the text, or the text and then the ending and anything after it.
    """
    found = np.full(len(texts), -np.inf)
    possible = [i for i, text in enumerate(texts) if set(text) <= set(lattice.symbols)]
    if not possible:
        return found
    found[possible] = _whole(lattice, _ways(lattice, [_labels_of(lattice, texts[i]) for i in possible]), ending)
    return found


def _whole(lattice: Lattice, ways: Floats, ending: str) -> Floats:
    """(K,) log-probabilities from the (T + 1, K) ways of texts, as `text_log_probs` gives them."""
    logs: Floats = _logs(ways[-1]) + lattice.scale[-1]
    if ending:
        column = lattice.steps[:, lattice.symbols.index(ending) + 1]
        entered = ways[:-1] * column[:, None] * np.exp(np.maximum(lattice.scale[1:], _LEAST_LOG))[:, None]
        logs = np.logaddexp(logs, _logs(entered.sum(axis=0)))
    return np.minimum(logs, 0.0)


def align(lattice: Lattice, text: str) -> Alignment:
    """The ways of a text whose symbols the lattice knows."""
    labels = _labels_of(lattice, text)
    # What comes after a state is what comes before it when lattice and text are read from their ends.
    states, leaps = _states([labels, labels[::-1]])
    emitted = np.stack([lattice.steps[:, states[0]], lattice.steps[::-1, states[1]]], axis=1)
    reached = _forward(emitted, leaps)
    return Alignment(lattice, labels, reached[:, 0], reached[::-1, 1, ::-1])


def swapped(aligned: Alignment) -> Floats:
    """(L, C) natural log-probabilities of the texts with one symbol replaced by each notable one, else -inf."""
    places = 2 * np.arange(len(aligned.labels))
    return _through(aligned, places, places + 2)


def added(aligned: Alignment) -> Floats:
    """(L + 1, C) the same of the texts with one notable symbol more before each place."""
    places = 2 * np.arange(len(aligned.labels) + 1)
    return _through(aligned, places, places)


def _notable(lattice: Lattice) -> Indices:
    """Columns of symbols that some step gives a share; the strongest few where there are many."""
    tops = lattice.steps[:, BLANK + 1 :].max(axis=0)
    strongest = np.argsort(-tops)[:_MOST_NOTABLE]
    notable: Indices = strongest[tops[strongest] > _LEAST_NOTABLE] + BLANK + 1
    return notable


def _labels_of(lattice: Lattice, text: str) -> Indices:
    return np.array([lattice.symbols.index(symbol) + 1 for symbol in text], dtype=np.intp)


def _logs(shares: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        logs: Floats = np.log(shares)
    return logs


def _states(labels: Sequence[Indices]) -> tuple[Indices, Floats]:
    """Column of each state (K, S), and 1 where it may be entered from two states before; short texts end in blanks."""
    states = np.full((len(labels), 2 * max(map(len, labels)) + 1), BLANK, dtype=np.intp)
    for row, each in zip(states, labels, strict=True):
        row[1 : 2 * len(each) : 2] = each
    leaps = np.zeros(states.shape)
    leaps[:, 2:] = (states[:, 2:] != BLANK) & (states[:, 2:] != states[:, :-2])
    return states, leaps


def _forward(emitted: Floats, leaps: Floats) -> Floats:
    """(T + 1, K, S): probability of having written up to each state, before the first step and after each.

    `emitted` (T, K, S): what each step gives the symbol of each state.
    """
    # Two empty columns on the left, so that "one before" and "two before" are plain slices.
    reached = np.zeros((len(emitted) + 1, leaps.shape[0], leaps.shape[1] + 2))
    reached[0, :, 2] = 1.0
    for now, following, share in zip(reached, reached[1:], emitted, strict=False):
        here = leaps * now[:, :-2]
        here += now[:, 1:-1]
        here += now[:, 2:]
        np.multiply(here, share, out=following[:, 2:])
    return reached[:, :, 2:]


def _ways(lattice: Lattice, labels: Sequence[Indices]) -> Floats:
    """(T + 1, K): probability of having written each text wholly, and nothing more, after so many steps."""
    states, leaps = _states(labels)
    reached = _forward(lattice.steps[:, states], leaps)
    rows = np.arange(len(labels))
    ends = np.array([2 * len(each) for each in labels])
    last = np.where(ends > 0, reached[:, rows, ends - 1], 0.0)
    ways: Floats = reached[:, rows, ends] + last
    return ways


def _through(aligned: Alignment, enter: Indices, leave: Indices) -> Floats:
    """The text with each symbol written between the blanks `enter[n]` and `leave[n]`.

    A neighbour that is the same symbol can't touch it: there the way leads over the blank.
    """
    lattice = aligned.lattice
    used = np.union1d(_notable(lattice), aligned.labels)
    left, right = _neighbours(aligned.labels, enter // 2 - 1), _neighbours(aligned.labels, leave // 2)
    before, after = _bordered(aligned.before), _bordered(aligned.after)
    came = before[:-1, enter + 1, None] + before[:-1, enter, None] * (left[:, None] != used)
    goes = after[1:, leave + 1, None] + after[1:, leave + 2, None] * (right[:, None] != used)
    here = np.zeros_like(came)
    now = here[0]
    for t, share in enumerate(lattice.steps[:, used]):
        now = np.multiply(now + came[t], share, out=here[t])
    logs = np.full((len(enter), lattice.steps.shape[1]), -np.inf)
    logs[:, used] = np.minimum(_logs((here * goes).sum(axis=0)) + lattice.scale[-1], 0.0)
    return logs


def _bordered(states: Floats) -> Floats:
    """With an empty state before the first and behind the last."""
    out = np.zeros((len(states), states.shape[1] + 2))
    out[:, 1:-1] = states
    return out


def _neighbours(labels: Indices, at: Indices) -> Indices:
    """Labels at these places, `BLANK` beyond the ends."""
    padded = np.concatenate([[BLANK], labels, [BLANK]]).astype(np.intp)
    return padded[at + 1]
