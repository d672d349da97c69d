"""Who uses a device of a lane: the daemon, or the technician who calibrates it, and never both.

A lock is an flock(2) on `<state>/locks/<device>.lock`, so it ends with its process however that ends; in the file
stands who has it. A tty is locked by itself as well (`edge.devices.line`), which other programs see too.
"""

from __future__ import annotations

import fcntl
import os
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from edge.config import Config
from edge.errors import DeviceError, StorageError
from edge.ownership import give_as, make_folder

MOST_WORDS = 200


class PortLock:
    """The lock of one device: "camera-<name>", "indicator", "relay"; or of the "state", the lane's folder itself."""

    def __init__(self, state: Path, device: str) -> None:
        self._path = state / "locks" / f"{device}.lock"
        self._device = device
        self._file: int | None = None

    def take(self) -> None:
        """Raises `DeviceError` (in-use) with who has it, and `StorageError` where there can be no lock."""
        try:
            make_folder(self._path.parent)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
            give_as(self._path.parent, self._path)
        except OSError as error:
            raise StorageError(f"{self._path} can't be made: {error.strerror}") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(file, MOST_WORDS, 0).decode(errors="replace") or "another program"
            os.close(file)
            raise DeviceError("in-use", f"{self._device} of this lane is in use by {holder}") from error
        self._file = file
        with suppress(OSError):  # a full disk is no reason: the lock holds without a name in it
            os.ftruncate(file, 0)
            os.pwrite(file, _this_program().encode()[:MOST_WORDS], 0)

    def release(self) -> None:
        """Also where it was not taken."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


def lock_devices(config: Config, held: ExitStack) -> None:
    """Takes the locks of a lane's state and all its devices; `held` lets them go.

    Raises `DeviceError` and `StorageError`.
    """
    state = Path(config.storage.path)
    devices = ["state", *(f"camera-{one.name}" for one in config.camera)]
    devices += ["indicator"] if config.weighbridge else []
    devices += ["relay"] if config.barrier else []
    for device in devices:
        held.enter_context(PortLock(state, device))


def _this_program() -> str:
    words = [Path(sys.argv[0]).name, *sys.argv[1:3]]
    return f"{' '.join(words)} (process {os.getpid()})"
