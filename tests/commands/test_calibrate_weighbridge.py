"""`lanegate calibrate weighbridge`, whole: a process, a technician who answers it, a pseudo-terminal, a platform."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from edge.__main__ import main
from edge.calibrated import newest_calibrations
from edge.port_lock import PortLock
from edge.sim.indicator import Manner
from edge.sim.platform import Build, SimulatedPlatform
from tests.calibration.weighbridge_technician import (
    BRIEF,
    PLAN,
    Outcome,
    Technician,
    calibrate,
    weighbridge,
    write_lane,
)
from tests.devices.ptys import cable_in
from tests.devices.talkers import talking

CAMERA_ONLY = """\
[arrival]
by = "vision"

[[camera]]
name = "front"
url = "a.mp4"
view = "front"
reads = ["plate"]

"""
PICTURES = ("error", "repeatability", "corners", "noise", "settling")


def run(folder: Path, build: Build, plan: str = PLAN, *, given: str = "", **answers: str) -> Outcome:
    """`given`: the answers in a file, beside those typed."""
    file = folder / "answers.toml"
    file.write_text(f'technician = "Lan"\n{given}', encoding="utf-8")
    with weighbridge(build) as (platform, port):
        typed = {key.replace("_", "-"): answer for key, answer in answers.items()}
        lane = write_lane(folder, port, plan=plan)
        return calibrate(lane, Technician(platform, typed), "--answers", str(file))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A good scale, calibrated, its settings saved."""
    return run(tmp_path_factory.mktemp("good"), Build(), serial_indicator="A9-4711")


def record(outcome: Outcome) -> dict[str, Any]:
    found = newest_calibrations(outcome.state)["indicator"]
    return {"verdict": found.verdict, "by": found.by, **found.findings}


def outcomes(outcome: Outcome) -> dict[str, str]:
    return {one["test"]: one["outcome"] for one in record(outcome)["judgements"]}


def advice(outcome: Outcome, test: str) -> str:
    return next(str(one["advice"]) for one in record(outcome)["judgements"] if one["test"] == test)


def test_a_good_scale_passes(good: Outcome) -> None:
    assert good.code == 0, good.said
    assert "PASS: within the limits of class III up to 60000 kg" in good.said
    found = record(good)
    assert (found["verdict"], found["by"], found["serial_numbers"]["indicator"]) == ("pass", "Lan", "A9-4711")
    assert "as displayed" in found["method"]


def test_the_saved_settings_are_accepted_by_check(good: Outcome, capsys: pytest.CaptureFixture[str]) -> None:
    text = good.file.read_text(encoding="utf-8")
    recommended = record(good)["recommended"]["stable_frames"]
    assert tomllib.loads(text)["weighbridge"]["stable_frames"] == recommended != 4
    assert "# the indicator's cable" in text
    assert len(list(good.file.parent.glob("lane-01.toml.*.bak"))) == 1
    assert main(["check", "--config", str(good.file)]) == 0, capsys.readouterr().err


def test_the_report_holds_all_its_pictures_and_they_lie_beside_it(good: Outcome) -> None:
    (report,) = (good.state / "calibration").glob("indicator-*.html")
    page = report.read_text(encoding="utf-8")
    assert page.count("data:image/png;base64,") == len(PICTURES)
    assert "://" not in page
    assert "Lan" in page
    for name in PICTURES:
        picture = report.with_name(f"{report.stem}-{name}.png")
        assert picture.read_bytes().startswith(b"\x89PNG"), name


def test_the_record_is_plain_json_with_every_weighing(good: Outcome) -> None:
    (path,) = (good.state / "calibration").glob("indicator-*.json")
    document = json.loads(path.read_text(encoding="utf-8"))
    ways = [one["way"] for one in document["findings"]["weighings"]]
    assert [ways.count(one) for one in ("zero", "up", "down", "again", "corner")] == [1, 4, 4, 3, 4]
    assert document["findings"]["noise"]["readings"] > 10


@pytest.mark.parametrize(
    ("build", "test", "word", "fine"),
    [
        (Build(bend_kg=90), "span", "bent", "noise at rest"),
        (Build(span=1.002), "span", "-0.200 %", "noise at rest"),
        (Build(corners={"rear left": 0.003}), "corners", "rear left shows +45 kg", "span"),
        (Build(noise_kg=30), "noise at rest", "cable shield", "instrument"),
    ],
    ids=["bent", "span", "corner", "noisy"],
)
def test_a_bad_scale_fails_with_what_to_check(tmp_path: Path, build: Build, test: str, word: str, fine: str) -> None:
    outcome = run(tmp_path, build, BRIEF)
    assert outcome.code == 1, outcome.said
    assert (outcomes(outcome)[test], outcomes(outcome)[fine]) == ("fail", "pass")
    assert word in advice(outcome, test)
    assert word in outcome.said
    assert record(outcome)["verdict"] == "fail"


def test_an_indicator_that_speaks_otherwise_is_found_and_the_file_put_right(tmp_path: Path) -> None:
    with weighbridge(Build(), Manner("toledo", 4800, period_s=0.02)) as (platform, port):
        file = write_lane(tmp_path, port, "auto", BRIEF)
        outcome = calibrate(file, Technician(platform), "--by", "Lan", "--find")
    assert outcome.code == 0, outcome.said
    assert "toledo at 4800 8N1, 100% sure" in outcome.said
    saved = tomllib.loads(file.read_text())["weighbridge"]
    assert (saved["protocol"], saved["baud"]) == ("toledo", 4800)


def test_questions_are_answered_from_a_file_and_after_a_no_the_lane_stays_as_it_was(tmp_path: Path) -> None:
    outcome = run(tmp_path, Build(), BRIEF, given='serial-platform = "SCS-80"\nsave = false\n')
    assert outcome.code == 0, outcome.said
    assert record(outcome)["serial_numbers"]["platform"] == "SCS-80"
    assert "stable_frames = 4" in outcome.file.read_text(encoding="utf-8")
    assert not list(tmp_path.glob("*.bak"))


def test_small_added_weights_find_the_error_before_rounding(tmp_path: Path) -> None:
    """At 10 t the figure changes after 4 kg: P = 10000 + 10 - 4 = 10006 kg; at zero after 10 kg: E0 = 0."""
    typed = {"zero-added": "10"}
    typed |= {f"span-{kg}-{way}-added": "10" for kg in (0, 10_000, 40_000, 60_000) for way in ("up", "down")}
    typed |= {f"corner-{end}-{side}-added": "10" for end in ("front", "rear") for side in ("left", "right")}
    with weighbridge(Build()) as (platform, port):
        technician = Technician(platform, typed | {"span-10000-up-added": "4"})
        outcome = calibrate(write_lane(tmp_path, port, plan=BRIEF), technician, "--by", "Lan", "--added-weights")
    found = record(outcome)
    assert outcome.code == 0, outcome.said
    assert "before rounding" in found["method"]
    errors = {one["load_kg"]: (one["error_kg"], one["doubt_kg"]) for one in found["weighings"] if one["way"] == "up"}
    assert errors[10_000] == (6, 0)
    assert errors[60_000] == (0, 0)


def test_on_a_terminal_the_figure_is_shown_on_one_line_while_it_moves(tmp_path: Path) -> None:
    with weighbridge(Build()) as (platform, port):
        lane = write_lane(tmp_path, port, plan=f"{BRIEF}corners = false\n")
        outcome = calibrate(lane, Technician(platform), "--by", "Lan", on_terminal=True)
    assert outcome.code == 0, outcome.said
    shown = [line for line in outcome.said.split("\r\x1b[K") if "moving" in line]
    assert any("60000 kg" not in line and "0 kg" in line for line in shown)
    assert all("\n" not in line for line in shown)


def test_an_indicator_that_talks_is_never_sent_a_byte(tmp_path: Path) -> None:
    """One of a protocol that could be asked, and that sends by itself."""
    skipped = {f"span-{kg}-{way}": "skip" for kg in (0, 10_000, 40_000, 60_000) for way in ("up", "down")}
    with cable_in(tmp_path) as cable, talking(cable, lambda: b"S S          0 kg\r\n"):
        lane = write_lane(tmp_path, str(cable.path), "mt-sics", f"{BRIEF}corners = false\n")
        platform = SimulatedPlatform(Build(), lambda: 0.0)
        outcome = calibrate(lane, Technician(platform, skipped), "--by", "Lan")
        assert cable.received() == b""
    assert outcome.code == 1
    assert "UNDECIDED  span: no load was weighed" in outcome.said


def test_one_that_must_be_asked_is_asked(tmp_path: Path) -> None:
    with weighbridge(Build(), Manner("mt-sics")) as (platform, port):
        lane = write_lane(tmp_path, port, "mt-sics", f"{BRIEF}corners = false\ndown = false\n")
        outcome = calibrate(lane, Technician(platform), "--by", "Lan")
    assert outcome.code == 0, outcome.said


def test_beside_the_daemon_it_refuses_and_says_who_has_the_indicator(tmp_path: Path) -> None:
    with weighbridge(Build()) as (platform, port), PortLock(tmp_path / "state", "indicator"):
        outcome = calibrate(write_lane(tmp_path, port), Technician(platform), "--by", "Lan")
    assert outcome.code == 1
    assert "in use by" in outcome.said
    assert not (outcome.state / "calibration").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--plan", "missing.toml"], "missing.toml: -: can't be read"),
        (["--weights", "many"], "--weights"),
        (["--interval-kg", "-1", "--max-kg", "60000"], "options: interval_kg: out of range"),
    ],
)
def test_wrong_usage_is_named_without_a_traceback(
    tmp_path: Path, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_lane(tmp_path, "/dev/ttyNOWHERE")
    try:
        code = main(["calibrate", "weighbridge", "--config", str(file), *options])
    except SystemExit as left:  # argparse
        code = int(str(left.code))
    assert code == 2
    assert said in capsys.readouterr().err


def test_a_lane_without_a_weighbridge_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_lane(tmp_path, "/dev/ttyNOWHERE")
    text = file.read_text()
    start, end = text.index("[weighbridge]"), text.index("[decision]")
    file.write_text(f"{text[:start]}{CAMERA_ONLY}{text[end:]}")
    assert main(["calibrate", "weighbridge", "--config", str(file)]) == 2
    assert "weighbridge: this lane has none" in capsys.readouterr().err
