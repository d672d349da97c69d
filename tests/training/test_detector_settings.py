from __future__ import annotations

from pathlib import Path

import pytest

from edge.errors import InputError
from models.training.detector_settings import ROUNDS, SETTINGS, load_detector_settings


def test_the_settings_in_the_repository_are_understood() -> None:
    settings = load_detector_settings()
    assert settings.first.begins_with == "fastanpr"
    assert settings.second.begins_with == "first"
    assert set(settings.model_dump()) == set(ROUNDS)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("epochs = 6", "epochs = 0", "first.epochs"),
        ("epochs = 6", "epoch = 6", "first.epoch"),
        ('begins_with = "first"', 'begins_with = "third"', "second.begins_with"),
        ("[second]", "[third]", "third"),
    ],
    ids=["no epoch", "a misspelt key", "unknown weights", "a third round"],
)
def test_what_makes_no_sense_is_refused_by_name(old: str, new: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "detector.toml"
    text = SETTINGS.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        load_detector_settings(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml"):
        load_detector_settings(tmp_path / "none.toml")
