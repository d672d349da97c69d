"""A port of this machine that stays free between its choice and its use, for programs that are told their port."""

from __future__ import annotations

import random
import socket
from contextlib import suppress

from edge.errors import DeviceError

HOST = "127.0.0.1"
FIRST, LAST = 10_000, 29_999
"""Below what Linux gives by itself, from 32768 up (ip(7), ip_local_port_range), to who connects or asks for port 0."""
TRIES = 1000


def free_port() -> int:
    """A port that nobody has; whoever asks here within the next minute gets another one.

    Raises `DeviceError` where none is to be had.
    """
    for _ in range(TRIES):
        port = random.randint(FIRST, LAST)  # noqa: S311 - nothing is secret about it
        with suppress(OSError):
            _reserve(port)
            return port
    raise DeviceError("no-port", f"none of {TRIES} ports from {FIRST} to {LAST} of {HOST} is free")


def _reserve(port: int) -> None:
    """Leaves a connection in TIME_WAIT at the port, the end that closes first: a minute long it can't be bound to
    without SO_REUSEADDR, which servers set and the attempt here does not. Raises `OSError` where it is taken.
    """
    with socket.socket() as listener:
        listener.bind((HOST, port))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # after bind: it is for those who come later
        listener.listen()
        with socket.create_connection((HOST, port), timeout=1) as caller:
            listener.accept()[0].close()
            caller.recv(1)
