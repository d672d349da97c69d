"""Trains the detector for one round: `python -m models.training.detector_train first|second|third`.

On the pictures that `detector_set` wrote for that round.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from models.training.detector_network import CornerTrainer
from models.training.detector_set import RUNS, set_of
from models.training.detector_settings import ROUNDS, SETTINGS, RoundSettings, load_detector_settings
from models.training.scenes import CLASSES

_TRIED = 64


def weights_of(runs: Path, name: str) -> Path:
    """The checkpoint of a round's run."""
    return runs / f"detector-{name}" / "weights" / "last.pt"


def describe_set(folder: Path, spread: float) -> Path:
    """Writes what ultralytics wants to know of a set, and returns the file."""
    # ultralytics tries the network out at the end whatever it is told; what counts is measured by `evaluate`
    tried = sorted((folder / "images").glob("*.jpg"))[-_TRIED:]
    (folder / "tried.txt").write_text("".join(f"{picture.resolve()}\n" for picture in tried), encoding="utf-8")
    names = "".join(f"  {number}: {name}\n" for number, name in enumerate(CLASSES))
    text = (
        f"path: {folder.resolve()}\ntrain: images\nval: tried.txt\nkpt_shape: [4, 3]\n"
        f"kpt_oks_sigmas: {[spread] * 4}\nflip_idx: [1, 0, 3, 2]\nnames:\n{names}"
    )
    file = folder / "set.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def beginning_of(settings: RoundSettings, runs: Path, fastanpr: Path | None) -> Path | None:
    """The checkpoint whose weights the round begins with; None for weights by chance."""
    if settings.begins_with == "fastanpr":
        return fastanpr
    return weights_of(runs, settings.begins_with) if settings.begins_with else None


def overrides(settings: RoundSettings, name: str, runs: Path, begin: Path | None) -> dict[str, Any]:
    """What the round's settings are called in ultralytics."""
    return {
        "model": settings.network,
        "pretrained": str(begin) if begin else False,
        "data": str(describe_set(set_of(runs, name), settings.corner_spread)),
        "project": str(runs),
        "name": f"detector-{name}",
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
    parser.add_argument("round", choices=ROUNDS)
    parser.add_argument("--settings", type=Path, default=SETTINGS)
    parser.add_argument("--runs", type=Path, default=RUNS)
    parser.add_argument("--fastanpr", type=Path, metavar="FILE.pt", help="weights of the package fastanpr")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    options = parser.parse_args()
    settings: RoundSettings = getattr(load_detector_settings(options.settings), options.round)
    wanted = overrides(settings, options.round, options.runs, beginning_of(settings, options.runs, options.fastanpr))
    if options.resume:
        wanted["resume"] = str(weights_of(options.runs, options.round))
    CornerTrainer(overrides=wanted).train()


if __name__ == "__main__":
    main()
