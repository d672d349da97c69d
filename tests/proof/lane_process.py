"""A lane as a process: the real daemon, its store, the relay driver with its own child; the rest is at its stdin.

    python -m tests.proof.lane_process KIT PORT FOLDER BOOT_ID [MUTATION]

stdin: one JSON line each, {"kg": 8000.0} for what stands on the platform from now on, {"command": {…}} as the centre
sends it; its end ends the lane. stdout: one JSON line each with the monotonic second `at_s` and one of `call` (channel
ordered from the driver, `opening`: the committed decision behind it), `over` (channel, as the driver tells),
`relay` (its state), `state` and `answer` as they are published.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from edge.daemon import Daemon, Identity
from edge.devices.barrier import RelayBarrier
from edge.devices.clock import SystemClock
from edge.devices.mailbox import Mailbox
from edge.evidence import Evidence
from edge.fittings import Devices, Store
from edge.inbox import Inbox
from edge.lane.record import LaneName
from edge.outbox import Outbox
from edge.ports import DeviceHealth
from edge.values import Channel, DeviceStatus, Event, PulseDone, PulseFailed, WeightReading
from edge.wire.messages import encode_json, parse_command
from tests.proof.kits import KITS
from tests.proof.mutations import mutate_lane

READING_S = 0.05


def say(**what: Any) -> None:
    """One whole line at once: several threads speak."""
    os.write(1, json.dumps({"at_s": time.monotonic(), **what}, default=str).encode() + b"\n")


class OverheardBarrier(RelayBarrier):
    """The driver; says what is ordered from it before it is."""

    outbox: Outbox

    def pulse(self, channel: Channel) -> None:
        say(call=channel, opening=_decision_behind(self.outbox) if channel == "open" else None)
        super().pulse(channel)


def _decision_behind(outbox: Outbox) -> str | None:
    """Names the newest committed decision to open, None where there is none."""
    opened = [one for one in outbox.journalled() if one["open_pulse_at"] is not None]
    last = max(opened, key=lambda one: str(one["open_pulse_at"]), default=None)
    if last is None or last["decision"]["outcome"] != "open":
        return None
    return f"{last['passage_id']} {last['open_pulse_at']}"


class SpokenBroker:
    """A `Broker` whose centre is at the other end of stdout."""

    turned_s = 0.0

    def start(self) -> None:
        """There is no network."""

    def set_state(self, state: Mapping[str, Any]) -> None:
        say(state=dict(state))

    def wake(self) -> None:
        """Messages stay in the outbox."""

    def publish_health(self, document: Mapping[str, Any]) -> None:
        """Health is not judged."""

    def answer(self, document: Mapping[str, Any], reply_to: str | None, correlation: bytes | None) -> None:  # noqa: ARG002
        say(answer=dict(document))

    def health(self) -> DeviceHealth:
        return DeviceHealth("ok", "spoken")

    def close(self) -> None:
        """Nothing to close."""


class Stdin:
    """Weights, twenty a second, and commands; ends the lane when stdin ends."""

    def __init__(self, daemon: Daemon, inbox: Inbox) -> None:
        self._daemon = daemon
        self._inbox = inbox
        self._mailbox = Mailbox(0)
        self._kg = 0.0

    def run(self) -> None:
        while not self._mailbox.gone:
            line = self._mailbox.wait(READING_S)
            if line is not None:
                self._obey(json.loads(line))
            self._inbox.put(WeightReading(self._kg, "ok", True, "02", time.monotonic()))
        self._daemon.stop()

    def _obey(self, said: Mapping[str, Any]) -> None:
        self._kg = said.get("kg", self._kg)
        if "command" in said:
            payload = json.dumps(said["command"]).encode()
            self._inbox.put(parse_command(payload, retained=False, reply_to=None, correlation=None))


def overheard(inbox: Inbox, event: Event) -> None:
    """What the driver tells, on its way to the lane."""
    if isinstance(event, PulseDone | PulseFailed):
        say(over=event.channel)
    elif isinstance(event, DeviceStatus):
        say(relay=event.code)
    inbox.put(event)


def main(kit_name: str, port: str, folder: Path, boot_id: str) -> None:
    """Until stdin ends."""
    kit, clock, inbox = KITS[kit_name], SystemClock(), Inbox()
    outbox = Outbox(folder / "outbox.sqlite", encode_json)
    identity = Identity(LaneName("site", "lane", "import", boot_id), "gate/v1/site/lane", "0")
    store = Store(folder, outbox, Evidence(folder / "evidence"), 30, 20, 0.0)
    daemon = Daemon(kit.lane(), identity, store, inbox, clock)
    daemon.recover()
    settings, roles = kit.relay(port, folder), daemon.state.settings.inputs
    barrier = OverheardBarrier(settings, {"open": 1, "close": 2}, roles, lambda event: overheard(inbox, event), clock)
    barrier.outbox = outbox
    barrier.start()
    stdin = threading.Thread(target=Stdin(daemon, inbox).run, name="stdin")
    stdin.start()
    try:
        daemon.run(Devices([], SpokenBroker(), None, None, barrier))
    finally:
        barrier.close()
        stdin.join()
        outbox.close()


if __name__ == "__main__":
    mutate_lane(sys.argv[5:])
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4])
