"""Trains the detector: `python -m models.training.detector_train`, on the pictures that `detector_set` wrote."""

from __future__ import annotations

import argparse
import logging
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt, ValidationError

from edge.errors import InputError
from models.training.detector_network import CornerTrainer
from models.training.detector_set import RUNS, SET
from models.training.scenes import CLASSES

SETTINGS = Path(__file__).parent / "detector.toml"
_TRIED = 64
log = logging.getLogger("lanegate.training")


class DetectorSettings(BaseModel):
    """One run. `augment` goes to ultralytics as it is; `corner_spread` is the sigma of its keypoint loss."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    network: str
    begins_with: str = ""
    size: PositiveInt
    epochs: PositiveInt
    batch: PositiveInt
    learning_rate: PositiveFloat
    final_rate: float = Field(gt=0, le=1)
    corner_spread: PositiveFloat
    frozen_layers: int = 0
    seed: int
    augment: dict[str, float | int | str]


def load_detector_settings(file: Path = SETTINGS) -> DetectorSettings:
    """Raises InputError with the key and what is wrong with it."""
    try:
        return DetectorSettings.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise InputError(f"{file}: {error}") from error


def description(folder: Path, spread: float) -> str:
    """The set as ultralytics' YAML."""
    names = "".join(f"  {number}: {name}\n" for number, name in enumerate(CLASSES))
    return (
        f"path: {folder}\ntrain: images\nval: tried.txt\nkpt_shape: [4, 3]\nkpt_oks_sigmas: {[spread] * 4}\n"
        f"flip_idx: [1, 0, 3, 2]\nnames:\n{names}"
    )


def overrides(settings: DetectorSettings, data: Path, runs: Path, begin: str) -> dict[str, Any]:
    return {
        "model": settings.network,
        "pretrained": begin or False,
        "data": str(data),
        "project": str(runs),
        "name": "detector",
        "exist_ok": True,
        "imgsz": settings.size,
        "epochs": settings.epochs,
        "batch": settings.batch,
        "nbs": settings.batch,
        "lr0": settings.learning_rate,
        "lrf": settings.final_rate,
        "optimizer": "AdamW",
        "freeze": settings.frozen_layers or None,
        "seed": settings.seed,
        "amp": False,
        "val": False,
        "plots": False,
        "workers": 1,
        "fliplr": 0.0,
        **settings.augment,
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.detector_train", description=__doc__)
    parser.add_argument("--settings", type=Path, default=SETTINGS)
    parser.add_argument("--set", type=Path, default=SET)
    parser.add_argument("--runs", type=Path, default=RUNS)
    parser.add_argument("--begin-with", default=None, metavar="FILE.pt", help="other weights than the settings name")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    options = parser.parse_args()
    settings = load_detector_settings(options.settings)
    data = options.set / "set.yaml"
    # ultralytics tries the network out at the end whatever it is told; what counts is measured by `evaluate`
    tried = sorted((options.set / "images").glob("*.jpg"))[-_TRIED:]
    (options.set / "tried.txt").write_text("".join(f"{picture}\n" for picture in tried), encoding="utf-8")
    data.write_text(description(options.set, settings.corner_spread), encoding="utf-8")
    begin = settings.begins_with if options.begin_with is None else options.begin_with
    wanted = overrides(settings, data, options.runs, begin)
    if options.resume:
        wanted["resume"] = str(options.runs / "detector" / "weights" / "last.pt")
    CornerTrainer(overrides=wanted).train()


if __name__ == "__main__":
    main()
