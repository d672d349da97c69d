from __future__ import annotations

import numpy as np
import pytest

from models.training import steel


@pytest.mark.parametrize("kind", ["corrugated", "door", "smooth", "rail"])
def test_a_wall_has_a_gain_for_every_pixel_and_a_shift_for_every_column(kind: steel.WallKind) -> None:
    wall = steel.draw_wall(np.random.default_rng(1), (90, 400), 50, kind, (200.0,))
    assert wall.gain.shape == (90, 400)
    assert wall.gain.dtype == np.uint8
    assert wall.shift.shape == (400,)
    assert wall.shift.dtype == np.float32
    assert 60 < wall.gain.mean() < 200


def test_corrugation_shows_as_stripes_across_the_columns() -> None:
    rng = np.random.default_rng(2)
    striped = [float(steel.draw_wall(rng, (80, 500), 50, "corrugated", ()).gain.mean(axis=0).std()) for _ in range(30)]
    smooth = [float(steel.draw_wall(rng, (80, 500), 50, "smooth", ()).gain.mean(axis=0).std()) for _ in range(30)]
    assert np.median(striped) > 1.5 * np.median(smooth)


def test_full_cover_gives_the_colour_and_no_cover_changes_nothing() -> None:
    picture = np.full((4, 6, 3), 100, dtype=np.uint8)
    cover = np.zeros((4, 6), dtype=np.uint8)
    cover[:, :3] = 255
    steel.blend(picture, (10, 20, 30), cover)
    assert picture[:, :3].tolist() == [[[10, 20, 30]] * 3] * 4
    assert (picture[:, 3:] == 100).all()


def test_even_light_changes_nothing_and_half_of_it_halves() -> None:
    picture = np.full((3, 3, 3), 80, dtype=np.uint8)
    assert (steel.lit(picture, np.full((3, 3), steel.EVEN, dtype=np.uint8)) == 80).all()
    assert (steel.lit(picture, np.full((3, 3), steel.EVEN // 2, dtype=np.uint8)) == 40).all()


def test_wear_only_takes_ink_away() -> None:
    rng = np.random.default_rng(3)
    ink = np.full((60, 200), 255, dtype=np.uint8)
    worn = [steel.worn(rng, ink) for _ in range(40)]
    assert any((plane < 255).any() for plane in worn)
    ground = np.zeros_like(ink)
    assert not any(steel.worn(rng, ground).any() for _ in range(20))


def test_a_rod_stands_where_it_was_put_and_beyond_the_edge_leaves_the_picture_alone() -> None:
    picture = np.zeros((60, 300, 3), dtype=np.uint8)
    steel.rod(np.random.default_rng(4), picture, 150, 50, (0, 0, 0))
    assert picture[:, 148:152].any()
    assert not picture[:, :60].any()
    far = np.zeros((60, 300, 3), dtype=np.uint8)
    steel.rod(np.random.default_rng(4), far, 600, 50, (0, 0, 0))
    assert not far.any()


def test_a_texture_larger_than_the_stored_one_is_enlarged() -> None:
    plane = steel.sample(np.random.default_rng(5), "blotch", (1500, 40), 1.0)
    assert plane.shape == (1500, 40)
