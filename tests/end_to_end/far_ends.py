"""What stands at the far ends of a lane's cables: any indicator and any board, on ttys and behind converters."""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import serial

from edge.sim.barrier import SimulatedBarrier
from edge.sim.boom import Boom, BoomSettings
from edge.sim.display import Display
from edge.sim.indicator import Manner, Shown, SimulatedIndicator
from edge.sim.modbus_indicator import ModbusIndicator, Registers, Transport
from edge.sim.relay import Pulse
from edge.sim.relay_protocols import Serve, SimulatedProtocol

ROLL_S = 0.4
DIVISION_KG = 20
ROCKING_KG = 100
TRAVEL_S = 0.5
BAUD = 9600

Far = SimulatedIndicator | ModbusIndicator


class Platform:
    """What the scale bears, in kilograms. A truck rolls on and off; it may rock, so that no weight is stable."""

    def __init__(self) -> None:
        self._move = (0.0, 0, 0)  # since when, from, to
        self.rocking = False

    def go_to(self, gross_kg: int) -> None:
        self._move = (time.monotonic(), round(self.gross_kg()), gross_kg)

    def gross_kg(self) -> float:
        since_s, from_kg, to_kg = self._move
        now_s = time.monotonic()
        share = min(1.0, (now_s - since_s) / ROLL_S)
        swing = ROCKING_KG * (int(now_s * 5) % 3) if self.rocking else 0
        return swing + from_kg + DIVISION_KG * round(share * (to_kg - from_kg) / DIVISION_KG)


@dataclass(frozen=True, slots=True)
class IndicatorKind:
    """An indicator's menu; `registers` instead of a stream: Modbus over `transport`."""

    manner: Manner = field(default_factory=Manner)
    registers: Callable[[Display], Registers] | None = None
    transport: Transport = "tcp"


class Converter:
    """A TCP converter before a tty: one caller after another, bytes both ways."""

    def __init__(self, tty: str, baud: int) -> None:
        self._serial = serial.Serial(tty, baud, timeout=0)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(0.1)
        self.url = f"socket://127.0.0.1:{self._listening.getsockname()[1]}"
        self._stopping = False
        self._plugged = threading.Event()
        self._plugged.set()
        self._thread = threading.Thread(target=self._serve, name="converter")
        self._thread.start()

    def pull(self) -> None:
        """The caller is cut off; the next one waits until `plug`."""
        self._plugged.clear()

    def plug(self) -> None:
        self._plugged.set()

    def close(self) -> None:
        self._stopping = True
        self._thread.join()
        self._listening.close()
        self._serial.close()

    def _serve(self) -> None:
        while not self._stopping:
            if self._plugged.wait(0.1):
                with suppress(TimeoutError):
                    caller, _ = self._listening.accept()
                    with caller, suppress(OSError):
                        self._carry(caller)

    def _carry(self, caller: socket.socket) -> None:
        while self._plugged.is_set() and not self._stopping:
            ready, _, _ = select.select([caller.fileno(), self._serial.fileno()], [], [], 0.1)
            if caller.fileno() in ready:
                asked = caller.recv(1024)
                if not asked:
                    return
                self._serial.write(asked)
            if self._serial.fileno() in ready:
                caller.sendall(self._serial.read(self._serial.in_waiting))


class WiredIndicator:
    """An indicator on a tty, whose path stays when the cable is pulled and put in elsewhere, or on a converter."""

    def __init__(self, path: Path, kind: IndicatorKind, platform: Platform, *, converted: bool = False) -> None:
        self._path = path
        self._kind = kind
        self._platform = platform
        self._far = self._new()
        self._converter = Converter(self._far.port, kind.manner.baud) if converted else None
        self._link()

    @property
    def port(self) -> str:
        if self._converter is not None:
            return self._converter.url
        return self._far.port if "://" in self._far.port else str(self._path)

    def pull(self) -> None:
        if self._converter is not None:
            self._converter.pull()
            return
        self._path.unlink()
        self._far.close()

    def plug(self) -> None:
        """On a tty of another number."""
        if self._converter is not None:
            self._converter.plug()
            return
        self._far = self._new()
        self._link()

    def close(self) -> None:
        if self._converter is not None:
            self._converter.close()
        self._far.close()

    def _link(self) -> None:
        if "://" not in self._far.port:
            self._path.symlink_to(self._far.port)

    def _new(self) -> Far:
        registers = self._kind.registers
        if registers is None:
            far: Far = SimulatedIndicator(self._platform.gross_kg, manner=self._kind.manner)
        else:
            shown = Shown(self._platform.gross_kg, Display(0))
            far = ModbusIndicator(lambda: registers(shown.display()), self._kind.transport)
        far.start()
        return far


class WiredBarrier:
    """A relay board and its boom, on a tty whose path stays when the cable is put in elsewhere, or on a converter."""

    def __init__(self, path: Path, protocol: SimulatedProtocol | Serve, *, converted: bool = False) -> None:
        self._path = path
        self._protocol = protocol
        self._boards: list[SimulatedBarrier] = []
        self._vehicle_under = False
        self._connect(Boom(BoomSettings(travel_s=TRAVEL_S)))
        self._converter = Converter(self.board.relay.port, BAUD) if converted else None

    @property
    def port(self) -> str:
        return str(self._path) if self._converter is None else self._converter.url

    @property
    def board(self) -> SimulatedBarrier:
        """The one that is, or was last, on the cable."""
        return self._boards[-1]

    def pulses(self, channel: int) -> tuple[Pulse, ...]:
        """All that the contact ever did."""
        return tuple(one for board in self._boards for one in board.relay.pulses(channel))

    def violations(self) -> list[str]:
        """Contacts that were closed together, and a vehicle that was struck."""
        struck = ["the boom struck a vehicle"] if self.board.boom.struck else []
        return [one for board in self._boards for one in board.relay.violations] + struck

    def set_vehicle(self, under: bool) -> float:
        """Under the boom or away; when, monotonic."""
        self._vehicle_under = under
        self.board.set_vehicle(under)
        return time.monotonic()

    def pull(self) -> None:
        if self._converter is not None:
            self._converter.pull()
            return
        self._path.unlink()
        self.board.close()

    def plug(self) -> None:
        """The boom stands as it did; a cable leads to a tty of another number, where the board begins anew."""
        if self._converter is not None:
            self._converter.plug()
            return
        self._connect(self.board.boom)

    def close(self) -> None:
        if self._converter is not None:
            self._converter.close()
        self.board.close()

    def _connect(self, boom: Boom) -> None:
        self._boards.append(SimulatedBarrier(self._protocol, boom))
        self.board.set_vehicle(self._vehicle_under)
        self.board.start()
        self._path.symlink_to(self.board.relay.port)
