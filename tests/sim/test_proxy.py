"""The proxy between a plain client and a plain server, both real sockets."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from edge.sim.free_port import free_port
from edge.sim.proxy import HOST, FaultyProxy, Weather
from tests.waiting import until

WAIT_S = 20


class Ends:
    """A server behind the proxy; `connect` gives both ends of a new connection."""

    def __init__(self, server: socket.socket, proxy: FaultyProxy, closing: ExitStack) -> None:
        self.proxy = proxy
        self._server = server
        self._closing = closing

    def connect(self) -> tuple[socket.socket, socket.socket]:
        near = self.call()
        far, _ = self._server.accept()
        far.settimeout(WAIT_S)
        return near, self._closing.enter_context(far)

    def call(self) -> socket.socket:
        near = self._closing.enter_context(socket.create_connection((HOST, self.proxy.port), WAIT_S))
        near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return near


@contextmanager
def _proxied() -> Iterator[Ends]:
    with socket.create_server((HOST, 0)) as server, ExitStack() as closing:
        server.settimeout(WAIT_S)
        proxy = FaultyProxy(server.getsockname()[1])
        proxy.start()
        closing.callback(proxy.close)
        yield Ends(server, proxy, closing)


@pytest.fixture
def ends() -> Iterator[Ends]:
    with _proxied() as both:
        yield both


def _receive(end: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        found += end.recv(count - len(found))
    return found


@pytest.mark.parametrize(
    "weather",
    [Weather(), Weather(piece_bytes=1), Weather(delay_s=0.05), Weather(bytes_per_s=2000, piece_bytes=50)],
    ids=["clear", "split", "delayed", "throttled"],
)
def test_what_is_only_slow_arrives_whole_both_ways(ends: Ends, weather: Weather) -> None:
    ends.proxy.weather = weather
    near, far = ends.connect()
    near.sendall(bytes(range(256)))
    assert _receive(far, 256) == bytes(range(256))
    far.sendall(b"answer")
    assert _receive(near, 6) == b"answer"
    assert ends.proxy.traffic.passed_bytes == 262


def test_bytes_in_one_piece_each_are_read_one_by_one(ends: Ends) -> None:
    ends.proxy.weather = Weather(piece_bytes=1, delay_s=0.02)
    near, far = ends.connect()
    near.sendall(b"abc")
    assert [far.recv(10) for _ in range(3)] == [b"a", b"b", b"c"]


def test_a_cut_with_reset_is_heard_as_a_reset_on_both_ends(ends: Ends) -> None:
    near, far = ends.connect()
    near.sendall(b"x")
    _receive(far, 1)
    ends.proxy.cut(reset=True)
    for end in (near, far):
        with pytest.raises(ConnectionResetError):
            end.recv(1)
    assert ends.proxy.traffic.cut == 1


def test_a_cut_without_reset_is_heard_as_an_end(ends: Ends) -> None:
    near, far = ends.connect()
    ends.proxy.cut(reset=False)
    assert (near.recv(1), far.recv(1)) == (b"", b"")


def test_what_was_held_comes_afterwards(ends: Ends) -> None:
    near, far = ends.connect()
    ends.proxy.weather = Weather(held=True)
    near.sendall(b"late")
    far.settimeout(0.2)
    with pytest.raises(TimeoutError):
        far.recv(1)
    far.settimeout(WAIT_S)
    ends.proxy.weather = Weather()
    assert _receive(far, 4) == b"late"


def _open_before(ends: Ends) -> socket.socket:
    near, _ = ends.connect()
    ends.proxy.weather = Weather(swallowing=True)
    return near


def _open_within(ends: Ends) -> socket.socket:
    ends.proxy.weather = Weather(swallowing=True)
    near = ends.call()
    until(lambda: ends.proxy.traffic.connections == 1)
    return near


@pytest.mark.parametrize("opened", [_open_before, _open_within])
def test_a_swallowed_connection_takes_everything_and_never_answers_again(
    ends: Ends, opened: Callable[[Ends], socket.socket]
) -> None:
    near = opened(ends)
    near.sendall(b"gone")
    ends.proxy.weather = Weather()
    near.sendall(b"gone too")
    near.settimeout(0.3)
    with pytest.raises(TimeoutError):
        near.recv(1)
    again, far = ends.connect()
    again.sendall(b"heard")
    assert _receive(far, 5) == b"heard"


def _refuse(ends: Ends) -> None:
    ends.proxy.weather = Weather(refusing=True)


def _shut(ends: Ends) -> None:
    ends.proxy.shut = True


@pytest.mark.parametrize("turn_away", [_refuse, _shut])
def test_a_refused_connection_is_reset_while_an_open_one_lives_on(
    ends: Ends, turn_away: Callable[[Ends], None]
) -> None:
    near, far = ends.connect()
    turn_away(ends)
    with pytest.raises(ConnectionResetError):
        ends.call().recv(1)
    near.sendall(b"on")
    assert _receive(far, 2) == b"on"


def test_every_byte_may_be_lost_without_either_end_hearing_of_it(ends: Ends) -> None:
    near, far = ends.connect()
    ends.proxy.weather = Weather(lost=1.0)
    near.sendall(b"lost")
    far.settimeout(0.3)
    with pytest.raises(TimeoutError):
        far.recv(1)


def test_where_nobody_listens_behind_it_the_caller_is_hung_up_on() -> None:
    proxy = FaultyProxy(free_port())
    proxy.start()
    try:
        with socket.create_connection((HOST, proxy.port), WAIT_S) as near:
            assert near.recv(1) == b""
    finally:
        proxy.close()
