"""Crops without a mark."""

from __future__ import annotations

import numpy as np
import pytest

from models.training.negatives import negative
from models.training.typefaces import BUNDLED, Typefaces

TYPEFACES = Typefaces((BUNDLED,))


@pytest.mark.parametrize("seed", range(40))
def test_a_negative_has_the_size_asked_for_and_depends_on_the_seed_alone(seed: int) -> None:
    first, second = (negative(np.random.default_rng(seed), TYPEFACES, 160, 64) for _ in range(2))
    assert first.shape == (64, 160, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, second)


def test_negatives_are_of_many_kinds() -> None:
    spreads = [float(negative(np.random.default_rng(seed), TYPEFACES, 160, 64).std()) for seed in range(40)]
    assert min(spreads) < 15
    assert max(spreads) > 50
