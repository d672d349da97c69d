"""The central system: a consumer with a session that the broker keeps, straight at it; it writes down everything."""

from __future__ import annotations

import hashlib
import ssl
import threading
import time
from collections import defaultdict

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from tests.chaos.central import CENTRE, CentralBroker
from tests.chaos.truth import Arrived
from tests.contract.kept import assert_kept
from tests.devices.mqtt import HOST
from tests.waiting import until

SITE = "gate/v1/kim-thanh"
KEPT_S = 3600
PATIENCE_S = 120.0


class Centre:
    """Lane -> what came from it, in order."""

    def __init__(self, broker: CentralBroker) -> None:
        self.heard: dict[str, list[Arrived]] = defaultdict(list)
        self.last_heard_s = 0.0
        self._granted = threading.Event()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, CENTRE, protocol=mqtt.MQTTv5)
        known = broker.certificates_of(CENTRE)
        context = ssl.create_default_context(cafile=known["ca_file"])
        context.load_cert_chain(known["cert_file"], known["key_file"])
        self._client.tls_set_context(context)
        self._client.on_message = self._hear
        self._client.on_connect = lambda client, *_: client.subscribe(f"{SITE}/#", qos=1)
        self._client.on_subscribe = lambda *_: self._granted.set()
        self._client.on_disconnect = lambda *_: self._granted.clear()
        self._client.reconnect_delay_set(1, 1)
        kept = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho has no types here
        kept.SessionExpiryInterval = KEPT_S
        self._client.connect(HOST, broker.port, clean_start=False, properties=kept)
        self._client.loop_start()
        self.wait_until_it_listens()

    def knows_no_broker(self) -> None:
        """The broker is gone, whether the client has noticed or not."""
        self._granted.clear()

    def wait_until_it_listens(self) -> None:
        until(self._granted.is_set, PATIENCE_S)

    def wait_until_quiet(self, for_s: float) -> None:
        """Returns once nothing has come for so long."""
        began_s = time.time()
        until(lambda: time.time() - max(began_s, self.last_heard_s) >= for_s, PATIENCE_S)

    def close(self) -> None:
        """Fails where a lane has published what the contract's files don't allow."""
        self._client.disconnect()
        self._client.loop_stop()
        pictures = "image/"
        heard = ((lane, one) for lane, arrived in self.heard.items() for one in arrived if pictures not in one.level)
        assert_kept((f"{SITE}/{lane}/{one.level}", one.payload) for lane, one in heard)

    def _hear(self, _client: mqtt.Client, _userdata: object, message: mqtt.MQTTMessage) -> None:
        lane, _, level = message.topic.removeprefix(f"{SITE}/").partition("/")
        payload = bytes(message.payload)
        self.last_heard_s = time.time()
        kept = b"" if level.startswith("image/") else payload
        digest = hashlib.sha256(payload).hexdigest()
        self.heard[lane].append(Arrived(self.last_heard_s, level, kept, digest, len(payload)))
