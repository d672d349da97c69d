"""Logs in at the broker once, as the lane, publishes one message that nobody waits for, and says goodbye.

Only where no daemon of this lane runs: the broker would throw it out for a second connection of its name. There is no
will and nothing is retained, so that the lane's state stays what it was.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Callable

import paho.mqtt.client as mqtt
from paho.mqtt import MQTTException
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes

from edge.devices.broker_access import BrokerSettings, tls_context
from edge.devices.reasons import FAILURES, NOT_AUTHORISED, allow_every_failure_in_puback, named, of_connack, of_silence
from edge.errors import DeviceError

KEEPALIVE_S = 30
TURN_S = 0.1


def try_login(known: BrokerSettings, level: str, payload: bytes, until_s: float) -> None:
    """Publishes `payload` at the lane's topic `level`, QoS 1; raises `DeviceError` where it is not let in, or may not.

    `until_s`: the monotonic second at which an answer is waited for no more.
    """
    allow_every_failure_in_puback()
    login = _Login(known)
    try:
        login.open(until_s)
        login.publish(f"{known.prefix}/{level}", payload, until_s)
    except (ValueError, LookupError, TypeError, AttributeError, struct.error, MQTTException) as error:
        # paho's, over bytes that are no MQTT
        raise DeviceError("protocol", f"{known.host}:{known.port}") from error
    except OSError as error:
        text = f"{known.host}:{known.port} ({error.strerror or error})"
        raise DeviceError("unreachable", text) from error
    finally:
        login.close()


class _Login:
    """One connection, turned by whoever waits for it: no thread, nothing left behind."""

    def __init__(self, known: BrokerSettings) -> None:
        self._where = f"{known.host}:{known.port}"
        self._known = known
        self._entered: int | None = None
        self._taken: int | None = None
        self._trouble = ""
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2, known.client_id, protocol=mqtt.MQTTv5, reconnect_on_failure=False
        )
        client.username_pw_set(known.username, known.password)
        client.on_connect = lambda _client, _data, _flags, reason, _more: self._enter(reason.value)
        client.on_publish = lambda _client, _data, _mid, reason, _more: self._take(reason.value)
        client.on_log = lambda _client, _data, level, text: self._note(level, text)
        self._client = client

    def _enter(self, code: int) -> None:
        self._entered = code

    def _take(self, code: int) -> None:
        self._taken = code

    def _note(self, level: int, text: str) -> None:
        if level == mqtt.MQTT_LOG_ERR:
            self._trouble = text

    def open(self, until_s: float) -> None:
        """Raises `DeviceError` where the broker does not let the lane in."""
        if self._known.ca_file:
            self._client.tls_set_context(tls_context(self._known))
        self._client.connect(self._known.host, self._known.port, KEEPALIVE_S, clean_start=True)
        self._turn(lambda: self._entered is not None, until_s)
        if self._entered is None:
            reason = of_silence(self._trouble)
            raise DeviceError(reason.code, f"{self._where} {reason.words}")
        if self._entered >= FAILURES:
            reason = of_connack(self._entered)
            raise DeviceError(reason.code, f"{self._where} answers {reason.words}")

    def publish(self, topic: str, payload: bytes, until_s: float) -> None:
        """Raises `DeviceError` where the broker does not take it."""
        self._client.publish(topic, payload, qos=1)
        self._turn(lambda: self._taken is not None, until_s)
        if self._taken is None:
            raise DeviceError("refused", f"{self._where} does not acknowledge what the lane publishes")
        if self._taken >= FAILURES:
            code = "may-not-publish" if self._taken == NOT_AUTHORISED else "refused"
            why = named(self._taken, PacketTypes.PUBACK)
            raise DeviceError(code, f"{topic} at {self._where} ({why})")

    def _turn(self, is_done: Callable[[], bool], until_s: float) -> None:
        while not is_done() and time.monotonic() < until_s:
            if self._client.loop(TURN_S) != MQTTErrorCode.MQTT_ERR_SUCCESS:
                return

    def close(self) -> None:
        """A goodbye, where there is somebody to hear it."""
        if self._client.is_connected():
            self._client.disconnect()
            self._client.loop(TURN_S)
