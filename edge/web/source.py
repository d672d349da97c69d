"""What the lane page shows, as frozen values, and the Protocol by which the daemon hands them over.

`/api/lane` is these values as JSON, field by field. Times are RFC 3339 in UTC; the page turns them into local time.
Every text may hold anything that was read from a truck or said by a device: the page never takes it for markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class WeightView:
    """The indicator's newest reading; `gross_kg` is None where it shows no number, `age_s` before the first one."""

    gross_kg: int | None
    status: str
    stable: bool
    age_s: float | None


@dataclass(frozen=True, slots=True)
class CameraView:
    """One camera; `code` is "ok" or the fault's, `text` says what to check, `age_s` is that of its newest frame.

    `words` by language, of the list of faults; none while it works.
    """

    name: str
    view: str
    code: str
    text: str
    fps: float
    age_s: float | None
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FaultView:
    """A fault that stands now; `device` and `code` as in `DeviceStatus`.

    `words` and `checks` (what to look at, the likeliest first) by language (`vi`, `en`, `zh`), of the list of faults.
    `text`: the particulars beside them, an address, an error, figures; not translated, and often empty.
    """

    device: str
    code: str
    text: str
    since: str
    words: Mapping[str, str]
    checks: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class BrokerView:
    """The way to the centre: `code` is "ok" or the fault's, `outbox_depth` counts the messages that still wait.

    `oldest_at`: since when the oldest of them does, where it says so.
    """

    code: str
    outbox_depth: int
    oldest_at: str | None
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PictureView:
    """One evidence picture that `LaneSource.passage_image` knows; `version` is another one once its content is.

    `kind`: `frame`, `marked` (a copy of it with the marks drawn in) or `crop` (one mark alone).
    """

    name: str
    kind: str
    version: str


@dataclass(frozen=True, slots=True)
class ViolationView:
    """What is not allowed of a passage: a short stable code, and the lane's own words."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """As in the passage record; `operator` is who decided, where a person did."""

    outcome: str
    authority: str
    operator: str | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CurrentPassage:
    """The truck that is in the lane now, as far as it is known.

    `referred`: it waits for a person. `may_decide`: an operator at the lane may, also against his own first word.
    """

    passage_id: str
    arrived_at: str
    plate: str | None
    trailer_plate: str | None
    containers: tuple[str, ...]
    gross_kg: int | None
    decision: DecisionView | None
    notes: tuple[str, ...]
    violations: tuple[ViolationView, ...]
    images: tuple[PictureView, ...]
    referred: bool
    may_decide: bool


@dataclass(frozen=True, slots=True)
class PastPassage:
    """A passage that has ended; `decision` is None where none was taken."""

    passage_id: str
    arrived_at: str
    plate: str | None
    trailer_plate: str | None
    containers: tuple[str, ...]
    gross_kg: int | None
    decision: DecisionView | None
    violations: tuple[ViolationView, ...]
    interrupted: bool
    images: tuple[PictureView, ...]


@dataclass(frozen=True, slots=True)
class LaneView:
    """The whole lane at one moment.

    `mode` as in the configuration; `boot_id` (another one after a restart), `phase` and its `since` as in the state
    topic; `boom` one of `unknown`, `opened`, `closed`. `held`: nothing opens or closes by itself, `stopped`: nor on
    command. `announced` counts the vehicles on the centre's list. `weight` is None where the lane has no weighbridge;
    `last` is newest first, at most 20.
    """

    site: str
    lane: str
    direction: str
    version: str
    boot_id: str
    mode: str
    phase: str
    since: str
    boom: str
    held: bool
    stopped: bool
    announced: int
    weight: WeightView | None
    cameras: tuple[CameraView, ...]
    faults: tuple[FaultView, ...]
    broker: BrokerView
    passage: CurrentPassage | None
    last: tuple[PastPassage, ...]


class LaneSource(Protocol):
    """Where the page gets the lane from. Called on the page's own threads, several at a time; no method may wait.

    Names and passage ids come from the network, but only with the characters A-Z a-z 0-9 . _ - and no dot in front.
    """

    def snapshot(self) -> LaneView: ...

    def picture(self, name: str) -> bytes | None:
        """JPEG of a camera's newest frame, as it came; None where there is no such camera or frame."""

    def marked_picture(self, name: str) -> bytes | None:
        """JPEG of the newest frame that was analysed, what was read drawn in, and the zone; None as above.

        While nothing is analysed (no truck is there) it is the newest frame, with the zone alone.
        """

    def passage_image(self, passage_id: str, name: str) -> bytes | None:
        """An evidence JPEG of a passage; None where it is unknown or was cleared away."""

    def thumbnail(self, passage_id: str, name: str) -> bytes | None:
        """The same, a few centimetres wide."""
