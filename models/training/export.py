"""Turns a trained reader into an ONNX file beside the manifest, and writes its hash there.

`python -m models.training.export plate|container`
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import nn

from models.training.manifest_text import with_values
from models.training.settings import SETTINGS, ReaderSettings, load_settings
from models.training.train import RUNS, Run
from models.training.weights import sha256_of

MODELS = Path(__file__).parents[1]


def export(run: Run, file: Path) -> None:
    """The averaged weights; the number of crops in a call is free."""
    net: nn.Module = run.average.module.eval()
    crop = torch.zeros((1, run.settings.height, run.settings.width, 3), dtype=torch.uint8)
    outputs = ["log_probs", *run.net.heads]
    torch.onnx.export(
        net,
        (crop,),
        str(file),
        input_names=["crops"],
        output_names=outputs,
        dynamic_axes={name: {0: "count"} for name in ("crops", *outputs)},
        opset_version=17,
        dynamo=False,
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.export", description=__doc__)
    parser.add_argument("kind", choices=["plate", "container"])
    parser.add_argument("--settings", type=Path, default=SETTINGS)
    parser.add_argument("--runs", type=Path, default=RUNS)
    parser.add_argument("--models", type=Path, default=MODELS)
    options = parser.parse_args()
    reader: ReaderSettings = getattr(load_settings(options.settings), options.kind)
    run = Run(options.kind, reader, options.runs)
    run.load()
    file = options.models / f"{reader.output}.onnx"
    export(run, file)
    manifest = options.models / "manifest.toml"
    text = with_values(manifest.read_text(encoding="utf-8"), reader.output, {"sha256": sha256_of(file)})
    manifest.write_text(text, encoding="utf-8")
    print(f"{file}: {file.stat().st_size / 1e6:.1f} MB, after {run.step} steps")


if __name__ == "__main__":
    main()
