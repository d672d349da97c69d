"""The barrier's relay board behind a child process that ends every pulse; see `relay_child`."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from edge.devices.relay_process import RelayProcess
from edge.devices.relay_settings import RelaySettings
from edge.faults.listed import told
from edge.ports import Clock, DeviceHealth, Sink
from edge.stopping import StopRequest
from edge.values import Channel, DeviceStatus, InputChanged, InputRole, InputState, PulseDone, PulseFailed

RETRY_S = (0.5, 1.0, 2.0, 5.0)
ANSWER_S = 3.0  # beyond the pulse's own length
POLL_S = 0.2
STALE_S = 2.0  # the child says twice a second that it lives: without that nothing is known of the inputs
HANGING_S = 6.0


class RelayBarrier:
    """A `Barrier` on any relay board. `channels`: what is wired to which relay, from 1; `roles`: of the inputs.

    Every input is `unreadable` until the board or the modem line told something else, and again when the line is lost.
    No close pulse is sent where a last look finds a presence input that is not clear.

    `PulseDone` says that the board took its orders. A contact that sticks, or a boom that does not follow, answers as
    well as a sound one: limit inputs tell that (`edge.lane.travel`), and where a barrier has none nobody can know.
    """

    def __init__(
        self,
        settings: RelaySettings,
        channels: Mapping[Channel, int],
        roles: Mapping[str, InputRole],
        sink: Sink,
        clock: Clock,
    ) -> None:
        guards = tuple(name for name, role in roles.items() if role == "presence")
        self._settings = replace(settings, closing=channels.get("close"), guards=guards)
        self._channels = channels
        self._sink = sink
        self._clock = clock
        self._stopping = StopRequest(clock)
        self._lock = threading.Lock()
        self._child: RelayProcess | None = None
        self._ready = False
        self._heard_s = 0.0
        self._pulsing: tuple[Channel, float] | None = None
        self._inputs: dict[str, InputState] = {}
        self._roles = roles
        self._health = DeviceHealth("starting", "not opened yet")
        self._thread = threading.Thread(target=self._run, name="relay")

    def start(self) -> None:
        self._forget_inputs()
        self._thread.start()

    def pulse(self, channel: Channel) -> None:
        with self._lock:
            refusal = self._no_pulse_because(channel) or self._begin(channel)
        if refusal is not None:
            self._sink(PulseFailed(channel, refusal))

    def _begin(self, channel: Channel) -> str | None:
        refusal = self._order(f"pulse {self._channels[channel]}")
        if refusal is None:
            self._pulsing = (channel, self._clock.monotonic_s() + self._settings.pulse_ms / 1000 + ANSWER_S)
        return refusal

    def release(self) -> None:
        with self._lock:
            self._order("release")

    def health(self) -> DeviceHealth:
        return self._health

    @property
    def turned_s(self) -> float:
        return self._stopping.turned_s

    def close(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _no_pulse_because(self, channel: Channel) -> str | None:
        if channel not in self._channels:
            return f"no {channel} channel is configured"
        if self._pulsing is not None:
            return "another pulse is running"
        return None if self._ready else f"the relay is not ready: {told('relay', self._health.code, self._health.text)}"

    def _order(self, line: str) -> str | None:
        return "the relay process is not running" if self._child is None else self._child.order(line)

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                was_ready = self._live_once()
            except OSError as error:
                was_ready = False
                self._tell("died", f"it can't be started: {error}")
            failures = 0 if was_ready else failures + 1
            self._stopping.wait(RETRY_S[min(failures, len(RETRY_S) - 1)])

    def _live_once(self) -> bool:
        """One child from start to end; whether it ever became ready."""
        child = RelayProcess(self._settings)
        with self._lock:
            self._child = child
        try:
            return self._listen(child)
        finally:
            with self._lock:
                self._ready, self._child = False, None
            self._forget_inputs()
            child.end(self._settings.pulse_ms / 1000 + 1)
            self._pulse_ended("the relay was lost during the pulse")

    def _listen(self, child: RelayProcess) -> bool:
        was_ready = False
        while not self._stopping.is_set():
            lines = child.hear(POLL_S)
            if lines is None:
                if self._health.code in ("ok", "starting"):
                    self._tell("died", f"exit code {child.wait()}")
                break
            if not lines and self._is_overdue():
                break
            if lines:
                self._heard_s = self._clock.monotonic_s()
            for line in lines:
                was_ready |= self._heard(line)
        return was_ready

    def _heard(self, line: str) -> bool:
        word, _, text = line.partition(" ")
        if word in ("ready", "answers"):
            self._ready = True
            self._tell("ok", "relay line open")
        elif word in ("lost", "silent"):
            self._ready = False
            self._tell("lost" if word == "lost" else "no-answer", text)
        elif word == "input":
            self._input_told(*text.split(" "))
        elif word == "done":
            self._pulse_ended(None)
        elif word == "failed":
            self._pulse_ended(text)
        return word == "ready"

    def _is_overdue(self) -> bool:
        """Whether the child hangs: in a pulse that should have ended, or without a word."""
        now_s, pulsing = self._clock.monotonic_s(), self._pulsing
        quiet_s = now_s - self._heard_s if self._ready else 0.0
        if quiet_s > STALE_S:
            self._forget_inputs()
        if quiet_s < HANGING_S and (pulsing is None or now_s < pulsing[1]):
            return False
        self._tell("silent", "")
        return True

    def _input_told(self, name: str, told: str) -> None:
        state = next(one for one in get_args(InputState) if one == told)
        self._set_input(name, state)

    def _forget_inputs(self) -> None:
        for name in self._roles:
            self._set_input(name, "unreadable")

    def _set_input(self, name: str, state: InputState) -> None:
        if self._inputs.get(name) != state:
            self._inputs[name] = state
            self._sink(InputChanged(name, self._roles[name], state))

    def _pulse_ended(self, fault: str | None) -> None:
        with self._lock:
            pulsing, self._pulsing = self._pulsing, None
        if pulsing is not None:
            self._sink(PulseDone(pulsing[0]) if fault is None else PulseFailed(pulsing[0], fault))

    def _tell(self, code: str, text: str) -> None:
        if code == self._health.code:
            return
        self._health = DeviceHealth(code, text)
        self._sink(DeviceStatus("relay", code, text))
