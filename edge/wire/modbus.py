"""Reading Modbus registers, RTU or TCP; pure.

    rtu    address  03 | 04  first hi lo  count hi lo   crc lo hi          03 holding registers, 04 input registers
           address  03 | 04  bytes  register hi lo …    crc lo hi          their answer
           address  83 | 84  code                       crc lo hi          the device refuses
    tcp    number hi lo  00 00  length hi lo  before the same without crc; the answer repeats the number

Registers are counted from 0. pymodbus frames questions and finds the answers. Its clients are not used: they open, ask
again, close and log by themselves, in other ways than the lane's other devices. Source: Modbus application protocol
V1.1b3, 6.3, 6.4 and 7; Modbus over serial line V1.02; Modbus messaging on TCP/IP V1.0b.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pymodbus.framer import FramerBase, FramerRTU, FramerSocket
from pymodbus.pdu import DecodePDU
from pymodbus.pdu.register_message import ReadHoldingRegistersRequest, ReadInputRegistersRequest

from edge.errors import FrameError
from edge.wire.registers import Function

Transport = Literal["rtu", "tcp"]

FUNCTIONS: Mapping[Function, int] = {"holding": 3, "input": 4}
REFUSED = 0x80
REFUSALS = {
    1: "it does not know the function",
    2: "it has no such registers",
    3: "it does not give so many at once",
    4: "it fails",
    6: "it is busy",
    10: "the gateway has no way to it",
    11: "it does not answer the gateway",
}


@dataclass(frozen=True, slots=True)
class Question:
    """Asks the device at `address` for `count` registers from `first` on; over TCP the answer repeats `number`."""

    transport: Transport
    address: int
    function: Function
    first: int
    count: int
    number: int = 0

    def encode(self) -> bytes:
        """The bytes to send."""
        request = ReadHoldingRegistersRequest if self.function == "holding" else ReadInputRegistersRequest
        return _framer(self.transport).buildFrame(
            request(dev_id=self.address, transaction_id=self.number, address=self.first, count=self.count)
        )

    def parse_answer(self, heard: bytes) -> bytes | None:
        """Two bytes a register; None while the answer is not whole. Raises `FrameError` where it is a refusal, or none.

        What other devices answer, and late answers over TCP, is passed over.
        """
        for sender, number, body in _answers(self.transport, heard):
            if number == self.number if self.transport == "tcp" else sender == self.address:
                return self._registers(body)
        return None

    def _registers(self, body: bytes) -> bytes:
        """`body`: the function, and what stands behind it."""
        asked = f"registers {self.first} to {self.first + self.count - 1}, counted from 0"
        function = FUNCTIONS[self.function]
        if body[:1] == bytes([function | REFUSED]) and len(body) > 1:
            raise FrameError(f"device {self.address} refuses {asked}: {REFUSALS.get(body[1], f'code {body[1]}')}")
        if body[:2] != bytes([function, 2 * self.count]) or len(body) != 2 + 2 * self.count:
            raise FrameError(f"device {self.address} answers another question than that for {asked}: {body.hex()}")
        return body[2:]


def _answers(transport: Transport, heard: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Address, number and body of each whole answer."""
    framer = _framer(transport)
    while heard:
        if transport == "tcp" and any(heard[2:4]):
            raise FrameError(f"no Modbus TCP, maybe RTU over TCP: {heard[:16].hex()}")
        used, address, number, body = framer.decode(heard)
        if not used or not body:
            return
        yield address, number, body
        heard = heard[used:]


def _framer(transport: Transport) -> FramerBase:
    decoder = DecodePDU(is_server=False)
    return FramerRTU(decoder) if transport == "rtu" else FramerSocket(decoder)
