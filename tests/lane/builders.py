"""Builders of what the lane machine is fed: reads, weights, commands, and a lane that counts its own time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeVar

from edge.lane.machine import step
from edge.lane.passage import Passage
from edge.lane.record import LaneName, passage_record
from edge.lane.settings import Settings
from edge.lane.state import Answer, Effect, Finish, Interrupted, Phase, Publish, Pulse, State
from edge.rules.iso6346 import check_digit
from edge.rules.plates import classify
from edge.values import (
    CharOptions,
    Command,
    CommandAction,
    Commander,
    ContainerRead,
    Event,
    FrameRead,
    PlateRead,
    Quad,
    Read,
    Stamp,
    Tick,
    View,
    WeightReading,
    WeightStatus,
    rfc3339,
)
from edge.wire.messages import encode_json
from tests.contract.kept import assert_kept

BOOT_ID = "boot-1"
LANE = "gate/v1/kim-thanh/lane-01"
NAME = LaneName("kim-thanh", "lane-01", "import", BOOT_ID)
EPOCH = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
QUAD: Quad = ((0, 0), (100, 0), (100, 40), (0, 40))
PLATE = "24C12345"
OTHER_PLATE = "云G67890"
TRAILER_PLATE = "24R01234"
CONTAINER = "CSQU3054383"  # the worked example of ISO 6346

E = TypeVar("E", bound=Effect)
Ordered = Literal["open", "refuse"]


def uuid_of(number: int) -> str:
    """A UUIDv7 to count with."""
    return f"0195504c-8c00-7000-8000-{number:012d}"


def utc_at(at_s: float) -> datetime:
    return EPOCH + timedelta(seconds=at_s)


def options(
    text: str, sure: float = 0.97, seconds: dict[int, tuple[str, float]] | None = None
) -> tuple[CharOptions, ...]:
    """One list of options a character; `seconds` gives a character at that place its second choice."""
    return tuple(_option(symbol, sure, (seconds or {}).get(place)) for place, symbol in enumerate(text))


def _option(symbol: str, sure: float, second: tuple[str, float] | None) -> CharOptions:
    return ((symbol, sure),) if second is None else ((symbol, 1 - second[1]), second)


def _confidence(chars: Sequence[CharOptions]) -> tuple[float, float]:
    best = [char[0][1] for char in chars]
    return math.prod(best) ** (1 / len(best)), min(best)


def plate_read(
    text: str = PLATE,
    sure: float = 0.97,
    seconds: dict[int, tuple[str, float]] | None = None,
    colour: str | None = None,
) -> PlateRead:
    """A plate as a reader gives it, its class by the grammar."""
    chars = options(text, sure, seconds)
    confidence, least = _confidence(chars)
    rule = classify(text, colour)
    country, name = (rule.country, rule.name) if rule else ("", "")
    return PlateRead(text, country, name, 1, colour, confidence, least, least < 0.5, (0, 0, 100, 40), QUAD, chars)


def container_read(
    number: str = CONTAINER,
    sure: float = 0.97,
    seconds: dict[int, tuple[str, float]] | None = None,
    size_type: str | None = "22G1",
) -> ContainerRead:
    """A container number as a reader gives it."""
    chars = options(number, sure, seconds)
    confidence, least = _confidence(chars)
    ok = check_digit(number) == int(number[10])
    return ContainerRead(number, ok, size_type, confidence, least, not ok or least < 0.5, (0, 0, 300, 50), QUAD, chars)


def frame(at_s: float, *reads: Read, view: View = "front", camera: str | None = None) -> FrameRead:
    return FrameRead(camera or view, view, reads, at_s)


def weight(
    at_s: float, gross_kg: float | None, *, stable: bool = False, status: WeightStatus | None = None
) -> WeightReading:
    return WeightReading(
        gross_kg, status or ("ok" if stable else "motion"), stable, f"02{int(gross_kg or 0):06d}03", at_s
    )


def command(
    action: CommandAction,
    now_s: float = 0.0,
    number: int = 1,
    *,
    expires_in_s: float = 5,
    boot_id: str = BOOT_ID,
    passage_id: str | None = None,
    outcome: Ordered | None = None,
    retained: bool = False,
    reason: str | None = None,
    by: Commander = "central",
) -> Command:
    """A command given at `now_s`, its id made of its action and number."""
    return Command(
        id=f"{action}-{number}", boot_id=boot_id, action=action, expires_at=utc_at(now_s + expires_in_s),
        passage_id=passage_id, outcome=outcome, operator="an operator", reason=reason, retained=retained,
        reply_to="centre/answers", correlation=b"7", by=by,
    )  # fmt: skip


@dataclass
class Lane:
    """A lane under test: steps its state, and keeps the time and all effects."""

    settings: Settings = field(default_factory=Settings)
    interrupted: Interrupted | None = None
    now_s: float = 10.0
    effects: list[Effect] = field(default_factory=list)
    steps: int = 0

    def __post_init__(self) -> None:
        self.state = State(self.settings, BOOT_ID, EPOCH, self.now_s, interrupted=self.interrupted)

    @property
    def phase(self) -> Phase:
        return self.state.phase

    def is_in(self, phase: Phase) -> bool:
        return self.state.phase is phase

    @property
    def passage(self) -> Passage:
        assert self.state.passage is not None, f"no passage in phase {self.phase}"
        return self.state.passage

    def feed(self, event: Event, after_s: float = 0.0) -> tuple[Effect, ...]:
        """One step, `after_s` later; its effects."""
        self.now_s += after_s
        self.steps += 1
        stamp = Stamp(self.now_s, utc_at(self.now_s), uuid_of(self.steps))
        self.state, effects = step(self.state, event, stamp)
        self.effects.extend(effects)
        assert_kept(published(effects))
        return effects

    def weigh(self, *gross_kg: float | None, stable: bool = False) -> tuple[Effect, ...]:
        """Readings at 10 Hz."""
        return tuple(one for kg in gross_kg for one in self.feed(weight(self.now_s + 0.1, kg, stable=stable), 0.1))

    def look(self, *reads: Read, view: View = "front", frames: int = 1) -> tuple[Effect, ...]:
        """Frames at 5 Hz with the same reads."""
        return tuple(one for _ in range(frames) for one in self.feed(frame(self.now_s + 0.2, *reads, view=view), 0.2))

    def wait(self, seconds: float) -> tuple[Effect, ...]:
        """Ticks, four a second."""
        return tuple(one for _ in range(round(seconds * 4)) for one in self.feed(Tick(), 0.25))

    def order(self, action: CommandAction, number: int = 1, outcome: Ordered | None = None) -> tuple[Effect, ...]:
        """A good command, now."""
        passage_id = self.passage.passage_id if action == "decide" else None
        return self.feed(command(action, self.now_s, number, passage_id=passage_id, outcome=outcome))

    def all_of(self, kind: type[E]) -> list[E]:
        return only(kind, self.effects)

    def events(self) -> list[str]:
        return [one.event for one in self.all_of(Publish)]

    def records(self) -> list[Passage]:
        return [one.passage for one in self.all_of(Finish)]

    def pulses(self) -> list[str]:
        return [one.channel for one in self.all_of(Pulse)]


def only(kind: type[E], effects: Iterable[Effect]) -> list[E]:
    return [one for one in effects if isinstance(one, kind)]


def the_answer(effects: Iterable[Effect]) -> Answer:
    """The one answer among the effects."""
    (answer,) = only(Answer, effects)
    return answer


def published(effects: Iterable[Effect]) -> Iterator[tuple[str, bytes]]:
    """The events and records among the effects as the centre gets them: topic and payload."""
    for one in effects:
        if isinstance(one, Publish):
            head = {"event": one.event, "event_id": uuid_of(0), "passage_id": one.passage_id, "at": rfc3339(EPOCH)}
            yield f"{LANE}/event", encode_json({**head, **one.particulars})
        elif isinstance(one, Finish):
            record = {**passage_record(one.passage, NAME, ()), "seq": 1, "previous_sha256": None}
            yield f"{LANE}/passage", encode_json(record)


def said(event: Publish) -> dict[str, Any]:
    """An event's particulars, whichever event it is."""
    return dict(event.particulars)


def reasons(passage: Passage) -> list[str]:
    """As the record lists them."""
    assert passage.decision is not None
    return [*passage.decision.reasons, *passage.notes]
