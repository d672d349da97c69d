"""The lane's values -> what the page shows of them; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from edge.faults.listed import checks_by_language, words_by_language
from edge.lane.passage import Decision, Passage, marks_of
from edge.lane.state import Fault, Phase, State
from edge.values import rfc3339
from edge.web.source import (
    CurrentPassage,
    DecisionView,
    FaultView,
    PastPassage,
    PictureView,
    ViolationView,
)

WAITING = frozenset({Phase.DECIDING, Phase.FAULT})


def fault_view(fault: Fault) -> FaultView:
    return FaultView(
        device=fault.device,
        code=fault.code,
        text=fault.text,
        since=rfc3339(fault.since),
        words=words_by_language(fault.device, fault.code, fault.text),
        checks=checks_by_language(fault.device, fault.code),
    )


def words_for(device: str, code: str, text: str) -> dict[str, str]:
    """What the list of faults says of a device; nothing while it works."""
    return {} if code == "ok" else words_by_language(device, code, text)


def current_passage(state: State, images: Sequence[PictureView]) -> CurrentPassage | None:
    """The truck in the lane, None where there is none; `images`: those kept of it so far."""
    passage = state.passage
    if passage is None:
        return None
    marks = marks_of(passage)
    waits = state.phase in WAITING and state.settings.mode != "monitor" and passage.decision is not None
    return CurrentPassage(
        passage_id=passage.passage_id,
        arrived_at=rfc3339(passage.arrived_at),
        plate=marks.plate.vote.text if marks.plate else None,
        trailer_plate=marks.trailer_plate.vote.text if marks.trailer_plate else None,
        containers=tuple(one.text for one in marks.containers),
        gross_kg=whole(passage.weighed.reading.gross_kg) if passage.weighed else None,
        decision=_decision(passage.decision) if passage.decision else None,
        notes=passage.notes,
        violations=_violations(passage.violations),
        images=tuple(images),
        referred=waits and _outcome(passage) == "refer",
        may_decide=waits and _outcome(passage) != "open" and not _is_central(passage),
    )


def _outcome(passage: Passage) -> str | None:
    return passage.decision.outcome if passage.decision else None


def _is_central(passage: Passage) -> bool:
    return passage.decision is not None and passage.decision.authority == "central"


def _decision(decision: Decision) -> DecisionView:
    return DecisionView(decision.outcome, decision.authority, decision.operator, decision.reasons)


def past_passage(record: Mapping[str, Any]) -> PastPassage:
    """A passage by its record, `lanegate/passage/1`."""
    plate, trailer, weight, decision = (record[key] for key in ("plate", "trailer_plate", "weight", "decision"))
    return PastPassage(
        passage_id=record["passage_id"],
        arrived_at=record["arrived_at"],
        plate=plate["text"] if plate else None,
        trailer_plate=trailer["text"] if trailer else None,
        containers=tuple(one["number"] for one in record["containers"]),
        gross_kg=whole(weight["gross_kg"]) if weight else None,
        decision=DecisionView(**{**decision, "reasons": tuple(decision["reasons"])}) if decision else None,
        violations=_violations(record["violations"]),
        interrupted=bool(record.get("interrupted")),
        images=tuple(PictureView(one["name"], one["kind"], one["sha256"][:12]) for one in record["images"]),
    )


def _violations(lines: Sequence[str]) -> tuple[ViolationView, ...]:
    """Each is "code: words"."""
    return tuple(ViolationView(code, text) for code, _, text in (line.partition(": ") for line in lines))


def whole(gross_kg: float | None) -> int | None:
    return None if gross_kg is None else round(gross_kg)
