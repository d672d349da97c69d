from __future__ import annotations

from pathlib import Path

import pytest

from edge.errors import InputError
from models.training.detector_settings import ROUNDS, SETTINGS, load_detector_settings


def _changed(folder: Path, old: str, new: str) -> Path:
    file = folder / "detector.toml"
    text = SETTINGS.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def test_the_settings_in_the_repository_are_understood() -> None:
    settings = load_detector_settings()
    assert [getattr(settings, name).begins_with for name in ROUNDS] == ["fastanpr", "first", "second"]
    assert set(settings.model_dump()) == set(ROUNDS)


def test_what_a_round_does_not_name_is_as_in_the_round_before_it(tmp_path: Path) -> None:
    settings = load_detector_settings(_changed(tmp_path, "batch = 32", "batch = 24"))
    assert [settings.first.batch, settings.second.batch, settings.third.batch] == [24, 24, 24]
    assert (settings.first.size, settings.second.size, settings.third.size) == (384, 416, 416)


def test_so_are_single_kinds_of_disturbance(tmp_path: Path) -> None:
    settings = load_detector_settings(_changed(tmp_path, "mosaic = 0.3", "mosaic = 0.25"))
    assert settings.first.augment["mosaic"] == 0.5
    assert settings.second.augment == settings.first.augment | {"mosaic": 0.25, "warmup_epochs": 0.2}
    assert settings.third.augment == settings.second.augment | {"cos_lr": True, "warmup_epochs": 0.1}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("epochs = 6", "epochs = 0", "first.epochs"),
        ("epochs = 6", "epoch = 6", "first.epoch"),
        ('begins_with = "first"', 'begins_with = "fourth"', "second.begins_with"),
        ("[third]", "[fourth]", "fourth"),
        ("[third]", "[second.third]", "third"),
        ("container = 0.62", "container = 0.0", "third.shares.container"),
        ("cn = 0.2, container = 0.62", "container = 0.62", "third.shares.cn"),
    ],
    ids=["no epoch", "a misspelt key", "unknown weights", "a fourth round", "a table in a round", "no containers",
         "a share left out"],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_by_name(old: str, new: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        load_detector_settings(_changed(tmp_path, old, new))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml"):
        load_detector_settings(tmp_path / "none.toml")
