"""A page's server: waitress on a thread of its own, gone when it is closed."""

from __future__ import annotations

import errno
import ipaddress
import logging
import socket
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from edge.errors import DeviceError

log = logging.getLogger(__name__)

WORKERS = 4
CLOSE_TIMEOUT_S = 2.0


class PageServer:
    """Listens from `bind` on, so that port and hosts are known, and serves an application from `start` to `close`.

    `listen`: "host:port", "[IPv6]:port"; port 0 takes a free one. `setting`: where it was given, for faults.
    """

    def __init__(self, name: str, listen: str, setting: str) -> None:
        self._name = name
        self._listen = listen
        self._setting = setting
        self._stop = threading.Event()
        self._sockets: dict[int, Any] = {}
        self._bound: socket.socket | None = None
        self._server: Any = None
        self._loop = threading.Thread(target=self._serve, name=name, daemon=True)
        self._workers: list[threading.Thread] = []
        self.host = ""
        self.address = ""
        self.port = 0

    @property
    def hosts(self) -> frozenset[str] | None:
        """The names that a request's Host may hold; None, any, where other machines may ask."""
        if not ipaddress.ip_address(self.address).is_loopback:
            return None
        return frozenset({self.host.lower(), "localhost", "127.0.0.1", "::1"})

    def bind(self) -> None:
        """Raises DeviceError "listen" where the address can't be had."""
        self.host, port = self._split()
        self._bound = self._bind(port)
        self.address, self.port = self._bound.getsockname()[:2]

    def start(self, app: Flask, options: Mapping[str, Any]) -> None:
        """Behind `bind`; `options` are waitress's."""
        # A browser asks for several pictures at once: a short queue is no fault worth a warning each second.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        before = set(threading.enumerate())
        self._server = create_server(app, map=self._sockets, sockets=[self._bound], threads=WORKERS, **options)
        self._workers = [one for one in set(threading.enumerate()) - before if one.name.startswith("waitress-")]
        self._loop.start()

    def close(self) -> None:
        """Ends the server and its threads, whatever browsers are still connected; may be called twice."""
        if self._server is None:
            if self._bound is not None:
                self._bound.close()
            return
        self._stop.set()
        self._server.pull_trigger()
        self._loop.join(CLOSE_TIMEOUT_S)
        self._disconnect()
        for thread in self._workers:
            thread.join(CLOSE_TIMEOUT_S)
        for thread in (self._loop, *self._workers):
            if thread.is_alive():
                log.warning("%s: thread %s did not end", self._name, thread.name)
        self._server = None

    def _serve(self) -> None:
        while not self._stop.is_set():
            wasyncore.loop(timeout=1, map=self._sockets, use_poll=True, count=1)

    def _disconnect(self) -> None:
        """Only when the loop has ended: its trigger's pipe must stay open as long as anybody may write to it."""
        # Connections first: a worker that waits for a slow browser then gives up at once.
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()
        self._server.task_dispatcher.shutdown(timeout=CLOSE_TIMEOUT_S)
        self._server.close()

    def _split(self) -> tuple[str, int]:
        host, _, port = self._listen.rpartition(":")
        name = host_name(host)
        if not name or not port.isascii() or not port.isdigit() or int(port) > 65535:
            raise self._refused('write it as "127.0.0.1:8080", with a port of 0 to 65535')
        return name, int(port)

    def _bind(self, port: int) -> socket.socket:
        try:
            found = socket.getaddrinfo(self.host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        except (OSError, UnicodeError) as error:
            raise self._refused(f"no such address; check the host name in {self._setting}") from error
        family, kind, protocol, _, address = found[0]
        bound = socket.socket(family, kind, protocol)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(address)
            bound.listen()
        except OSError as error:
            bound.close()
            raise self._refused(_what_to_check(error, self._setting)) from error
        return bound

    def _refused(self, check: str) -> DeviceError:
        return DeviceError("listen", f"the {self._name.replace('-', ' ')} can't listen on {self._listen}: {check}")


def host_name(header: str) -> str | None:
    """The host in a Host header, in lower case, without port and brackets; None where there is none."""
    try:
        return urlsplit(f"//{header}").hostname
    except ValueError:
        return None


def _what_to_check(error: OSError, setting: str) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"the port is in use; stop what uses it, or choose another in {setting}"
        case errno.EADDRNOTAVAIL:
            return f"this machine has no such address; check the host in {setting}"
        case errno.EACCES:
            return f"the system does not allow it; choose a port above 1023 in {setting}"
        case _:
            return f"{error.strerror or error}; check {setting}"
