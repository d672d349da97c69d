"""The calibration page's server: waitress on a thread of its own, bound when it starts, gone when it is closed."""

from __future__ import annotations

import ipaddress
import logging
import socket
import threading
from typing import Any

import psutil
from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from edge.errors import DeviceError
from edge.web.routes import host_name

WORKERS = 4
CLOSE_TIMEOUT_S = 2.0


class CameraServer:
    """Listens from the start on, so that the port is known, and serves from `start` to `close`.

    `listen`: "host:port", "[IPv6]:port"; port 0 takes a free one. Raises DeviceError "listen".
    """

    def __init__(self, listen: str) -> None:
        self._host, port = _split(listen)
        self._bound = _bind(listen, self._host, port)
        self._address, self.port = self._bound.getsockname()[:2]
        self._sockets: dict[int, Any] = {}
        self._stop = threading.Event()
        self._server: Any = None
        self._loop = threading.Thread(target=self._serve, name="camera-page")
        self._workers: list[threading.Thread] = []

    @property
    def hosts(self) -> frozenset[str] | None:
        """The names that a request's Host may hold; None, any, where other machines may ask."""
        if not ipaddress.ip_address(self._address).is_loopback:
            return None
        return frozenset({self._host.lower(), "localhost", "127.0.0.1", "::1"})

    def urls(self) -> list[str]:
        """Where a browser finds it: one for each address of this machine, where it listens on all."""
        hosts = _own_addresses() if ipaddress.ip_address(self._address).is_unspecified else [self._host]
        return [f"http://{f'[{one}]' if ':' in one else one}:{self.port}/" for one in hosts]

    def start(self, app: Flask) -> None:
        # A browser asks for several pictures at once: a short queue is no fault worth a warning each second.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        before = set(threading.enumerate())
        self._server = create_server(app, map=self._sockets, sockets=[self._bound], threads=WORKERS, ident="")
        self._workers = [one for one in set(threading.enumerate()) - before if one.name.startswith("waitress-")]
        self._loop.start()

    def close(self) -> None:
        """Ends the threads, whatever browsers are still connected; may be called twice, and without `start`."""
        if self._server is None:
            self._bound.close()
            return
        self._stop.set()
        self._server.pull_trigger()
        self._loop.join(CLOSE_TIMEOUT_S)
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()
        self._server.task_dispatcher.shutdown(timeout=CLOSE_TIMEOUT_S)
        self._server.close()
        for thread in self._workers:
            thread.join(CLOSE_TIMEOUT_S)
        self._server = None

    def _serve(self) -> None:
        while not self._stop.is_set():
            wasyncore.loop(timeout=1, map=self._sockets, use_poll=True, count=1)


def _split(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    name = host_name(host)
    if not name or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise _refused(listen, 'write it as "127.0.0.1:8081"')
    return name, int(port)


def _bind(listen: str, host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise _refused(listen, "there is no such address") from error
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen()
    except OSError as error:
        bound.close()
        raise _refused(listen, f"{error.strerror}; choose another port or address") from error
    return bound


def _own_addresses() -> list[str]:
    found = (one.address for card in psutil.net_if_addrs().values() for one in card if one.family == socket.AF_INET)
    return sorted(found, key=lambda one: ipaddress.ip_address(one).is_loopback)


def _refused(listen: str, check: str) -> DeviceError:
    return DeviceError("listen", f"the page can't listen on {listen} (--listen): {check}")
