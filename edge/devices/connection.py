"""One MQTT 5 connection, from CONNECT to DISCONNECT, over paho; its callbacks only enqueue.

Each connection is a new client with a clean start: the outbox remembers what is unsent, so a session that remembers it
too would only send it twice, and a stored session would deliver stored commands.
"""

from __future__ import annotations

import queue
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import paho.mqtt.client as mqtt
from paho.mqtt import MQTTException
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from edge.devices.broker_access import BrokerSettings, tls_context
from edge.devices.reasons import FAILURES, UNSAID, allow_every_failure_in_puback, of_connack, of_disconnect, of_silence
from edge.errors import DeviceError
from edge.outbox import Message

ANSWER_S = 10.0
KEEPALIVE_S = 10  # paho gives a silent broker up after twice this, the broker a silent lane after one and a half times
FAREWELL_S = 1.0
GOODBYE_S = 0.5
WITH_WILL = ReasonCode(PacketTypes.DISCONNECT, "Disconnect with will message")
MOST_IN_FLIGHT = 65_535  # where the broker names no Receive Maximum


@dataclass(frozen=True, slots=True)
class Sign:
    """What paho reported: `what` is "connect", "disconnect" or "puback"; `properties` those of the CONNACK."""

    what: str
    mid: int
    code: int
    properties: Properties | None = None


class EndedError(DeviceError):
    """A connection that never came to be, or is over; `pause_s` is the least time to wait for the next.

    `hung_up`: the broker ended it in good order and gave no reason.
    """

    def __init__(self, code: str, text: str, pause_s: float = 0.0, *, hung_up: bool = False) -> None:
        super().__init__(code, text)
        self.pause_s = pause_s
        self.hung_up = hung_up


class _Client(mqtt.Client):
    """paho's client; says so when its network thread ends, be it by an exception over bytes that are no MQTT."""

    gone: Callable[[], None]

    def loop_forever(self, timeout: float = 1.0, retry_first_connection: bool = False) -> MQTTErrorCode:
        try:
            return super().loop_forever(timeout, retry_first_connection)
        except (ValueError, LookupError, TypeError, AttributeError, struct.error, MQTTException):
            return MQTTErrorCode.MQTT_ERR_PROTOCOL
        finally:
            self.gone()


class Connection:
    """One connection; `wake` is called, on paho's thread, whenever there is a sign to take in."""

    def __init__(self, settings: BrokerSettings, will: bytes, wake: Callable[[], None]) -> None:
        """`will`: the state that the broker publishes when the lane vanishes. Raises `EndedError` for TLS files."""
        self._settings = settings
        self._wake = wake
        self._signs: queue.SimpleQueue[Sign] = queue.SimpleQueue()
        self._trouble = ""
        self._gone = threading.Event()
        self._gone.set()
        self._client = self._new_client()
        self._client.will_set(f"{settings.prefix}/state", will, qos=1, retain=True)
        self.receive_maximum = MOST_IN_FLIGHT
        self.packet_bytes: int | None = None

    def _new_client(self) -> mqtt.Client:
        known = self._settings
        allow_every_failure_in_puback()
        client = _Client(CallbackAPIVersion.VERSION2, known.client_id, protocol=mqtt.MQTTv5, reconnect_on_failure=False)
        client.gone = self._ended
        client.username_pw_set(known.username, known.password)
        client.max_inflight_messages_set(0)  # the window is kept by whoever sends
        if known.ca_file:
            try:
                client.tls_set_context(tls_context(known))
            except (OSError, ValueError) as error:
                text = f"the certificates can't be used: {error}"
                raise EndedError("tls", text) from error
        client.on_connect = lambda _client, _data, _flags, reason, more: self._put("connect", 0, reason.value, more)
        client.on_disconnect = lambda _client, _data, _flags, reason, _more: self._put("disconnect", 0, reason.value)
        client.on_publish = lambda _client, _data, mid, reason, _more: self._put("puback", mid, reason.value)
        client.on_log = lambda _client, _data, level, text: self._note(level, text)
        return client

    def _put(self, what: str, mid: int, code: int, properties: Properties | None = None) -> None:
        self._signs.put(Sign(what, mid, code, properties))
        self._wake()

    def _ended(self) -> None:
        self._gone.set()
        self._put("disconnect", 0, 0)

    def _note(self, level: int, text: str) -> None:
        """On paho's thread: it tells what the socket said in its log alone."""
        if level == mqtt.MQTT_LOG_ERR:
            self._trouble = text

    def open(self, on_message: Callable[[mqtt.MQTTMessage], None], levels: Sequence[str]) -> None:
        """Connects and subscribes to these levels of the lane's topics; raises `EndedError`."""
        known = self._settings
        where = f"{known.host}:{known.port}"
        self._client.on_message = lambda _client, _data, message: on_message(message)
        try:
            self._client.connect(known.host, known.port, KEEPALIVE_S, clean_start=True)
        except ssl.SSLError as error:
            raise EndedError("tls", f"{where}: {error}") from error
        except (OSError, UnicodeError) as error:  # UnicodeError: a host that can be no name
            raise EndedError("unreachable", f"{where}: {error}") from error
        self._gone.clear()
        self._client.loop_start()
        self._take_answer(where)
        # retain_as_published: else a retained command would look like a fresh one to a lane that is connected
        options = SubscribeOptions(qos=1, retainAsPublished=True)
        self._client.subscribe([(f"{known.prefix}/{level}", options) for level in levels])

    def _take_answer(self, where: str) -> None:
        try:
            sign = self._signs.get(timeout=ANSWER_S)
        except queue.Empty as error:
            raise EndedError("silent", f"{where}, for {ANSWER_S:g} s") from error
        if sign.what != "connect":
            reason = of_silence(self._trouble)
            raise EndedError(reason.code, f"{where} {reason.words}")
        if sign.code >= FAILURES:
            reason = of_connack(sign.code)
            raise EndedError(reason.code, f"{where} answers {reason.words}", reason.pause_s)
        self.receive_maximum = getattr(sign.properties, "ReceiveMaximum", MOST_IN_FLIGHT)
        self.packet_bytes = getattr(sign.properties, "MaximumPacketSize", None)

    def signs(self) -> Iterator[Sign]:
        """The acknowledgements since the last call; raises `EndedError` once the connection is over."""
        while True:
            try:
                sign = self._signs.get_nowait()
            except queue.Empty:
                return
            if sign.what == "disconnect":
                reason = of_disconnect(sign.code, self._settings.client_id)
                hung_up = sign.code in UNSAID and not self._trouble
                raise EndedError(reason.code, reason.words, reason.pause_s, hung_up=hung_up)
            yield sign

    def publish(self, message: Message, payload: bytes | None, *, qos: int = 1, retain: bool = False) -> int:
        """Sends a message, or as much of it as the socket takes now; returns its MQTT packet identifier."""
        return self._client.publish(message.topic, payload, qos, retain, _properties(message)).mid

    def interrupt(self) -> None:
        """Ends the wait for an answer; fit for any thread."""
        self._put("disconnect", 0, 0)

    def close(self, farewell: bytes | None) -> None:
        """Ends it within 2 s. `farewell`: the last state, which a clean goodbye says itself; None: the will says it."""
        said = farewell is not None and self._client.is_connected() and self._say(farewell)
        self._client.disconnect(None if said else WITH_WILL)
        if not self._gone.wait(GOODBYE_S):  # what paho has queued would be waited for, for as long as nobody takes it
            sock = self._client.socket()
            if isinstance(sock, socket.socket):
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
        self._client.loop_stop()

    def _say(self, farewell: bytes) -> bool:
        sent = self._client.publish(f"{self._settings.prefix}/state", farewell, qos=1, retain=True)
        with suppress(RuntimeError, ValueError):
            sent.wait_for_publish(FAREWELL_S)
            return sent.is_published()
        return False


def _properties(message: Message) -> Properties | None:
    if message.correlation is None:
        return None
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho has no types here
    properties.CorrelationData = message.correlation
    return properties
