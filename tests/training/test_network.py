"""Needs torch, which only the training's own environment has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch belongs to the training's environment, not to the runtime's")

from models.training.network import Reader, lanes_of  # noqa: E402
from models.training.settings import load_settings  # noqa: E402
from models.training.train import (  # noqa: E402
    Batch,
    Run,
    greedy,
    loss_of,
    network_of,
    rate_at,
    symbols_of,
)

ALPHABET = {"A": 1, "B": 2}


def _lattice(*lanes: str) -> Any:
    """Log-probabilities that say these lanes nearly surely, a `.` for each blank; a sure blank behind each lane."""
    columns = [ALPHABET.get(symbol, 0) for lane in lanes for symbol in f"{lane}."]
    scores = torch.full((1, len(columns), 3), -9.0)
    scores[0, torch.arange(len(columns)), torch.tensor(columns)] = 9.0
    return scores.log_softmax(dim=2)


def _loss(lattice: Any, *ways: tuple[str, ...]) -> float:
    batch = Batch(np.zeros((1, 1, 1, 3), dtype=np.uint8), (ways,), np.full((1, 3), -1))
    return float(loss_of([lattice], batch, ALPHABET, []))


@pytest.mark.parametrize(("kind", "lanes"), [("plate", 2), ("container", 3)])
def test_a_reader_gives_every_lane_and_a_blank_behind_it(kind: str, lanes: int) -> None:
    settings = load_settings()
    reader = settings.plate if kind == "plate" else settings.container
    assert reader.lanes == lanes
    net = Reader(network_of(kind, reader)).eval()
    crops = torch.zeros((2, reader.height, reader.width, 3), dtype=torch.uint8)
    log_probs = net(crops)[0]
    assert log_probs.shape == (2, lanes * (reader.width // 4 + 1), len(symbols_of(kind)) + 1)
    assert torch.allclose(log_probs.exp().sum(dim=2), torch.ones(()), atol=1e-4)
    assert lanes_of(log_probs, lanes).shape == (2, lanes, reader.width // 4, len(symbols_of(kind)) + 1)


def test_rows_are_taught_to_their_lanes() -> None:
    lattice = _lattice("A..B", ".B..")
    assert _loss(lattice, ("AB", "B")) == pytest.approx(0.0, abs=0.01)
    assert _loss(lattice, ("A", "BB")) > 5


def test_of_several_ways_to_write_a_mark_the_likeliest_counts() -> None:
    lattice = _lattice("A..B", ".B..")
    assert _loss(lattice, ("A", "BB"), ("AB", "B")) == pytest.approx(0.0, abs=0.01)


def test_equal_neighbours_of_two_rows_stay_two_characters() -> None:
    assert greedy(_lattice("..AA", "AA..").numpy(), "AB") == ["AA"]


def test_the_learning_rate_rises_stays_and_falls() -> None:
    settings = load_settings().plate.model_copy(update={"steps": 1000, "warm_up": 100, "decay_from": 0.7})
    rates = [rate_at(step, settings) / settings.learning_rate for step in (0, 99, 500, 850, 999)]
    assert rates == pytest.approx([0.01, 1.0, 1.0, 0.5, 0.01], abs=0.01)


def test_a_run_goes_on_where_it_was(tmp_path: Path) -> None:
    settings = load_settings().container.model_copy(update={"begins_with": ""})
    first = Run("container", settings, tmp_path)
    crops = np.random.default_rng(1).integers(0, 255, (4, settings.height, settings.width, 3), dtype=np.uint8)
    ways = ((("ABCU1234560", "", ""),),) * 4
    alphabet = {symbol: i + 1 for i, symbol in enumerate(symbols_of("container"))}
    first.advance(Batch(crops, ways, np.zeros((4, 3), dtype=np.int64)), alphabet)
    first.save()
    second = Run("container", settings, tmp_path)
    second.load()
    assert second.step == 1
    assert all(torch.equal(a, b) for a, b in zip(first.net.parameters(), second.net.parameters(), strict=True))
