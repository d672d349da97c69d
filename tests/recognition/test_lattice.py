from __future__ import annotations

from collections import defaultdict
from itertools import groupby, product

import numpy as np
import pytest
from numpy.typing import NDArray

from edge.recognition.lattice import added, align, best_path, make_lattice, swapped, text_log_probs
from tests.recognition.lattices import lattice

SYMBOLS = "ABC"


def some_log_probs(seed: int, steps: int = 6) -> NDArray[np.float32]:
    scores = np.random.default_rng(seed).normal(scale=1.5, size=(steps, len(SYMBOLS) + 1))
    return np.asarray(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)), dtype=np.float32)


def all_texts(log_probs: NDArray[np.float32]) -> dict[str, float]:
    """Probability of every text, summed over every path."""
    texts: dict[str, float] = defaultdict(float)
    for path in product(range(len(SYMBOLS) + 1), repeat=len(log_probs)):
        text = "".join(SYMBOLS[label - 1] for label, _ in groupby(path) if label)
        texts[text] += float(np.exp(sum(float(row[label]) for row, label in zip(log_probs, path, strict=True))))
    return texts


@pytest.mark.parametrize("seed", range(4))
def test_a_texts_probability_is_the_sum_over_all_its_paths(seed: int) -> None:
    log_probs = some_log_probs(seed)
    wanted = all_texts(log_probs)
    found = np.exp(text_log_probs(make_lattice(log_probs, SYMBOLS), list(wanted)))
    assert found == pytest.approx(list(wanted.values()), abs=1e-9)


@pytest.mark.parametrize("text", ["", "A", "AB", "AAB"])
def test_with_an_ending_all_that_goes_on_behind_it_counts_too(text: str) -> None:
    log_probs = some_log_probs(7)
    wanted = sum(share for each, share in all_texts(log_probs).items() if each == text or each.startswith(text + "C"))
    lattice = make_lattice(log_probs, SYMBOLS)
    (found,) = np.exp(text_log_probs(lattice, [text], ending="C"))
    assert found == pytest.approx(wanted, abs=1e-6)
    assert np.exp(align(lattice, text + "CB").log_prob_of(len(text), ending="C")) == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("text", ["", "A", "AAB", "ABC", "CC"])
def test_every_text_one_symbol_away_gets_its_exact_probability(text: str) -> None:
    log_probs = some_log_probs(3)
    wanted = all_texts(log_probs)
    aligned = align(make_lattice(log_probs, SYMBOLS), text)
    assert (aligned.text, np.exp(aligned.log_prob)) == (text, pytest.approx(wanted[text], abs=1e-6))
    swaps, adds = np.exp(swapped(aligned)), np.exp(added(aligned))
    assert (swaps.shape, adds.shape) == ((len(text), 4), (len(text) + 1, 4))
    for i, symbol in product(range(len(text) + 1), SYMBOLS):
        column = SYMBOLS.index(symbol) + 1
        assert adds[i, column] == pytest.approx(wanted[text[:i] + symbol + text[i:]], abs=1e-6)
        if i < len(text):
            assert swaps[i, column] == pytest.approx(wanted[text[:i] + symbol + text[i + 1 :]], abs=1e-6)


def test_sure_blanks_are_left_out_and_change_nothing() -> None:
    close, far = lattice(["A", {"B": 0.6}, "A", "A"], apart=1), lattice(["A", {"B": 0.6}, "A", "A"], apart=40)
    assert len(far.steps) <= len(close.steps) + 2
    texts = ["ABAA", "AAA", "ABA"]
    assert text_log_probs(far, texts) == pytest.approx(text_log_probs(close, texts), abs=1e-3)
    assert best_path(far) == "ABAA"


def test_what_cannot_be_written_has_no_probability() -> None:
    short = make_lattice(some_log_probs(0, steps=2), SYMBOLS)
    assert text_log_probs(short, ["ABC", "AA", "A云"]).tolist() == [-np.inf] * 3
    assert text_log_probs(short, []).tolist() == []


def test_a_long_lattice_of_little_does_not_run_out_of_numbers() -> None:
    flat = make_lattice(np.full((400, 101), -np.log(101), dtype=np.float32), "".join(map(chr, range(1000, 1100))))
    (found,) = text_log_probs(flat, [flat.symbols[:8]])
    assert -1900 < found < -1700
