"""A running page of an invented lane, and a real browser where the machine has one."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edge.users import Users, save_user
from edge.web.access import Access, session_key
from edge.web.page import LanePage
from tests.waiting import until
from tests.web.chromium import PROGRAM, Chromium
from tests.web.invented import InventedDesk, InventedLane

USER, PASSWORD = "an", "correct horse battery"


class ManualClock:
    """Goes on when a test says so."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def utc(self) -> datetime:
        return self.now

    def monotonic_s(self) -> float:
        return self.now.timestamp()

    def pass_by(self, time: timedelta) -> None:
        self.now += time


@pytest.fixture
def source() -> InventedLane:
    return InventedLane()


@pytest.fixture
def page(source: InventedLane) -> Iterator[LanePage]:
    yield from served(LanePage("127.0.0.1:0", source))


def served(page: LanePage) -> Iterator[LanePage]:
    before = set(threading.enumerate())
    page.start()
    yield page
    page.close()
    until(lambda: set(threading.enumerate()) <= before, 2.0)


@pytest.fixture(scope="session")
def users_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One user; made once, for the hash is slow by design."""
    path = tmp_path_factory.mktemp("users") / "users.toml"
    save_user(path, USER, PASSWORD)
    return path


@pytest.fixture
def users(users_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(users_file, tmp_path / "users.toml"))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def desk() -> InventedDesk:
    return InventedDesk()


@pytest.fixture
def access(users: Path, desk: InventedDesk, clock: ManualClock, tmp_path: Path) -> Access:
    return Access(Users(users), desk, session_key(tmp_path), "lanegate-lane-01", clock)


@pytest.fixture
def guarded(source: InventedLane, access: Access) -> Iterator[LanePage]:
    """A page on which people may log in."""
    yield from served(LanePage("127.0.0.1:0", source, access))


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    if not Path(PROGRAM).exists():
        pytest.skip(f"{PROGRAM} is not installed")
    browser = Chromium(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()
