from __future__ import annotations

from pathlib import Path

import pytest

from edge.errors import InputError
from models.training.settings import SETTINGS, load_settings


def test_the_settings_in_the_repository_are_understood() -> None:
    settings = load_settings()
    assert settings.plate.output == "plate-reader"
    assert sum(settings.plate.sources.values()) == pytest.approx(1.0)
    assert sum(settings.container.sources.values()) == pytest.approx(1.0)


def test_an_unknown_key_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(SETTINGS.read_text(encoding="utf-8") + "\nfaster = true\n", encoding="utf-8")
    with pytest.raises(InputError, match="faster"):
        load_settings(file)


def test_a_source_that_nobody_draws_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    text = SETTINGS.read_text(encoding="utf-8").replace("vietnamese =", "laotian =")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="laotian"):
        load_settings(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml"):
        load_settings(tmp_path / "none.toml")
