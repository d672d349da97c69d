from __future__ import annotations

import json
from pathlib import Path

import pytest

from edge.__main__ import main
from edge.users import save_user

REPOSITORY = Path(__file__).parents[2]
EXAMPLE = REPOSITORY / "config" / "lane-01.example.toml"


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMERA_PASSWORD", "camera-secret")
    monkeypatch.setenv("MQTT_PASSWORD", "mqtt-secret")


def test_a_good_configuration_is_described_without_its_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--config", str(EXAMPLE)]) == 0
    said = capsys.readouterr()
    assert "kim-thanh/lane-01, import" in said.out
    assert "yaohua on /dev/serial/by-path" in said.out
    assert "requires plate, weight, for any; 500 kg or 2 % off the declared weight" in said.out
    assert "secret" not in said.out + said.err


def test_limits_and_lists_and_inputs_are_described(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lane.toml"
    changed = (
        EXAMPLE.read_text().replace("# max_gross_kg", "max_gross_kg").replace("refuse = []", 'refuse = ["24C12345"]')
    )
    loop = '[[barrier.input]]\nname = "loop"\nrole = "presence"\nline = "cts"\nactive = "open"\n\n[decision]'
    path.write_text(changed.replace("[decision]", loop))
    assert main(["check", "--config", str(path)]) == 0
    out = capsys.readouterr().out
    assert "at most 48000 kg, 1 on the refuse list" in out
    assert "input        loop: presence, cts, active open" in out


def test_what_is_looked_for_where_no_protocol_is_named_is_described(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lane.toml"
    registers = 'protocol = "auto"\naddress = 7\nregisters = { preset = "pavone-dat" }'
    path.write_text(EXAMPLE.read_text().replace('protocol = "yaohua"', registers))
    assert main(["check", "--config", str(path)]) == 0
    assert "9600 8N1, or Modbus device 7 with the registers given" in capsys.readouterr().out


def test_a_bad_configuration_ends_with_2_and_a_line_for_each_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lane.toml"
    path.write_text(EXAMPLE.read_text().replace("threshold_kg = 500", "treshold_kg = 500").replace("9600", "9601"))
    assert main(["check", "--config", str(path)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[:2] for line in lines] == [
        [str(path), "arrival.treshold_kg"],
        [str(path), "weighbridge.baud"],
    ]


def test_a_close_channel_without_a_presence_input_is_warned_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lane.toml"
    path.write_text(EXAMPLE.read_text().replace("# close_channel = 2", "close_channel = 2"))
    assert main(["check", "--config", str(path)]) == 0
    assert "no presence input is configured" in capsys.readouterr().err


def test_the_schema_in_config_is_the_one_that_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    kept = json.loads((REPOSITORY / "config" / "lane.schema.json").read_text())
    assert kept == printed, "make it anew: lanegate check --schema > config/lane.schema.json"


def test_who_may_log_in_is_told_and_a_faulty_file_of_users_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, users = tmp_path / "lane.toml", tmp_path / "users.toml"
    path.write_text(EXAMPLE.read_text())
    assert main(["check", "--config", str(path)]) == 0
    assert "log-in       nobody, the page is read only" in capsys.readouterr().out
    save_user(users, "an", "a long enough password")
    assert main(["check", "--config", str(path)]) == 0
    assert f"log-in       an ({users})" in capsys.readouterr().out
    users.chmod(0o644)
    assert main(["check", "--config", str(path)]) == 2
    assert capsys.readouterr().err == (
        f"{users}: -: every user may read or change the log-ins; allowed: chmod o= {users}\n"
    )
