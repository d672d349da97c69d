"""Lanes as they are on a lane PC from the committed passage on: outbox, evidence, the link to the broker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import uuid6

from edge import __version__
from edge.devices.broker import BrokerSettings, MqttBroker
from edge.devices.clock import SystemClock
from edge.evidence import Evidence, Stored
from edge.lane.documents.events import EventName, Particulars
from edge.lane.documents.state import StateDocument
from edge.lane.record import LaneName, passage_record
from edge.lane.state import Phase
from edge.outbox import Message, Outbox
from edge.sim.fleet_passages import events_of, passage_of, picture_bytes, pictures_of, truck_of
from edge.values import DeviceStatus, Event, rfc3339
from edge.wire.messages import encode_json

ROOT = "gate/v1"
HANDS = 16  # threads that commit passages, as many disks would; and that close lanes


@dataclass(frozen=True, slots=True)
class Load:
    """What a passage is: `picture_bytes` in so many `pictures`, and `events` before the record."""

    pictures: int
    picture_bytes: int
    events: int


@dataclass(frozen=True, slots=True)
class Address:
    """The broker, and the site that this fleet is."""

    host: str
    port: int
    site: str

    @property
    def prefix(self) -> str:
        return f"{ROOT}/{self.site}"


@dataclass(frozen=True, slots=True)
class Committed:
    """A passage that is in an outbox: `at_s` is when its commit began, in monotonic seconds."""

    passage_id: str
    at_s: float


class FleetLane:
    """One lane; everything of it but the link to the broker is ready at once."""

    def __init__(self, number: int, folder: Path, address: Address, load: Load) -> None:
        """Raises `StorageError`."""
        lane_id = f"lane-{number + 1:04d}"
        self._load = load
        self._clock = SystemClock()
        self._name = LaneName(address.site, lane_id, "import", str(uuid6.uuid7()))
        self._prefix = f"{address.prefix}/{lane_id}"
        self._truck = truck_of(number)
        self._outbox = Outbox(folder / lane_id / "outbox.sqlite", encode_json)
        self._evidence = Evidence(folder / lane_id / "evidence")
        self._kept: list[Stored] = []
        self.link_codes: Counter[str] = Counter()
        settings = BrokerSettings(address.host, address.port, f"{address.site}-{lane_id}", self._prefix)
        self._broker = MqttBroker(settings, self._outbox, self._state(), self._note, self._clock)

    def connect(self) -> None:
        self._broker.start()

    def is_connected(self) -> bool:
        return self._broker.health().code in ("ok", "refused")  # refused: messages, not the lane

    def pass_truck(self) -> Committed:
        """A truck passes: pictures, events and record are committed, and the broker's thread hears of it."""
        passage_id = str(uuid6.uuid7())
        committed = self._commit(passage_id, self._photograph(passage_id))
        self._broker.wake()
        return committed

    def pass_unheard(self) -> Committed:
        """As `pass_truck` while the broker is away; all such passages share their pictures on the disk."""
        passage_id = str(uuid6.uuid7())
        self._kept = self._kept or self._photograph(passage_id)
        return self._commit(passage_id, self._kept)

    def close(self) -> None:
        self._broker.close()
        self._outbox.close()

    def _commit(self, passage_id: str, stored: Sequence[Stored]) -> Committed:
        for event, particulars in list(events_of(self._truck).items())[: self._load.events]:
            self._outbox.put(Message(f"{self._prefix}/event", self._event(event, passage_id, particulars)))
        pictures = pictures_of(self._truck, [one.sha256 for one in stored])
        record = passage_record(passage_of(self._truck, passage_id, self._clock.utc()), self._name, pictures)
        topics = f"{self._prefix}/image/{passage_id}"
        messages = [Message(f"{topics}/{one.name}", file=str(one.path)) for one in stored]
        at_s = self._clock.monotonic_s()
        self._outbox.finish(f"{self._prefix}/passage", record, messages)
        return Committed(passage_id, at_s)

    def _photograph(self, passage_id: str) -> list[Stored]:
        count = self._load.pictures
        names = [one.name for one in pictures_of(self._truck, [""] * count)]
        size = self._load.picture_bytes // max(count, 1)
        return [
            self._evidence.save(passage_id, name, picture_bytes(size, f"{passage_id} {name}".encode()))
            for name in names
        ]

    def _event(self, event: EventName, passage_id: str, particulars: Particulars) -> bytes:
        now = rfc3339(self._clock.utc())
        head = {"event": event, "event_id": str(uuid6.uuid7()), "passage_id": passage_id, "at": now}
        return encode_json({**head, **particulars})

    def _state(self) -> StateDocument:
        return {
            "online": True,
            "boot_id": self._name.boot_id,
            "version": __version__,
            "phase": Phase.IDLE,
            "since": rfc3339(self._clock.utc()),
            "boom": "unknown",
            "held": False,
            "passage_id": None,
            "faults": [],
        }

    def _note(self, event: Event) -> None:
        if isinstance(event, DeviceStatus):
            self.link_codes[event.code] += 1


def with_hands(lanes: Sequence[FleetLane], action: Callable[[FleetLane], object]) -> None:
    """Does it to every lane, several at a time; raises what the first one raised."""
    with ThreadPoolExecutor(HANDS) as hands:
        for done in [hands.submit(action, one) for one in lanes]:
            done.result()
