"""Calibrated settings in a lane's TOML."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge.calibration.saving import Change, changed, save_settings
from edge.errors import ConfigError

AT = datetime(2026, 11, 24, 22, 15, tzinfo=UTC)
EXAMPLE = (Path(__file__).parents[2] / "config" / "lane-01.example.toml").read_text(encoding="utf-8")
ZONE = [[0.1, 0.2], [0.5, 0.5], [1.0, 1.0]]


def secret(name: str) -> str:
    return f"secret of {name}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lane-01.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    path.chmod(0o640)
    return path


def comments(text: str) -> list[str]:
    return [line[line.index("#") :] for line in text.splitlines() if "#" in line]


def test_every_comment_is_kept() -> None:
    changes = [Change(("weighbridge",), "baud", 4800), Change(("camera", "front"), "zone", ZONE)]
    assert comments(changed(EXAMPLE, changes, "lane")) == comments(EXAMPLE)


def test_nothing_else_is_changed() -> None:
    new = changed(EXAMPLE, [Change(("weighbridge",), "baud", 4800)], "lane")
    differing = [pair for pair in zip(EXAMPLE.splitlines(), new.splitlines(), strict=True) if pair[0] != pair[1]]
    assert differing == [("baud = 9600", "baud = 4800")]


def test_the_camera_of_that_name_gets_the_zone_and_no_other() -> None:
    document = tomllib.loads(changed(EXAMPLE, [Change(("camera", "right"), "zone", ZONE)], "lane"))
    assert {one["name"]: one.get("zone") == ZONE for one in document["camera"]} == {
        "front": False,
        "right": True,
        "rear": False,
    }


def test_an_input_that_is_not_there_is_added_with_its_name() -> None:
    changes = [
        Change(("barrier", "input", "loop"), key, value) for key, value in (("role", "presence"), ("channel", 2))
    ]
    document = tomllib.loads(changed(EXAMPLE, changes, "lane"))
    assert document["barrier"]["input"] == [{"name": "loop", "role": "presence", "channel": 2}]


def test_a_key_is_taken_away_by_none() -> None:
    assert (
        "baud" not in tomllib.loads(changed(EXAMPLE, [Change(("weighbridge",), "baud", None)], "lane"))["weighbridge"]
    )


def test_a_key_that_is_not_there_is_taken_away_without_a_word() -> None:
    assert changed(EXAMPLE, [Change(("weighbridge",), "unit", None)], "lane") == EXAMPLE


def test_the_old_file_is_kept_beside_the_new_one_with_its_rights(file: Path) -> None:
    backup = save_settings(file, [Change(("weighbridge",), "baud", 4800)], secret, AT)
    assert backup.name == "lane-01.toml.20261124T221500Z.bak"
    assert backup.read_text(encoding="utf-8") == EXAMPLE
    assert [path.stat().st_mode & 0o777 for path in (file, backup)] == [0o640, 0o640]
    assert tomllib.loads(file.read_text(encoding="utf-8"))["weighbridge"]["baud"] == 4800


def test_secrets_stay_names(file: Path) -> None:
    save_settings(file, [Change(("weighbridge",), "baud", 4800)], secret, AT)
    assert "${CAMERA_PASSWORD}" in file.read_text(encoding="utf-8")
    assert "secret of" not in file.read_text(encoding="utf-8")


def test_what_check_would_refuse_is_not_written(file: Path) -> None:
    with pytest.raises(ConfigError, match=r"weighbridge\.baud"):
        save_settings(file, [Change(("weighbridge",), "baud", 4801)], secret, AT)
    assert file.read_text(encoding="utf-8") == EXAMPLE
    assert [path.name for path in file.parent.iterdir()] == ["lane-01.toml"]


def test_a_file_that_is_no_toml_is_refused_by_its_name(file: Path) -> None:
    file.write_text("[lane", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"lane-01\.toml"):
        save_settings(file, [Change(("weighbridge",), "baud", 4800)], secret, AT)
