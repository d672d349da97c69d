"""Opens the ports of relays and modem lines, RFC 2217 converters among them."""

from __future__ import annotations

import serial

from edge.devices.line import PARITY, READ_TIMEOUT_S, SerialLine, open_line
from edge.errors import DeviceError

RFC2217 = "rfc2217://"


def open_port(line: SerialLine) -> serial.Serial:
    """An open port; raises `DeviceError` with what to check."""
    if not line.port.startswith(RFC2217):
        return open_line(line)
    try:
        return serial.serial_for_url(  # without write_timeout: pyserial's client refuses any
            line.port,
            baudrate=line.baud,
            bytesize=int(line.framing[0]),
            parity=PARITY[line.framing[1]],
            stopbits=int(line.framing[2]),
            timeout=READ_TIMEOUT_S,
        )
    except (serial.SerialException, OSError, ValueError) as error:
        text = f"{line.port} can't be opened: {error}; check cable, address and converter"
        raise DeviceError("unreachable", text) from error


def asking_url(port: str) -> str:
    """The URL with which a remote port is asked for its modem lines, and not only listened to."""
    if not port.startswith(RFC2217) or "poll_modem" in port:
        return port
    return f"{port}{'&' if '?' in port else '?'}poll_modem"
