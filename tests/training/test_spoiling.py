"""The faults of a photo: each one alone, and the guard that keeps marks legible."""

from __future__ import annotations

import numpy as np
import pytest

from models.training.optics import motion, noise, video
from models.training.spoiling import CHANCES, Chance, legible, spoilt
from models.training.weather import infra_red
from tests.training.invented_marks import flat_plate

FAULTS = [pytest.param(chance, id=chance.effect.__name__) for chance in CHANCES]


@pytest.mark.parametrize("strength", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_keeps_size_and_type_and_leaves_its_input_alone(fault: Chance, strength: float) -> None:
    image = flat_plate().image[:97, :201]
    before = image.copy()
    results = [fault.effect(image, strength, 12.0, np.random.default_rng(5)) for _ in range(2)]
    assert results[0].shape == image.shape
    assert results[0].dtype == np.uint8
    assert np.array_equal(results[0], results[1])
    assert np.array_equal(image, before)


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_shows_at_full_strength(fault: Chance) -> None:
    image = flat_plate().image
    changed = [fault.effect(image, 1.0, 40.0, np.random.default_rng(seed)) for seed in range(3)]
    assert max(float(np.abs(result.astype(int) - image).mean()) for result in changed) > 0.3


def test_motion_smears_mostly_sideways() -> None:
    image = np.zeros((41, 41, 3), np.uint8)
    image[20, 20] = 255
    spread = np.mean([motion(image, 1.0, 20.0, np.random.default_rng(seed))[..., 0] for seed in range(40)], axis=0)
    assert (spread[20] > 1).sum() > 2 * (spread[:, 20] > 1).sum()


def test_noise_grows_with_its_strength() -> None:
    image = np.full((60, 120, 3), 128, np.uint8)
    weak, strong = (noise(image, strength, 20.0, np.random.default_rng(1)).std() for strength in (0.1, 1.0))
    assert strong > 2 * weak > 0


def test_video_loss_flattens_blocks_but_keeps_their_brightness() -> None:
    rng = np.random.default_rng(2)
    image = rng.integers(120, 136, (64, 64, 3), dtype=np.uint8)
    coarse = video(image, 1.0, 20.0, np.random.default_rng(3))
    assert coarse[:8, :8].std(axis=(0, 1)).max() < image.std() / 2
    assert abs(float(coarse.mean()) - float(image.mean())) < 3


def test_infra_red_pictures_have_no_colour() -> None:
    image = infra_red(flat_plate().image, 0.5, 12.0, np.random.default_rng(4))
    assert np.array_equal(image[..., 0], image[..., 2])


def test_what_is_blurred_away_or_nearly_black_is_not_legible() -> None:
    flat = flat_plate()
    blurred = np.full_like(flat.image, 90)
    assert legible(flat.image, flat.image, flat.corners, 57.0)
    assert not legible(flat.image, blurred, flat.corners, 57.0)
    assert not legible(flat.image, (flat.image // 40).astype(np.uint8), flat.corners, 57.0)


@pytest.mark.parametrize("seed", range(25))
def test_a_spoilt_mark_stays_legible(seed: int) -> None:
    flat = flat_plate()
    after = spoilt(flat.image, 57.0, np.random.default_rng(seed), flat.corners)
    assert legible(flat.image, after, flat.corners, 57.0)
