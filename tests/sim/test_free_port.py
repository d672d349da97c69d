from __future__ import annotations

import errno
import socket
from pathlib import Path

import pytest

from edge.errors import DeviceError
from edge.sim import free_port as module
from edge.sim.free_port import HOST, free_port


def test_a_server_may_listen_at_once_on_the_port_that_it_was_given() -> None:
    port = free_port()
    with socket.create_server((HOST, port)), socket.create_connection((HOST, port), timeout=30) as caller:
        assert caller.getpeername() == (HOST, port)


def test_a_port_that_was_given_is_taken_for_everybody_else_who_looks_for_one() -> None:
    port = free_port()
    with socket.socket() as other, pytest.raises(OSError, match="in use") as refused:
        other.bind((HOST, port))
    assert refused.value.errno == errno.EADDRINUSE


def test_no_port_is_given_that_the_system_gives_by_itself() -> None:
    first, last = (int(one) for one in Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    ports = [free_port() for _ in range(20)]
    assert not [one for one in ports if first <= one <= last]
    assert len(set(ports)) == len(ports)


def test_where_every_port_is_taken_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(module, "FIRST", port)
        monkeypatch.setattr(module, "LAST", port)
        with pytest.raises(DeviceError, match=f"from {port} to {port}") as refused:
            free_port()
    assert refused.value.code == "no-port"


def test_a_port_whose_server_was_stopped_can_be_had_by_the_same_server_again() -> None:
    port = free_port()
    for _ in range(3):
        with socket.create_server((HOST, port)) as server, socket.create_connection((HOST, port), timeout=30) as caller:
            server.accept()[0].close()
            assert caller.recv(1) == b""
