"""A TCP proxy on which everything fails that fails in networks, to try a lane's link to its broker.

    lane -- proxy.port -- [ weather ] -- target -- broker

The weather holds for every connection, both ways. A connection that was swallowed never comes back to life: what was
sent on it is gone, and neither end is told.
"""

from __future__ import annotations

import asyncio
import math
import socket
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from threading import Thread

HOST = "127.0.0.1"
_CHUNK = 65536
_LOOK_S = 0.05  # how soon held bytes are let go
_RESET = struct.pack("ii", 1, 0)  # linger for no second: closing sends RST


@dataclass(frozen=True, slots=True)
class Weather:
    """How the way is now.

    `delay_s` before each piece; `bytes_per_s` at most; `piece_bytes` at most together; `lost` is the share of pieces
    that vanish, as in a broken middlebox; `held`: nothing gets on until it ends; `swallowing`: connections are accepted
    and everything is taken, but nothing passed on; `refusing`: a new connection is reset at once, open ones live on.
    """

    delay_s: float = 0.0
    bytes_per_s: float = math.inf
    piece_bytes: int = _CHUNK
    lost: float = 0.0
    held: bool = False
    swallowing: bool = False
    refusing: bool = False


@dataclass(slots=True)
class Traffic:
    """What has come by: connections accepted, bytes passed on, connections cut from here."""

    connections: int = 0
    passed_bytes: int = 0
    cut: int = 0


class _Link:
    """One connection of the lane and, unless it was swallowed from the start, the one behind it."""

    def __init__(self, dead: bool) -> None:
        self.dead = dead
        self.ends: list[asyncio.StreamWriter] = []

    def close(self, *, reset: bool = False) -> None:
        for end in self.ends:
            if not reset:
                end.close()
            elif not end.is_closing():  # else its socket may be closed already
                end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                end.transport.abort()


class FaultyProxy:
    """The proxy, on a thread of its own; every method may be called from any thread. `seed`: which pieces are lost.

    While `shut` is set, new connections are reset whatever the weather.
    """

    def __init__(self, target: int, seed: int = 0) -> None:
        self.traffic = Traffic()
        self.shut = False
        self._target = target
        self._random = Random(seed)  # noqa: S311 - spoils a simulated network, guards nothing
        self._weather = Weather()
        self._links: set[_Link] = set()
        self._listener = socket.create_server((HOST, 0))
        self.port = int(self._listener.getsockname()[1])
        self._loop = asyncio.new_event_loop()
        self._done = asyncio.Event()
        self._thread = Thread(target=self._run, name="faulty-proxy")

    @property
    def weather(self) -> Weather:
        return self._weather

    @weather.setter
    def weather(self, weather: Weather) -> None:
        self._weather = weather
        if weather.swallowing:
            self._call(self._swallow)

    def start(self) -> None:
        self._thread.start()

    def cut(self, *, reset: bool) -> None:
        """Ends what is open: with RST, or with FIN as a server does that hangs up."""
        self._call(lambda: self._cut(reset))

    def close(self) -> None:
        self._call(self._done.set)
        self._thread.join()
        self._listener.close()
        self._loop.close()

    def _call(self, what: Callable[[], None]) -> None:
        self._loop.call_soon_threadsafe(what)

    def _swallow(self) -> None:
        for link in self._links:
            link.dead = True

    def _cut(self, reset: bool) -> None:
        for link in self._links:
            self.traffic.cut += 1
            link.close(reset=reset)

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._accept, sock=self._listener)
        await self._done.wait()
        server.close()
        for link in self._links:
            link.close(reset=True)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.traffic.connections += 1
        link = _Link(dead=self._weather.swallowing)
        link.ends.append(writer)
        if self._weather.refusing or self.shut:
            link.close(reset=True)
            return
        self._links.add(link)
        try:
            await self._carry(link, reader, writer)
        except asyncio.CancelledError:  # the proxy is closed
            return
        except OSError:  # one of the ends is gone, or nobody listens behind
            pass
        finally:
            self._links.discard(link)
            link.close()

    async def _carry(self, link: _Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if link.dead:
            while await reader.read(_CHUNK):
                pass
            return
        behind_reader, behind_writer = await asyncio.open_connection(HOST, self._target)
        link.ends.append(behind_writer)
        ways = [
            asyncio.create_task(self._pump(link, reader, behind_writer)),
            asyncio.create_task(self._pump(link, behind_reader, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pump(self, link: _Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Until the source ends; a swallowed source ends unheard."""
        while chunk := await reader.read(_CHUNK):
            for piece in _pieces(chunk, self._weather.piece_bytes):
                await self._pass_on(link, piece, writer)
        while link.dead:
            await asyncio.sleep(_LOOK_S)

    async def _pass_on(self, link: _Link, piece: bytes, writer: asyncio.StreamWriter) -> None:
        weather = self._weather
        await asyncio.sleep(weather.delay_s + len(piece) / weather.bytes_per_s)
        while self._weather.held:
            await asyncio.sleep(_LOOK_S)
        if link.dead or self._random.random() < weather.lost:
            return
        self.traffic.passed_bytes += len(piece)
        writer.write(piece)
        await writer.drain()


def _pieces(chunk: bytes, most: int) -> Iterator[bytes]:
    for at in range(0, len(chunk), most):
        yield chunk[at : at + most]
