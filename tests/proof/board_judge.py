"""The rules of the contract as predicates on what a board's contacts did; pure.

A trace is what was seen at both ends: what the lane ordered from its driver and was told by it, and what the board was
asked and obeyed. Seconds are of the machine's monotonic clock, the same for all processes. No rule is about speed: the
margins below only allow for a machine that is busy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from edge.sim.relay import Pulse
from edge.values import Channel

CHANNELS: dict[int, Channel] = {1: "open", 2: "close"}
UNDER_WAY_S = 2.0
"""A frame may be on the line, or in the board, for so long: what it was sent for may have ended meanwhile."""
LONGER_S = 20.0
"""A pulse nobody disturbs ends so long after its time at most; an off-frame that was never sent is missed for ever."""


@dataclass(frozen=True, slots=True)
class Call:
    """The lane ordered a pulse from its driver; `opening` names the committed decision behind an open one."""

    at_s: float
    channel: Channel
    opening: str | None


@dataclass(frozen=True, slots=True)
class Over:
    """No pulse is under way from here on: its driver told the end, its lane died, or a new life has the line."""

    at_s: float


@dataclass(frozen=True, slots=True)
class Question:
    """The board was asked for inputs. `clear`: nothing was under the boom, and the answer got through whole."""

    at_s: float
    clear: bool


@dataclass(frozen=True, slots=True)
class Obeyed:
    """The board took an order."""

    at_s: float
    channel: int
    on: bool


@dataclass(frozen=True, slots=True)
class Stopped:
    """A command to stop (`stopped`) or to release was accepted."""

    at_s: float
    stopped: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something was done to the line, the board or a process."""

    at_s: float


Seen = Call | Over | Question | Obeyed | Stopped | Trouble


def broken(trace: Sequence[Seen], pulses: Sequence[Pulse], pulse_s: float, questions: int) -> Iterator[str]:
    """One line for each breach; `questions`: of how many a whole look at the inputs consists, 0 where none is read."""
    seen = sorted(trace, key=lambda one: one.at_s)
    yield from _unbidden(seen)
    yield from _opened_twice(seen)
    yield from _after_stop(seen)
    yield from _too_long(seen, pulses, pulse_s)
    if questions:
        yield from _closed_blindly(seen, questions)


def _unbidden(seen: Sequence[Seen]) -> Iterator[str]:
    """Every pulse of the board was ordered by the lane, for this channel, is still wanted, and comes once."""
    call: Call | None = None
    over_s, obeyed = 0.0, 0
    for one in seen:
        if isinstance(one, Call):
            call, over_s, obeyed = one, float("inf"), 0
        elif isinstance(one, Over):
            over_s = min(over_s, one.at_s)
        elif isinstance(one, Obeyed) and one.on:
            obeyed += 1
            if call is None or call.channel != CHANNELS[one.channel]:
                yield f"rule 2: a pulse on channel {one.channel} that was not ordered: {one}, {call}"
            elif obeyed > 1:
                yield f"rule 2: a pulse that was ordered once came {obeyed} times: {one}, {call}"
            elif one.at_s > over_s + UNDER_WAY_S:
                yield f"rule 2: a pulse came after its order was over: {one}, {call}"


def _opened_twice(seen: Sequence[Seen]) -> Iterator[str]:
    decisions = set()
    for one in seen:
        if not isinstance(one, Call) or one.channel != "open":
            continue
        if one.opening is None:
            yield f"rule 6: an open pulse without a committed decision to open: {one}"
        elif one.opening in decisions:
            yield f"rule 2: a second open pulse for one decision: {one}"
        decisions.add(one.opening)


def _after_stop(seen: Sequence[Seen]) -> Iterator[str]:
    stopped = False
    for one in seen:
        if isinstance(one, Stopped):
            stopped = one.stopped
        elif isinstance(one, Call) and stopped:
            yield f"rule: stop is followed by silence until release: {one}"


def _closed_blindly(seen: Sequence[Seen], questions: int) -> Iterator[str]:
    """Just before a close pulse the board has said, and was heard to say, that nothing is under the boom."""
    asked: list[bool] = []
    for one in seen:
        if isinstance(one, Question):
            asked = [*asked[1 - questions :], one.clear] if questions > 1 else [one.clear]
        elif isinstance(one, Obeyed) and one.on and CHANNELS[one.channel] == "close" and not any(asked):
            yield f"rule 1: a close pulse while a presence input is active or was not read: {one}"


def _too_long(seen: Sequence[Seen], pulses: Sequence[Pulse], pulse_s: float) -> Iterator[str]:
    troubles = [one.at_s for one in seen if isinstance(one, Trouble)]
    for one in pulses:
        disturbed = any(one.from_s - UNDER_WAY_S <= at_s <= one.to_s for at_s in troubles)
        if one.to_s - one.from_s > pulse_s + LONGER_S and not disturbed:
            yield f"rule 3: a pulse that did not end in time: {one}"
