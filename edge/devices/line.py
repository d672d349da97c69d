"""A serial line as pyserial opens it: a device, socket://host:port, rfc2217://…"""

from __future__ import annotations

import errno
import os
import termios
import time
from dataclasses import dataclass
from typing import Any

import serial

from edge.errors import DeviceError

PARITY = {"N": serial.PARITY_NONE, "E": serial.PARITY_EVEN, "O": serial.PARITY_ODD}
READ_TIMEOUT_S = 0.15
WRITE_TIMEOUT_S = 1.0
BUSY_S = 1.0
BUSY_RETRY_S = 0.05
BUSY = (errno.EAGAIN, errno.EBUSY)
RFC2217 = "rfc2217://"
MOST_BYTES = 4096
CFLAG = 2  # place of the control modes in what tcgetattr gives


@dataclass(frozen=True, slots=True)
class SerialLine:
    """How a line is set; `framing` like 8N1."""

    port: str
    baud: int = 9600
    framing: str = "8N1"

    @property
    def is_remote(self) -> bool:
        """Whether a converter stands between, which has speed and framing of its own."""
        return "://" in self.port


def open_line(line: SerialLine) -> serial.Serial:
    """An open line; raises `DeviceError`. A tty is locked against a second user.

    DTR and RTS of a tty rise when it is first opened, which the kernel does; they stay up when it is closed. One that
    is in use is tried again for `BUSY_S`: a process that was being started held the lock of whoever has just closed it.
    """
    until_s = time.monotonic() + BUSY_S
    while True:
        try:
            return _open(line)
        except (serial.SerialException, OSError, ValueError, termios.error) as error:
            if not is_busy(error) or time.monotonic() >= until_s:
                raise DeviceError("unreachable", f"{line.port}: {_why(error)}") from error
        time.sleep(BUSY_RETRY_S)


def is_busy(error: BaseException | None) -> bool:
    """Whether a tty could not be opened because somebody else has it."""
    return isinstance(error, OSError) and error.errno in BUSY


def _why(error: Exception) -> str:
    """In the system's words where it gave any: pyserial repeats them together with the port."""
    if is_busy(error):
        return "locked by another program"
    behind = error.__context__
    return (behind.strerror if isinstance(behind, OSError) else None) or str(error)


def _open(line: SerialLine) -> serial.Serial:
    options: dict[str, Any] = {} if line.is_remote else {"exclusive": True}
    if not line.port.startswith(RFC2217):  # whose client in pyserial refuses a time-out of writes
        options["write_timeout"] = WRITE_TIMEOUT_S
    port = serial.serial_for_url(
        line.port,
        baudrate=line.baud,
        bytesize=int(line.framing[0]),
        parity=PARITY[line.framing[1]],
        stopbits=int(line.framing[2]),
        timeout=READ_TIMEOUT_S,
        **options,
    )
    if not line.is_remote:
        _keep_modem_lines_up(port)
    return port


def set_line(port: serial.Serial, line: SerialLine) -> None:
    """Another speed and framing on an open line, without closing it; what was heard before is dropped.

    A port whose framing is fixed, as a pseudo-terminal's is, keeps its own. Raises `DeviceError`.
    """
    settings: dict[str, int | str] = {
        "baudrate": line.baud,
        "bytesize": int(line.framing[0]),
        "parity": PARITY[line.framing[1]],
        "stopbits": int(line.framing[2]),
    }
    try:
        for name, value in settings.items():
            _set(port, name, value)
        port.reset_input_buffer()
    except (serial.SerialException, OSError, ValueError, termios.error) as error:
        raise _lost(line, error) from error


def _set(port: serial.Serial, name: str, value: int | str) -> None:
    try:
        port.apply_settings({name: value})
    except termios.error as error:
        if error.args[0] != errno.EINVAL:
            raise


def read_line(port: serial.Serial, line: SerialLine) -> bytes:
    """What has come, at most `MOST_BYTES`; empty where the line is quiet for `READ_TIMEOUT_S`. Raises `DeviceError`.

    Of seven data bits the eighth is dropped: a converter that is set to eight passes on the parity there.
    """
    try:
        chunk = port.read(1)
        while chunk and len(chunk) < MOST_BYTES and port.in_waiting:
            chunk += port.read(min(port.in_waiting, MOST_BYTES))
    except (serial.SerialException, OSError, TypeError) as error:
        raise _lost(line, error) from error  # pyserial raises TypeError where the line is closed under a read
    return bytes(byte & 0x7F for byte in chunk) if line.framing.startswith("7") else chunk


def write_line(port: serial.Serial, line: SerialLine, payload: bytes) -> None:
    """Sends; raises `DeviceError`."""
    try:
        port.write(payload)
    except (serial.SerialException, OSError, TypeError) as error:
        raise _lost(line, error) from error


def has_moved(port: serial.Serial, line: SerialLine) -> bool:
    """Whether the path of a tty leads to another device by now than the one that is open."""
    if line.is_remote:
        return False
    try:
        return os.stat(line.port).st_rdev != os.fstat(port.fileno()).st_rdev  # noqa: PTH116 - beside its fstat
    except OSError:
        return True


def _lost(line: SerialLine, error: Exception) -> DeviceError:
    return DeviceError("lost", f"{line.port}: {error}")


def _keep_modem_lines_up(port: serial.Serial) -> None:
    attributes = termios.tcgetattr(port.fileno())
    attributes[CFLAG] &= ~termios.HUPCL
    termios.tcsetattr(port.fileno(), termios.TCSANOW, attributes)
