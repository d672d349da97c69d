from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import PositiveInt, ValidationError

from edge.errors import InputError
from models.training.toml_file import Strict, checked


class Pace(Strict):
    steps: PositiveInt


def _file(folder: Path, content: bytes) -> Path:
    file = folder / "pace.toml"
    file.write_bytes(content)
    return file


def test_a_file_becomes_values_that_do_not_change(tmp_path: Path) -> None:
    pace = checked(_file(tmp_path, b"steps = 3"), Pace)
    assert pace == Pace(steps=3)
    with pytest.raises(ValidationError):
        pace.steps = 4


def test_a_file_may_be_completed_before_it_is_checked(tmp_path: Path) -> None:
    assert checked(_file(tmp_path, b""), Pace, lambda found: {"steps": 5, **found}) == Pace(steps=5)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"steps = 0", "steps"), (b"stops = 1", "stops"), (b"steps =", "Invalid value"), (b"# \xff", "utf-8")],
    ids=["out of range", "an unknown key", "no TOML", "no UTF-8"],
)
def test_what_is_wrong_is_told_with_the_file(content: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=rf"pace\.toml: (.|\n)*{said}"):
        checked(_file(tmp_path, content), Pace)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.toml"):
        checked(tmp_path / "gone.toml", Pace)
