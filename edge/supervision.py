"""What systemd is told of the lane: ready, in words how it is, and alive as long as every loop makes progress."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Mapping

from edge.faults.listed import told
from edge.fittings import Devices
from edge.lane.state import Phase, State
from edge.ports import Clock

log = logging.getLogger(__name__)

STANDSTILL_S = 60.0  # loading the models, or opening a line, may take its time on a slow PC
BROKER_STANDSTILL_S = 300.0  # a name server that does not answer holds it up, and is no fault of the lane's

PHASES = {
    Phase.UNKNOWN: "starting: waits until the lane is seen empty",
    Phase.IDLE: "lane empty",
    Phase.IDENTIFYING: "a vehicle is being identified",
    Phase.DECIDING: "waits for a decision",
    Phase.OPENING: "opening",
    Phase.CLEARING: "the vehicle may leave",
    Phase.CLOSING: "closing",
    Phase.FAULT: "FAULT: the vehicle must be let through by hand",
}


class ServiceManager:
    """The notification socket of systemd (sd_notify(3)); where there is none, nothing is said."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        self._address = f"\0{address[1:]}" if address.startswith("@") else address

    def tell(self, *lines: str) -> None:
        """Assignments such as `READY=1`; a socket that is gone is no reason to stop."""
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as one:
                one.sendto("\n".join(lines).encode(), self._address)
        except OSError as error:
            log.debug("systemd can't be told %s: %s", lines, error)


class Supervision:
    """Looks after the loops of one lane; `look` is called by the daemon's own, about every second."""

    def __init__(self, devices: Devices, manager: ServiceManager, clock: Clock) -> None:
        self._devices = devices
        self._manager = manager
        self._clock = clock
        self._is_ready = False
        self._status = ""
        self._standing: tuple[str, ...] = ()

    def look(self, state: State) -> None:
        """Feeds the watchdog unless a loop stands still; says that the lane is ready, once, and how it is."""
        standing = self._stand_still()
        if standing != self._standing:
            self._standing = standing
            if standing:
                log.error("no progress: %s; the watchdog is no longer fed", ", ".join(standing))
        if not standing:
            self._manager.tell("WATCHDOG=1")
        if not self._is_ready and self._can_take_a_truck():
            self._is_ready = True
            self._manager.tell("READY=1")
            log.info("ready")
        status = status_line(state)
        if status != self._status:
            self._status = status
            self._manager.tell(f"STATUS={status}")

    def stopping(self) -> None:
        self._manager.tell("STOPPING=1", "STATUS=stopping; the boom stays as it is")

    def _can_take_a_truck(self) -> bool:
        """A dead device makes a degraded lane, not one that is not there: it says so and goes on with the rest."""
        watcher = self._devices.watcher
        return watcher is None or watcher.is_settled

    def _stand_still(self) -> tuple[str, ...]:
        """Names of the loops that have not turned for too long. A camera's may: a dead camera is a degraded lane."""
        now_s = self._clock.monotonic_s()
        known = self._devices
        loops = (
            ("recognition", known.watcher, STANDSTILL_S),
            ("indicator", known.scale, STANDSTILL_S),
            ("relay", known.barrier, STANDSTILL_S),
            ("broker", known.broker, BROKER_STANDSTILL_S),
        )
        return tuple(name for name, loop, limit_s in loops if loop is not None and now_s - loop.turned_s > limit_s)


def status_line(state: State) -> str:
    """One line for `systemctl status`."""
    words = [PHASES[state.phase]]
    if state.held:
        words.append("held open")
    words += [f"{one.device} {one.code}: {told(one.device, one.code, one.text)}" for one in state.faults]
    return "; ".join(words).replace("\n", " ")
