"""The gate's MQTT 5 broker: empties the outbox into it, keeps the retained state true, takes commands.

One thread owns the connection and begins another whenever it ends. A message leaves the outbox when its PUBACK carries
a success code (below 0x80); see `delivery` for the order.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Mapping
from typing import Any

from edge.devices.broker_access import BrokerSettings
from edge.devices.connection import Connection, EndedError
from edge.devices.delivery import Delivery
from edge.devices.intake import Intake
from edge.devices.limits import Limits
from edge.devices.oversize import Oversize
from edge.devices.reasons import of_quarrel
from edge.devices.retry import Retry
from edge.errors import StorageError
from edge.outbox import Message, Outbox
from edge.ports import DeviceHealth, LaneClock, Sink
from edge.stopping import StopRequest
from edge.values import DeviceStatus
from edge.wire.messages import encode_json

__all__ = ["BrokerSettings", "MqttBroker"]

log = logging.getLogger(__name__)

POLL_S = 0.5
CLOSE_S = 2.0
CONNECTED = ("ok", "refused")


class MqttBroker:
    """The lane's link to the broker; see the module's text."""

    def __init__(
        self, settings: BrokerSettings, outbox: Outbox, state: Mapping[str, Any], sink: Sink, clock: LaneClock
    ) -> None:
        self._settings = settings
        self._outbox = outbox
        self._sink = sink
        self._clock = clock
        self._state = dict(state)
        self._limits = Limits()
        self._connection: Connection | None = None
        self._intake = Intake(self._topic("expected"), sink, self.answer, clock)
        self._wake = threading.Event()
        self._stopping = StopRequest(clock)
        self._health = DeviceHealth("starting", "not connected yet")
        self._oversize = Oversize(outbox, self._limits, sink, clock)
        self._storage_troubles: set[str] = set()
        self._connected_s: float | None = None
        self._retry = Retry()
        # a daemon: a name server that does not answer can't be interrupted, and must not keep the lane from ending
        self._thread = threading.Thread(target=self._run, name="broker", daemon=True)

    def start(self) -> None:
        """Tells of an outbox that was broken, as what it held is not sent."""
        if self._outbox.put_aside is not None:
            text = f"the old one is kept as {self._outbox.put_aside}; a new chain of records began"
            self._sink(DeviceStatus("outbox", "begun-anew", text))
        self._thread.start()

    def health(self) -> DeviceHealth:
        return self._health

    @property
    def turned_s(self) -> float:
        return self._stopping.turned_s

    def set_state(self, state: Mapping[str, Any]) -> None:
        """The retained state from now on; sent at once, or on the next connection."""
        self._state = dict(state)
        self._wake.set()

    def wake(self) -> None:
        """The outbox has something new."""
        self._wake.set()

    def publish_health(self, document: Mapping[str, Any]) -> None:
        """QoS 0: lost where there is no connection."""
        connection = self._connection
        if connection is not None and self._health.code in CONNECTED:
            connection.publish(Message(self._topic("health")), encode_json(document), qos=0)

    def answer(self, document: Mapping[str, Any], reply_to: str | None, correlation: bytes | None) -> None:
        """Commits the answer to a command; where the disk refuses, it is sent without."""
        message = Message(self._reply_topic(reply_to), encode_json(document), correlation=correlation)
        try:
            self._outbox.put(message)
        except StorageError:
            connection = self._connection
            if connection is not None:
                connection.publish(message, message.payload)
        self._wake.set()

    def close(self) -> None:
        """Returns within about 2 s; says goodbye where there is a connection."""
        self._stopping.set()
        self._wake.set()
        connection = self._connection
        if connection is not None and self._health.code not in CONNECTED:
            connection.interrupt()
        if self._thread.is_alive():
            self._thread.join(CLOSE_S)

    def _topic(self, level: str) -> str:
        return f"{self._settings.prefix}/{level}"

    def _reply_topic(self, reply_to: str | None) -> str:
        usable = reply_to and len(reply_to) < 1000 and not set("+#\0").intersection(reply_to)
        return reply_to if reply_to and usable else self._topic("command/result")

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._connected_s = None
            try:
                self._live_once()
            except EndedError as error:
                self._note_end(error)
                if not self._stopping.is_set():
                    self._tell_end(error)
                pause_s = self._retry.pause_s(error.pause_s)
                self._stopping.wait(pause_s * random.uniform(0.7, 1.3))  # noqa: S311  # so that lanes spread out

    def _note_end(self, error: EndedError) -> None:
        lived_s = 0.0 if self._connected_s is None else self._clock.monotonic_s() - self._connected_s
        self._retry.ended(lived_s, taken_over=error.code == "taken-over", hung_up=error.hung_up)

    def _tell_end(self, error: EndedError) -> None:
        if self._retry.is_quarrel:
            reason = of_quarrel(self._settings.client_id)
            self._tell(reason.code, reason.words)
        else:
            self._tell(error.code, str(error))

    def _live_once(self) -> None:
        """One connection from start to end; raises `EndedError` but for a stop."""
        self._storage_troubles.clear()
        connection = Connection(self._settings, self._farewell(), self._wake.set)
        self._connection = connection
        farewell = None
        try:
            connection.open(self._intake.take, ("command", "expected"))
            self._connected_s = self._clock.monotonic_s()
            self._tell("ok", "connected")
            self._deliver(connection)
            farewell = self._farewell()
        finally:
            self._connection = None
            connection.close(farewell)

    def _farewell(self) -> bytes:
        return encode_json({**self._state, "online": False})

    def _deliver(self, connection: Connection) -> None:
        """Until a stop."""
        self._limits.connected(connection.receive_maximum, connection.packet_bytes)
        delivery = Delivery(self._outbox, self._settings.prefix, self._limits, connection.publish, self._clock)
        try:
            self._store(self._oversize.take_back)
            self._pump(connection, delivery)
        except EndedError as error:
            delivery.blame(error.code)
            raise
        finally:
            self._store(delivery.forget_accepted)

    def _pump(self, connection: Connection, delivery: Delivery) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            for sign in connection.signs():
                delivery.acknowledge(sign.mid, sign.code)
            if delivery.is_stalled():
                raise EndedError("stalled", f"{self._settings.host}:{self._settings.port}")
            self._store(delivery.forget_accepted)
            self._store(self._oversize.look)
            self._store(lambda: delivery.fill(self._state))
            self._report(delivery)
            self._wake.wait(POLL_S)

    def _store(self, act: Callable[[], None]) -> None:
        """Does it, or says why the disk refuses, once a connection."""
        try:
            act()
        except StorageError as error:
            if str(error) not in self._storage_troubles:
                log.warning("%s", error)
            self._storage_troubles.add(str(error))

    def _report(self, delivery: Delivery) -> None:
        if delivery.aside:
            self._oversize.tell(delivery.aside)
        if delivery.trouble:
            self._tell("refused", delivery.trouble)
        elif self._health.code == "refused":
            self._tell("ok", "connected")

    def _tell(self, code: str, text: str) -> None:
        if code == self._health.code:
            return
        self._health = DeviceHealth(code, text)
        self._sink(DeviceStatus("broker", code, text))
