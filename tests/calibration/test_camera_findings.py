from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from edge.calibration.camera_findings import COMMENT_WIDTH, WHOLE, findings_of, verdict_of, zone_item
from edge.calibration.camera_judging import Demands, judge
from edge.calibration.camera_sitting import Told
from edge.calibration.camera_table import screen
from edge.calibration.camera_window import Figures
from edge.calibration.camera_zone import Zone
from edge.calibration.saving import Change, changed
from tests.calibration.camera_looks import GOOD, mark

AT = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
ZONE: Zone = ((0.1, 0.2), (0.9, 0.2), (0.5, 1.0))
BEFORE = '[[camera]]\nname = "front"  # over the exit\nzone = [[0, 0], [1, 0], [1, 1]]  # by eye\nview = "front"\n'


def told(figures: Figures = GOOD, zone: Zone | None = ZONE) -> Told:
    demands = Demands("plate", "front")
    return Told(100.0, figures, judge(figures, demands), (mark(97.5),), zone, demands, True)


def written(one: Told) -> str:
    return changed(BEFORE, [Change(("camera", "front"), "zone", zone_item(one, AT))], "lane.toml")


def test_zone_and_results_stand_in_the_lanes_file_and_comments_are_kept() -> None:
    text = written(told())
    assert tomllib.loads(text)["camera"] == [
        {"name": "front", "zone": [[0.1, 0.2], [0.9, 0.2], [0.5, 1.0]], "view": "front"}
    ]
    assert "# over the exit\n" in text
    assert "]  # by eye\n" in text
    assert "    # 2026-11-24 pass: mark-width 180 px, char 30 px, sharpness 1 px, " in text


def test_the_next_calibration_takes_the_place_of_the_results() -> None:
    first = written(told())
    again = changed(first, [Change(("camera", "front"), "zone", zone_item(told(replace(GOOD, white=0.5)), AT))], "")
    assert "2026-11-24 fail:" in again
    assert "2026-11-24 pass:" not in again


def test_results_are_wrapped() -> None:
    comments = [line for line in written(told()).splitlines() if line.lstrip().startswith("#")]
    assert len(comments) == 2
    assert max(map(len, comments)) <= COMMENT_WIDTH + len("    # ")


def test_what_is_not_good_is_marked_in_the_file() -> None:
    assert "char 8 px (bad)" in written(told(replace(GOOD, char_px=8.0)))


def test_the_whole_picture_is_written_as_its_four_corners() -> None:
    assert tomllib.loads(written(told(zone=None)))["camera"][0]["zone"] == [list(one) for one in WHOLE]


def test_the_record_is_json_with_every_criterion_and_figure() -> None:
    found = json.loads(json.dumps(findings_of(told(), "camera-front.jpg"), allow_nan=False))
    assert [one["key"] for one in found["criteria"]] == [one.key for one in told().criteria]
    assert found["figures"]["px_per_m"] == 346.0
    assert found["reads"] == [
        {
            "text": "24C12345",
            "confidence": 0.98,
            "needs_review": False,
            "age_s": 2.5,
            "width_px": 180.0,
            "char_px": 30.0,
        }
    ]
    assert found["picture"] == "camera-front.jpg"


@pytest.mark.parametrize(("figures", "verdict"), [(GOOD, "pass"), (Figures(), "fail")])
def test_all_green_passes_and_what_was_not_seen_does_not(figures: Figures, verdict: str) -> None:
    assert verdict_of(told(figures)) == verdict


def test_the_table_shows_value_limit_and_what_to_turn() -> None:
    lines = screen("front", told(replace(GOOD, char_px=8.0)))
    assert "  BAD  Character height              8 px   at least 18 px" in lines
    assert any(one.startswith("next: Zoom: characters are too small.") for one in lines)
    assert lines[-1] == "not all green"
