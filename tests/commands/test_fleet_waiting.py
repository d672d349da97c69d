"""poll(2) in the place of select(2), as paho asks for it."""

from __future__ import annotations

import os
import resource
import select
import socket
from collections.abc import Iterator

import pytest

from edge.commands.fleet_waiting import Polling

BEYOND_SELECT = 1024


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    near, far = socket.socketpair()
    with near, far:
        yield near, far


def test_it_says_as_select_does_what_can_be_read_and_written(pair: tuple[socket.socket, socket.socket]) -> None:
    near, far = pair
    for _ in range(2):
        assert Polling().select([near], [near], [], 0) == select.select([near], [near], [], 0)
        far.send(b"x")


def test_an_end_that_was_closed_can_be_read_as_with_select(pair: tuple[socket.socket, socket.socket]) -> None:
    near, far = pair
    far.close()
    assert Polling().select([near], [], [], 0) == ([near], [], [])


def test_a_closed_socket_is_a_value_error_as_with_select(pair: tuple[socket.socket, socket.socket]) -> None:
    near, _ = pair
    near.close()
    with pytest.raises(ValueError, match="negative"):
        Polling().select([near], [], [], 0)


def test_it_waits_for_descriptors_that_select_does_not_know(pair: tuple[socket.socket, socket.socket]) -> None:
    near, far = pair
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] <= BEYOND_SELECT:
        pytest.skip("this process may not have so many descriptors")
    number = os.dup2(near.fileno(), BEYOND_SELECT)
    with socket.socket(fileno=number) as high:
        far.send(b"x")
        with pytest.raises(ValueError, match="select"):
            select.select([high], [], [], 0)
        assert Polling().select([high], [], [], 0) == ([high], [], [])
