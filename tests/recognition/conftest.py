"""The engine is loaded once: it takes a second."""

from __future__ import annotations

import pytest

from edge.recognition.engine import MarkRecogniser, load_recogniser


@pytest.fixture(scope="session")
def recogniser() -> MarkRecogniser:
    return load_recogniser(threads=1)
