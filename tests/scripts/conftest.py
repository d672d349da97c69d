from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scripts.lane_pc import LanePC


@pytest.fixture
def lane_pc(tmp_path: Path) -> Iterator[LanePC]:
    """A lane PC on which lanegate is not installed and systemd does not run."""
    if os.geteuid() != 0:
        pytest.skip("only root may install, apart from this machine too")
    machine = LanePC(tmp_path)
    yield machine
    machine.close()
