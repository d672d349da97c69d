from __future__ import annotations

import json
from pathlib import Path

import pytest

from edge.__main__ import main
from edge.commands.recorders import new_recorder, without_secrets
from edge.config import Config, load_config, parse_config
from edge.devices.clock import SystemClock

EXAMPLE = Path(__file__).parents[2] / "config" / "lane-01.example.toml"
SECRETS = {"CAMERA_PASSWORD": "camera-secret", "MQTT_PASSWORD": "mqtt-secret"}


def _lane() -> Config:
    return load_config(EXAMPLE, SECRETS.get)


def test_a_sessions_settings_hold_no_secret_and_are_a_configuration_all_the_same() -> None:
    document = without_secrets(_lane())
    text = json.dumps(document)
    assert "secret" not in text
    assert document["mqtt"]["username"] == document["mqtt"]["password"] == "***"
    again = parse_config(json.loads(text), lambda _name: None, "session.json")
    assert again.camera[0].url.get_secret_value().startswith("rtsp://***@")
    assert again.decision == _lane().decision
    assert again.weighbridge == _lane().weighbridge
    assert again.barrier == _lane().barrier


def test_a_lane_is_not_recorded_unless_it_is_said() -> None:
    assert _lane().recording.mode == "off"
    assert new_recorder(_lane(), SystemClock()) is None


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        ("off", "recording    off"),
        ("on", "recording    the last 30 minutes, at most 10 GB\n"),
        ("fault", "recording    the last 30 minutes, at most 10 GB, 5 sessions with a fault put aside"),
    ],
)
def test_what_is_recorded_is_told_by_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], mode: str, told: str
) -> None:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    path = tmp_path / "lane.toml"
    text = EXAMPLE.read_text()
    head, _, rest = text.partition("[recording]")
    path.write_text(f"{head}[recording]{rest.replace(chr(34) + 'off' + chr(34), chr(34) + mode + chr(34), 1)}")
    assert main(["check", "--config", str(path)]) == 0
    assert told in capsys.readouterr().out
