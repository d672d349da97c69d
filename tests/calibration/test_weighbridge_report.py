"""The report of a calibration: words, figures and pictures, in one file."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from edge.calibration.weighbridge_diagnosis import places
from edge.calibration.weighbridge_findings import Particulars, findings, judge
from edge.calibration.weighbridge_limits import Instrument
from edge.calibration.weighbridge_plots import draw_plots
from edge.calibration.weighbridge_report import render_report, write_report
from edge.calibration.weighbridge_trace import Trace
from edge.calibration.weighbridge_trial import Trial, Weighing
from edge.errors import StorageError

AT = datetime(2026, 11, 24, 22, 15, tzinfo=UTC)
TOLD = Particulars("kim-thanh/lane-01", "Nguyễn Thị Lan", AT, "yaohua on /dev/ttyUSB0, 9600 8N1", "A9-4711")
TRUCK = Trace(tuple((at / 10, min(31_480.0, 4000.0 * at)) for at in range(40)), 31_480)
TRIAL = Trial(
    Instrument(60_000, 20),
    Weighing("zero", 0, 0),
    (Weighing("up", 10_000, 10_000), Weighing("up", 60_000, 60_100, tries=2), Weighing("down", 10_000, 10_000)),
    tuple(Weighing("again", 40_000, 40_000) for _ in range(3)),
    tuple((place, Weighing("corner", 20_000, 20_000)) for place in places(6)),
    Trace(tuple((at / 10, 0.0) for at in range(40))),
    (TRUCK, Trace(((0.0, 0.0), (0.1, 0.0)), 0.0)),
)
WHITE = (255, 255, 255)


def test_every_picture_is_a_png_with_something_drawn_in_it() -> None:
    pictures = draw_plots(judge(TOLD, TRIAL))
    assert list(pictures) == ["error", "repeatability", "corners", "noise", "settling"]
    for name, png in pictures.items():
        image = Image.open(BytesIO(png)).convert("RGB")
        colours = image.getcolors(1_000_000) or []
        inked = sum(count for count, colour in colours if colour != WHITE)
        assert image.size == (1040, 494), name
        assert inked > 0.01 * 1040 * 494, name


def test_what_was_not_measured_has_no_picture() -> None:
    bare = Trial(TRIAL.instrument, TRIAL.zero, TRIAL.span)
    assert list(draw_plots(judge(TOLD, bare))) == ["error"]
    assert "Corners" not in render_report(judge(TOLD, bare), {})


def test_a_vehicle_that_drives_off_is_drawn_too() -> None:
    leaving = Trace(tuple((at / 10, max(0.0, 31_480 - 4000.0 * at)) for at in range(40)), 0.0)
    assert "settling" in draw_plots(judge(TOLD, replace(TRIAL, arrivals=(leaving,))))


def test_the_page_says_who_when_what_and_how_it_went() -> None:
    page = render_report(judge(TOLD, TRIAL), {"error": b"png"})
    for words in ("Nguyễn Thị Lan", "2026-11-24 22:15 UTC", "A9-4711", "FAIL: span", "weighed 2 times", "as displayed"):
        assert words in page, words
    assert "data:image/png;base64,cG5n" in page
    assert "1 of 2 vehicles had not come to rest" in page


def test_names_are_text_and_nothing_else() -> None:
    page = render_report(judge(replace(TOLD, by="<script>alert(1)</script>"), TRIAL), {})
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_page_and_pictures_are_written_whole(tmp_path: Path) -> None:
    report = write_report(tmp_path, judge(TOLD, TRIAL), {"error": b"png"})
    assert sorted(path.name for path in report.parent.iterdir()) == [
        "indicator-20261124T221500Z-error.png",
        "indicator-20261124T221500Z.html",
    ]


def test_a_folder_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "calibration").write_text("in the way")
    with pytest.raises(StorageError, match=r"calibration/indicator-.*\.html can't be written"):
        write_report(tmp_path, judge(TOLD, TRIAL), {})


def test_a_pass_says_what_was_not_tested() -> None:
    bare = Trial(TRIAL.instrument, TRIAL.zero, TRIAL.span[:1])
    assert judge(TOLD, bare).summary == (
        "PASS: within the limits of class III up to 10000 kg, the largest load weighed; not tested: noise at rest, "
        "repeatability, corners"
    )


shown = st.floats(-1000, 100_000)


@given(st.lists(st.tuples(st.sampled_from(["up", "down"]), st.floats(0, 60_000), shown), max_size=6), shown, st.data())
def test_whatever_is_shown_there_is_a_verdict_and_a_record(
    span: list[tuple[str, float, float]], zero_kg: float, data: st.DataObject
) -> None:
    weighings = tuple(Weighing("up" if way == "up" else "down", load, kg) for way, load, kg in span)
    rest = Trace(tuple((at / 10, kg) for at, kg in enumerate(data.draw(st.lists(shown, min_size=1, max_size=9)))))
    arrival = Trace(
        tuple((at / 10, kg) for at, kg in enumerate(data.draw(st.lists(shown, min_size=1, max_size=9)))), 5e3
    )
    trial = replace(TRIAL, zero=Weighing("zero", 0, zero_kg), span=weighings, rest=rest, arrivals=(arrival,))
    result = judge(TOLD, trial)
    assert result.outcome in ("pass", "undecided", "fail")
    assert json.loads(json.dumps(findings(result), allow_nan=False))["summary"] == result.summary
