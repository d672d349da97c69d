from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import edge.calibration
from edge.calibration.camera_judging import Criterion, Demands, is_green, judge, longest_shutter, next_to_turn
from edge.calibration.camera_window import Figures
from edge.watcher import MAX_AGE_S
from tests.calibration.camera_looks import GOOD

LANE = Demands("plate", "front")
WORDS = json.loads((Path(edge.calibration.__path__[0]) / "camera_page" / "words.json").read_text(encoding="utf-8"))


def judged(key: str, demands: Demands = LANE, **changed: Any) -> Criterion:
    return next(one for one in judge(replace(GOOD, **changed), demands) if one.key == key)


def test_a_good_camera_is_green() -> None:
    criteria = judge(GOOD, LANE)
    assert [one.key for one in criteria if one.verdict != "good"] == []
    assert is_green(criteria)
    assert next_to_turn(criteria) is None


@pytest.mark.parametrize(
    ("key", "changed", "verdict", "advice"),
    [
        ("fps", {"fps": 6.0}, "weak", "fps.low"),
        ("fps", {"fps": 3.0}, "bad", "fps.low"),
        ("age", {"age_s": 2.5}, "bad", "age.high"),
        ("mean", {"mean": 15.0}, "bad", "mean.low"),
        ("mean", {"mean": 240.0}, "bad", "mean.high"),
        ("black", {"black": 0.4}, "weak", "black.high"),
        ("white", {"white": 0.3}, "bad", "white.high"),
        ("sharpness", {"mark_edge_px": 3.0}, "bad", "sharpness.high"),
        ("mark-width", {"mark_px": 80.0}, "weak", "mark-width.low"),
        ("mark-width", {"mark_px": 50.0}, "bad", "mark-width.low"),
        ("char", {"char_px": 17.0}, "weak", "char.low"),
        ("char", {"char_px": 10.0}, "bad", "char.low"),
        ("contrast", {"contrast": 20.0}, "bad", "contrast.low"),
        ("motion", {"motion_px": 9.0}, "bad", "motion.high"),
        ("tilt", {"tilt_deg": -12.0}, "weak", "tilt.low"),
        ("tilt", {"tilt_deg": 25.0}, "bad", "tilt.high"),
        ("skew", {"skew_deg": 30.0}, "bad", "skew.high"),
        ("reads", {"marks": 2}, "weak", "reads.low"),
        ("sure", {"sure": 0.2}, "bad", "sure.low"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_turn(key: str, changed: dict[str, Any], verdict: str, advice: str) -> None:
    one = judged(key, **changed)
    assert (one.verdict, one.advice) == (verdict, advice)


def test_a_small_plate_is_enough_in_a_zone_drawn_closely() -> None:
    assert judged("mark-width", mark_px=60.0, zone_px=1920.0).verdict == "bad"
    assert judged("mark-width", mark_px=60.0, zone_px=960.0).verdict == "good"


def test_before_the_first_truck_focus_is_judged_on_the_zone() -> None:
    bare = Figures(code="ok", fps=25.0, age_s=0.1, edge_px=3.0)
    one = next(each for each in judge(bare, LANE) if each.key == "sharpness")
    assert (one.value, one.verdict) == (3.0, "bad")


def test_without_a_truck_the_advice_is_to_wait_and_with_one_that_is_not_read_to_zoom_and_focus() -> None:
    bare = replace(Figures(), code="ok", mean=120.0)
    waiting, unread = (
        next(one for one in judge(replace(bare, vehicle=vehicle), LANE) if one.key == "char")
        for vehicle in (False, True)
    )
    assert (waiting.verdict, waiting.advice) == ("unseen", "char.unseen")
    assert (unread.verdict, unread.advice) == ("bad", "marks.unread")


def test_motion_blur_is_reckoned_from_shutter_speed_and_pixels_a_metre() -> None:
    # 36 km/h are 10 m/s; 400 px a metre; 1/100 s: 40 px across the picture
    side = Demands("container", "right", speed_kmh=36.0, shutter_s=0.01)
    assert judged("motion", side, px_per_m=400.0, motion_px=0.0).value == pytest.approx(40.0)
    front = replace(side, view="front")
    assert judged("motion", front, px_per_m=400.0, motion_px=0.0).value == pytest.approx(20.0)


def test_motion_blur_is_the_larger_of_what_is_seen_and_what_is_reckoned() -> None:
    assert judged("motion", replace(LANE, shutter_s=1e-5), motion_px=3.0).value == 3.0


def test_motion_blur_says_which_shutter_would_do() -> None:
    # 0.12 of 30 px are 3.6 px; 10 km/h, 346 px a metre, half of it across: 480 px a second; 3.6 / 480 = 1/133 s
    assert judged("motion", replace(LANE, shutter_s=0.02)).places == {"shutter": "1/250 s"}


@pytest.mark.parametrize(
    ("most_s", "said"), [(1.0, "1/60 s"), (1 / 250, "1/250 s"), (1 / 251, "1/500 s"), (0.0, "1/8000 s")]
)
def test_the_shutter_advised_is_one_that_cameras_have(most_s: float, said: str) -> None:
    assert longest_shutter(most_s) == said


def test_a_picture_that_the_lane_would_pass_over_as_too_old_is_not_good() -> None:
    assert judged("age", age_s=MAX_AGE_S).verdict == "good"
    assert judged("age", age_s=MAX_AGE_S + 0.01).verdict == "weak"


def test_more_pictures_are_wanted_where_trucks_are_faster() -> None:
    assert judged("fps", replace(LANE, speed_kmh=40.0), fps=25.0).verdict == "weak"
    assert judged("fps", replace(LANE, speed_kmh=40.0), fps=25.0).places == {"least": "34"}


def test_a_camera_that_fails_comes_first_and_says_what_to_check() -> None:
    criteria = judge(Figures(code="unauthorised", text="192.0.2.11:554"), LANE)
    first = next_to_turn(criteria)
    assert first is not None
    assert first.key == "pictures"
    assert first.places["text"].startswith("the camera refuses the login: 192.0.2.11:554; check: ")


def test_what_is_bad_is_turned_before_what_is_weak_and_that_before_what_was_not_seen() -> None:
    first = next_to_turn(judge(replace(GOOD, fps=6.0, white=0.5, sure=None), LANE))
    assert first is not None
    assert first.key == "white"


@pytest.mark.parametrize("language", ["vi", "en", "zh"])
@pytest.mark.parametrize("extreme", [None, 0.0, 1e9, -1e9])
def test_every_advice_and_name_has_words_in_each_language(language: str, extreme: float | None) -> None:
    numbers = {one.name: extreme for one in fields(Figures) if one.name not in ("code", "text", "vehicle", "marks")}
    for code, vehicle in (("ok", False), ("ok", True), ("starting", False), ("lost", False)):
        figures = replace(Figures(code=code, marks=3, vehicle=vehicle), **numbers)  # type: ignore[arg-type]
        for one in judge(figures, LANE):
            assert f"name.{one.key}" in WORDS[language]
            assert one.advice is None or one.advice in WORDS[language]
            assert (one.advice is None) == (one.verdict == "good"), one


def test_the_three_languages_have_the_same_words() -> None:
    assert set(WORDS["vi"]) == set(WORDS["en"]) == set(WORDS["zh"])


@given(st.data())
def test_any_figures_get_a_verdict(data: st.DataObject) -> None:
    number = st.none() | st.floats(0, 1e6)
    drawn = {
        one.name: data.draw(number) for one in fields(Figures) if one.name not in ("code", "text", "vehicle", "marks")
    }
    figures = replace(GOOD, **drawn)  # type: ignore[arg-type]
    assert {one.verdict for one in judge(figures, LANE)} <= {"good", "weak", "bad", "unseen"}
