"""The lane page, served at its address."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from edge.web.access import Access
from edge.web.deciding import MOST_BYTES
from edge.web.routes import lane_app
from edge.web.server import PageServer
from edge.web.source import LaneSource

log = logging.getLogger(__name__)

SERVER: Mapping[str, Any] = {
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
        self._source = source
        self._access = access
        self._server = PageServer("lane-page", listen, "[web] listen")

    @property
    def port(self) -> int:
        """The port listened on; 0 before `start`."""
        return self._server.port

    def start(self) -> None:
        self._server.bind()
        self._server.start(lane_app(self._source, self._server.hosts, self._access), SERVER)
        host = self._server.host
        log.info("lane page on http://%s:%d/", f"[{host}]" if ":" in host else host, self.port)

    def close(self) -> None:
        """Ends the server and its threads, whatever browsers are still connected; may be called twice."""
        self._server.close()
