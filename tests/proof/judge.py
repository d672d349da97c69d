"""The rules of the contract as predicates on what the daemon is told, sends and commits.

Each is checked at the moment at which it could be broken; a broken one is an AssertionError that names it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from edge.lane.settings import Settings
from edge.outbox import Outbox
from edge.ports import Clock
from edge.values import Channel, Event, FrameRead, InputChanged, InputState, WeightReading
from tests.contract.kept import faults_in

EPOCH = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)


class Judge:
    """Watches one lane over all its restarts."""

    def __init__(self, settings: Settings, clock: Clock, counts: Counter[str]) -> None:
        self.settings = settings
        self._clock = clock
        self.counts = counts
        self.told: dict[str, InputState] = {}
        self.outbox: Outbox | None = None
        self.ordered_open = False
        self.stopped = False
        self._empty_from: float | None = None
        self._seen_empty = False
        self._phase = ""
        self.answers: Counter[str] = Counter()
        self.accepted: set[str] = set()
        self.sent = 0
        self._openings: set[tuple[str, str]] = set()

    # what the lane does

    def pulse_is_sent(self, channel: Channel) -> None:
        self.sent += 1
        self.counts[f"pulses: {channel}"] += 1
        assert self.settings.mode != "monitor", "rule: monitor mode never drives the barrier"
        assert not self.stopped, "rule: stop is followed by silence until release"
        self._note_empty()
        assert self._seen_empty or self.ordered_open, "rule 2: a pulse before the lane was seen empty"
        self.ordered_open = False
        if channel == "close":
            self._close_is_sent()
        else:
            self._open_is_sent()

    def _close_is_sent(self) -> None:
        states = [self.told.get(name, "unreadable") for name in self._named("presence")]
        assert all(one == "clear" for one in states), f"rule 1: a close pulse while presence inputs are {states}"

    def _open_is_sent(self) -> None:
        """The newest committed record must be that of this opening, and of no opening before it."""
        assert self.outbox is not None
        opened = [one for one in self.outbox.journalled() if one["open_pulse_at"] is not None]
        assert opened, "rule 6: an open pulse without a committed record"
        last = max(opened, key=lambda one: str(one["open_pulse_at"]))
        assert last["decision"]["outcome"] == "open", "rule 2: an open pulse without a decision to open"
        opening = (last["passage_id"], last["open_pulse_at"])
        assert opening not in self._openings, "rule 2: a second open pulse for one decision"
        self._openings.add(opening)

    def state_is_told(self, state: Mapping[str, Any]) -> None:
        assert faults_in("state", state) == []
        if state["phase"] != self._phase:
            self._phase = state["phase"]
            self.counts[f"phases: {self._phase}"] += 1
        assert state["boom"] == self.boom, "rule 4: the boom is told from its limit inputs only"

    def answered(self, answer: Mapping[str, Any]) -> None:
        assert faults_in("command-result", answer) == []
        self.answers[answer["id"]] += 1
        if not answer["accepted"]:
            return
        self.accepted.add(answer["id"])
        action = answer["id"].partition("-")[0]
        self.ordered_open |= action in ("open", "decide")
        self.stopped = action == "stop" or (self.stopped and action != "release")

    # what the world does

    def restarted(self, outbox: Outbox) -> None:
        self.outbox = outbox
        self._seen_empty = self.ordered_open = self.stopped = False
        self._empty_from = None
        self.told = {}
        self._phase = ""
        self.counts["restarts"] += 1

    def delivered(self, event: Event) -> None:
        """An event that the lane is about to hear of."""
        if isinstance(event, InputChanged):
            self.told[event.name] = event.state
        self._note_empty()
        empty = self._says_empty(event)
        if empty is not None:
            self._empty_from = (self._empty_from or self._clock.monotonic_s()) if empty else None

    def _says_empty(self, event: Event) -> bool | None:
        by = self.settings.arrival_by
        if isinstance(event, WeightReading) and by == "weight" and event.gross_kg is not None:
            return event.gross_kg < self.settings.threshold_kg
        if isinstance(event, FrameRead) and by == "vision":
            return not event.reads and not event.vehicle
        if isinstance(event, InputChanged) and by == "loop" and event.role == "arrival":
            return event.state == "clear"
        return None

    def _note_empty(self) -> None:
        since_s = self._empty_from
        enough_s = 0.9 * self.settings.gone_s
        self._seen_empty |= since_s is not None and self._clock.monotonic_s() - since_s >= enough_s

    def look(self, energised: frozenset[Channel], pulsed_for_s: float, longest_s: float) -> None:
        """Between two moments, with nothing left for the lane to hear of."""
        assert len(energised) < 2, "rule 3: open and close are energised together"
        assert pulsed_for_s <= longest_s, "rule 3: a pulse that does not end"
        assert not (self.stopped and energised), "rule: stop ends a running pulse"
        blocked = [name for name in self._named("presence") if self.told.get(name, "unreadable") != "clear"]
        assert "close" not in energised or not blocked, f"rule 1: a close pulse goes on while {blocked} is not clear"

    @property
    def boom(self) -> str:
        """Where the boom is, as far as the inputs told so far say it."""
        active = {role for name, role in self.settings.inputs.items() if self.told.get(name) == "active"}
        limits = active & {"opened", "closed"}
        return next(iter(limits)) if len(limits) == 1 else "unknown"

    def _named(self, role: str) -> list[str]:
        return [name for name, its_role in self.settings.inputs.items() if its_role == role]
