"""The lane's own relay driver and its process, as the barrier's calibration uses them: one pulse, always guarded."""

from __future__ import annotations

import queue
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace

from edge.calibration.barrier_values import Change, Contacts, Move, Place, Wired
from edge.devices.barrier import RelayBarrier
from edge.devices.relay_settings import RelayInput, RelaySettings
from edge.errors import DeviceError
from edge.faults.listed import with_check
from edge.ports import Clock
from edge.values import Channel, DeviceStatus, Event, InputChanged, InputRole, PulseDone, PulseFailed

GUARDED: Channel = "close"
"""The driver looks once more before a pulse on this channel, and refuses it where a presence input is not clear.

Nobody knows yet what a relay does, so every pulse of a calibration goes there.
"""

GUARD = "guard:"  # not a name that a lane's file may have
POLL_MS = 100
READY_S = 15.0
KNOWN_S = 2.0
SLICE_S = 0.02
GONE = frozenset({"lost", "died", "silent"})


@dataclass(frozen=True, slots=True)
class Fitting:
    """What a driver was started for; `relay` None: to look only."""

    places: tuple[Place, ...]
    guards: tuple[Wired, ...]
    relay: int | None = None
    pulse_ms: int = 100


class BoardSession:
    """One driver after the other on the board's line.

    `ended`: how the last pulse did, None while it runs. `trouble`: what the driver says of the board, or nothing.
    """

    def __init__(self, settings: RelaySettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._driver: RelayBarrier | None = None
        self._fitting: Fitting | None = None
        self._events: queue.SimpleQueue[tuple[float, Event]] = queue.SimpleQueue()
        self._places: Mapping[str, Place] = {}
        self._contacts: dict[Place, bool | None] = {}
        self._heard: list[Change] = []
        self.ended: PulseDone | PulseFailed | None = None
        self.trouble = ""

    @property
    def contacts(self) -> Contacts:
        """As they were told last."""
        return dict(self._contacts)

    def take_heard(self) -> list[Change]:
        """The changes since the last pulse began, or since they were taken."""
        heard, self._heard = self._heard, []
        return heard

    def look(self, places: tuple[Place, ...], guards: tuple[Wired, ...]) -> Contacts:
        """The contacts by several polls from now on; raises `DeviceError` where the board's line is lost."""
        if self._fitting is None or (self._fitting.places, self._fitting.guards) != (places, guards):
            self._fit(Fitting(places, guards))
        self.listen(4 * POLL_MS / 1000)
        return self.contacts

    def pulse(self, move: Move, places: tuple[Place, ...]) -> None:
        """Begins the pulse; `listen` hears how it does. Raises `DeviceError` where the board's line is lost."""
        driver = self._fit(Fitting(places, move.guards, move.relay, move.pulse_ms))
        self.ended, self._heard = None, []
        driver.pulse(GUARDED)

    def release(self) -> None:
        """Ends a running pulse now."""
        if self._driver is not None:
            self._driver.release()

    def listen(self, seconds: float) -> None:
        """Takes in what the driver tells for so long; raises `DeviceError` where it lost the board's line."""
        until_s = self._clock.monotonic_s() + seconds
        while (left_s := until_s - self._clock.monotonic_s()) > 0:
            try:
                self._take(*self._events.get(timeout=left_s))
            except queue.Empty:
                return

    def close(self) -> None:
        """Ends a running pulse, then the driver."""
        driver, self._driver, self._fitting = self._driver, None, None
        if driver is not None:
            with closing(driver):
                driver.release()

    def _fit(self, wanted: Fitting) -> RelayBarrier:
        if self._driver is not None and self._fitting == wanted:
            return self._driver
        self.close()
        known = {place for place, closed in self._contacts.items() if closed is not None}
        self._events, self._contacts, self.trouble = queue.SimpleQueue(), dict.fromkeys(wanted.places), ""
        driver = self._new_driver(wanted)
        self._driver, self._fitting = driver, wanted
        driver.start()
        self._await_ready(known | {one.place for one in wanted.guards})
        return driver

    def _new_driver(self, wanted: Fitting) -> RelayBarrier:
        names = {f"contact:{number}": place for number, place in enumerate(wanted.places)}
        self._places = names
        guards = {f"{GUARD}{number}": one for number, one in enumerate(wanted.guards)}
        inputs = tuple(_input(name, place) for name, place in names.items())
        inputs += tuple(replace(_input(name, one.place), active=one.active) for name, one in guards.items())
        roles: dict[str, InputRole] = {**dict.fromkeys(names, "arrival"), **dict.fromkeys(guards, "presence")}
        channels = {} if wanted.relay is None else {GUARDED: wanted.relay}
        poll_ms = min(POLL_MS, self._settings.poll_ms)
        settings = replace(self._settings, inputs=inputs, pulse_ms=wanted.pulse_ms, poll_ms=poll_ms)
        events = self._events

        def sink(event: Event) -> None:
            events.put((self._clock.monotonic_s(), event))  # as it comes: nobody listens while a question stands there

        return RelayBarrier(settings, channels, roles, sink, self._clock)

    def _await_ready(self, wanted: set[Place]) -> None:
        """Until the line is open and the contacts `wanted` have been told, as far as they are."""
        until_s = self._clock.monotonic_s() + READY_S
        while not self._is_ready() and self._clock.monotonic_s() < until_s:
            self.listen(SLICE_S)
        until_s = self._clock.monotonic_s() + KNOWN_S
        while self._clock.monotonic_s() < until_s:
            if wanted and all(self._contacts.get(one) is not None for one in wanted):
                return
            self.listen(SLICE_S)

    def _is_ready(self) -> bool:
        return self._driver is not None and self._driver.health().code in ("ok", "no-answer")

    def _take(self, at_s: float, event: Event) -> None:
        if isinstance(event, InputChanged):
            self._tell(at_s, event)
        elif isinstance(event, PulseDone):
            self.ended = event
        elif isinstance(event, PulseFailed):
            self.ended = replace(event, text=self._with_names(event.text))
        elif isinstance(event, DeviceStatus):
            self.trouble = "" if event.ok else with_check(event.device, event.code, event.text)
            if event.code in GONE:
                raise DeviceError(event.code, self.trouble)

    def _with_names(self, text: str) -> str:
        """The driver knows the guards by numbers only."""
        guards = self._fitting.guards if self._fitting else ()
        for number, one in enumerate(guards):
            text = text.replace(f"{GUARD}{number} ", f"{one.name} ")
        return text

    def _tell(self, at_s: float, event: InputChanged) -> None:
        place = self._places.get(event.name)
        if place is None:
            return
        closed = None if event.state == "unreadable" else event.state == "active"
        before, self._contacts[place] = self._contacts.get(place), closed
        if closed is not None and before is not None and closed != before:
            self._heard.append((at_s, place, closed))


def _input(name: str, place: Place) -> RelayInput:
    """Active when the contact is closed."""
    return RelayInput(name, place.channel, place.line, place.port)
