"""Where a technician's browser finds the calibration page."""

from __future__ import annotations

import ipaddress
import socket

import psutil

from edge.web.server import PageServer


def page_urls(server: PageServer) -> list[str]:
    """One for each address of this machine, where the server listens on all; those of other machines' use first."""
    hosts = _own_addresses() if ipaddress.ip_address(server.address).is_unspecified else [server.host]
    return [f"http://{f'[{one}]' if ':' in one else one}:{server.port}/" for one in hosts]


def _own_addresses() -> list[str]:
    found = (one.address for card in psutil.net_if_addrs().values() for one in card if one.family == socket.AF_INET)
    return sorted(found, key=lambda one: ipaddress.ip_address(one).is_loopback)
