"""A Modbus indicator that isn't there: a pymodbus server over TCP, RTU over TCP, or RTU on a pseudo-terminal.

Which register holds what is written after the makers' manuals, apart from the maps in `edge.wire`.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from threading import Event, Thread
from typing import Literal

from pymodbus import FramerType
from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusSerialServer, ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from edge.errors import DeviceError
from edge.sim.display import Display
from edge.sim.terminal import PseudoTerminal

Registers = Mapping[int, int]
"""Number on the line, from 0, and the 16 bits that stand there. All others can't be read."""

Transport = Literal["tcp", "rtu-over-tcp", "rtu"]

_PUMP_S = 0.05


def cas_registers(shows: Display) -> Registers:
    """CAS CI-600D (manual p. 83): 40008 and 40009 gross weight, high and low half, 40010 and 40011 net weight."""
    return _two(7, _steps(shows, net=False)) | _two(9, _steps(shows, net=True))


def pavone_registers(shows: Display) -> Registers:
    """Pavone DAT 700 (manual p. 37 and 47): 0001 status, 0002 and 0003 gross weight, 0004 and 0005 net weight."""
    status = shows.stable << 1 | bool(shows.tare_kg) << 3 | shows.underload << 4 | shows.overload << 5
    return {0: status} | _two(1, _steps(shows, net=False)) | _two(3, _steps(shows, net=True))


def eagle_registers(shows: Display) -> Registers:
    """Eagle EI-1000 (manual p. 42): float at 0x1000 gross weight, at 0x1008 net weight."""
    gross, net = float(shows.gross()), float(shows.gross() - shows.tare())
    return _two(0x1000, struct.pack(">f", gross)) | _two(0x1008, struct.pack(">f", net))


def _steps(shows: Display, *, net: bool) -> bytes:
    """The weight in units of its last digit, as 32 bits."""
    weight = shows.gross() - shows.tare() if net else shows.gross()
    return struct.pack(">i", int(weight.scaleb(shows.decimals)))


def _two(first: int, packed: bytes) -> dict[int, int]:
    high, low = struct.unpack(">2H", packed)
    return {first: high, first + 1: low}


class ModbusIndicator:
    """Answers with what `registers()` gives at that moment, until closed; the driver opens `port`.

    The numbers of the registers stay those of the first call. `tcp_port` 0: any that is free. `baud`: of an rtu
    indicator, which hears nothing of a driver at another speed; None understands all.
    """

    def __init__(
        self, registers: Callable[[], Registers], transport: Transport = "tcp", address: int = 1, tcp_port: int = 0,
        baud: int | None = None,
    ) -> None:  # fmt: skip
        self._registers = registers
        self._transport = transport
        self._address = address
        self._tcp_port = tcp_port
        self._baud = baud
        self._cable = ExitStack()
        self._settled = Event()
        self._fault: Exception | None = None
        self._thread = Thread(target=lambda: asyncio.run(self._serve()), name="modbus-indicator", daemon=True)
        self.port = ""
        self._server_port = self._lay_cable() if transport == "rtu" else ""

    def start(self) -> None:
        """Returns once the indicator answers; raises `DeviceError` where its port is taken."""
        self._thread.start()
        self._settled.wait()
        if self._fault is not None:
            raise DeviceError("port-taken", f"no Modbus server on port {self._tcp_port}") from self._fault

    def close(self) -> None:
        """Connections are cut."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
        self._cable.close()

    def _lay_cable(self) -> str:
        """Two pseudo-terminals, one for the driver and one for the server, joined; gives the server's."""
        ours = self._cable.enter_context(closing(PseudoTerminal()))
        theirs = self._cable.enter_context(closing(PseudoTerminal()))
        self._cable.enter_context(closing(_Pump(theirs, ours)))
        self._cable.enter_context(closing(_Pump(ours, theirs, self._baud)))
        self.port = ours.port
        return theirs.port

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = self._new_server()
        try:
            await server.serve_forever(background=True)
        except RuntimeError as fault:
            self._fault = fault
            return
        finally:
            for listening in getattr(server.transport, "sockets", ()):
                self.port = f"socket://127.0.0.1:{listening.getsockname()[1]}"
            self._settled.set()
        await self._stop.wait()
        server.close()

    def _new_server(self) -> ModbusTcpServer | ModbusSerialServer:
        words = [SimData(number, values=0, datatype=DataType.REGISTERS) for number in sorted(self._registers())]
        device = SimDevice(self._address, words, action=self._refresh)
        if self._transport == "rtu":
            return ModbusSerialServer(device, port=self._server_port, baudrate=9600)
        framer = FramerType.SOCKET if self._transport == "tcp" else FramerType.RTU
        return ModbusTcpServer(device, framer=framer, address=("127.0.0.1", self._tcp_port))

    async def _refresh(
        self, _function: int, start: int, _address: int, _count: int, words: list[int], _written: object
    ) -> ExcCodes | None:
        """Called by the server for each question."""
        for number, word in self._registers().items():
            words[number - start] = word
        return None


class _Pump:
    """Carries bytes one way between two pseudo-terminals, as a cable between their drivers' ends would.

    `baud`: what is sent at another speed does not arrive; None carries all.
    """

    def __init__(self, source: PseudoTerminal, sink: PseudoTerminal, baud: int | None = None) -> None:
        self._baud = baud
        self._source = source
        self._sink = sink
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="simulated-cable", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            received = self._source.receive(_PUMP_S)
            if self._baud in (None, self._source.baud()):
                self._sink.send(received)
