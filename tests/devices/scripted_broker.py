"""An MQTT 5 broker on a real socket that answers as a test says: reason codes, limits, silence, hanging up.

Only what a lane needs of MQTT 5 (OASIS standard, section 3): CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK,
PINGREQ, PINGRESP, DISCONNECT.

    fixed header: type and flags (1), remaining length (1-4: 7 bits a byte, low ones first) | variable header | payload
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.devices.mqtt import HOST

CONNECT, PUBLISH, SUBSCRIBE, PINGREQ, DISCONNECT = 1, 3, 8, 12, 14
ACCEPT = b"\x20\x03\x00\x00\x00"  # CONNACK: no session, success, no properties
Judge = Callable[[str, bytes], int | None]
"""Topic and payload of a PUBLISH -> the reason code of its PUBACK; None: there is none."""


@dataclass
class ScriptedBroker:
    """What it heard of all connections, in order; `connack` and `judge` may be changed at any time."""

    judge: Judge = lambda _topic, _payload: 0
    connack: bytes = ACCEPT
    heard: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0
    unanswered: int = 0

    def __post_init__(self) -> None:
        self._listener = socket.create_server((HOST, 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def of(self, topic: str) -> list[bytes]:
        return [payload for heard, payload in list(self.heard) if heard == topic]

    def say(self, packet: bytes) -> None:
        """To whoever is connected now."""
        self._open[-1].sendall(packet)

    def cut(self) -> None:
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self.cut()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                lane, _ = self._listener.accept()
                self.connections += 1
                self._open.append(lane)
                thread = threading.Thread(target=self._serve, args=(lane,))
                self._threads.append(thread)
                thread.start()

    def _serve(self, lane: socket.socket) -> None:
        with lane, suppress(OSError):
            stream = lane.makefile("rb")
            while packet := _packet(stream.read):
                lane.sendall(self._answer(*packet))

    def _answer(self, head: int, body: bytes) -> bytes:
        kind = head >> 4
        if kind == CONNECT:
            return self.connack
        if kind == SUBSCRIBE:
            return b"\x90\x05" + body[:2] + b"\x00\x01\x01"
        if kind == PINGREQ:
            return b"\xd0\x00"
        return self._judged(head, body) if kind == PUBLISH else b""

    def _judged(self, head: int, body: bytes) -> bytes:
        length = struct.unpack(">H", body[:2])[0]
        topic, rest = body[2 : 2 + length].decode(), body[2 + length :]
        if not head & 0x06:
            return b""
        payload = rest[3 + rest[2] :]  # behind the packet identifier and properties of less than 128 bytes
        code = self.judge(topic, payload)
        self.heard.append((topic, payload))
        return b"" if code is None else b"\x40\x03" + rest[:2] + bytes([code])


def _packet(read: Callable[[int], bytes]) -> tuple[int, bytes] | None:
    """First byte and the rest behind the length; None at the end."""
    head = read(1)
    if not head:
        return None
    length = shift = 0
    while True:
        byte = read(1)[0]
        length |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return head[0], read(length)


def connack(code: int = 0, *, receive_maximum: int | None = None, packet_bytes: int | None = None) -> bytes:
    """CONNACK with properties 0x21 Receive Maximum and 0x27 Maximum Packet Size."""
    properties = b""
    if receive_maximum is not None:
        properties += b"\x21" + struct.pack(">H", receive_maximum)
    if packet_bytes is not None:
        properties += b"\x27" + struct.pack(">I", packet_bytes)
    body = bytes([0, code, len(properties)]) + properties
    return b"\x20" + bytes([len(body)]) + body


def disconnect(code: int) -> bytes:
    return b"\xe0\x02" + bytes([code, 0])


@contextmanager
def scripted(judge: Judge | None = None, connack: bytes = ACCEPT) -> Iterator[ScriptedBroker]:
    broker = ScriptedBroker(judge or (lambda _topic, _payload: 0), connack)
    try:
        yield broker
    finally:
        broker.close()
