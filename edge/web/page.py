"""The lane page's server: waitress on a thread of its own, bound when it starts, gone when it is closed."""

from __future__ import annotations

import errno
import ipaddress
import logging
import socket
import threading
from typing import Any

from waitress import wasyncore
from waitress.server import create_server

from edge.errors import DeviceError
from edge.web.access import Access
from edge.web.deciding import MOST_BYTES
from edge.web.routes import host_name, lane_app
from edge.web.source import LaneSource

log = logging.getLogger(__name__)

WORKERS = 4
CLOSE_TIMEOUT_S = 2.0
SERVER: dict[str, Any] = {
    "ident": "",
    "max_request_body_size": MOST_BYTES,
    # a TLS proxy of this machine says whom it speaks for, and that it speaks TLS with him; nobody else is believed
    "trusted_proxy": "127.0.0.1",
    "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    "clear_untrusted_proxy_headers": True,
}


class LanePage:
    """Serves the page of one lane at `listen`, "host:port" or "[IPv6]:port"; port 0 takes a free one.

    It only reads from `source`; `access` lets people log in and decide, None lets nobody. `start` raises DeviceError
    "listen" where the address can't be had.
    """

    def __init__(self, listen: str, source: LaneSource, access: Access | None = None) -> None:
        self._listen = listen
        self._source = source
        self._access = access
        self._port = 0
        self._stop = threading.Event()
        self._sockets: dict[int, Any] = {}
        self._server: Any = None
        self._loop = threading.Thread(target=self._serve, name="lane-page", daemon=True)
        self._workers: list[threading.Thread] = []

    @property
    def port(self) -> int:
        """The port listened on; 0 before `start`."""
        return self._port

    def start(self) -> None:
        host, port = _split(self._listen)
        bound = _bind(self._listen, host, port)
        self._port = bound.getsockname()[1]
        app = lane_app(self._source, _trusted_hosts(host, bound), self._access)
        # A browser asks for several pictures at once: a short queue is no fault worth a warning each second.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        before = set(threading.enumerate())
        self._server = create_server(app, map=self._sockets, sockets=[bound], threads=WORKERS, **SERVER)
        self._workers = [one for one in set(threading.enumerate()) - before if one.name.startswith("waitress-")]
        self._loop.start()
        log.info("lane page on http://%s:%d/", f"[{host}]" if ":" in host else host, self._port)

    def close(self) -> None:
        """Ends the server and its threads, whatever browsers are still connected; may be called twice."""
        if self._server is None:
            return
        self._stop.set()
        self._server.pull_trigger()
        self._loop.join(CLOSE_TIMEOUT_S)
        self._disconnect()
        for thread in self._workers:
            thread.join(CLOSE_TIMEOUT_S)
        for thread in (self._loop, *self._workers):
            if thread.is_alive():
                log.warning("lane page: thread %s did not end", thread.name)
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


def _split(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    name = host_name(host)
    if not name or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise _refused(listen, 'write it as "127.0.0.1:8080", with a port of 0 to 65535')
    return name, int(port)


def _bind(listen: str, host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise _refused(listen, "no such address; check the host name in [web] listen") from error
    family, kind, protocol, _, address = found[0]
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen()
    except OSError as error:
        bound.close()
        raise _refused(listen, _what_to_check(error)) from error
    return bound


def _trusted_hosts(host: str, bound: socket.socket) -> frozenset[str] | None:
    if not ipaddress.ip_address(bound.getsockname()[0]).is_loopback:
        return None
    return frozenset({host.lower(), "localhost", "127.0.0.1", "::1"})


def _what_to_check(error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return "the port is in use; stop what uses it, or choose another in [web] listen"
        case errno.EADDRNOTAVAIL:
            return "this machine has no such address; check the host in [web] listen"
        case errno.EACCES:
            return "the system does not allow it; choose a port above 1023 in [web] listen"
        case _:
            return f"{error.strerror or error}; check [web] listen"


def _refused(listen: str, check: str) -> DeviceError:
    return DeviceError("listen", f"the lane page can't listen on {listen}: {check}")
