"""How a scale comes by its protocol where the site says `auto`."""

from __future__ import annotations

import logging

from edge.devices.detection import Patience, Search
from edge.devices.finding import Finding
from edge.devices.line import SerialLine
from edge.devices.modbus_scale import ModbusDevice
from edge.devices.scale import Speech, Stopped
from edge.errors import DeviceError
from edge.ports import Clock
from edge.wire.indicators import FormatOptions, new_indicator
from edge.wire.registers import RegisterMap

log = logging.getLogger(__name__)


class Detected:
    """The scale's approach where nobody has said what the indicator speaks; what was found is kept.

    It is forgotten only after `forget_s` seconds without a frame: a truck may have torn the cable, and that is no
    reason to look for another protocol. A Modbus device is looked for at the
    addresses `devices`, and read by the map `registers`.
    """

    def __init__(
        self, line: SerialLine, options: FormatOptions, stable_frames: int, clock: Clock,
        patience: Patience | None = None, forget_s: float = 60.0,
        devices: tuple[int, ...] = (1,), registers: RegisterMap | None = None,
    ) -> None:  # fmt: skip
        self._line = line
        self._options = options
        self._stable_frames = stable_frames
        self._clock = clock
        self._patience = patience
        self._forget_s = forget_s
        self._devices = devices
        self._registers = registers
        self._found: Finding | None = None

    @property
    def found(self) -> Finding | None:
        """What the last search has found, until it is forgotten."""
        return self._found

    def learn(self, stopped: Stopped) -> Speech:
        found = self._found or self._search(stopped)
        if found.protocol is None:
            raise DeviceError(found.fault, str(found))
        if found.device is not None and self._registers is None:
            raise DeviceError("no-registers", str(found))
        if self._found is None:
            log.info("indicator detected: %s", found)
        self._found = found
        if found.device is not None and self._registers is not None:
            return ModbusDevice("rtu", found.device, self._registers).speech(found.line, self._stable_frames)
        indicator = new_indicator(found.protocol, found.options, self._stable_frames)
        return Speech(found.line, indicator, indicator.poll if found.asked else None)

    def _search(self, stopped: Stopped) -> Finding:
        search = Search(self._line, self._options, self._clock, self._patience, stopped=stopped, devices=self._devices)
        return search.run()

    def doubt(self, frameless_s: float) -> bool:
        if frameless_s < self._forget_s:
            return False
        self._found = None
        return True
