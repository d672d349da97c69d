"""`settings.toml` as frozen values, refused where it makes no sense."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, PositiveFloat, PositiveInt

from models.training.toml_file import Strict, checked

Source = Literal["vietnamese", "chinese", "provinces", "container", "real", "dressed", "negative"]
SETTINGS = Path(__file__).parent / "settings.toml"


class ReaderSettings(Strict):
    """One network and how it is trained. Sizes in pixels; `sources` are shares of the crops."""

    output: str
    width: PositiveInt
    height: PositiveInt
    stem: PositiveInt
    widths: tuple[PositiveInt, ...]
    depths: tuple[int, ...]
    seed: int
    begins_with: str = ""
    steps: PositiveInt
    batch: PositiveInt
    learning_rate: PositiveFloat
    warm_up: PositiveInt
    decay_from: float = Field(ge=0, le=1)
    weight_decay: float = Field(ge=0)
    repeats: PositiveInt
    validate_every: PositiveInt
    sources: dict[Source, float]

    @property
    def lanes(self) -> int:
        """Rows of features that the network ends in: the height halved twice by the stem, then by each later stage."""
        return self.height >> (len(self.widths) + 1)


class Settings(Strict):
    """The whole file."""

    held_out_share: float = Field(ge=0, le=0.5)
    held_out_seed: int
    plate: ReaderSettings
    container: ReaderSettings


def load_settings(file: Path = SETTINGS) -> Settings:
    """Raises InputError with the key and what is wrong with it."""
    return checked(file, Settings)
