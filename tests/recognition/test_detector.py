from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from edge.errors import InputError
from edge.recognition.detector import load_detector
from edge.recognition.geometry import box_of
from edge.recognition.session import open_session
from tests.recognition.drawn import lettering


def test_a_line_is_found_where_it_is_written() -> None:
    (quad,) = load_detector(1).detect(lettering([("CSQU3054383", 300, 200)], height=48))
    left, top, right, bottom = box_of(quad)
    assert 285 < left < 305
    assert 190 < top < 215
    assert 560 < right < 720
    assert 250 < bottom < 285


def test_nothing_is_found_on_bare_ground() -> None:
    assert load_detector(1).detect(np.full((360, 640, 3), 120, dtype=np.uint8)) == ()


def test_a_missing_model_is_named() -> None:
    with pytest.raises(InputError, match=r"nowhere\.onnx"):
        open_session(Path("/nowhere.onnx"), 1)
