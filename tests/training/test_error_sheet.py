from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.errors import InputError
from edge.values import Image
from models.training.error_sheet import sheet_of, write_errors
from models.training.reading import Outcome
from tests.recognition.drawn import plate
from tests.training.outcomes import mark, said

RED, ORANGE = (60, 70, 255), (60, 170, 255)
"""Blue, green, red."""


def _seen(_: Outcome) -> Image:
    return plate(["29C-123.45"])


def _has(picture: Image, colour: tuple[int, int, int]) -> bool:
    return bool((picture == colour).all(axis=2).any())


def test_only_wrong_reads_are_drawn(tmp_path: Path) -> None:
    target = tmp_path / "errors.png"
    outcomes = [said(mark()), said(mark(), "29C12346"), said(mark("30E54321"), "30E", needs_review=True)]
    assert write_errors(outcomes, _seen, target) == 2
    drawn = cv2.imread(str(target))
    assert drawn is not None
    assert drawn.shape[1] == 2 * 272


def test_what_nobody_would_have_looked_at_is_framed_in_red() -> None:
    passed, reviewed = said(mark(), "29C12346"), said(mark(), "29C12346", needs_review=True)
    assert _has(sheet_of([passed], _seen), RED)
    assert _has(sheet_of([reviewed], _seen), ORANGE)
    assert not _has(sheet_of([reviewed], _seen), RED)


def test_no_error_makes_an_empty_sheet(tmp_path: Path) -> None:
    target = tmp_path / "errors.png"
    assert write_errors([said(mark())], _seen, target) == 0
    assert target.stat().st_size > 0


def test_tall_and_wide_crops_keep_their_shape() -> None:
    tall = np.full((200, 20, 3), 255, dtype=np.uint8)
    cell = sheet_of([said(mark(), "29C12346")], lambda _: tall)
    white = (cell[:112] == 255).all(axis=2)
    assert white.any(axis=1).sum() > 9 * white.any(axis=0).sum()


def test_a_target_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "no-folder").touch()
    with pytest.raises(InputError, match="no-folder"):
        write_errors([], _seen, tmp_path / "no-folder" / "errors.png")
