"""The gate's MQTT 5 broker: empties the outbox into it, keeps the retained state true, takes commands.

One thread owns the connection; paho's callbacks only enqueue. Each connection is a new client with a clean start: the
outbox remembers what is unsent, so a session that remembers it too would only send it twice, and a stored session
would deliver stored commands. A message leaves the outbox when its PUBACK carries a success code (below 0x80).
"""

from __future__ import annotations

import logging
import math
import queue
import random
import re
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from edge.devices.intake import Intake
from edge.errors import DeviceError, StorageError
from edge.outbox import Message, Outbox
from edge.ports import Clock, DeviceHealth, Sink
from edge.values import DeviceStatus
from edge.wire.messages import encode_json

log = logging.getLogger(__name__)

WINDOW = 20
POLL_S = 0.2
ANSWER_S = 10.0
KEEPALIVE_S = 15
HELD_S = 10.0
STATE = 0  # the state among the numbers of the outbox, which begin at 1
RETRY_S = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
FAREWELL_S = 1.0
WITH_WILL = ReasonCode(PacketTypes.DISCONNECT, "Disconnect with will message")


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """Where the broker is, who the lane is to it, and the lane's own level of the topics."""

    host: str
    port: int
    client_id: str
    prefix: str
    username: str | None = None
    password: str | None = None
    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""


class MqttBroker:
    """The lane's link to the broker; see the module's text."""

    def __init__(
        self, settings: BrokerSettings, outbox: Outbox, state: Mapping[str, Any], sink: Sink, clock: Clock
    ) -> None:
        self._settings = settings
        self._outbox = outbox
        self._sink = sink
        self._clock = clock
        self._state = dict(state)
        self._state_sent: dict[str, Any] | None = None
        self._signs: queue.SimpleQueue[tuple[str, int, int]] = queue.SimpleQueue()  # what, mid, reason code
        self._in_flight: dict[int, int] = {}
        self._refused: set[int] = set()
        self._held: dict[int, float] = {}  # number -> not to be sent again before this second
        self._client: mqtt.Client | None = None
        self._intake = Intake(self._topic("expected"), sink, self.answer, clock)
        self._trouble = ""
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._health = DeviceHealth("starting", "not connected yet")
        self._thread = threading.Thread(target=self._run, name="broker")

    def start(self) -> None:
        self._thread.start()

    def health(self) -> DeviceHealth:
        return self._health

    def set_state(self, state: Mapping[str, Any]) -> None:
        """The retained state from now on; sent at once, or on the next connection."""
        self._state = dict(state)
        self._wake.set()

    def wake(self) -> None:
        """The outbox has something new."""
        self._wake.set()

    def publish_health(self, document: Mapping[str, Any]) -> None:
        """QoS 0: lost where there is no connection."""
        client = self._client
        if client is not None and self._health.code in ("ok", "refused"):
            client.publish(self._topic("health"), encode_json(document), qos=0)

    def answer(self, document: Mapping[str, Any], reply_to: str | None, correlation: bytes | None) -> None:
        """Commits the answer to a command; where the disk refuses, it is sent without."""
        message = Message(self._reply_topic(reply_to), encode_json(document), correlation=correlation)
        try:
            self._outbox.put(message)
        except StorageError:
            client = self._client
            if client is not None:
                client.publish(message.topic, message.payload, qos=1, properties=_properties(message))
        self._wake.set()

    def close(self) -> None:
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _topic(self, level: str) -> str:
        return f"{self._settings.prefix}/{level}"

    def _reply_topic(self, reply_to: str | None) -> str:
        usable = reply_to and len(reply_to) < 1000 and not set("+#\0").intersection(reply_to)
        return reply_to if reply_to and usable else self._topic("command/result")

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                self._live_once()
                failures = 0
            except DeviceError as error:
                self._tell(error.code, str(error))
                failures = 0 if error.code == "lost" else failures + 1
            pause_s = RETRY_S[min(failures, len(RETRY_S) - 1)]
            self._stopping.wait(pause_s * random.uniform(0.7, 1.3))  # noqa: S311  # jitter, so that lanes spread out

    def _live_once(self) -> None:
        """One connection from start to end; raises `DeviceError` where it never came to be."""
        self._in_flight.clear()
        self._state_sent = None
        self._signs = queue.SimpleQueue()
        self._trouble = ""
        client = self._new_client()
        try:
            self._connect(client)
            self._client = client
            self._tell("ok", "connected")
            self._pump(client)
        finally:
            self._client = None
            client.disconnect(None if self._farewell(client) else WITH_WILL)
            client.loop_stop()

    def _new_client(self) -> mqtt.Client:
        known = self._settings
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2, known.client_id, protocol=mqtt.MQTTv5, reconnect_on_failure=False
        )
        client.username_pw_set(known.username, known.password)
        if known.ca_file:
            try:
                client.tls_set_context(_tls(known))
            except (OSError, ValueError, ssl.SSLError) as error:
                raise DeviceError("tls", f"certificates can't be used: {error}; check ca_file and cert_file") from error
        client.will_set(self._topic("state"), encode_json({**self._state, "online": False}), qos=1, retain=True)
        signs = self._signs
        client.on_connect = lambda _client, _data, _flags, reason, _properties: signs.put(("connect", 0, reason.value))
        client.on_disconnect = lambda _client, _data, _flags, reason, _properties: signs.put(
            ("disconnect", 0, reason.value)
        )
        client.on_publish = lambda _client, _data, mid, reason, _properties: signs.put(("puback", mid, reason.value))
        client.on_message = lambda _client, _data, message: self._intake.take(message)
        client.on_log = lambda _client, _data, level, text: self._note(level, text)
        return client

    def _note(self, level: int, text: str) -> None:
        """On paho's thread: it tells what the socket said in its log alone."""
        if level == mqtt.MQTT_LOG_ERR:
            self._trouble = text

    def _connect(self, client: mqtt.Client) -> None:
        where = f"{self._settings.host}:{self._settings.port}"
        try:
            client.connect(self._settings.host, self._settings.port, KEEPALIVE_S, clean_start=True)
        except ssl.SSLError as error:
            raise DeviceError("tls", f"{where} fails the TLS check: {error}; check ca_file and clock") from error
        except (OSError, UnicodeError) as error:  # UnicodeError: a host that can be no name
            raise DeviceError("unreachable", f"{where} can't be reached: {error}; check network and broker") from error
        client.loop_start()
        try:
            what, _, code = self._signs.get(timeout=ANSWER_S)
        except queue.Empty as error:
            raise DeviceError("silent", f"{where} accepts no MQTT connection: check host and port") from error
        if what != "connect":
            raise self._cut_off(where)
        if code >= 0x80:
            raise DeviceError("unauthorised", f"{where} refuses the lane ({_name(code)}): check username and password")
        # retain_as_published: else a retained command would look like a fresh one to a lane that is connected
        options = SubscribeOptions(qos=1, retainAsPublished=True)
        client.subscribe([(self._topic(level), options) for level in ("command", "expected")])

    def _cut_off(self, where: str) -> DeviceError:
        """Hung up on before a word was said; since TLS 1.3 a certificate that is not liked shows only here."""
        alert = re.search(r"alert ([a-z ]+)", self._trouble)
        if alert is None:
            return DeviceError("silent", f"{where} ends the connection unheard: check host, port and TLS")
        return DeviceError(
            "tls", f"{where} refuses the lane's certificate ({alert[1].strip()}): check cert_file, its dates and its CA"
        )

    def _pump(self, client: mqtt.Client) -> None:
        while not self._stopping.is_set():
            if not self._settle():
                raise DeviceError("lost", "the connection to the broker was lost")
            self._send_state(client)
            self._fill(client)
            self._wake.wait(POLL_S)
            self._wake.clear()

    def _settle(self) -> bool:
        """Takes in what paho reported; False once the connection is gone."""
        while True:
            try:
                what, mid, code = self._signs.get_nowait()
            except queue.Empty:
                return True
            if what == "disconnect":
                return False
            if what == "puback":
                self._acknowledged(mid, code)

    def _acknowledged(self, mid: int, code: int) -> None:
        number = self._in_flight.pop(mid, None)
        if number is None:
            return
        if code < 0x80:
            self._refused.discard(number)
            self._held.pop(number, None)
            if number != STATE:
                self._forget(number)
            if not self._refused:
                self._tell("ok", "connected")
            return
        self._refused.add(number)
        self._held[number] = self._clock.monotonic_s() + HELD_S
        self._tell("refused", f"the broker refuses messages ({_name(code)}): check its ACL and quotas; nothing is lost")

    def _forget(self, number: int) -> None:
        try:
            self._outbox.accepted(number)
        except StorageError as error:
            self._held[number] = self._clock.monotonic_s() + HELD_S
            log.warning("an accepted message stays in the outbox and will be sent again: %s", error)

    def _send_state(self, client: mqtt.Client) -> None:
        state = self._state
        if state is not self._state_sent or self._held.get(STATE, math.inf) <= self._clock.monotonic_s():
            self._held.pop(STATE, None)
            sent = client.publish(self._topic("state"), encode_json(state), qos=1, retain=True)
            self._in_flight[sent.mid] = STATE
            self._state_sent = state

    def _fill(self, client: mqtt.Client) -> None:
        """Keeps up to `WINDOW` messages in flight; a refused one waits its time without stopping the others."""
        now_s = self._clock.monotonic_s()
        busy = set(self._in_flight.values()) | {one for one, until_s in self._held.items() if until_s > now_s}
        try:
            rows = self._outbox.pending(WINDOW + len(busy))
        except StorageError as error:
            log.warning("%s", error)
            return
        for number, message in rows:
            if len(self._in_flight) >= WINDOW:
                return
            if number not in busy:
                self._send(client, number, message)

    def _send(self, client: mqtt.Client, number: int, message: Message) -> None:
        payload = message.payload
        if message.file is not None:
            payload = _picture(message.file)
            if payload is None:
                log.warning("picture %s is gone: not sent", message.file)
                self._forget(number)
                return
        sent = client.publish(message.topic, payload, qos=1, properties=_properties(message))
        self._in_flight[sent.mid] = number

    def _farewell(self, client: mqtt.Client) -> bool:
        """A clean goodbye says itself what the last will would say; whether the broker took it."""
        if not (self._stopping.is_set() and client.is_connected()):
            return False
        sent = client.publish(self._topic("state"), encode_json({**self._state, "online": False}), 1, True)
        try:
            sent.wait_for_publish(FAREWELL_S)
        except (RuntimeError, ValueError) as error:
            log.info("no farewell: %s", error)
            return False
        return sent.is_published()

    def _tell(self, code: str, text: str) -> None:
        if code == self._health.code:
            return
        self._health = DeviceHealth(code, text)
        log.log(logging.INFO if code == "ok" else logging.WARNING, "broker %s: %s", code, text)
        self._sink(DeviceStatus("broker", code, text))


def _tls(known: BrokerSettings) -> ssl.SSLContext:
    """TLS 1.2 or newer, the broker's name checked; raises `OSError` or `SSLError` for files that are none."""
    context = ssl.create_default_context(cafile=known.ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if known.cert_file:
        context.load_cert_chain(known.cert_file, known.key_file)
    return context


def _properties(message: Message) -> Properties | None:
    if message.correlation is None:
        return None
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho has no types here
    properties.CorrelationData = message.correlation
    return properties


def _picture(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except OSError:
        return None


def _name(code: int) -> str:
    """A reason code in words, with its number."""
    for packet in (PacketTypes.CONNACK, PacketTypes.PUBACK):
        try:
            return f"{ReasonCode(packet, identifier=code)}, 0x{code:02X}"
        except (KeyError, AssertionError):
            continue
    return f"0x{code:02X}"
