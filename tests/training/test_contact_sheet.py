"""The sheet on which rendered crops are compared with real ones."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from models.training.contact_sheet import CAPTION, captioned, main, sheet


@pytest.mark.parametrize(("kind", "columns", "width"), [("plate", 8, 160), ("container", 6, 256)])
def test_the_sheet_holds_as_many_crops_as_asked_for(tmp_path: Path, kind: str, columns: int, width: int) -> None:
    out = tmp_path / "sheet.png"
    main([str(out), "--kind", kind, "--count", "9", "--seed", "4"])
    picture = cv2.imread(str(out))
    assert picture is not None
    assert picture.shape == (2 * (64 + CAPTION), columns * width, 3)


def test_a_short_last_row_is_filled_with_black() -> None:
    whole = sheet([np.full((4, 6, 3), 9, np.uint8)] * 3, 2)
    assert whole.shape == (8, 12, 3)
    assert whole[4:, 6:].max() == 0
    assert whole[4:, :6].min() == 9


def test_a_sheet_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one crop"):
        sheet([], 4)


def test_a_caption_shows_what_cannot_be_drawn_as_a_star() -> None:
    crop = np.zeros((64, 160, 3), np.uint8)
    assert np.array_equal(captioned(crop, "云G12345"), captioned(crop, "*G12345"))
    assert captioned(crop, "A").shape == (64 + CAPTION, 160, 3)
