"""A serial line as pyserial opens it: a device, socket://host:port, rfc2217://…"""

from __future__ import annotations

import termios
from dataclasses import dataclass

import serial

from edge.errors import DeviceError

PARITY = {"N": serial.PARITY_NONE, "E": serial.PARITY_EVEN, "O": serial.PARITY_ODD}
READ_TIMEOUT_S = 0.2
WRITE_TIMEOUT_S = 1.0


@dataclass(frozen=True, slots=True)
class SerialLine:
    """How a line is set; `framing` like 8N1."""

    port: str
    baud: int = 9600
    framing: str = "8N1"


def open_line(line: SerialLine) -> serial.Serial:
    """An open line; raises `DeviceError` with what to check. A tty is locked against a second user."""
    options = {} if "://" in line.port else {"exclusive": True}
    try:
        return serial.serial_for_url(
            line.port,
            baudrate=line.baud,
            bytesize=int(line.framing[0]),
            parity=PARITY[line.framing[1]],
            stopbits=int(line.framing[2]),
            timeout=READ_TIMEOUT_S,
            write_timeout=WRITE_TIMEOUT_S,
            **options,
        )
    except (serial.SerialException, OSError, ValueError, termios.error) as error:
        raise DeviceError(
            "unreachable", f"{line.port} can't be opened: {error}; check cable, port and owner"
        ) from error
