"""`lanegate doctor` as a whole: exit codes, the screen, the progress line, no secret, no traceback."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios
import threading
from pathlib import Path

import pytest

from edge.__main__ import main
from edge.commands.beside import daemon_pid
from edge.commands.findings import Finding, screen, without_secrets
from edge.commands.probes import Probe, run_probes
from tests.commands.doctoring import PATIENCE_S, barrier, camera, doctor, found, lane_file, weighbridge
from tests.commands.test_doctor_camera import lettering, still_clip
from tests.devices.mqtt import mosquitto
from tests.devices.ptys import cable_in
from tests.devices.talkers import YAOHUA, talking
from tests.waiting import until

COMMAND = (sys.executable, "-m", "edge", "doctor", "--timeout", PATIENCE_S, "--config")


def test_a_lane_whose_devices_all_work_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "state").mkdir()
    clip = still_clip(tmp_path / "lane.mp4", lettering())
    (tmp_path / "relay").mkdir()
    with mosquitto(tmp_path) as broker, cable_in(tmp_path) as cable, cable_in(tmp_path / "relay") as board:
        devices = camera(clip) + weighbridge(cable.path) + barrier(board.path)
        with talking(cable, lambda: YAOHUA):
            code, findings = doctor(lane_file(tmp_path, devices, broker=broker.port), capsys)
    assert [one["device"] for one in findings.values() if one["verdict"] == "fail"] == []
    assert code == 0
    assert list(findings) == [
        "daemon", "camera:front", "indicator", "relay", "broker", "clock", "disk", "outbox", "models", "configuration",
    ]  # fmt: skip
    assert findings["daemon"]["code"] == "stopped"
    assert findings["clock"]["verdict"] != "fail"
    assert findings["models"]["found"].startswith("3 models")


def test_a_configuration_that_can_not_be_used_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = lane_file(tmp_path)
    file.write_text(file.read_text().replace('direction = "import"', 'direction = "up"'))
    assert main(["doctor", "--config", str(file)]) == 2
    assert f"{file}: lane.direction" in capsys.readouterr().err
    assert main(["doctor", "--config", str(tmp_path / "absent.toml")]) == 2


@pytest.mark.parametrize("seconds", ["0", "nan", "1e9", "soon"])
def test_a_time_out_of_range_is_wrong_usage(seconds: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["doctor", "--config", str(lane_file(tmp_path)), "--timeout", seconds])
    assert ended.value.code == 2


def test_the_screen_says_what_to_check_in_order_and_what_has_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = lane_file(tmp_path, weighbridge(tmp_path / "ttyUSB0"))
    assert main(["doctor", "--config", str(file), "--timeout", PATIENCE_S]) == 1
    lines = capsys.readouterr().out.splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("FAIL  indicator"))
    assert f"the indicator's port is not there: {tmp_path}/ttyUSB0; plugged in: " in " ".join(
        one.strip() for one in lines[first : first + 3]
    )
    assert any("1. the plug of the USB converter" in line for line in lines[first:])
    assert lines[-1].startswith("kim-thanh/lane-01: 2 failed (indicator, broker); ")


def test_long_words_do_not_break_the_screen() -> None:
    path = "/" + "x" * 90  # to be copied, so it is not cut
    finding = Finding("indicator", "fail", "word " * 60, "code", named=("check " * 40, path))
    lines = list(screen("site/lane", [finding], 80, "en"))
    assert lines[0].startswith("FAIL  indicator  word word")
    assert [line for line in lines if len(line) > 80] == [f"{' ' * 17}2. {path}"]


@pytest.mark.parametrize(
    ("language", "words", "check"),
    [
        ("vi", "Đầu cân không gửi số liệu: ", "1. Đầu cân đã bật và có hiện số cân không?"),
        ("zh", "称重仪表没有发来数据: ", "1. 仪表是否开机并显示重量？"),
    ],
)
def test_faults_and_what_to_check_are_told_in_the_language_asked_for(
    language: str, words: str, check: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with cable_in(tmp_path) as cable:
        file = lane_file(tmp_path, weighbridge(cable.path))
        assert main(["doctor", "--config", str(file), "--timeout", PATIENCE_S, "--language", language]) == 1
    said = capsys.readouterr().out
    assert f"FAIL  indicator      {words}" in said
    assert check in said


def test_a_device_with_several_faults_is_told_of_all_and_each_check_once() -> None:
    finding = Finding("camera:front", "warn", "h264 640x480", "old", ("few-pictures",))
    assert finding.told("en") == "pictures come late; few pictures come: h264 640x480"
    assert finding.checks("en") == (
        "the network's load", "the load of this machine (top)", "the frame rate in the camera",
    )  # fmt: skip


def test_a_person_who_watches_sees_what_is_waited_for(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    shown: list[bytes] = []

    def watch() -> None:
        while chunk := os.read(ours, 4096):
            shown.append(chunk)
            if b"\x04" in chunk:
                return

    watcher = threading.Thread(target=watch)
    watcher.start()
    done = subprocess.run([*COMMAND, str(lane_file(tmp_path))], stdout=subprocess.PIPE, stderr=theirs, check=False)
    os.write(theirs, b"\x04")
    watcher.join()
    for end in (ours, theirs):
        os.close(end)
    assert done.returncode == 1
    assert b"waiting for " in b"".join(shown)
    assert done.stdout.startswith(b"warn  daemon")


def test_whatever_is_broken_there_is_no_traceback_and_no_secret(tmp_path: Path) -> None:
    secret = "h u/s@h"  # noqa: S105
    folder = tmp_path / "secrets"
    folder.mkdir()
    for name in ("CAMERA", "MQTT"):
        (folder / name).write_text(secret)
        (folder / name).chmod(0o600)
    state = tmp_path / "state"
    state.mkdir()
    (state / "outbox.sqlite").write_bytes(b"no database at all" * 100)
    devices = camera("rtsp://user:${CAMERA}@127.0.0.1:99999/x") + weighbridge("rfc2217://nowhere.invalid:x")
    devices += camera("rtsp://[/", "odd") + barrier("socket://[::1", "modbus-rtu")
    file = lane_file(tmp_path, devices, mqtt='username = "lane"\npassword = "${MQTT}"\nca_file = "/dev/null"')
    done = subprocess.run([*COMMAND, str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    assert secret not in said
    assert "h%20u%2Fs%40h" not in said
    for device in ("camera:front", "camera:odd", "indicator", "relay", "broker", "outbox"):
        assert f"FAIL  {device}" in said, said


def test_secrets_are_starred_wherever_a_driver_may_have_put_them() -> None:
    url = "rtsp://user:hush@camera/x?token=hush"
    finding = Finding(
        "camera:front", "fail", f"no {url}", "code", named=(f"{url} and whisper",), figures={"url": url, "fps": 2}
    )
    shown = without_secrets(finding, ("whisper", ""))
    assert "hush" not in str(shown)
    assert "whisper" not in str(shown)
    assert shown.named == ("rtsp://***@camera/x?token=*** and ***",)
    assert shown.figures["fps"] == 2


def test_a_probe_that_hangs_is_given_up_and_the_others_are_told() -> None:
    waiting = threading.Event()

    def hang(_until_s: float) -> Finding:
        waiting.wait()
        return Finding("broker", "ok", "late")

    probes = [Probe("broker", hang), Probe("clock", lambda _until_s: Finding("clock", "ok", "runs"))]
    findings = run_probes(probes, 0.1)
    waiting.set()
    assert [(one.device, one.code) for one in findings] == [("broker", "late"), ("clock", "ok")]


def test_a_probe_that_fails_in_an_unheard_of_way_is_a_finding() -> None:
    def burst(_until_s: float) -> Finding:
        raise ZeroDivisionError("division by zero")

    (finding,) = run_probes([Probe("clock", burst)], 60)
    assert (finding.verdict, finding.found) == ("fail", "ZeroDivisionError: division by zero")


def test_secrets_that_lie_open_are_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = lane_file(tmp_path, mqtt='username = "lane"\npassword = "written out"')
    file.chmod(0o644)
    finding = found(file, capsys, "configuration")
    assert finding["verdict"] == "warn"
    assert any("mqtt.password: holds a secret" in check for check in finding["checks"])
    file.chmod(0o600)
    assert not any("holds a secret" in check for check in found(file, capsys, "configuration")["checks"])


@pytest.mark.parametrize(
    "words", [("--config", "{file}"), ("--verbose", "--config={file}"), ("--config", "lane-01.toml")]
)
def test_the_process_of_a_lane_is_known_by_its_file_and_by_where_it_keeps_its_state(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    file = lane_file(tmp_path)
    state = tmp_path / "state"
    named = [word.format(file=file) for word in words]
    sleep = "import time; time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", sleep, "lanegate", "run", *named], cwd=tmp_path) as process:
        assert until(lambda: daemon_pid(file, state)) == process.pid
        assert daemon_pid(file, tmp_path / "other") == process.pid
        assert daemon_pid(tmp_path / "copied.toml", state) == process.pid
        assert daemon_pid(tmp_path / "copied.toml", tmp_path / "other") is None
        process.kill()
    assert daemon_pid(file, state) is None
