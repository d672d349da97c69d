"""Can a serial port be had? Before it is opened, and without a byte sent to what hangs on it."""

from __future__ import annotations

import grp
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from edge.devices.line import SerialLine, is_busy, open_line
from edge.errors import DeviceError

PLUGGED = Path("/dev/serial/by-path")


def try_port(line: SerialLine) -> None:
    """Raises `DeviceError` (missing, no-access, in-use, unreachable) where a tty can't be opened now.

    A converter is not tried: many let in one client only, and take the next one for a second.
    """
    if line.is_remote:
        return
    path = Path(line.port)
    try:
        is_tty = stat.S_ISCHR(path.stat().st_mode)
    except PermissionError:
        raise _no_access(path) from None
    except OSError as error:
        raise DeviceError("missing", f"{path}; plugged in: {_plugged()}") from error
    if not is_tty:
        raise DeviceError("missing", f"{path} is no serial port")
    if not os.access(path, os.R_OK | os.W_OK):
        raise _no_access(path)
    try:
        open_line(line).close()
    except DeviceError as error:
        if is_busy(error.__cause__):
            raise DeviceError("in-use", f"{path}, by {_holders(path)}") from error
        raise


def _no_access(path: Path) -> DeviceError:
    group = "unknown"
    with suppress(OSError, KeyError):
        group = grp.getgrgid(path.stat().st_gid).gr_name
    return DeviceError("no-access", f"{path} belongs to group {group}")


def _plugged() -> str:
    try:
        names = sorted(one.name for one in PLUGGED.iterdir())
    except OSError:
        names = []
    return ", ".join(names) if names else "no USB serial converter"


def _holders(path: Path) -> str:
    """Who has it open, as far as this user may see."""
    return ", ".join(sorted(set(_programs_at(path.resolve())))) or "another program"


def _programs_at(device: Path) -> Iterator[str]:
    for handle in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if handle.readlink() == device and handle.parts[2] != str(os.getpid()):
                name = (handle.parents[1] / "comm").read_text().strip()
                yield f"{name} (process {handle.parts[2]})"
