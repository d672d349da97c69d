"""An operator decides on the lane page of a real lane: over HTTP, through the lane machine, to the relay board."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edge.sim.indicator import Manner
from tests.end_to_end.far_ends import IndicatorKind
from tests.end_to_end.fittings import OPEN, Fitting, Lane, lane_on
from tests.end_to_end.site import PATIENCE_S
from tests.waiting import until
from tests.web.visitor import Visitor

pytestmark = pytest.mark.timeout(300)

FITTING = Fitting('protocol = "toledo"', IndicatorKind(Manner("toledo")), "modbus-rtu")
NAME, PASSWORD = "an", "a long enough password"


@pytest.fixture
def lane(tmp_path: Path) -> Iterator[Lane]:
    """Opens by itself for nobody: nothing is announced. Its page listens, and one person may log in."""
    with lane_on(tmp_path, FITTING) as lane:
        config = tmp_path / "lane-01.toml"
        text = config.read_text().replace('open_for = "any"', 'open_for = "expected"')
        config.write_text(text + '\n[web]\nlisten = "127.0.0.1:0"\n')
        added = [sys.executable, "-m", "edge", "user", "add", "--config", str(config), NAME]
        subprocess.run(added, input=PASSWORD.encode(), check=True)
        lane.start_empty()
        yield lane


def _page(lane: Lane) -> int:
    """The port of the run that is on now."""
    return int(until(lambda: re.findall(r"lane page on http://127\.0\.0\.1:(\d+)/", lane.process.log), PATIENCE_S)[-1])


def _referred(lane: Lane, visitor: Visitor) -> dict[str, Any]:
    """A truck waits for a person; what the page shows of it."""
    lane.truck_comes()

    def waits() -> dict[str, Any] | None:
        passage: dict[str, Any] | None = visitor.get("/api/lane").document["passage"]
        return passage if passage is not None and passage["referred"] else None

    return until(waits, PATIENCE_S) or {}


def _decision(passage: dict[str, Any], outcome: str, reason: str) -> dict[str, Any]:
    return {"passage_id": passage["passage_id"], "outcome": outcome, "reason": reason}


def test_an_operator_opens_the_barrier_once_and_is_named_in_event_and_record(lane: Lane) -> None:
    visitor = Visitor(_page(lane))
    passage = _referred(lane, visitor)
    assert passage["decision"]["reasons"][0] == "vehicle not announced"
    decision = _decision(passage, "open", "papers checked")
    assert visitor.post("/api/decide", decision).status == 401
    assert lane.barrier.pulses(OPEN) == ()

    assert visitor.log_in(NAME, PASSWORD).status == 200
    assert visitor.post("/api/decide", {**decision, "passage_id": "another"}).document["accepted"] is False
    assert visitor.post("/api/decide", decision).document == {"accepted": True, "reason": "accepted"}
    again = visitor.post("/api/decide", decision).document
    lane.wait_for_phase("clearing")
    lane.truck_goes_under_the_boom()
    (record,) = lane.wait_for_passages(1)
    lane.truck_is_away()
    lane.wait_for_phase("idle")

    assert again["accepted"] is False
    assert len(lane.barrier.pulses(OPEN)) == 1, "not one open pulse for one decision"
    assert lane.barrier.violations() == []
    told = {"outcome": "open", "authority": "operator", "operator": NAME, "reasons": ["papers checked"]}
    assert record["decision"] == told
    decided = [one for one in lane.centre.documents("event") if one["event"] == "decided"]
    assert [one["authority"] for one in decided] == ["local", "operator"]
    assert {key: decided[-1][key] for key in told} == told
    assert f"operator {NAME} decides open on passage {passage['passage_id']}: papers checked" in lane.process.log
    assert PASSWORD not in lane.process.log
    assert lane.centre.documents("command/result") == []


def test_an_operator_refuses_and_his_session_lasts_over_a_restart_of_the_daemon(lane: Lane) -> None:
    visitor = Visitor(_page(lane))
    _referred(lane, visitor)
    visitor.log_in(NAME, PASSWORD)
    lane.process.kill()
    lane.process.start()
    lane.wait_for_phase("unknown")
    lane.truck_goes_under_the_boom()
    lane.truck_is_away()
    lane.wait_for_phase("idle")

    again = Visitor(_page(lane))
    for cookie in visitor.cookies:
        again.cookies.set_cookie(cookie)
    assert again.operator == NAME
    passage = _referred(lane, again)
    assert again.post("/api/decide", _decision(passage, "refuse", "papers missing")).document["accepted"]
    lane.truck_goes_under_the_boom()
    record = lane.wait_for_passages(2)[-1]
    assert (record["decision"]["outcome"], record["decision"]["operator"]) == ("refuse", NAME)
    assert lane.barrier.pulses(OPEN) == ()
