"""The local rules: what must be known before the lane opens by itself; pure.

The answer is always given with its reasons, in words that an operator can act on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from edge.lane.passage import Decision, Marks, Passage, marks_of
from edge.lane.settings import Settings
from edge.lane.vote import is_enough
from edge.rules.plates import normalise, transcribe
from edge.values import Expected

Need = str


def is_complete(passage: Passage, settings: Settings) -> bool:
    """Whether everything that the lane requires is known for sure."""
    return not missing(passage, settings)


def missing(passage: Passage, settings: Settings) -> tuple[str, ...]:
    """One reason for each required thing that is not known for sure yet."""
    marks = marks_of(passage)
    found = (_lack(need, passage, marks) for need in settings.require)
    return tuple(one for one in found if one is not None)


def known(passage: Passage, settings: Settings) -> tuple[str, ...]:
    """One reason for each required thing that is known."""
    marks = marks_of(passage)
    words = {"plate": "plate read", "container": "container read", "weight": "weight stable"}
    return tuple(words[need] for need in settings.require if _lack(need, passage, marks) is None)


def decide_locally(
    passage: Passage, settings: Settings, expected: Sequence[Expected], hindrances: Sequence[str], now: datetime
) -> Decision:
    """Open if nothing is missing and nothing hinders, else refer to a person; never refuses by itself.

    `hindrances` are the lane's own reasons against opening (it is held, its record can't be stored, …).
    """
    against = [*hindrances, *missing(passage, settings)]
    if passage.found_at_start:
        against.append("the vehicle was in the lane when the daemon started")
    if settings.open_for == "expected" and not against and not is_expected(passage, expected, now):
        against.append("vehicle not announced")
    reasons = known(passage, settings)
    if settings.mode == "monitor":
        verdict = "the rules would have opened" if not against else "the rules would have referred"
        return Decision("none", "none", ("monitor mode: the barrier is not driven", verdict, *against, *reasons))
    if against:
        return Decision("refer", "local", (*against, *reasons))
    return Decision("open", "local", reasons)


def is_expected(passage: Passage, expected: Sequence[Expected], now: datetime) -> bool:
    """Whether the plate, or one of the containers, is announced and still valid; separators and Đ don't matter."""
    marks = marks_of(passage)
    seen = {_plain(marks.plate.vote.text)} if marks.plate else set()
    seen |= {_plain(one.text) for one in marks.containers}
    valid = [one for one in expected if one.valid_until is None or now <= one.valid_until]
    announced = [number for one in valid for number in (one.plate, *one.containers) if number]
    return any(_plain(number) in seen for number in announced)


def _plain(number: str) -> str:
    return transcribe(normalise(number))


def _lack(need: Need, passage: Passage, marks: Marks) -> str | None:
    if need == "weight":
        return _lack_of_weight(passage)
    if need == "plate":
        if marks.plate is None:
            return "no plate read"
        sure = is_enough(marks.plate.vote) and not marks.plate.needs_review
        return None if sure else "plate needs review"
    if not marks.containers:
        return "no container number read"
    return None if all(is_enough(one) for one in marks.containers) else "container number needs review"


def _lack_of_weight(passage: Passage) -> str | None:
    if passage.weighed is None:
        return "no weight from the indicator"
    reading = passage.weighed.reading
    if reading.status in ("ok", "motion"):
        return None if passage.weighed.settled else "weight did not settle"
    return f"indicator reports {reading.status}"
