from __future__ import annotations

import numpy as np

from models.training.likeness import dressed


def _crop(ground: tuple[int, int, int], ink: tuple[int, int, int]) -> np.ndarray:
    crop = np.full((64, 160, 3), ground, dtype=np.uint8)
    crop[20:44, 40:44] = ink
    crop[20:44, 100:104] = ink
    return crop


def test_a_dressed_crop_has_the_colour_and_contrast_of_the_other() -> None:
    drawn = _crop((200, 60, 10), (255, 255, 255))
    night = _crop((60, 20, 5), (90, 80, 70))
    look = dressed(drawn, night, (160, 64))
    assert np.abs(look.mean(axis=(0, 1)) - night.mean(axis=(0, 1))).max() < 6
    assert look.std() < 0.7 * drawn.std()


def test_what_is_written_stays_where_it_was() -> None:
    drawn, other = _crop((200, 60, 10), (255, 255, 255)), _crop((150, 50, 20), (240, 240, 240))[:, ::-1]
    look = dressed(drawn, np.ascontiguousarray(other), (160, 64)).astype(int)
    assert look[30, 42].sum() > look[30, 70].sum() + 200


def test_a_mark_of_few_pixels_is_dressed_as_blurred() -> None:
    drawn = _crop((200, 60, 10), (255, 255, 255))
    sharp, coarse = (dressed(drawn, drawn, pixels).astype(int) for pixels in ((160, 64), (40, 16)))
    assert np.abs(np.diff(coarse, axis=1)).max() < 0.7 * np.abs(np.diff(sharp, axis=1)).max()
