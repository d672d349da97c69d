"""How the lane stands, as the centre is told it; pure."""

from __future__ import annotations

from edge.faults.listed import told
from edge.lane.documents.state import FaultNow, StateDocument
from edge.lane.faults import in_words, to_check
from edge.lane.state import State
from edge.values import rfc3339


def state_document(state: State, version: str) -> StateDocument:
    """The retained state topic, as the contract has it."""
    faults: list[FaultNow] = [
        {
            "device": one.device,
            "code": one.code,
            "text": told(one.device, one.code, one.text),
            "since": rfc3339(one.since),
            "words": in_words(one.device, one.code, one.text),
            "checks": to_check(one.device, one.code),
        }
        for one in state.faults
    ]
    return {
        "online": True,
        "boot_id": state.boot_id,
        "version": version,
        "phase": state.phase,
        "since": rfc3339(state.since),
        "boom": state.boom,
        "held": state.held,
        "passage_id": state.passage.passage_id if state.passage else None,
        "faults": faults,
    }
