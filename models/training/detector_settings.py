"""`detector.toml` as frozen values, refused where it makes no sense."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt

from models.training.labelled import Collection
from models.training.toml_file import Strict, checked

SETTINGS = Path(__file__).parent / "detector.toml"
Round = Literal["first", "second", "third"]
ROUNDS: tuple[Round, ...] = ("first", "second", "third")


class Shares(Strict):
    """How often a picture of each collection is taken, beside one another."""

    vn: NonNegativeFloat
    cn: NonNegativeFloat
    container: PositiveFloat

    def of(self, collection: Collection) -> float:
        return {"vn": self.vn, "cn": self.cn, "container": self.container}[collection]


class RoundSettings(Strict):
    """One round.

    `pasted_containers`: the part of the rendered marks put anywhere that are container numbers. `corner_spread`: the
    sigma of ultralytics' loss of corners. `augment` goes to ultralytics as it is.
    """

    network: str
    begins_with: Literal["fastanpr", "first", "second", ""]
    pictures: PositiveInt
    shares: Shares
    pasted_containers: float = Field(ge=0, le=1)
    size: PositiveInt
    epochs: PositiveInt
    batch: PositiveInt
    learning_rate: PositiveFloat
    final_rate: float = Field(gt=0, le=1)
    corner_spread: PositiveFloat
    frozen_layers: int = Field(default=0, ge=0)
    seed: int
    augment: dict[str, bool | float | int | str]


class DetectorSettings(Strict):
    """The whole file."""

    first: RoundSettings
    second: RoundSettings
    third: RoundSettings


def load_detector_settings(file: Path = SETTINGS) -> DetectorSettings:
    """What a round does not name is as in the round before it. Raises InputError with the key and what is wrong."""
    return checked(file, DetectorSettings, _inherited)


def _inherited(document: Mapping[str, Any]) -> dict[str, Any]:
    """Every round in full; what is no table of a round stays, for the check to name it."""
    found = dict(document)
    before: dict[str, Any] = {}
    for name in ROUNDS:
        own = found.get(name)
        if isinstance(own, dict):
            before = found[name] = before | own | {"augment": before.get("augment", {}) | own.get("augment", {})}
    return found
