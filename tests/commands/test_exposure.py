from __future__ import annotations

from pathlib import Path

import pytest

from edge.__main__ import main

EXAMPLE = Path(__file__).parents[2] / "config" / "lane-01.example.toml"


@pytest.fixture
def lane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lane's file whose secrets come from files beside it."""
    for name in ("CAMERA_PASSWORD", "MQTT_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
        secret = tmp_path / "secrets" / name
        secret.parent.mkdir(exist_ok=True)
        secret.write_text("never to be seen\n")
        secret.chmod(0o640)
    path = tmp_path / "lane.toml"
    path.write_text(EXAMPLE.read_text())
    path.chmod(0o644)
    return path


def checked(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code, and all that was said."""
    code = main(["check", "--config", str(path)])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_secrets_come_from_files_beside_the_configuration(lane: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = checked(lane, capsys)
    assert (code, "never to be seen" in said, "every user" in said) == (0, False, False)


def test_a_secret_that_every_user_may_read_stops_the_lane(lane: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (lane.parent / "secrets" / "MQTT_PASSWORD").chmod(0o644)
    code, said = checked(lane, capsys)
    assert code == 2
    assert f"{lane.parent}/secrets/MQTT_PASSWORD: -: every user may read or change this secret" in said


def test_secrets_written_out_in_a_file_that_every_user_may_read_are_named(
    lane: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = lane.read_text().replace("${CAMERA_PASSWORD}", "camera-word").replace("${MQTT_PASSWORD}", "mqtt-word")
    lane.write_text(text)
    code, said = checked(lane, capsys)
    assert code == 0
    assert "mqtt.password: holds a secret" in said
    assert "camera[0].url: holds a secret" in said
    assert "-word" not in said
    lane.chmod(0o640)
    assert "holds a secret" not in checked(lane, capsys)[1]


def test_a_key_that_every_user_may_read_is_named(lane: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = lane.parent / "lane.key"
    key.write_text("-")
    key.chmod(0o644)
    files = f'ca_file = "{key}"\ncert_file = "{key}"\nkey_file = "{key}"'
    kept = [one for one in lane.read_text().splitlines() if not one.startswith(("ca_file", "cert_file", "key_file"))]
    text = "\n".join(kept)
    lane.write_text(text.replace("[mqtt]", f"[mqtt]\n{files}"))
    assert f"mqtt.key_file: every user may read {key}; chmod o= it" in checked(lane, capsys)[1]
