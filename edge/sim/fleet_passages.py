"""Passages of lanes that have no cameras: whole records in the real format, invented trucks. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from edge.lane.documents.events import Arrived, BoomTold, Cleared, Decided, EventName, Identified, Particulars
from edge.lane.documents.passage import PictureKind
from edge.lane.passage import Decision, Passage, Weighed, with_reads
from edge.lane.record import Picture
from edge.rules.iso6346 import check_digit
from edge.values import CharOptions, ContainerRead, FrameRead, MarkKind, PlateRead, Quad, WeightReading

VISIT = timedelta(seconds=15)
GROSS_KG = 32460

_FRAMES = 5
_SURE = 0.98
_QUAD: Quad = ((812, 541), (1010, 540), (1009, 642), (813, 641))
_RAW = "022b30333234363030313803"  # what a Yaohua indicator sends
_VIEWS: tuple[tuple[str, str, PictureKind, MarkKind | None], ...] = (
    ("front.jpg", "front", "frame", None),
    ("front-plate.jpg", "front", "crop", "plate"),
    ("right.jpg", "right", "frame", None),
    ("right-container.jpg", "right", "crop", "container"),
    ("front-marked.jpg", "front", "marked", None),
    ("right-marked.jpg", "right", "marked", None),
)


@dataclass(frozen=True, slots=True)
class Truck:
    """A truck that passes a lane again and again; `seen` is its passage but for identity and times."""

    plate: str
    container: str
    seen: Passage


def truck_of(lane: int) -> Truck:
    """The truck of a lane, `lane` from 0."""
    plate, container = f"24C{lane % 100_000:05d}", _container(lane)
    seen = Passage("", datetime.min, 0.0)
    for at in range(_FRAMES):
        seen = with_reads(seen, FrameRead("front", "front", (_plate_read(plate),), float(at)))
        seen = with_reads(seen, FrameRead("right", "right", (_container_read(container),), float(at)))
    decision = Decision("open", "local", ("plate read", "weight stable"))
    return Truck(plate, container, replace(seen, decision=decision))


def passage_of(truck: Truck, passage_id: str, ended_at: datetime) -> Passage:
    """The truck's passage that ends at `ended_at`."""
    arrived_at = ended_at - VISIT
    weighed_at = arrived_at + VISIT / 3
    return replace(
        truck.seen,
        passage_id=passage_id,
        arrived_at=arrived_at,
        weighed=Weighed(WeightReading(GROSS_KG, "ok", True, _RAW, 0.0), weighed_at, settled=True),
        decided_at=weighed_at,
        open_pulse_at=weighed_at,
        opened_at=weighed_at + VISIT / 6,
        cleared_at=ended_at,
        ended_at=ended_at,
    )


def pictures_of(truck: Truck, sha256: list[str]) -> list[Picture]:
    """The pictures of its record, one a digest, six at most: frames, cuts of its marks, marked frames."""
    texts: dict[MarkKind | None, str | None] = {None: None, "plate": truck.plate, "container": truck.container}
    found = []
    for (name, camera, kind, mark), digest in zip(_VIEWS, sha256, strict=False):
        width, height = (1920, 1080) if mark is None else (320, 120)
        found.append(Picture(name, camera, kind, mark, texts[mark], digest, width, height))
    return found


def events_of(truck: Truck) -> dict[EventName, Particulars]:
    """What a lane publishes while the truck passes, in order."""
    decision = truck.seen.decision
    assert decision is not None  # noqa: S101 - `truck_of` has put it there
    return {
        "arrived": Arrived(by="weight"),
        "identified": Identified(
            plate=truck.plate,
            trailer_plate=None,
            containers=[truck.container],
            gross_kg=GROSS_KG,
            announcement=None,
            violations=[],
            notes=[],
        ),
        "decided": Decided(outcome="open", authority="local", operator=None, reasons=list(decision.reasons)),
        "opened": BoomTold(boom="opened"),
        "cleared": Cleared(),
    }


def picture_bytes(size: int, seed: bytes) -> bytes:
    """At least four bytes that begin and end as a JPEG does and pack no better; no picture is to be seen in them."""
    return b"\xff\xd8" + hashlib.shake_256(seed).digest(max(size - 4, 0)) + b"\xff\xd9"


def _container(lane: int) -> str:
    """ISO 6346: owner, serial number and the right check digit."""
    body = f"CSQU{lane % 1_000_000:06d}"
    return f"{body}{check_digit(body)}"


def _chars(text: str) -> tuple[CharOptions, ...]:
    return tuple(((symbol, _SURE),) for symbol in text)


def _plate_read(text: str) -> PlateRead:
    box = (812, 540, 1010, 642)
    return PlateRead(text, "VN", "civil", 1, "white", _SURE, _SURE, False, box, _QUAD, _chars(text))


def _container_read(number: str) -> ContainerRead:
    return ContainerRead(number, True, "22G1", _SURE, _SURE, False, (300, 80, 620, 140), _QUAD, _chars(number))
