"""The local rules: what must be known before the lane opens by itself; pure.

The answer is always given with its reasons, in words that an operator can act on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from edge.lane.announced import likeness, marks_seen
from edge.lane.announcement import Entry
from edge.lane.passage import Decision, Marks, Outcome, Passage, marks_of
from edge.lane.permits import is_allowed, refusals, suspicions
from edge.lane.settings import Settings
from edge.lane.violations import Violation, lists_are_kept
from edge.lane.vote import Result, is_enough

Need = str

KNOWN = {"plate": "plate read", "container": "container read", "weight": "weight stable"}
VERDICTS = {"open": "opened", "refer": "referred", "refuse": "refused"}


def is_complete(passage: Passage, settings: Settings) -> bool:
    """Whether everything that the lane requires is known for sure."""
    return not missing(passage, settings)


def missing(passage: Passage, settings: Settings) -> tuple[str, ...]:
    """One reason for each required thing that is not known for sure yet; an announced trailer is required too."""
    marks = marks_of(passage)
    found = (_lack(need, passage, marks, settings) for need in settings.require)
    return tuple(one for one in (*found, _lack_of_trailer(passage, marks, settings)) if one is not None)


def known(passage: Passage, settings: Settings) -> tuple[str, ...]:
    """One reason for each required thing that is known."""
    marks = marks_of(passage)
    return tuple(KNOWN[need] for need in settings.require if _lack(need, passage, marks, settings) is None)


def decide_locally(
    passage: Passage,
    settings: Settings,
    expected: Sequence[Entry],
    violations: Sequence[Violation],
    hindrances: Sequence[str],
) -> Decision:
    """Refuse who is on the refuse list, open if nothing is missing and nothing is against it, else refer to a person.

    `hindrances` are the lane's own reasons against opening (it is held, its record can't be stored, …). `violations`
    are those that stand now: one that the centre has put right since is in the record only.
    """
    refused = refusals(passage, settings)
    against = (*refused, *hindrances, *_objections(passage, settings, expected, violations))
    outcome: Outcome = "refuse" if refused else "refer" if against else "open"
    reasons = (*against, *_grounds(passage, settings))
    if settings.mode == "monitor":
        verdict = f"the rules would have {VERDICTS[outcome]}"
        return Decision("none", "none", ("monitor mode: the barrier is not driven", verdict, *reasons))
    return Decision(outcome, "local", reasons)


def _objections(
    passage: Passage, settings: Settings, expected: Sequence[Entry], violations: Sequence[Violation]
) -> Iterator[str]:
    if passage.found_at_start:
        yield "the vehicle was in the lane when the daemon started"
    yield from missing(passage, settings)
    if passage.announcement is not None:
        yield from passage.announcement.doubts
    elif lists_are_kept(settings, expected) and not is_allowed(passage, settings):
        yield "vehicle not announced"
    yield from suspicions(passage, settings)
    yield from (f"{code}: {text}" for code, text in violations)


def _grounds(passage: Passage, settings: Settings) -> Iterator[str]:
    yield from known(passage, settings)
    if passage.announcement is not None:
        yield f"announced by {' and '.join(passage.announcement.matched_by)}"
    elif is_allowed(passage, settings):
        yield "on the allow list"


def _lack(need: Need, passage: Passage, marks: Marks, settings: Settings) -> str | None:
    if need == "weight":
        return _lack_of_weight(passage)
    if need == "plate":
        return _lack_of_plate(marks, settings)
    if not marks.containers:
        return "no container number read"
    if not all(is_enough(one) for one in marks.containers):
        return "container number needs review"
    return _lack_of_confidence("container number", marks.containers, settings)


def _lack_of_plate(marks: Marks, settings: Settings) -> str | None:
    if marks.plate is None:
        return "no plate read"
    if not is_enough(marks.plate.vote) or marks.plate.needs_review:
        return "plate needs review"
    return _lack_of_confidence("plate", (marks.plate.vote,), settings)


def _lack_of_confidence(what: str, votes: Sequence[Result], settings: Settings) -> str | None:
    least = min(one.min_char_confidence for one in votes)
    if least >= settings.min_confidence:
        return None
    return f"{what} read with confidence {least:.2f}, required: {settings.min_confidence:g}"


def _lack_of_weight(passage: Passage) -> str | None:
    if passage.weighed is None:
        return "no weight from the indicator"
    reading = passage.weighed.reading
    if reading.status in ("ok", "motion"):
        return None if passage.weighed.settled else "weight did not settle"
    return f"indicator reports {reading.status}"


def _lack_of_trailer(passage: Passage, marks: Marks, settings: Settings) -> str | None:
    """Of the trailer that is announced with this tractor, where a camera can see it."""
    announced = passage.announcement.entry.trailer_plate if passage.announcement else ""
    if not announced or not settings.sees_trailers:
        return None
    seen = [one for one in marks_seen(marks) if one.kind == "trailer plate"]
    if not seen:
        return "no trailer plate read"
    (trailer,) = seen
    if not trailer.sure:
        return "trailer plate needs review"
    alike = likeness(trailer, announced)
    return f"{trailer.name} looks like the announced {announced}" if alike == "look-alike" else None
