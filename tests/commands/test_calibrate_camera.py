"""The command as a process, before a simulated IP camera, with a real browser where there is one."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import pytest

from edge.__main__ import main
from edge.calibrated import newest_calibrations
from edge.config import load_config
from edge.port_lock import PortLock
from edge.sim.camera import SimulatedCamera, load_film
from tests.calibration.camera_film import PLATE, write_standing_truck
from tests.commands.doctoring import camera, lane_file
from tests.devices.clips import write_clip
from tests.web.chromium import PROGRAM, Chromium

COMMAND = (sys.executable, "-m", "edge", "calibrate", "camera")
WATCH_S = "12"
COMMENT = "# the one over the exit\n"
CORNERS = ((0.2, 0.2), (0.8, 0.2), (0.9, 0.95), (0.1, 0.95))

READ_IN_THE_NEW_ZONE = """
fetch("/api/told", {headers: {"X-Token": new URLSearchParams(location.search).get("token")}})
  .then((answer) => answer.json())
  .then((told) => told.marks > 0 && told.zone !== null && Math.abs(told.zone[0][0] - 0.3) < 0.02)
"""


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_standing_truck(tmp_path_factory.mktemp("film") / "truck.mp4")


@pytest.fixture
def truck(film: Path) -> Iterator[str]:
    """The address of a camera that a truck stands before."""
    camera = SimulatedCamera({"lane": load_film(film)})
    camera.start()
    yield camera.url("lane")
    camera.close()


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chromium]:
    if not PROGRAM.exists():
        pytest.skip(f"{PROGRAM} is not installed")
    browser = Chromium(tmp_path / "profile")
    yield browser
    browser.close()


def headless(file: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    code = main(["calibrate", "camera", "--config", str(file), "--headless", "--seconds", WATCH_S, *more])
    return code, capsys.readouterr().out


def verdicts(told: Mapping[str, Any]) -> dict[str, str]:
    return {one["key"]: one["verdict"] for one in told["criteria"]}


def test_a_truck_is_measured_over_rtsp(truck: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = headless(lane_file(tmp_path, camera(truck)), capsys, "--json")
    told = json.loads(out)
    found = verdicts(told)
    # how many pictures come and are read, and how late, says how busy this machine is
    lasting = {key: verdict for key, verdict in found.items() if key not in ("fps", "age", "reads", "sure")}
    assert set(lasting.values()) == {"good"}, lasting
    assert {one["text"] for one in told["reads"]} == {PLATE}
    assert told["figures"]["mark_px"] == pytest.approx(254, abs=8)  # a plate of 440 mm as wide as it is drawn there
    assert told["green"] is (set(found.values()) == {"good"})
    assert code == (0 if told["green"] else 1)


def test_an_empty_lane_is_not_green_and_the_table_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = write_clip(tmp_path / "grey.mp4", 50)
    code, out = headless(lane_file(tmp_path, camera(clip, more="loop = true")), capsys, "--seconds", "4")
    assert code == 1
    assert "not all green" in out
    assert "next: " in out
    assert "Character height" in out


def test_a_camera_that_is_not_there_is_told_without_its_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = lane_file(tmp_path, camera("rtsp://lane:hidden@127.0.0.1:9/stream"))
    code, out = headless(file, capsys, "--seconds", "4")
    assert code == 1
    assert "no connection to the camera" in out
    assert "hidden" not in out


def test_two_cameras_want_a_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = lane_file(tmp_path, camera("a.mp4", "front") + camera("b.mp4", "rear"))
    assert main(["calibrate", "camera", "--config", str(file)]) == 2
    assert "front, rear" in capsys.readouterr().err
    assert main(["calibrate", "camera", "--config", str(file), "--camera", "top"]) == 2
    assert "there is no top; allowed: front, rear" in capsys.readouterr().err


def test_a_camera_that_the_daemon_has_is_left_to_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = lane_file(tmp_path, camera("a.mp4"))
    with PortLock(tmp_path / "state", "camera-front"):
        assert main(["calibrate", "camera", "--config", str(file)]) == 1
    assert "in use by" in capsys.readouterr().err


def test_an_address_that_is_taken_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], truck: str) -> None:
    taken = truck.split("/")[2]
    assert main(["calibrate", "camera", "--config", str(lane_file(tmp_path, camera(truck))), "--listen", taken]) == 1
    assert (
        f"can't listen on {taken}: the port is in use; stop what uses it, or choose another in --listen"
        in capsys.readouterr().err
    )


@pytest.mark.parametrize("wrong", [["--speed-kmh", "0"], ["--shutter", "2"], ["--shutter", "1/0"], ["--seconds", "x"]])
def test_numbers_that_can_not_be_are_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["calibrate", "camera", "--config", "lane.toml", *wrong])
    assert wrong[0] in capsys.readouterr().err


@contextmanager
def page_of(file: Path) -> Iterator[str]:
    """The command with its page; ended by Ctrl-C, as a technician ends it."""
    command = [*COMMAND, "--config", str(file), "--listen", "127.0.0.1:0", "--by", "Trang"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert "open in a browser" in process.stdout.readline()
        yield process.stdout.readline().strip()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.communicate()


def tap(browser: Chromium, x: float, y: float) -> None:
    """A finger on the picture, in fractions of its size."""
    touch(browser, "touchStart", x, y)
    browser.call("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def touch(browser: Chromium, kind: str, x: float, y: float) -> None:
    box = "const box = document.querySelector('#zone').getBoundingClientRect();"
    place = f"(() => {{{box} return [box.left + {x} * box.width, box.top + {y} * box.height]}})()"
    left, top = browser.evaluate(place)
    browser.call("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": left, "y": top}]})


def opened(browser: Chromium, url: str) -> None:
    browser.size(390, 844)
    browser.open(url)
    browser.wait_for(f"document.querySelector('#reads')?.innerText.includes('{PLATE}')")
    browser.wait_for("document.querySelector('#picture')?.naturalWidth === 1280")


def draw_zone(browser: Chromium) -> None:
    browser.evaluate("document.querySelector('#draw').click()")
    for number, (x, y) in enumerate(CORNERS, 1):
        tap(browser, x, y)
        browser.wait_for(f"document.querySelectorAll('#zone .corner').length === {number}")
    browser.evaluate("document.querySelector('#done').click()")


def drag_corner(browser: Chromium) -> None:
    touch(browser, "touchStart", *CORNERS[0])
    for x in (0.25, 0.3):
        touch(browser, "touchMove", x, 0.3)
    browser.call("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def save(browser: Chromium) -> None:
    browser.wait_for("document.querySelector('#now').dataset.verdict !== 'unseen'")
    browser.evaluate("document.querySelector('#save').click()")
    browser.evaluate("document.querySelector('#sure').hidden || document.querySelector('#save-anyway').click()")
    browser.wait_for("!document.querySelector('#saved').hidden")


def test_a_zone_drawn_with_a_finger_is_saved_with_a_record(truck: str, tmp_path: Path, browser: Chromium) -> None:
    file = lane_file(tmp_path, COMMENT + camera(truck))
    before = file.read_text()
    with page_of(file) as url:
        opened(browser, url)
        draw_zone(browser)
        drag_corner(browser)
        browser.wait_for(READ_IN_THE_NEW_ZONE)
        save(browser)
        assert browser.evaluate("document.querySelector('#saved').dataset.verdict") in ("pass", "fail")
    zone = load_config(file, lambda _name: None).camera[0].zone
    assert zone is not None
    assert [pytest.approx(corner, abs=0.02) for corner in ((0.3, 0.3), *CORNERS[1:])] == list(zone)
    assert main(["check", "--config", str(file)]) == 0
    assert COMMENT in file.read_text()
    assert "px" in file.read_text().split("zone = [")[1].splitlines()[1]  # the results, as a comment
    assert [one.read_text() for one in tmp_path.glob("*.bak")] == [before]
    assert_recorded(tmp_path / "state", zone)


def assert_recorded(state: Path, zone: tuple[tuple[float, float], ...]) -> None:
    record = newest_calibrations(state)["camera:front"]
    assert record.by == "Trang"
    assert [tuple(corner) for corner in record.findings["zone"]] == list(zone)
    assert PLATE in {one["text"] for one in record.findings["reads"]}
    picture = cv2.imread(str(state / "calibration" / record.findings["picture"]))
    assert picture is not None
    assert picture.shape == (720, 1280, 3)


def test_the_page_speaks_three_languages_and_says_when_its_program_is_gone(
    truck: str, tmp_path: Path, browser: Chromium
) -> None:
    with page_of(lane_file(tmp_path, camera(truck))) as url:
        opened(browser, url)
        assert "Chiều cao ký tự" in browser.text("#criteria")
        for language, word in (("en", "Character height"), ("zh", "字符高度")):
            browser.evaluate(f"document.querySelector('[data-language={language}]').click()")
            assert word in browser.text("#criteria")
        browser.evaluate("document.querySelector('[data-key=char]').click()")
        assert browser.text("#now-name") == "字符高度"
        assert browser.evaluate("document.documentElement.scrollWidth") == 390  # nothing sticks out of a phone
    browser.wait_for("!document.querySelector('#gone').hidden")


def test_an_address_without_the_token_is_refused_in_words(truck: str, tmp_path: Path, browser: Chromium) -> None:
    with page_of(lane_file(tmp_path, camera(truck))) as url:
        browser.open(url.partition("?")[0])
        assert "whole address" in browser.text("body")
