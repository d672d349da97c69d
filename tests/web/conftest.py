"""A running page of an invented lane, and a real browser where the machine has one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.web.page import LanePage
from tests.web.chromium import PROGRAM, Chromium
from tests.web.invented import InventedLane


@pytest.fixture
def source() -> InventedLane:
    return InventedLane()


@pytest.fixture
def page(source: InventedLane) -> Iterator[LanePage]:
    before = set(threading.enumerate())
    page = LanePage("127.0.0.1:0", source)
    page.start()
    yield page
    page.close()
    assert set(threading.enumerate()) <= before, "the page left a thread behind"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    if not Path(PROGRAM).exists():
        pytest.skip(f"{PROGRAM} is not installed")
    browser = Chromium(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()
