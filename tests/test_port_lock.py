"""A device of a lane is used by one program at a time."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from edge.config import parse_config
from edge.errors import DeviceError, StorageError
from edge.port_lock import PortLock, lock_devices

HOLD = (
    "import sys; from pathlib import Path; from edge.port_lock import PortLock\n"
    "lock = PortLock(Path(sys.argv[1]), 'relay'); lock.take(); print('held', flush=True); input()"
)
CAMERA = {"name": "front", "url": "front.mp4", "view": "front", "reads": ["plate"]}


def test_a_device_in_use_is_refused_with_the_program_that_has_it(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(DeviceError, match=rf"relay of this lane is in use by .*\(process {other.pid}\)"):
            PortLock(tmp_path, "relay").take()
        with PortLock(tmp_path, "indicator"):
            pass
        other.kill()
        other.wait()
        PortLock(tmp_path, "relay").take()


def test_it_is_free_again_after_its_use(tmp_path: Path) -> None:
    for _ in range(2):
        with PortLock(tmp_path, "relay"):
            pass


def test_a_state_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "locks").write_text("")
    with pytest.raises(StorageError, match="locks"):
        PortLock(tmp_path, "relay").take()


def test_a_lane_locks_what_it_has_and_lets_it_go(tmp_path: Path) -> None:
    document = {
        "lane": {"site": "kim-thanh", "id": "lane-01", "direction": "import"},
        "arrival": {"by": "vision"},
        "camera": [CAMERA],
        "barrier": {"port": "/dev/ttyUSB0", "driver": "lcus"},
        "decision": {"mode": "monitor", "require": []},
        "mqtt": {"host": "localhost"},
        "storage": {"path": str(tmp_path)},
    }
    config = parse_config(document, lambda _: None, "lane")
    with ExitStack() as held:
        lock_devices(config, held)
        assert sorted(path.name for path in (tmp_path / "locks").iterdir()) == [
            "camera-front.lock",
            "relay.lock",
            "state.lock",
        ]
        with pytest.raises(DeviceError, match="camera-front"):
            PortLock(tmp_path, "camera-front").take()
    PortLock(tmp_path, "camera-front").take()
