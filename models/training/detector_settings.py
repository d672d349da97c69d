"""`detector.toml` as frozen values, refused where it makes no sense."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt, ValidationError

from edge.errors import InputError

SETTINGS = Path(__file__).parent / "detector.toml"
Round = Literal["first", "second"]
ROUNDS: tuple[Round, ...] = ("first", "second")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RoundSettings(_Strict):
    """One round. `augment` goes to ultralytics as it is; `corner_spread` is the sigma of its loss of corners."""

    network: str
    begins_with: Literal["fastanpr", "first", ""]
    pictures: PositiveInt
    size: PositiveInt
    epochs: PositiveInt
    batch: PositiveInt
    learning_rate: PositiveFloat
    final_rate: float = Field(gt=0, le=1)
    corner_spread: PositiveFloat
    frozen_layers: int = Field(default=0, ge=0)
    seed: int
    augment: dict[str, float | int | str]


class DetectorSettings(_Strict):
    """The whole file."""

    first: RoundSettings
    second: RoundSettings


def load_detector_settings(file: Path = SETTINGS) -> DetectorSettings:
    """Raises InputError with the key and what is wrong with it."""
    try:
        return DetectorSettings.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise InputError(f"{file}: {error}") from error
