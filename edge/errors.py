"""The error tree.

LanegateError
├── ConfigError        the configuration can't be used: every fault found, one line each
├── InputError         a picture, video or folder given by a person can't be used
├── FrameError         bytes from an indicator, relay or broker are not what their protocol says
├── DeviceError        a device can't be opened, read or written
└── StorageError       the lane's own disk refused: nothing may open by itself

A driver's own exceptions (pyserial, PyAV, paho, sqlite3) are translated where they are met, with the cause kept.
"""

from __future__ import annotations


class LanegateError(Exception):
    """Any fault that lanegate names itself; its text is fit for a technician."""


class ConfigError(LanegateError):
    """The configuration is refused.

    `faults` holds one line a fault: file, key path, what is wrong, what is allowed.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class InputError(LanegateError):
    """A file that a person named can't be read."""


class FrameError(LanegateError):
    """Bytes or JSON that break their protocol."""


class DeviceError(LanegateError):
    """A device can't be reached, or refuses; `code` is one of `edge.faults` where a lane reports it."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class StorageError(LanegateError):
    """The outbox or the evidence folder can't be written."""
