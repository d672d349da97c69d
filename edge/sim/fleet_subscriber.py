"""The consumer of a fleet, in a process of its own so that it takes no time from the lanes that are measured.

Lines of JSON: the order `{"host", "port", "prefix", "backlog"}` on standard input; on standard output `{"ready": true}`
once subscribed, the counts five times a second, and at the end of standard input all that arrived, `Ledger` says how.
"""

from __future__ import annotations

import json
import queue
import signal
import sys
import threading
import time
from dataclasses import asdict
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.subscribeoptions import SubscribeOptions

from edge.sim.fleet_ledger import Ledger

TELL_S = 0.2
ANSWER_S = 30.0
TOPICS = ("passage", "event", "image/#")


def main() -> int:
    """Listens until standard input ends; 1 where the broker can't be had, or was lost on the way."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the fleet, which ends this process itself
    order = json.loads(sys.stdin.readline())
    ledger = Ledger(order["backlog"])
    signs: queue.SimpleQueue[str] = queue.SimpleQueue()
    client = _client(order, ledger, signs)
    try:
        client.connect(order["host"], order["port"])
        client.loop_start()
        said = signs.get(timeout=ANSWER_S)
    except (OSError, queue.Empty):
        said = "no broker"
    if said != "subscribed":
        _tell({"error": f"the counting subscriber: {said}"})
        return 1
    _tell({"ready": True})
    lost = _tell_until_the_end(ledger, signs)
    client.disconnect()
    client.loop_stop()
    _tell({"counts": asdict(ledger.counts), "lost_connection": lost, "arrivals": _arrivals(ledger)})
    return int(lost)


def _client(order: dict[str, Any], ledger: Ledger, signs: queue.SimpleQueue[str]) -> mqtt.Client:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5, reconnect_on_failure=False)
    topics = [(f"{order['prefix']}/+/{one}", SubscribeOptions(qos=1)) for one in TOPICS]
    client.on_connect = lambda one, *_: one.subscribe(topics)
    client.on_subscribe = lambda *_: signs.put("subscribed")
    client.on_disconnect = lambda _client, _data, _flags, reason, _properties: signs.put(str(reason))
    client.on_message = lambda _client, _data, one: ledger.take(one.topic, bytes(one.payload), time.monotonic())
    return client


def _tell_until_the_end(ledger: Ledger, signs: queue.SimpleQueue[str]) -> bool:
    """Whether the connection was lost meanwhile."""
    ended = threading.Event()

    def read_to_the_end() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=read_to_the_end, daemon=True).start()
    while not ended.wait(TELL_S):
        _tell({"counts": asdict(ledger.counts)})
    return not signs.empty()


def _arrivals(ledger: Ledger) -> dict[str, tuple[int, float, float | None]]:
    """`passage_id` -> `seq`, monotonic seconds of the record, and of the last picture."""
    return {key: (one.seq, one.record_at_s, one.whole_at_s) for key, one in ledger.arrivals.items()}


def _tell(document: dict[str, Any]) -> None:
    print(json.dumps(document), flush=True)  # noqa: T201 - what this process is for


if __name__ == "__main__":
    sys.exit(main())
