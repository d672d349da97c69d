from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.devices.mqtt import Observer, mosquitto, observing
from tests.devices.ptys import Cable, Heard, cable_in


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Of a broker that lets anybody in."""
    with mosquitto(tmp_path) as broker:
        yield broker.port


@pytest.fixture
def centre(port: int) -> Iterator[Observer]:
    with observing(port) as observer:
        yield observer


@pytest.fixture
def cable(tmp_path: Path) -> Iterator[Cable]:
    with cable_in(tmp_path) as cable:
        yield cable


@pytest.fixture
def heard() -> Heard:
    return Heard()
