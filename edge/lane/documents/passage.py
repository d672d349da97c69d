"""The passage record, `lanegate/passage/1`: types alone; pure."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from edge.lane.documents.shapes import Count, Hex, Sha256, Share, Time, Uuid7, described
from edge.lane.passage import Authority, Outcome
from edge.values import WeightStatus

Direction = Literal["import", "export"]
PictureKind = Literal["frame", "marked", "crop"]

# `class` is no name that a class body can have
_PlateClass = TypedDict(
    "_PlateClass",
    {"class": Annotated[str | None, Field(description="of plate, as the country's rules name it; null: of no rule")]},
)


@described
class PlateMark(_PlateClass):
    """A number plate, voted over all frames of one camera."""

    text: str
    """Upper-case letters, digits and Chinese characters, no separators: 24C12345, 云G12345."""
    country: str | None
    """VN or CN; null where the text follows no rule of either."""
    confidence: Share
    """Of the whole text."""
    min_char_confidence: Share
    """Of its least certain character."""
    needs_review: bool
    """A person should look at the picture."""
    camera: str
    """By its configured name."""
    frames: Count
    """In which it was read."""
    image: str | None
    """Name of the picture of the plate alone, where one was kept."""


@described
class ContainerMark(TypedDict):
    """A container number (ISO 6346), voted over all frames of one camera."""

    number: str
    """Owner, category, serial number and check digit: MSKU9070323."""
    size_type: str | None
    """Size and type code, 22G1; null where none was read."""
    check_digit_ok: bool
    """The number agrees with its check digit."""
    confidence: Share
    """Of the whole number."""
    min_char_confidence: Share
    """Of its least certain character."""
    needs_review: bool
    """A person should look at the picture."""
    camera: str
    """By its configured name."""
    frames: Count
    """In which it was read."""
    image: str | None
    """Name of the picture of the mark alone, where one was kept."""


@described
class Weight(TypedDict):
    """One frame of the weighbridge indicator: a figure that it sent, never an average."""

    gross_kg: float | None
    """null where the frame shows no number."""
    stable: bool
    """As the indicator says."""
    status: WeightStatus
    """What the indicator says of itself."""
    raw: Hex
    """The whole frame."""
    at: Time
    """When it came."""


@described
class MatchedAnnouncement(TypedDict):
    """The entry of the centre's list that the vehicle was matched to."""

    id: str
    """The centre's; where it gave none, the lane's digest of the entry."""
    plate: str | None
    """As announced."""
    containers: list[str]
    """As announced."""
    matched_by: list[str]
    """The marks by which it was matched."""
    needs_review: bool
    """A person should look: the match is not beyond doubt."""
    served: bool
    """The announcement is used up by this passage."""


@described
class DecisionMade(TypedDict):
    """Whether the vehicle was let through, and on whose word."""

    outcome: Outcome
    """`refer`: the lane asks a person; `none`: the lane had nothing to decide."""
    authority: Authority
    """The lane's own rules, the centre, a person at the lane, or nobody."""
    operator: str | None
    """Who gave the command: the person at the lane, or whom the centre named."""
    reasons: list[str]
    """In words, the notes of the passage behind them."""


@described
class ImageEntry(TypedDict):
    """One evidence picture; it comes on `image/{passage_id}/{name}`."""

    name: str
    """The last level of its topic."""
    kind: PictureKind
    """A camera's whole picture, a copy of it with the marks drawn in, or one mark alone."""
    sha256: Sha256
    """Of the JPEG as published."""
    width: Annotated[int, Field(gt=0)]
    """In pixels."""
    height: Annotated[int, Field(gt=0)]
    """In pixels."""


@described
class PassageRecord(TypedDict):
    """One vehicle through one lane, published when it ends."""

    schema: Literal["lanegate/passage/1"]
    """Of this record; another one where a consumer of this would go wrong."""
    passage_id: Uuid7
    """The key by which repeats are dropped."""
    boot_id: str
    """The run of the daemon that began it, as in the state."""
    site: str
    """As in the topic."""
    lane: str
    """As in the topic."""
    direction: Direction
    """import: China to Vietnam; export: Vietnam to China."""
    arrived_at: Time
    """The vehicle was noticed."""
    decided_at: Time | None
    """The decision that counts was made."""
    open_pulse_at: Time | None
    """The barrier was told to open."""
    opened_at: Time | None
    """The boom's upper limit was reached; null where no limit input says so."""
    cleared_at: Time | None
    """The vehicle had left."""
    ended_at: Time | None
    """The record was closed."""
    plate: PlateMark | None
    """Of the tractor."""
    trailer_plate: PlateMark | None
    """Of the trailer."""
    other_plates: list[PlateMark]
    """More that were seen meanwhile."""
    containers: list[ContainerMark]
    """On the vehicle."""
    weight: Weight | None
    """The figure that counts."""
    announcement: MatchedAnnouncement | None
    """null where the vehicle was matched to none."""
    decision: DecisionMade | None
    """null only while the passage lasts."""
    violations: list[str]
    """Each a short stable code, a colon, and words."""
    images: list[ImageEntry]
    """The evidence kept of it."""
    interrupted: NotRequired[Literal[True]]
    """Given where a restart of the lane cut the passage short: the record holds what was known."""
    unsynchronised: NotRequired[Literal[True]]
    """Given where no time service kept the lane's clock all through: `seq` gives the order, the times may be off."""


@described
class ChainLink(TypedDict):
    """What the outbox adds to a record when it is committed: its place in the lane's chain."""

    seq: Annotated[int, Field(ge=1)]
    """Counts the lane's records, without a gap."""
    previous_sha256: Sha256 | None
    """SHA-256 of the lane's record before it, as published; null in the first."""
