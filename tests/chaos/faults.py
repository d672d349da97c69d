"""Brings faults about and takes them away again."""

from __future__ import annotations

import signal
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from edge.sim.proxy import Weather
from tests.chaos.central import CentralBroker
from tests.chaos.centre import Centre
from tests.chaos.lane import Lane
from tests.chaos.schedule import OF_THE_BROKER, Fault
from tests.devices.mqtt import HOST

WEATHERS = {
    "delay": Weather(delay_s=0.4),
    "throttle": Weather(bytes_per_s=4000, piece_bytes=500),
    "split": Weather(piece_bytes=1),
    "lose bytes": Weather(lost=0.3, piece_bytes=200),
    "hold": Weather(held=True),
    "blackhole": Weather(swallowing=True),
    "refuse": Weather(refusing=True),
}
OF_THE_NETWORK = (*WEATHERS, "reset", "hang up", "second client")
CONNECTS_S = 15.0
LOOK_S = 0.1
QUIET_S = 0.3
FULL_AGAIN_S = 0.1
MOST_BYTES = 20_000  # records and events are smaller, pictures are not
FORBIDDEN = {"forbidden records": ("passage", "image"), "forbidden events": ("event",)}


class Trouble:
    """Everything that may go wrong around the lanes. Once `over` is set, no fault waits for its moment any more."""

    def __init__(self, broker: CentralBroker, centre: Centre, lanes: Mapping[str, Lane]) -> None:
        self.counts: Counter[str] = Counter()
        self.over = threading.Event()
        self._broker = broker
        self._centre = centre
        self._lanes = lanes
        self._gate = threading.Lock()  # one hand on the broker

    def befall(self, fault: Fault) -> None:
        """Returns when the fault is over; may be called from several threads."""
        self.counts[fault.kind] += 1
        if fault.kind in OF_THE_BROKER:
            with self._gate:
                self._wait_until_connected(*self._lanes.values())
                self._befall_broker(fault)
        else:
            if fault.kind in OF_THE_NETWORK:
                self._wait_until_connected(self._lanes[fault.whom])
            self._befall_lane(self._lanes[fault.whom], fault)

    def _wait_until_connected(self, *lanes: Lane) -> None:
        """Of one lane at least, so that the fault is felt; not for ever, for other faults may be in the way."""
        until_s = time.time() + CONNECTS_S
        while time.time() < until_s and not any(one.is_connected() for one in lanes):
            if self.over.wait(LOOK_S):
                return

    def _befall_lane(self, lane: Lane, fault: Fault) -> None:
        if fault.kind in WEATHERS:
            lane.proxy.weather = WEATHERS[fault.kind]
            time.sleep(fault.for_s)
            lane.proxy.weather = Weather()
        elif fault.kind in ("reset", "hang up"):
            lane.proxy.cut(reset=fault.kind == "reset")
        elif fault.kind == "second client":
            self._second_client(lane, fault.for_s)
        elif fault.kind == "full disk":
            _full_disk(lane, fault.for_s)
        elif fault.kind == "kill while it pulses":
            lane.kill_on_pulse = True
        elif fault.kind == "restart":
            lane.end(signal.SIGTERM, fault.for_s)
        else:
            lane.end(signal.SIGKILL, fault.for_s)

    def _befall_broker(self, fault: Fault) -> None:
        if fault.kind in FORBIDDEN:
            self._broker.refuse(*FORBIDDEN[fault.kind])
            time.sleep(fault.for_s)
            self._broker.refuse()
        elif fault.kind == "size limit":
            self._broker.limit(MOST_BYTES)
            time.sleep(fault.for_s)
            self._broker.limit(None)
        else:
            with self._away(signal.SIGKILL if fault.kind == "broker kill" else signal.SIGTERM):
                time.sleep(fault.for_s)

    @contextmanager
    def _away(self, how: signal.Signals) -> Iterator[None]:
        """A Mosquitto that is killed loses what it has accepted and not passed on or saved yet.

        That is not the lane's to answer for, so the lanes are cut off first, and what they were promised arrives. Nor
        does it know afterwards who had subscribed, unless that was saved: the lanes reach it when the centre has.
        """
        self._centre.wait_until_it_listens()
        self._shut_lanes(True)
        self._centre.wait_until_quiet(QUIET_S)
        self._broker.end(how)
        self._centre.knows_no_broker()
        self._shut_lanes(False)
        try:
            yield
        finally:
            self._shut_lanes(True)
            self._broker.start()
            self._centre.wait_until_it_listens()
            self._shut_lanes(False)

    def _shut_lanes(self, shut: bool) -> None:
        for lane in self._lanes.values():
            lane.proxy.shut = shut
            if shut:
                lane.proxy.cut(reset=True)

    def _second_client(self, lane: Lane, for_s: float) -> None:
        """Somebody with the lane's own certificate takes its connection over, and is taken over in his turn."""
        known = self._broker.certificates_of(lane.truth.lane)
        context = ssl.create_default_context(cafile=known["ca_file"])
        context.load_cert_chain(known["cert_file"], known["key_file"])
        other = mqtt.Client(CallbackAPIVersion.VERSION2, lane.truth.lane, protocol=mqtt.MQTTv5)
        other.tls_set_context(context)
        other.reconnect_delay_set(1, 1)
        with suppress(OSError):  # the broker is away just now
            other.connect(HOST, self._broker.port)
            other.loop_start()
            time.sleep(for_s)
            other.disconnect()
            other.loop_stop()


def _full_disk(lane: Lane, for_s: float) -> None:
    began_s = time.time()
    while time.time() - began_s < for_s:
        lane.disk.fill()
        time.sleep(FULL_AGAIN_S)
    lane.disk.free()
    lane.truth.full.append((began_s, time.time()))
